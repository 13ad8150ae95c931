import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { cents, exact, sum, type Exact, type Resource } from '../../semantics/pricing/index.ts';
import { ESTIMATE, estimateClauses, estimateReasons } from '../shared/estimate.ts';
import { monthlyCost } from '../shared/prices.ts';

const TOLERANCE = 0.02;
/** 30 days of 24 hours: within the tolerance of 730, and the mistake that the task is about. */
const SHORT_MONTH = 720;
/** Part of a design: a resource of the pricing model, and the line of the estimate that it belongs to. */
const Part = Type.Object({ item: Type.String(), kind: Type.String() });
const Design = Type.Array(Part);

export default defineCheck({
  id: 'cost/monthly-estimate',
  title: 'A design priced line by line before anybody builds it',
  params: Type.Object({
    design: Type.Union([Type.Literal('d1'), Type.Literal('d2'), Type.Literal('d3')]),
    designs: Type.Object({ d1: Design, d2: Design, d3: Design }),
  }),
  reads: { file: artifact },
  bind: (_params, _run, task) => ({ file: { task, name: ESTIMATE, anyName: true } }),
  reasons: {
    priced: pass(
      'Every line of design {design} is within 2 % of the price list, {total} USD a month in all.',
    ),
    ...artifactReasons,
    ...estimateReasons,
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
    const asked = estimateClauses({
      file: saw.file,
      items,
      costOf,
      tolerance: { line: TOLERANCE, total: TOLERANCE },
    });
    return decide(
      [
        ...asked.readable,
        ...asked.missing,
        ...asked.lines,
        () => {
          const months = items.map((item) => ({
            item,
            right: costOf(item),
            short: cents(priced(item, { hours: SHORT_MONTH })),
          }));
          const hourly = months.filter(({ right, short }) => cents(right) !== short);
          const isShort = hourly.every(({ item, short }) =>
            asked.linesOf(item).some(({ monthly }) => cents(exact(monthly)) === short),
          );
          const [first] = hourly;
          return first && isShort
            ? asked.wrong(
                first.item,
                `${cents(first.right)} (730 hours, not ${SHORT_MONTH})`,
                Number(first.short),
              )
            : undefined;
        },
        asked.extra,
        asked.total,
        ...asked.duplicates,
      ],
      () => {
        const total = cents(sum(items.map(costOf)));
        return {
          reason: 'priced',
          data: { design, total },
          evidence: [saw.file.at('total', total, asked.estimate()?.total)],
        };
      },
    );
  },
});
