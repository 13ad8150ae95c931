import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Exit codes of the command line (contract): what a script may rely on. */
export const EXIT = { ok: 0, belowMinimum: 1, badInput: 2, nothingChecked: 3 } as const;

/** Something the user gave us is wrong. Printed as `CODE: message`, exit 2. */
export class UsageError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'UsageError';
    this.code = code;
  }
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses a command's arguments strictly.
 *
 * @throws UsageError USAGE with the command's usage line for an unknown option, a missing value, or too many words
 */
export function parseCommand<O extends Options>(
  args: readonly string[],
  options: O,
  usage: string,
  positionals: { min: number; max: number },
): {
  values: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>['values'];
  words: string[];
} {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError('USAGE', `${(error as Error).message.replace(/\.$/, '')}.\nUsage: ${usage}`);
  }
  const count = parsed.positionals.length;
  if (count < positionals.min || count > positionals.max) {
    const problem =
      count < positionals.min
        ? 'Something is missing'
        : `Too many words: ${parsed.positionals.slice(positionals.max).join(' ')}`;
    throw new UsageError('USAGE', `${problem}.\nUsage: ${usage}`);
  }
  return { values: parsed.values, words: parsed.positionals };
}

/** `--var name=value …` as a record. */
export function parseVariables(entries: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      if (at < 1) throw new UsageError('USAGE', `--var takes name=value; got "${entry}".`);
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** A whole number within bounds, or a usage error naming the option. */
export function parseWhole(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError('USAGE', `--${option} takes a whole number from ${min} to ${max}; got "${text}".`);
  }
  return value;
}
