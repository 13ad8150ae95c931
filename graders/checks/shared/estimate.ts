/** A price estimate that was handed in, line by line against what each line really costs. */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { fail, type Saw } from '../../kit/index.ts';
import type { Artifact } from '../../reads/artifact.ts';
import { cents, compare, exact, multiply, sum, type Exact } from '../../semantics/pricing/index.ts';
import { unlessBlocked } from './candidates.ts';

export const ESTIMATE = 'estimate.json';
const Estimate = Type.Object({
  lines: Type.Array(Type.Object({ item: Type.String(), monthly: Type.Number() })),
  total: Type.Number(),
});
export type Estimate = Static<typeof Estimate>;

/** The estimate, or why the text is none; undefined without a file. */
function parse(file: Artifact | undefined): { estimate: Estimate } | { problem: string } | undefined {
  if (!file) return undefined;
  if (file.problem !== null || file.text === null) return { problem: file.problem ?? 'it is empty' };
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (error) {
    return { problem: `it is not JSON (${error instanceof Error ? error.message : 'unknown'})` };
  }
  if (Value.Check(Estimate, value)) return { estimate: value };
  const [first] = Value.Errors(Estimate, value);
  return { problem: `${first?.instancePath || 'its top level'} ${first?.message ?? 'has another shape'}` };
}

/** Whether an amount is the expected one, give or take a share of it. */
export function isWithin(given: number, expected: Exact, tolerance: number): boolean {
  if (!Number.isFinite(given)) return false;
  const value = exact(given);
  return (
    compare(value, multiply(expected, exact(1 - tolerance))) >= 0 &&
    compare(value, multiply(expected, exact(1 + tolerance))) <= 0
  );
}

export const estimateReasons = {
  'line-missing': fail(
    'The estimate has no line {item}; it costs {expected} USD a month.',
    'Go through the list of items once more: one line for each of them.',
  ),
  'line-wrong': fail(
    '{item}: you wrote {observed} USD a month, expected {expected}.',
    'Quantity × hours × price, and 730 hours a month.',
  ),
  'total-wrong': fail('The total is {observed} USD, expected {expected}.', 'Add the lines up.'),
  'duplicate-line': fail('{item} stands in {count} lines.', 'Each item once, with all that it costs.'),
};

export interface Estimating {
  file: Saw<Artifact>;
  items: readonly string[];
  /** @throws Blocked when it has no price, or depends on what could not be read */
  costOf: (item: string) => Exact;
  tolerance: { line: number; total: number };
}

/** The clauses of an estimate, by name, so that a check may put its own between them. */
export function estimateClauses({ file, items, costOf, tolerance }: Estimating) {
  const estimate = (): Estimate | undefined => {
    const parsed = parse(file());
    return parsed && 'estimate' in parsed ? parsed.estimate : undefined;
  };
  const linesOf = (item: string) => (estimate()?.lines ?? []).filter((line) => line.item === item);
  const at = (item: string, expected: unknown, actual: unknown) =>
    file.at(`lines[?item=='${item}'].monthly`, expected, actual);
  const wrong = (item: string, expected: string, observed: number) => ({
    reason: 'line-wrong' as const,
    data: { item, observed, expected },
    evidence: [at(item, expected, observed)],
  });
  return {
    estimate,
    linesOf,
    wrong,
    readable: [
      () =>
        file()
          ? undefined
          : {
              reason: 'artifact-missing' as const,
              data: { name: ESTIMATE },
              evidence: [file.at('', ESTIMATE, 'nothing handed in')],
            },
      () => {
        const parsed = parse(file());
        if (!parsed || 'estimate' in parsed) return undefined;
        return {
          reason: 'artifact-unreadable' as const,
          data: { name: ESTIMATE, problem: parsed.problem },
          evidence: [file.at('', 'JSON with lines and total', parsed.problem)],
        };
      },
    ],
    missing: items.map((item) => () => {
      if (!estimate() || linesOf(item).length > 0) return undefined;
      const cost = unlessBlocked(() => costOf(item));
      const expected = cost ? cents(cost) : 'more than nothing';
      return {
        reason: 'line-missing' as const,
        data: { item, expected },
        evidence: [at(item, expected, 'no such line')],
      };
    }),
    lines: items.map((item) => () => {
      const off = linesOf(item).find(({ monthly }) => !isWithin(monthly, costOf(item), tolerance.line));
      return off && wrong(item, cents(costOf(item)), off.monthly);
    }),
    /** What is not asked for costs nothing: a line that says so does no harm. */
    extra: () => {
      const found = estimate()?.lines.find(({ item, monthly }) => !items.includes(item) && monthly !== 0);
      return found && wrong(found.item, '0.00, for there is no such item', found.monthly);
    },
    total: () => {
      const given = estimate()?.total;
      if (given === undefined) return undefined;
      const expected = sum(items.map(costOf));
      if (isWithin(given, expected, tolerance.total)) return undefined;
      return {
        reason: 'total-wrong' as const,
        data: { observed: given, expected: cents(expected) },
        evidence: [file.at('total', cents(expected), given)],
      };
    },
    duplicates: items.map((item) => () => {
      const { length: count } = linesOf(item);
      if (count < 2) return undefined;
      const all = linesOf(item).map(({ monthly }) => monthly);
      return {
        reason: 'duplicate-line' as const,
        data: { item, count },
        evidence: [at(item, 'one line', all)],
      };
    }),
  };
}
