import type { TokenizerAndRendererExtension, Tokens } from 'marked';
import { escapeHtml } from './highlight.ts';

/** `:::check`, `:::lab <lab>/<task>` (lessons/format.md, "Block directives"), or a broken one with its problem. */
export interface DirectiveToken extends Tokens.Generic {
  type: 'directive';
  name: string;
  argument: string;
  problem?: { message: string; remedy: string };
}

const KNOWN = ['check', 'lab'];

/** The block extension. Whether the task of a `:::lab` exists is checked with the other tokens, not here. */
export const directives: TokenizerAndRendererExtension = {
  name: 'directive',
  level: 'block',
  childTokens: ['tokens', 'answer'],
  start: (source) => source.match(/^:::/m)?.index,
  tokenizer(source) {
    if (!source.startsWith(':::')) return undefined;
    const lines = source.split('\n');
    const [, name = '', argument = ''] = /^:::(\S*)\s*(.*?)\s*$/.exec(lines[0] ?? '') ?? [];
    const body = readBody(lines);
    const raw = lines.slice(0, body.end).join('\n') + (body.end < lines.length ? '\n' : '');
    const token: DirectiveToken = { type: 'directive', raw, name, argument, tokens: [], answer: [] };
    const problem = body.problem ?? misuse(name, argument, body.reveal);
    if (problem) return { ...token, problem };
    const reveal = body.reveal ?? body.end - 1;
    this.lexer.blockTokens(lines.slice(1, reveal).join('\n'), token.tokens);
    if (body.reveal !== null) {
      this.lexer.blockTokens(
        lines.slice(reveal + 1, body.end - 1).join('\n'),
        token['answer'] as Tokens.Generic[],
      );
    }
    return token;
  },
  renderer(token) {
    const { name, argument, problem } = token as DirectiveToken;
    if (problem) return '';
    const text = this.parser.parse(token.tokens ?? []);
    if (name === 'lab') {
      const link = `<a href="/labs/${escapeHtml(argument)}">Open this task in the workbench</a>`;
      return `<aside class="lab-box">\n${text}<p class="lab-box-link">${link}</p>\n</aside>\n`;
    }
    const answer = this.parser.parse(token['answer'] as Tokens.Generic[]);
    return (
      `<section class="self-check">\n<div class="self-check-question">\n${text}</div>\n` +
      `<details class="self-check-answer"><summary>Show the answer</summary>\n${answer}</details>\n</section>\n`
    );
  },
};

interface Body {
  /** Number of lines that the directive takes. */
  end: number;
  /** Line of `:::reveal`, if there is one. */
  reveal: number | null;
  problem?: { message: string; remedy: string };
}

function readBody(lines: readonly string[]): Body {
  let reveal: number | null = null;
  let fence = '';
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const marker = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? '';
    if (fence === '' && marker !== '') fence = marker;
    else if (fence !== '' && line.trim().startsWith(fence)) fence = '';
    else if (fence === '' && /^:::\s*$/.test(line)) return { end: index + 1, reveal };
    else if (fence === '' && /^:::reveal\s*$/.test(line) && reveal === null) reveal = index;
    else if (fence === '' && line.startsWith(':::')) {
      const message = `directive "${line.trim()}" inside another one`;
      return { end: index, reveal, problem: { message, remedy: 'Close the first one with a line `:::`.' } };
    }
  }
  const message = 'a directive that is never closed';
  return { end: lines.length, reveal, problem: { message, remedy: 'End it with a line `:::`.' } };
}

function misuse(name: string, argument: string, reveal: number | null): Body['problem'] {
  if (!KNOWN.includes(name)) {
    return { message: `unknown directive ":::${name}"`, remedy: `Directives: ${KNOWN.join(', ')}.` };
  }
  if (name === 'check' && reveal === null) {
    return { message: ':::check without an answer', remedy: 'Add a line `:::reveal` and the answer.' };
  }
  if (name === 'check' && argument !== '') {
    return { message: `:::check takes no words, but has "${argument}"`, remedy: 'Remove them.' };
  }
  if (name === 'lab' && !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(argument)) {
    return { message: `":::lab ${argument}" names no task`, remedy: 'Write :::lab <lab-id>/<task-id>.' };
  }
  if (name === 'lab' && reveal !== null) {
    return { message: ':::lab has nothing to reveal', remedy: 'Remove the line `:::reveal`.' };
  }
  return undefined;
}
