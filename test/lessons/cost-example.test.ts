import { expect, it } from 'vitest';
import { names, prices, text } from './read-content.ts';

// The plan of the lesson is code, where prices are typed; here it is held to the price list, and the figure to the plan.

const lesson = text('lessons/cost/lesson.md');
const plan = (/^```text file=plan\.csv\n(.*?)^```$/ms.exec(lesson)?.[1] ?? '')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => {
    const [line = '', service = '', item = '', quantity = '', price = ''] = row.split(',');
    return { line, service, item, quantity: Number(quantity), price: Number(price) };
  });
const monthly = plan.map((row) => ({ ...row, usd: row.quantity * row.price }));
/** Half a cent goes up, as on a bill; the figures have five decimals at most. */
const cents = (usd: number): string => (Math.round(Number((usd * 100).toFixed(4))) / 100).toFixed(2);
const sum = (rows: { usd: number }[]): number => rows.reduce((total, { usd }) => total + usd, 0);
const standing = monthly.filter(
  ({ quantity, service }) => quantity >= 730 || service === 'ebs' || service === 's3',
);

it('the plan is priced as the price list says', () => {
  expect(plan).toHaveLength(13);
  expect(plan.filter(({ service, item, price }) => prices.prices[service]?.[item]?.usd !== price)).toEqual(
    [],
  );
});

it('the output that the lesson shows is what the plan comes to', () => {
  const total = `a month${cents(sum(monthly)).padStart(17)}`;
  const always = `used or not${cents(sum(standing)).padStart(13)}`;
  expect(lesson).toContain(`${total}\n${always}\n`);
});

it('the figure shows the lines of the plan, longest first and to scale', () => {
  expect(names('lessons/cost/figures', '.svg')).toContain('bill-anatomy.svg');
  const svg = text('lessons/cost/figures/bill-anatomy.svg');
  const shown = [...svg.matchAll(/class="fig-text fig-amount"[^>]*>([^<]+)</g)].map((match) => match[1]);
  const bars = [...svg.matchAll(/class="fig-bar fig-(standing|used)"[^>]* width="([\d.]+)"/g)];
  const sorted = monthly.toSorted((a, b) => b.usd - a.usd);
  expect(shown).toEqual(sorted.map(({ usd }) => cents(usd)));
  expect(bars.map((match) => match[1])).toEqual(
    sorted.map((row) => (standing.includes(row) ? 'standing' : 'used')),
  );
  for (const [index, { usd }] of sorted.entries())
    expect(Number(bars[index]?.[2])).toBeCloseTo(Number(cents(usd)) * 1.5, 2);
  const total = (key: string): string | undefined =>
    new RegExp(`fig-${key}-sum"[^>]*>([^<]+)<`).exec(svg)?.[1];
  expect([total('standing'), total('total')]).toEqual([cents(sum(standing)), cents(sum(monthly))]);
});
