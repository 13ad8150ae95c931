import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StorageClass } from '../../../../graders/semantics/lifecycle/index.ts';
import { STORAGE_CLASSES } from '../../../../graders/semantics/lifecycle/index.ts';
import { monthlyRate } from '../../../../graders/semantics/s3-cost/index.ts';
import {
  byService,
  byTag,
  cents,
  compare,
  decimal,
  exact,
  explainMissing,
  hourlyBurn,
  monthlyBill,
  sliders,
  sum,
  toNumber,
  whatIf,
  type Bill,
  type Exact,
  type Resource,
} from '../../../../graders/semantics/pricing/index.ts';
import { book, files } from './kit.ts';

const amount = fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.double({ min: 0, max: 1e6, noNaN: true }));
const few = fc.integer({ min: 0, max: 9 });
const hours = fc.option(fc.integer({ min: 0, max: 744 }), { nil: undefined });
const id = fc.constantFrom('a', 'b', 'c', 'd');
const tags = fc.option(fc.record({ Owner: fc.constantFrom('ada', 'bob') }), { nil: undefined });
const base = { id, tags, running: fc.option(fc.boolean(), { nil: undefined }) };
const storageClass = fc.constantFrom(...STORAGE_CLASSES);
const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name);
const readable = fc.constantFrom<StorageClass>('STANDARD', 'STANDARD_IA', 'GLACIER', 'DEEP_ARCHIVE');

/** Resources without tiers: what they cost does not depend on what else there is. */
const plain: fc.Arbitrary<Resource> = fc.oneof(
  fc.record({
    ...base,
    kind: kind('instance'),
    instanceType: fc.constantFrom('m5.large', 'g6e.12xlarge'),
    count: few,
    hours,
  }),
  fc.record({
    ...base,
    kind: kind('volume'),
    volumeType: fc.constantFrom('gp2', 'gp3', 'io2'),
    gb: amount,
    iops: amount,
    hours,
  }),
  fc.record({ ...base, kind: kind('nat-gateway'), count: few, hours, gb: amount }),
  fc.record({
    ...base,
    kind: kind('load-balancer'),
    type: fc.constantFrom('application', 'network'),
    hours,
    lcu: few,
  }),
  fc.record({ ...base, kind: kind('s3-retrieval'), storageClass: readable, gb: amount, requests: amount }),
  fc.record({
    ...base,
    kind: kind('s3-early-delete'),
    storageClass: fc.constant<StorageClass>('STANDARD_IA'),
    gb: amount,
    objects: amount,
    days: few,
  }),
  fc.record({ ...base, kind: kind('kms-key'), count: few, requests: amount }),
  fc.record({
    ...base,
    kind: kind('endpoint'),
    instanceType: fc.constant('ml.m5.xlarge'),
    count: few,
    hours,
  }),
);
const tiered: fc.Arbitrary<Resource> = fc.oneof(
  fc.record({
    ...base,
    kind: kind('transfer'),
    route: fc.constantFrom('internet-out', 'cross-zone'),
    gb: amount,
  }),
  fc.record({ ...base, kind: kind('s3-storage'), storageClass, gb: amount, objects: amount }),
  fc.record({ ...base, kind: kind('alarm'), count: few }),
);
const inventory = fc.array(fc.oneof(plain, tiered), { maxLength: 12 });
const known = (of: readonly Resource[], freeTier = false): Exact =>
  monthlyBill(of, book(), { freeTier }).known;
function same(a: Exact, b: Exact): void {
  expect(compare(a, b)).toBe(0);
}

describe('laws of the bill', () => {
  it('two accounts without tiers cost together what they cost apart, exactly', () => {
    fc.assert(
      fc.property(fc.array(plain), fc.array(plain), (a, b) =>
        same(known([...a, ...b]), sum([known(a), known(b)])),
      ),
    );
  });

  it('the order of an inventory does not change its sum', () => {
    fc.assert(
      fc.property(inventory, fc.boolean(), (all, free) =>
        same(known(all, free), known(all.toReversed(), free)),
      ),
    );
  });

  it('a resource more never makes it cheaper', () => {
    fc.assert(
      fc.property(inventory, fc.oneof(plain, tiered), (all, one) => {
        expect(compare(known([...all, one]), known(all))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('more of a quantity never makes it cheaper, except of days in a class', () => {
    fc.assert(
      fc.property(inventory, fc.nat(), fc.integer({ min: 1, max: 5000 }), (all, pick, more) => {
        const all1 = all.map((one, index) => ({ ...one, id: String(index) }));
        const options = sliders(all1, book()).filter(({ field, resource }) => {
          const { kind, ...rest } = all1[Number(resource)] ?? { kind: 'alarm' };
          // Smaller objects at the same volume leave the dear tiers of Intelligent-Tiering.
          const small = 'storageClass' in rest && rest.storageClass === 'INTELLIGENT_TIERING';
          return field !== 'days' && !(kind === 's3-storage' && small);
        });
        const slider = options[pick % Math.max(1, options.length)];
        if (!slider) return;
        const { resource, field, value } = slider;
        const turned = whatIf(all1, [{ resource, field, value: value + more }]);
        expect(compare(known(turned), known(all1))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('lines, groups and the total agree, and every line is its quantity times its price', () => {
    fc.assert(
      fc.property(inventory, (all) => {
        const bill = monthlyBill(all, book());
        for (const groups of [byTag(bill.lines, 'Owner'), byService(bill.lines)])
          same(sum(groups.map(({ usd }) => usd)), bill.known);
        for (const { quantity, unitUsd, usd } of bill.lines)
          expect(quantity.n * unitUsd.n * usd.d).toBe(usd.n * quantity.d * unitUsd.d);
        expect(bill.total === null).toBe(bill.missing.length > 0);
      }),
    );
  });

  it('an hour of what is standing is at most a 730th of a month of it', () => {
    fc.assert(
      fc.property(inventory, (all) => {
        const idle = all.map((one) => ('hours' in one ? { ...one, hours: undefined } : one));
        const month = sum(Array.from({ length: 730 }, () => hourlyBurn(all, book()).known));
        expect(compare(month, known(idle))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 25 },
    );
  });

  it('any input gives an answer', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('instance', 's3-storage', 'transfer', 'eks-cluster'));
    const junk = fc.record({ id, kind: name, gb: fc.anything(), count: fc.anything(), version: fc.string() });
    fc.assert(
      fc.property(fc.array(junk), (all) => {
        const bill: Bill = monthlyBill(all as unknown as Resource[], book());
        expect(bill.total === null).toBe(bill.missing.length > 0);
        for (const one of bill.missing) expect(explainMissing(one)).toContain(one.resource);
      }),
    );
  });
});

describe('tiers', () => {
  const out = (gb: number): Exact => known([{ id: 'a', kind: 'transfer', route: 'internet-out', gb }]);

  it.each([100, 10_240, 51_200, 153_600])('have no jump at %d GB to the Internet', (edge) => {
    const step = toNumber(out(edge + 0.001)) - toNumber(out(edge - 0.001));
    expect(step).toBeGreaterThanOrEqual(0);
    expect(step).toBeLessThan(0.0002);
  });

  it('cost the same in one piece and in many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 8 }), (pieces) => {
        const many = pieces.map((gb): Resource => ({ id: 'a', kind: 'transfer', route: 'internet-out', gb }));
        same(known(many), out(pieces.reduce((all, gb) => all + gb, 0)));
      }),
    );
  });
});

describe('numbers', () => {
  it('keep every digit in which they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (digits, places) => {
        const value = Number(`${digits}e-${places}`);
        expect(decimal(exact(value), places)).toBe(value === 0 ? (0).toFixed(places) : value.toFixed(places));
      }),
    );
  });

  it('a cent is missed by half a cent at most', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(Math.abs(Number(cents(exact(value))) - value)).toBeLessThanOrEqual(0.005 + value * 1e-12);
      }),
    );
  });
});

it('a month of one object costs what the time machine says', () => {
  fc.assert(
    fc.property(storageClass, fc.integer({ min: 1, max: 10_000_000 }), (name, bytes) => {
      const { usdPerMonth } = monthlyRate(bytes, name, 0, files.s3);
      const gb = bytes / files.s3.bytesPerGb;
      const billed = toNumber(known([{ id: 'a', kind: 's3-storage', storageClass: name, gb, objects: 1 }]));
      expect(billed).toBeCloseTo(usdPerMonth, 9);
    }),
  );
});
