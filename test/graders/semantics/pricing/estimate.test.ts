import { describe, expect, it } from 'vitest';
import { byTag, cents, monthlyBill } from '../../../../graders/semantics/pricing/index.ts';
import { book, DESIGNS, eksCalendar, inventoryOf, totalOf } from './kit.ts';

const items = (design: keyof typeof DESIGNS): Record<string, string> =>
  Object.fromEntries(
    byTag(monthlyBill(inventoryOf(DESIGNS[design]), book()).lines, 'item').map(({ key, usd }) => [
      key,
      cents(usd),
    ]),
  );

describe('the reference estimate of the course', () => {
  it('is met item by item, to the cent', () => {
    expect(items('d1')).toEqual({
      eks: '73.00',
      nodes: '140.16',
      'node-disks': '8.00',
      training: '16.32',
      's3-standard': '11.50',
      's3-ia': '19.20',
      's3-requests': '2.50',
      nat: '74.70',
      alb: '28.11',
      'public-ipv4': '14.60',
      egress: '4.50',
      alarms: '1.20',
      logs: '10.00',
      kms: '1.00',
    });
  });

  it('has the total of the exact lines, a cent below that of the rounded ones', () => {
    expect(totalOf(inventoryOf(DESIGNS.d1))).toBe('404.78');
  });

  it('is line by line what the course works out', () => {
    const lines = monthlyBill(inventoryOf(DESIGNS.d1), book()).lines.map(({ usd }) => cents(usd));
    expect(lines).toEqual(
      '73.00 140.16 8.00 16.10 0.22 11.50 19.20 0.50 2.00 65.70 9.00 16.43 11.68 14.60 0.00 4.50 1.20 10.00 1.00'.split(
        ' ',
      ),
    );
  });

  it('costs 365 dollars more with the cluster in extended support', () => {
    expect(totalOf(inventoryOf(DESIGNS.d1, 'extended'))).toBe('769.78');
    const byVersion = inventoryOf(DESIGNS.d1).map((one) =>
      one.kind === 'eks-cluster' ? { ...one, support: undefined, version: '1.34' } : one,
    );
    const on = (today: string) => totalOf(byVersion, { today, calendar: eksCalendar });
    expect([on('2026-12-02'), on('2026-12-03')]).toEqual(['404.78', '769.78']);
  });

  it('is worked out by hand for the other two cards', () => {
    // 73 + 210.24 + 12 + (32.192 + 0.438356) + 23 + 38.4 + 2.5 + 41.85 + 28.105 + 10.95 + 18 + 1.2 + 10 + 1 + 335.8
    expect(totalOf(inventoryOf(DESIGNS.d2))).toBe('838.68');
    // 73 + 140.16 + 8 + (48.288 + 0.657534) + 5.75 + 76.8 + 2.5 + 74.7 + 28.105 + 14.6 + 0 + 1.2 + 10 + 1 + 167.9
    expect(totalOf(inventoryOf(DESIGNS.d3))).toBe('652.66');
    expect(items('d2')).toMatchObject({ endpoint: '335.80', egress: '18.00', nat: '41.85' });
    expect(items('d3')).toMatchObject({ endpoint: '167.90', egress: '0.00', training: '48.95' });
  });
});
