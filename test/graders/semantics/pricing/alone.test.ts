// The model loaded inside each test: a model that cannot even be loaded must be a failed test, not a file without tests.
import { expect, it } from 'vitest';
import instances from '../../../../graders/semantics/data/ec2-types.json' with { type: 'json' };
import s3 from '../../../../graders/semantics/data/s3-prices.json' with { type: 'json' };
import services from '../../../../graders/semantics/data/service-prices.json' with { type: 'json' };
import type { S3Prices } from '../../../../graders/semantics/s3-cost/index.ts';
import type { Resource, ServicePrices } from '../../../../graders/semantics/pricing/index.ts';

const model = () => import('../../../../graders/semantics/pricing/index.ts');
const files = { services: services as ServicePrices, instances, s3: s3 as S3Prices };
const source = { title: 'own', url: 'https://aws.amazon.com/', date: '2026-11-27' };

it.each([
  [0.1, '0.1', 1n, 10n],
  [1.25, '1.25', 5n, 4n],
  [3, '3', 3n, 1n],
  [1e21, '1000000000000000000000', 10n ** 21n, 1n],
  [2.5e-7, '0.00000025', 1n, 4_000_000n],
  [-0.5, '-0.5', -1n, 2n],
])('%d is exact', async (value, text, n, d) => {
  const { brief, exact } = await model();
  expect(exact(value)).toEqual({ n, d });
  expect(brief(exact(value), 12)).toBe(text);
});

it('what is no number is refused', async () => {
  const { exact } = await model();
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => exact(value)).toThrow(/finite/);
});

it('sums, products and order', async () => {
  const { brief, compare, exact, multiply, sum, toNumber, decimal } = await model();
  expect(brief(sum([exact(0.1), exact(0.2), exact(1)]), 6)).toBe('1.3');
  expect(sum([exact(0.5), exact(0.5)])).toEqual({ n: 1n, d: 1n });
  expect(brief(multiply(exact(0.3), exact(1.5)), 6)).toBe('0.45');
  expect(compare(exact(0.3), exact(0.25))).toBeGreaterThan(0);
  expect(compare(exact(1), exact(1))).toBe(0);
  expect(toNumber(exact(12.5))).toBe(12.5);
  expect(decimal(exact(1200), 0)).toBe('1200');
  expect(brief(exact(1200), 0)).toBe('1200');
});

it('a book holds every price of the files, with its source, steps and units', async () => {
  const { priceBook, toNumber } = await model();
  const book = priceBook(files, [{ price: 'ec2-spot g5.xlarge', usd: 0.4, unit: 'hour', source }]);
  const steps = (key: string) =>
    book.prices.get(key)?.steps.map(({ from, usd }) => [toNumber(from), toNumber(usd)]);
  expect(steps('transfer internet-out')).toEqual([
    [0, 0],
    [100, 0.09],
    [10_240, 0.085],
    [51_200, 0.07],
    [153_600, 0.05],
  ]);
  expect(steps('ebs gp3')).toEqual([[0, 0.08]]);
  expect(steps('ec2-spot g5.xlarge')).toEqual([[0, 0.4]]);
  expect(book.prices.get('ec2-spot g5.xlarge')).toMatchObject({ source, date: source.date, unit: 'hour' });
  expect(book.prices.get('ec2 m5.large')?.source).toEqual(instances.source);
  expect(book.prices.get('ebs gp3')?.upTo).toBeNull();
  expect(toNumber(book.prices.get('kms requests')?.per ?? { n: 0n, d: 1n })).toBe(10_000);
  expect(toNumber(book.prices.get('ebs gp3')?.per ?? { n: 0n, d: 1n })).toBe(1);
  expect(book.prices.get('s3 STANDARD put')?.unit).toBe('1,000 requests');
  expect(steps('s3 STANDARD_IA storage')?.[0]).toEqual([0, 0.0125]);
  expect(book.prices.has('s3 STANDARD transition')).toBe(false);
  expect(() => priceBook({ ...files, services: { ...files.services, sources: {} } })).toThrow(/no source/);
});

it('every account can move data out, which nobody sees', async () => {
  const { inventoryOf } = await model();
  const { resources, unseen } = inventoryOf({ Addresses: [{ PublicIp: '3.0.0.1' }] });
  expect(resources.at(-1)).toEqual({
    id: 'data out to the Internet',
    kind: 'transfer',
    route: 'internet-out',
    gb: 0,
  });
  expect(unseen).toEqual([{ resource: 'data out to the Internet', field: 'gb' }]);
});

const FIELDS: [Resource, [field: string, value: number, unit: string, most: number][]][] = [
  [
    { id: 'v', kind: 'volume', volumeType: 'gp3', gb: 5 },
    [
      ['count', 1, 'count', 20],
      ['hours', 730, 'hours', 744],
      ['gb', 5, 'GB', 10_000],
      ['iops', 0, 'IOPS', 16_000],
      ['throughput', 0, 'MiB/s', 1000],
    ],
  ],
  [
    { id: 's', kind: 's3-storage', storageClass: 'STANDARD', gb: 1 },
    [
      ['gb', 1, 'GB', 10_000],
      ['objects', 0, 'objects', 10_000_000],
    ],
  ],
  [
    { id: 'e', kind: 's3-early-delete', storageClass: 'STANDARD', gb: 1, days: 2 },
    [
      ['gb', 1, 'GB', 10_000],
      ['objects', 0, 'objects', 10_000_000],
      ['days', 2, 'days', 180],
    ],
  ],
  [
    { id: 'r', kind: 's3-requests', storageClass: 'STANDARD' },
    [
      ['put', 0, 'requests', 10_000_000],
      ['get', 0, 'requests', 10_000_000],
    ],
  ],
  [
    { id: 't', kind: 's3-transition', storageClass: 'STANDARD', objects: 3 },
    [['objects', 3, 'objects', 10_000_000]],
  ],
  [
    { id: 'i', kind: 'interface-endpoint' } as unknown as Resource,
    [
      ['count', 1, 'count', 20],
      ['hours', 730, 'hours', 744],
      ['zones', 1, 'count', 20],
      ['gb', 0, 'GB', 10_000],
    ],
  ],
  [
    { id: 'l', kind: 'load-balancer', type: 'application' },
    [
      ['count', 1, 'count', 20],
      ['hours', 730, 'hours', 744],
      ['lcu', 0, 'LCU', 50],
    ],
  ],
];
it.each(FIELDS)('the sliders of %j', async (resource, fields) => {
  const { priceBook, sliders } = await model();
  expect(
    sliders([resource], priceBook(files)).map(({ field, value, unit, most }) => [field, value, unit, most]),
  ).toEqual(fields);
});
