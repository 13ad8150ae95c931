import { Script, createContext } from 'node:vm';

/** Longest answer and longest pattern of a fill item, in characters. */
export const MAX_ANSWER = 500;
const MAX_PATTERN = 400;
/** An attack that takes longer than this is refused when the quiz is loaded. */
const BUDGET_MS = 50;
/** Real answers get far more: on a busy machine a right answer must not count as wrong because somebody else computed. */
const ANSWER_BUDGET_MS = 1_000;

const context = createContext(Object.create(null) as object);
const script = new Script('texts.map((text) => new RegExp(pattern).test(text))');

/**
 * Does the text match?
 *
 * @throws Error when matching takes a second, which loading has made unlikely: better no verdict than a wrong one
 */
export function matches(pattern: string, text: string): boolean {
  const found = timed(pattern, [text.slice(0, MAX_ANSWER)], ANSWER_BUDGET_MS);
  if (!found) throw new Error(`Matching ${pattern} was given up after a second.`);
  return found[0] ?? false;
}

/** null: the budget was not enough. The VM's timer interrupts V8's backtracking, a plain test() could not be stopped. */
function timed(pattern: string, texts: readonly string[], budget: number): boolean[] | null {
  context['pattern'] = pattern;
  context['texts'] = texts;
  try {
    return script.runInContext(context, { timeout: budget }) as boolean[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}

/**
 * What is wrong with a pattern, or undefined. Catastrophic backtracking is found by trying: right answers are cut at
 * every place, stretched with every piece that the pattern knows and ended with a character that cannot match.
 */
export function patternProblem(pattern: string, canonical: string): string | undefined {
  if (pattern.length > MAX_PATTERN) return `is longer than ${MAX_PATTERN} characters`;
  try {
    new RegExp(pattern);
  } catch (error) {
    return `is not a regular expression: ${(error as Error).message}`;
  }
  if (!pattern.startsWith('^') || !pattern.endsWith('$')) return 'does not match the whole answer';
  // All at once first: a watchdog per attack costs more than the matching. One by one only to name the culprit.
  const all = [...attacks(pattern, canonical)];
  if (!isSlow(pattern, all, 4 * BUDGET_MS)) return undefined;
  const culprit = all.find((attack) => isSlow(pattern, [attack], 2 * BUDGET_MS));
  return culprit === undefined
    ? undefined
    : `takes too long on an answer that begins with ${JSON.stringify(culprit.slice(0, 40))}`;
}

/** CPU time that no good pattern needs for these attacks: one takes some microseconds. */
const SLOW_CPU_MS = 10;

/** A match that ran out of time is slow only if the time went into computing: a busy machine is no bad pattern. */
function isSlow(pattern: string, texts: readonly string[], budget: number): boolean {
  for (let tries = 0; tries < 8; tries += 1) {
    const before = process.cpuUsage();
    if (timed(pattern, texts, budget * 2 ** tries) !== null) return false;
    if (process.cpuUsage(before).user / 1_000 >= SLOW_CPU_MS * Math.ceil(texts.length / 20)) return true;
  }
  return false;
}

function* attacks(pattern: string, canonical: string): Generator<string> {
  const literals = pattern.match(/[\w./:=-]+| /g) ?? [];
  const pieces = new Set([
    'a',
    '0',
    ' ',
    '-',
    '/',
    'aa',
    'a ',
    ' a',
    'a-',
    '"',
    "'",
    '_',
    ...literals.slice(0, 24),
  ]);
  for (const piece of pieces) {
    for (const pair of [piece, `${piece} `, ` ${piece}`]) {
      const stretched = pair.repeat(Math.ceil(MAX_ANSWER / pair.length)).slice(0, MAX_ANSWER - 1);
      yield `${stretched}\n`;
    }
  }
  for (let cut = 0; cut <= canonical.length; cut += 1) {
    for (const piece of ['a', ' ', ' a', ...literals.slice(0, 6)]) {
      const head = canonical.slice(0, cut);
      const room = MAX_ANSWER - 1 - head.length;
      if (room > 0) yield `${head}${piece.repeat(Math.ceil(room / piece.length)).slice(0, room)}\n`;
    }
  }
}
