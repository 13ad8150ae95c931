import type { CommonVariables, LabManifest, Variables, VariableSpec } from '../../graders/contract/index.ts';

/** A value that hardly anybody else could have by chance. */
export interface SeededValue {
  variable: string;
  value: string;
}

/** Values that are drawn from fewer than this are shared by chance in any class (a class of 300 has 45,000 pairs). */
const DRAWN_FROM = 65_536;
/** Shorter ones stand in the middle of anything. */
const LENGTH = 8;
/** Letters that no encoding on the way into evidence changes. */
const PLAIN = /^[\w./:-]+$/;

/**
 * The values of a learner's lab session that tell whose they are: drawn from many (a bucket's name with its six digits, not a port or
 * an address block that several seeds share), long enough, and not the lab's default.
 *
 * @param account the session's account; null where there is none
 */
export function seededValues(
  lab: Pick<LabManifest, 'variables'>,
  common: CommonVariables,
  { values, account }: { values: Variables; account: string | null },
): SeededValue[] {
  const specs: Readonly<Record<string, VariableSpec>> = { ...common, ...lab.variables };
  const found = Object.entries(values).flatMap(([variable, raw]): SeededValue[] => {
    const value = String(raw);
    const telling = drawnFrom(specs, variable) >= DRAWN_FROM && value !== defaultOf(specs, variable);
    return telling && value.length >= LENGTH && PLAIN.test(value) ? [{ variable, value }] : [];
  });
  return account === null || account.length < LENGTH
    ? found
    : [...found, { variable: 'account', value: account }];
}

/** How many values a variable may have, over all that it is made of. */
function drawnFrom(
  specs: Readonly<Record<string, VariableSpec>>,
  name: string,
  above: readonly string[] = [],
): number {
  const spec = specs[name];
  if (!spec || above.includes(name)) return 1;
  if ('hex' in spec) return 16 ** spec.hex;
  if ('choices' in spec) return spec.choices.length;
  const parts = new Set([...spec.value.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, part = '']) => part));
  return [...parts].reduce((product, part) => product * drawnFrom(specs, part, [...above, name]), 1);
}

/** The value without a seed, as far as it is made of defaults. */
function defaultOf(
  specs: Readonly<Record<string, VariableSpec>>,
  name: string,
  above: readonly string[] = [],
): string {
  const spec = specs[name];
  if (!spec || above.includes(name)) return '';
  if ('hex' in spec) return spec.default;
  if ('choices' in spec) return String(spec.choices[0]);
  return spec.value.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, part: string) =>
    defaultOf(specs, part, [...above, name]),
  );
}
