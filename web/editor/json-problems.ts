import type { TextProblem } from './problem.ts';

/** Stops the walk at the first slip; after it, JSON cannot be read any further. */
class Slip extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const MAX_DEPTH = 512;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{N}_$+\-.]+/uy;
const SIMPLE_ESCAPES = '"\\/bfnrt';

/**
 * Why a text is no JSON, in words and with its place; empty where it is, and for a blank text. Own walk instead of the
 * message of `JSON.parse`, which differs between browsers and often has no position.
 * https://www.rfc-editor.org/rfc/rfc8259
 */
export function jsonProblems(text: string): TextProblem[] {
  if (text.trim() === '') return [];
  try {
    new Walk(text).all();
    return [];
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    const before = text.slice(0, error.offset).split(/\r\n|\r|\n/);
    return [
      { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, where: '', message: error.message },
    ];
  }
}

class Walk {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): void {
    if (this.#text.startsWith('\uFEFF'))
      throw new Slip(0, 'an invisible byte order mark stands before the text');
    this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw new Slip(this.#at, 'the value has ended; nothing may follow it');
  }

  #value(depth: number): void {
    this.#space();
    if (depth > MAX_DEPTH) throw new Slip(this.#at, 'it is nested too deeply');
    const start = this.#at;
    const next = this.#text[start];
    if (next === undefined) throw new Slip(start, 'the text ends where a value is due');
    if (next === '{') return this.#members(depth);
    if (next === '[') return this.#items(depth);
    if (next === '"') return void this.#string();
    if (next === "'") throw new Slip(start, 'text is written in double quotes');
    NUMBER.lastIndex = start;
    const number = NUMBER.exec(this.#text)?.[0] ?? '';
    WORD.lastIndex = start;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    if (word !== '' && word === number) this.#at += number.length;
    else if (['true', 'false', 'null'].includes(word)) this.#at += word.length;
    else throw new Slip(start, notAValue(next, word));
  }

  #members(depth: number): void {
    const open = this.#at;
    const seen = new Set<string>();
    this.#at += 1;
    for (let first = true; ; first = false) {
      this.#space();
      const start = this.#at;
      if (this.#text[start] === '}' && first) break;
      if (this.#text[start] === '}') throw new Slip(this.#comma(), 'no comma stands before }');
      if (this.#text[start] === undefined) throw new Slip(open, 'this { is never closed');
      if (this.#text[start] !== '"') throw new Slip(start, 'a name in double quotes is due here');
      const name = this.#string();
      if (seen.has(name))
        throw new Slip(start, `the name ${JSON.stringify(name)} stands twice in this object`);
      seen.add(name);
      this.#space();
      if (this.#text[this.#at] !== ':')
        throw new Slip(this.#at, `a colon is due after ${JSON.stringify(name)}`);
      this.#at += 1;
      this.#value(depth + 1);
      this.#space();
      if (this.#text[this.#at] === '}') break;
      this.#next(open, '{');
    }
    this.#at += 1;
  }

  #items(depth: number): void {
    const open = this.#at;
    this.#at += 1;
    for (let first = true; ; first = false) {
      this.#space();
      if (this.#text[this.#at] === ']' && first) break;
      if (this.#text[this.#at] === ']') throw new Slip(this.#comma(), 'no comma stands before ]');
      if (this.#text[this.#at] === undefined) throw new Slip(open, 'this [ is never closed');
      this.#value(depth + 1);
      this.#space();
      if (this.#text[this.#at] === ']') break;
      this.#next(open, '[');
    }
    this.#at += 1;
  }

  /** Over the comma between two entries. */
  #next(open: number, bracket: string): void {
    if (this.#text[this.#at] === undefined) throw new Slip(open, `this ${bracket} is never closed`);
    // The end of the value before is where the comma belongs, not the next line.
    if (this.#text[this.#at] !== ',')
      throw new Slip(this.#text.slice(0, this.#at).trimEnd().length, 'a comma is missing here');
    this.#at += 1;
  }

  /** The comma behind which nothing came. */
  #comma(): number {
    return this.#text.lastIndexOf(',', this.#at);
  }

  #string(): string {
    const start = this.#at;
    for (this.#at += 1; ; this.#at += 1) {
      const char = this.#text[this.#at];
      if (char === '"') break;
      if (char === undefined || char === '\n' || char === '\r')
        throw new Slip(start, 'the closing quote is missing on this line');
      if (char < ' ')
        throw new Slip(this.#at, 'a tab or another control character inside text: write it as \\t');
      if (char !== '\\') continue;
      const escape = this.#text[this.#at + 1] ?? '';
      const hex = /^[0-9a-fA-F]{4}$/.test(this.#text.slice(this.#at + 2, this.#at + 6));
      if (escape === 'u' && hex) this.#at += 5;
      else if (escape !== '' && SIMPLE_ESCAPES.includes(escape)) this.#at += 1;
      else throw new Slip(this.#at, `\\${escape} is no escape of JSON; a backslash is written \\\\`);
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '?')) this.#at += 1;
  }
}

function notAValue(next: string, word: string): string {
  if (next === '}' || next === ']') return `a value is due before ${next}`;
  if (next === ',') return 'a value is due before this comma';
  if (next === '/' || next === '#') return 'JSON has no comments';
  if (/^(True|False|None)$/.test(word)) return `${word} is Python; JSON writes true, false or null`;
  if (/^[+.]?\d|^-?[\d.]+$/.test(word)) return `${word} is no number of JSON`;
  if (word === '') return `${next} begins no value`;
  return `${word} is no value of JSON: text stands in double quotes`;
}
