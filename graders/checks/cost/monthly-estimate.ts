import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact, type Artifact } from '../../reads/artifact.ts';
import {
  cents,
  compare,
  exact,
  multiply,
  sum,
  type Exact,
  type Resource,
} from '../../semantics/pricing/index.ts';
import { monthlyCost } from '../shared/prices.ts';
import { unlessBlocked } from '../shared/sagemaker-jobs.ts';

const NAME = 'estimate.json';
const TOLERANCE = 0.02;
/** 30 days of 24 hours: within the tolerance of 730, and the mistake that the task is about. */
const SHORT_MONTH = 720;
const Estimate = Type.Object({
  lines: Type.Array(Type.Object({ item: Type.String(), monthly: Type.Number() })),
  total: Type.Number(),
});
type Line = Static<typeof Estimate>['lines'][number];
/** Part of a design: a resource of the pricing model, and the line of the estimate that it belongs to. */
const Part = Type.Object({ item: Type.String(), kind: Type.String() });
const Design = Type.Array(Part);

/** The estimate, or why the text is none. */
function parse(
  file: Artifact | undefined,
): { estimate: Static<typeof Estimate> } | { problem: string } | undefined {
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

function isWithin(given: number, expected: Exact): boolean {
  if (!Number.isFinite(given)) return false;
  const value = exact(given);
  return (
    compare(value, multiply(expected, exact(1 - TOLERANCE))) >= 0 &&
    compare(value, multiply(expected, exact(1 + TOLERANCE))) <= 0
  );
}

export default defineCheck({
  id: 'cost/monthly-estimate',
  title: 'A design priced line by line before anybody builds it',
  params: Type.Object({
    design: Type.Union([Type.Literal('d1'), Type.Literal('d2'), Type.Literal('d3')]),
    designs: Type.Object({ d1: Design, d2: Design, d3: Design }),
  }),
  reads: { file: artifact },
  bind: (_params, _run, task) => ({ file: { task, name: NAME, anyName: true } }),
  reasons: {
    priced: pass(
      'Every line of design {design} is within 2 % of the price list, {total} USD a month in all.',
    ),
    ...artifactReasons,
    'line-missing': fail(
      'The estimate has no line {item}; in this design it costs {expected} USD a month.',
      'Go through the drawing once more: one line for each item of the task.',
    ),
    'line-wrong': fail(
      '{item}: you wrote {observed} USD a month, expected {expected}.',
      'Quantity × hours × price, and 730 hours a month.',
    ),
    'total-wrong': fail('The total is {observed} USD, expected {expected}.', 'Add the lines up.'),
    'duplicate-line': fail('{item} stands in {count} lines.', 'Each item once, with all that it costs.'),
  },
  judge(saw, { design, designs }) {
    const parts = designs[design];
    const items = [...new Set(parts.map(({ item }) => item))];
    const priced = (item: string, change: object): Exact =>
      monthlyCost(
        parts
          .filter((part) => part.item === item)
          // A disk is paid by the month, whatever its hours.
          .map(
            (part) =>
              ({ ...(part.kind === 'volume' ? {} : change), ...part, id: item }) as unknown as Resource,
          ),
        artifact.id,
      );
    const costOf = (item: string): Exact => priced(item, {});
    const estimate = () => {
      const parsed = parse(saw.file());
      return parsed && 'estimate' in parsed ? parsed.estimate : undefined;
    };
    const linesOf = (item: string): Line[] => (estimate()?.lines ?? []).filter((line) => line.item === item);
    const at = (item: string, expected: unknown, actual: unknown) =>
      saw.file.at(`lines[?item=='${item}'].monthly`, expected, actual);
    const wrong = (item: string, expected: string, observed: number) => ({
      reason: 'line-wrong' as const,
      data: { item, observed, expected },
      evidence: [at(item, expected, observed)],
    });
    return decide(
      [
        () =>
          saw.file()
            ? undefined
            : {
                reason: 'artifact-missing' as const,
                data: { name: NAME },
                evidence: [saw.file.at('', NAME, 'nothing handed in')],
              },
        () => {
          const parsed = parse(saw.file());
          if (!parsed || 'estimate' in parsed) return undefined;
          return {
            reason: 'artifact-unreadable' as const,
            data: { name: NAME, problem: parsed.problem },
            evidence: [saw.file.at('', 'JSON with lines and total', parsed.problem)],
          };
        },
        ...items.map((item) => () => {
          if (!estimate() || linesOf(item).length > 0) return undefined;
          const cost = unlessBlocked(() => costOf(item));
          const expected = cost ? cents(cost) : 'more than nothing';
          return {
            reason: 'line-missing' as const,
            data: { item, expected },
            evidence: [at(item, expected, 'no such line')],
          };
        }),
        ...items.map((item) => () => {
          const off = linesOf(item).find(({ monthly }) => !isWithin(monthly, costOf(item)));
          return off && wrong(item, cents(costOf(item)), off.monthly);
        }),
        () => {
          const months = items.map((item) => ({
            item,
            right: costOf(item),
            short: cents(priced(item, { hours: SHORT_MONTH })),
          }));
          const hourly = months.filter(({ right, short }) => cents(right) !== short);
          const isShort = hourly.every(({ item, short }) =>
            linesOf(item).some(({ monthly }) => cents(exact(monthly)) === short),
          );
          const [first] = hourly;
          return first && isShort
            ? wrong(first.item, `${cents(first.right)} (730 hours, not ${SHORT_MONTH})`, Number(first.short))
            : undefined;
        },
        () => {
          // What is not in the drawing costs nothing: a line that says so does no harm.
          const extra = estimate()?.lines.find(({ item, monthly }) => !items.includes(item) && monthly !== 0);
          return extra && wrong(extra.item, '0.00, for the design has no such item', extra.monthly);
        },
        () => {
          const given = estimate()?.total;
          if (given === undefined) return undefined;
          const expected = sum(items.map(costOf));
          if (isWithin(given, expected)) return undefined;
          return {
            reason: 'total-wrong' as const,
            data: { observed: given, expected: cents(expected) },
            evidence: [saw.file.at('total', cents(expected), given)],
          };
        },
        ...items.map((item) => () => {
          const { length: count } = linesOf(item);
          if (count < 2) return undefined;
          return {
            reason: 'duplicate-line' as const,
            data: { item, count },
            evidence: [
              at(
                item,
                'one line',
                linesOf(item).map(({ monthly }) => monthly),
              ),
            ],
          };
        }),
      ],
      () => {
        const total = cents(sum(items.map(costOf)));
        return {
          reason: 'priced',
          data: { design, total },
          evidence: [saw.file.at('total', total, estimate()?.total)],
        };
      },
    );
  },
});
