import { LANGUAGES } from './highlight.ts';

/** What the words after a fence's language say (lessons/format.md, "Fenced blocks"). */
export interface Fence {
  language: string;
  kind: 'run' | 'expect-error' | 'norun' | 'output' | 'policy' | 'lifecycle' | 'plain';
  /** The expected error, or the reason why the block is not run. */
  argument: string | null;
  file: string | null;
}

const WORD = /([a-z-]+)(?:=(?:"([^"]*)"|(\S+)))?(?=\s|$)/y;
/** Words that may follow each language, and whether they take a value. */
const WORDS: Record<string, Record<string, boolean>> = {
  bash: { run: false, 'expect-error': true, norun: true },
  text: { output: false },
  json: { policy: false, lifecycle: false },
};

/** Parses an info string. Returns the fence, or what is wrong with it and the remedy. */
export function parseFence(
  info: string,
  strict: boolean,
): { fence: Fence } | { problem: string; remedy: string } {
  const language = /^\S*/.exec(info)?.[0] ?? '';
  if (language === '')
    return { problem: 'a fenced block without a language', remedy: `Name one of ${list()}.` };
  if (!LANGUAGES.has(language)) {
    return { problem: `unknown language "${language}"`, remedy: `Use one of ${list()}.` };
  }
  const fence: Fence = { language, kind: 'plain', argument: null, file: null };
  let rest = language.length;
  while (rest < info.length) {
    if (/\s/.test(info.charAt(rest))) {
      rest += 1;
      continue;
    }
    WORD.lastIndex = rest;
    const match = WORD.exec(info);
    const name = match?.[1] ?? '';
    const value = match?.[2] ?? match?.[3] ?? null;
    const takesValue = name === 'file' ? true : WORDS[language]?.[name];
    if (!match || takesValue === undefined) {
      const word = /^\S+/.exec(info.slice(rest))?.[0] ?? '';
      const known = [...Object.keys(WORDS[language] ?? {}), 'file=<name>'];
      return {
        problem: `unknown word "${word}" after \`${language}\``,
        remedy: `Words here: ${known.join(', ')}.`,
      };
    }
    if (takesValue !== (value !== null && value !== '')) {
      return {
        problem: `"${name}" ${takesValue ? 'needs a value' : 'takes no value'}`,
        remedy: takesValue ? `Write ${name}=… or ${name}="…".` : `Write ${name} alone.`,
      };
    }
    if (name === 'file') {
      if (!/^[\w][\w.-]*$/.test(value ?? '')) {
        return {
          problem: `"${value}" is not a plain file name`,
          remedy: 'Use letters, digits, dots and dashes.',
        };
      }
      fence.file = value;
    } else if (fence.kind === 'plain') {
      fence.kind = name as Fence['kind'];
      fence.argument = value;
    } else {
      return { problem: `both "${fence.kind}" and "${name}"`, remedy: 'Keep one of them.' };
    }
    rest = WORD.lastIndex;
  }
  if (strict && language === 'bash' && fence.kind === 'plain') {
    return {
      problem: 'a bash block that does not say what the tests do with it',
      remedy: 'Add run, expect-error=<Code> or norun="<reason>".',
    };
  }
  return { fence };
}

function list(): string {
  return [...LANGUAGES].sort().join(', ');
}
