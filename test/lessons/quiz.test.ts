import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  duplicates,
  facts,
  inventory,
  names,
  parts,
  prices,
  quizzes,
  text,
  type Quiz,
  type QuizItem,
} from './read-content.ts';

const TYPES = ['single', 'multiple', 'numeric', 'order', 'match', 'fill'];
const BANK: Record<string, string[]> = {
  intro: ['Q5.01', 'Q5.16', 'Q7.08'],
  iam: numbered(1, 13),
  s3: numbered(3, 14),
  ec2: numbered(2, 15),
  sagemaker: numbered(5, 17),
  vpc: numbered(6, 14),
  eks: numbered(4, 15),
  // Q7.08 is asked at the start of the course, Q7.10 in the capstone.
  cost: numbered(7, 14).filter((id) => id !== 'Q7.08' && id !== 'Q7.10'),
  capstone: ['Q7.10'],
};

/** Ids of the question bank for a part: all of them have to be used. */
function numbered(part: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `Q${part}.${String(index + 1).padStart(2, '0')}`);
}

/** Those of the parts that are still to open as well, which may have brought their quizzes and facts already. */
const written = parts
  .filter(({ id }) => names(`lessons/${id}`, 'quiz.yaml').length > 0)
  .map(({ id }) => parse(text(`lessons/${id}/quiz.yaml`)) as Quiz);

/** Everything that may be chosen or typed, each with the reason shown to whoever did. */
function rationales({ options, numeric, order, match, fill }: QuizItem): { why: string }[] {
  return [
    ...(options ?? []),
    ...(numeric?.traps ?? []),
    ...(order ? [...order.sequence, ...order.traps] : []),
    ...(match ? [...match.pairs, ...match.distractors, ...match.traps] : []),
    ...(fill?.traps ?? []),
  ];
}

it('ids are unique in the whole course, because attempts refer to them', () => {
  expect(duplicates(quizzes.flatMap(({ items }) => items.map(({ id }) => id)))).toEqual([]);
});

it('all six item types are in use', () => {
  const used = new Set(quizzes.flatMap(({ items }) => items.map(({ type }) => type)));
  expect([...used].sort()).toEqual([...TYPES].sort());
});

it('facts name their sources, unless they are common knowledge', () => {
  const bare = Object.entries(facts).filter(
    ([, fact]) => fact.confidence !== 'known' && !fact.sources.length,
  );
  expect(bare.map(([id]) => id)).toEqual([]);
  const urls = Object.values(facts).flatMap(({ sources }) => sources.map(({ url }) => url));
  expect(urls.filter((url) => !url.startsWith('https://'))).toEqual([]);
  const tested = new Set(written.flatMap(({ items }) => items.map(({ fact }) => fact)));
  expect(Object.keys(facts).filter((id) => !tested.has(id) && !['F3.11'].includes(id))).toEqual([]);
});

describe.each(quizzes)('quiz $id', ({ id, pass, items }) => {
  it('derives from the question bank and asks for four of five', () => {
    const derived = items.map(({ bank }) => bank).filter((bank) => bank !== 'own');
    expect(derived.sort()).toEqual(BANK[id]);
    expect(pass).toBe(0.8);
  });

  it('refers to facts and inventory items that exist', () => {
    const known = new Set(inventory.map((item) => item.id));
    expect(items.filter(({ fact }) => !facts[fact]).map((item) => item.id)).toEqual([]);
    expect(items.flatMap(({ covers }) => covers).filter((cover) => !known.has(cover))).toEqual([]);
  });

  it.each(items)('$id explains every answer that can be given', (item) => {
    const reasons = rationales(item);
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.filter(({ why }) => !why?.trim())).toEqual([]);
  });

  it.each(items.filter(({ options }) => options))('$id has the right number of right options', (item) => {
    const right = item.options?.filter(({ correct }) => correct).length ?? 0;
    const wrong = (item.options?.length ?? 0) - right;
    expect(duplicates(item.options?.map((option) => option.id) ?? [])).toEqual([]);
    expect(Math.min(right, wrong)).toBeGreaterThan(0);
    expect(right === 1 || item.type === 'multiple').toBe(true);
  });
});

describe('typed answers', () => {
  const items = written.flatMap((quiz) => quiz.items);
  const fill = items.flatMap(({ id, fill }) => (fill ? [{ id, fill }] : []));
  const numeric = items.flatMap(({ id, numeric }) => (numeric ? [{ id, numeric }] : []));

  it.each(fill)('$id accepts its canonical command and none of its traps', ({ fill }) => {
    const accepted = (answer: string) => fill.accept.some((pattern) => new RegExp(pattern).test(answer));
    expect(accepted(fill.canonical)).toBe(true);
    for (const { contains } of fill.traps) {
      expect(fill.canonical).not.toContain(contains);
      expect(accepted(contains)).toBe(false);
    }
  });

  it.each(numeric)('$id keeps its traps apart from the answer', ({ numeric }) => {
    const close = numeric.traps.filter(
      ({ value }) => Math.abs(value - numeric.answer) <= 2 * numeric.tolerance,
    );
    expect(close).toEqual([]);
  });

  // The answers are figures, so that graders need no formula; here they are held to the price list.
  const s3 = (item: string) => prices.prices.s3?.[item]?.usd ?? Number.NaN;
  const vpc = (item: string) => prices.prices.vpc?.[item]?.usd ?? Number.NaN;
  const eks = (item: string) => prices.prices.eks?.[item]?.usd ?? Number.NaN;
  const hours = 730 * vpc('nat-hour');
  const passed = 200 * vpc('nat-gb');
  it.each([
    ['s3-early-delete', (100 * s3('standard-ia') * 20) / 30],
    ['s3-instant-month', 2048 * s3('glacier-instant')],
    ['vpc-nat-month', 2 * hours + passed],
    ['eks-extended-month', 730 * (eks('control-plane-extended') - eks('control-plane'))],
    [
      'cap-left-behind',
      2 * 730 * vpc('public-ipv4') + 60 * (prices.prices['ebs']?.['gp3']?.usd ?? Number.NaN),
    ],
    ['cost-endpoint-month', 730 * (prices.prices['sagemaker']?.['ml.m5.xlarge']?.usd ?? Number.NaN)],
  ])('%s agrees with the price list', (id, expected) => {
    const found = numeric.find((item) => item.id === id)?.numeric;
    expect(found).toBeDefined();
    expect(Math.abs((found?.answer ?? 0) - expected)).toBeLessThanOrEqual(found?.tolerance ?? 0);
  });

  it.each([
    ['s3-early-delete', [100 * s3('standard-ia'), (100 * s3('standard-ia') * 10) / 30]],
    ['s3-instant-month', [2048 * s3('standard'), 2048 * s3('standard-ia'), 2048 * s3('deep-archive')]],
    ['vpc-nat-month', [2 * hours, hours + passed, 2 * (hours + passed)]],
    ['eks-extended-month', [730 * eks('control-plane-extended'), 730 * eks('control-plane')]],
  ])('the traps of %s are what a wrong reading would compute', (id, expected) => {
    const traps = numeric.find((item) => item.id === id)?.numeric.traps.map(({ value }) => value) ?? [];
    for (const value of expected) expect(traps.some((trap) => Math.abs(trap - value) < 0.01)).toBe(true);
  });

  it('the order of classes is the order of their prices', () => {
    const keys: Record<string, string> = {
      deep: 'deep-archive',
      flexible: 'glacier-flexible',
      instant: 'glacier-instant',
      'one-zone': 'one-zone-ia',
      ia: 'standard-ia',
      standard: 'standard',
      express: 'express-one-zone',
    };
    const sequence = items.find(({ id }) => id === 's3-price-order')?.order?.sequence ?? [];
    const costs = sequence.map(({ id }) => s3(keys[id] ?? ''));
    expect(costs).toHaveLength(7);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
  });
});
