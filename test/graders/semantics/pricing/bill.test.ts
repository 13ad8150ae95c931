import { describe, expect, it } from 'vitest';
import {
  byResource,
  byService,
  byTag,
  cents,
  compare,
  decimal,
  exact,
  explainLine,
  explainMissing,
  hourlyBurn,
  monthlyBill,
  priceBook,
  sliders,
  toNumber,
  whatIf,
  type Missing,
  type Quote,
  type Resource,
} from '../../../../graders/semantics/pricing/index.ts';
import { book, DESIGNS, eksCalendar, files, inventoryOf, totalOf } from './kit.ts';

const box: Resource = { id: 'box', kind: 'instance', instanceType: 'm5.large' };
const missingOf = (resource: unknown): Missing[] => monthlyBill([resource as Resource], book()).missing;

describe('what is not known', () => {
  it.each<[resource: unknown, missing: Missing]>([
    [
      { ...box, instanceType: 'p5e.48xlarge' },
      { resource: 'box', why: 'price-unknown', price: 'ec2 p5e.48xlarge' },
    ],
    [
      { ...box, purchase: 'spot' },
      { resource: 'box', why: 'price-unknown', price: 'ec2-spot m5.large' },
    ],
    [
      { ...box, purchase: 'savings-plan' },
      { resource: 'box', why: 'price-unknown', price: 'ec2-savings-plan m5.large' },
    ],
    [
      { id: 's', kind: 's3-retrieval', storageClass: 'STANDARD_IA', speed: 'bulk', gb: 1 },
      { resource: 's', why: 'price-unknown', price: 's3 STANDARD_IA retrieval bulk' },
    ],
    [
      { id: 's', kind: 's3-storage', storageClass: 'SNOW', gb: 1 },
      { resource: 's', why: 'price-unknown', price: 's3 SNOW storage' },
    ],
    [
      { id: 's', kind: 's3-retrieval', storageClass: 'SNOW', gb: 1, requests: 1 },
      { resource: 's', why: 'price-unknown', price: 's3 SNOW retrieval standard' },
    ],
    [
      { id: 'm', kind: 'metric', count: 10_001 },
      { resource: 'm', why: 'volume-beyond-prices', price: 'cloudwatch metric' },
    ],
    [
      { id: 'c', kind: 'eks-cluster' },
      { resource: 'c', why: 'support-unknown', version: null },
    ],
    [
      { id: 'c', kind: 'eks-cluster', version: '1.34' },
      { resource: 'c', why: 'support-unknown', version: '1.34' },
    ],
    [
      { ...box, hours: -1 },
      { resource: 'box', why: 'quantity-invalid', field: 'hours', value: -1 },
    ],
    [
      { ...box, count: '2' },
      { resource: 'box', why: 'quantity-invalid', field: 'count', value: '2' },
    ],
    [
      { ...box, count: null },
      { resource: 'box', why: 'quantity-invalid', field: 'count', value: null },
    ],
    [
      { ...box, hours: Infinity },
      { resource: 'box', why: 'quantity-invalid', field: 'hours', value: Infinity },
    ],
    [
      { id: 'q', kind: 'quantum' },
      { resource: 'q', why: 'kind-unknown', kind: 'quantum' },
    ],
    [
      { id: 'q', kind: 'toString' },
      { resource: 'q', why: 'kind-unknown', kind: 'toString' },
    ],
  ])('%j is said', (resource, missing) => {
    expect(missingOf(resource)).toEqual([missing]);
    expect(explainMissing(missing)).toContain(missing.resource);
  });

  it('a cluster needs the day, the calendar and a version of it', () => {
    const cluster: Resource = { id: 'c', kind: 'eks-cluster', version: '1.35' };
    const known = (settings: object): boolean =>
      monthlyBill([cluster], book(), settings).missing.length === 0;
    expect(known({ today: '2026-11-27', calendar: eksCalendar })).toBe(true);
    expect(known({ today: '2026-11-27' })).toBe(false);
    expect(known({ calendar: eksCalendar })).toBe(false);
    expect(known({ today: '2026-11-27', calendar: { ...eksCalendar, versions: {} } })).toBe(false);
  });

  it('leaves the rest of the bill and takes the total away', () => {
    const bill = monthlyBill([box, { ...box, id: 'other', instanceType: 'x9.huge' }], book());
    expect([cents(bill.known), bill.total]).toEqual(['70.08', null]);
    const metrics = monthlyBill([{ id: 'm', kind: 'metric', count: 10_001 }], book());
    expect(cents(metrics.known)).toBe('3000.00');
    expect(monthlyBill([{ id: 'm', kind: 'metric', count: 10_000 }], book()).missing).toEqual([]);
  });

  it('nothing of an unknown price needs no price', () => {
    expect(missingOf({ ...box, instanceType: 'x9.huge', hours: 0 })).toEqual([]);
  });

  it('every reason has words of its own', () => {
    const reasons: Missing[] = [
      { resource: 'x', why: 'price-unknown', price: 'ec2 y' },
      { resource: 'x', why: 'volume-beyond-prices', price: 'ec2 y' },
      { resource: 'x', why: 'support-unknown', version: null },
      { resource: 'x', why: 'support-unknown', version: '1.9' },
      { resource: 'x', why: 'quantity-invalid', field: 'gb', value: undefined },
      { resource: 'x', why: 'kind-unknown', kind: 'z' },
    ];
    const words = reasons.map(explainMissing);
    expect(new Set(words).size).toBe(reasons.length);
    expect(words.join(' ')).toMatch(/ec2 y.*ec2 y.*1\.9.*gb.*undefined.*z/);
  });
});

describe('prices read for this bill', () => {
  const source = {
    title: 'DescribeSpotPriceHistory',
    url: 'https://docs.aws.amazon.com/ec2/',
    date: '2026-11-27',
  };
  const quotes: Quote[] = [
    { price: 'ec2-spot m5.large', usd: 0.0301, unit: 'hour', source },
    { price: 'ec2 m5.large', usd: 0.09, unit: 'hour', source },
  ];

  it('fill gaps and replace what the list says, with their source and date', () => {
    const quoted = priceBook(files, quotes);
    const { lines, total } = monthlyBill(
      [
        { ...box, purchase: 'spot', hours: 100 },
        { ...box, hours: 10 },
      ],
      quoted,
    );
    expect(lines.map(({ unitUsd }) => toNumber(unitUsd))).toEqual([0.0301, 0.09]);
    expect(lines[0]).toMatchObject({ source, date: '2026-11-27', unit: 'hour', note: null });
    expect(total && cents(total)).toBe('3.91');
  });
});

describe('a line', () => {
  it('says where its price is from and when it was so', () => {
    const [line] = monthlyBill(
      [{ id: 'nat', kind: 'nat-gateway', hours: 1, tags: { Owner: 'ada' } }],
      book(),
    ).lines;
    expect(line).toMatchObject({
      resource: 'nat',
      kind: 'nat-gateway',
      tags: { Owner: 'ada' },
      price: 'vpc nat-hour',
      unit: 'hour',
      date: '2025-07',
      source: { date: '2025-07', title: expect.stringContaining('Infracost') as string },
    });
    const [alarm] = monthlyBill([{ id: 'a', kind: 'alarm' }], book()).lines;
    expect(alarm?.note).toContain('standard resolution');
  });

  it('belongs to a bill of a Region and a length of a month', () => {
    expect(monthlyBill([], book())).toMatchObject({ region: 'us-east-1', hoursPerMonth: 730, lines: [] });
    expect(totalOf([])).toBe('0.00');
  });
});

describe('tiers and free amounts', () => {
  const out = (id: string, gb: number): Resource => ({ id, kind: 'transfer', route: 'internet-out', gb });

  it('run on from resource to resource', () => {
    const { lines } = monthlyBill([out('a', 60), out('b', 60)], book());
    expect(lines.map((line) => [line.resource, explainLine(line)])).toEqual([
      ['a', '60 GB: 60 × $0 per GB = $0.00'],
      ['b', '60 GB: 40 × $0 per GB = $0.00'],
      ['b', '60 GB: 20 × $0.09 per GB = $1.80'],
    ]);
    expect(totalOf([out('a', 10_240), out('b', 1)])).toBe('912.69');
  });

  it('the free tier counts only when asked for', () => {
    const alarms: Resource[] = [{ id: 'a', kind: 'alarm', count: 12 }];
    expect(totalOf(alarms)).toBe('1.20');
    expect(totalOf(alarms, { freeTier: true })).toBe('0.20');
    expect(totalOf([out('a', 100)], { freeTier: true })).toBe('0.00');
  });

  it('what archives keep at Standard shares the meter of Standard', () => {
    const archive: Resource = {
      id: 'g',
      kind: 's3-storage',
      storageClass: 'GLACIER',
      gb: 1,
      objects: 131_072,
    };
    const standard: Resource = { id: 's', kind: 's3-storage', storageClass: 'STANDARD', gb: 51_200 };
    expect(monthlyBill([archive, standard], book()).lines.map((line) => line.price)).toEqual([
      's3 GLACIER storage',
      's3 STANDARD storage',
      's3 STANDARD storage',
      's3 STANDARD storage',
    ]);
  });
});

describe('groups', () => {
  const inventory: Resource[] = [
    { ...box, id: 'a', tags: { Owner: 'ada' }, hours: 10 },
    { ...box, id: 'b', tags: { owner: 'ada' }, hours: 20 },
    { id: 'n', kind: 'nat-gateway', tags: { Owner: 'bob' }, hours: 100, gb: 100 },
  ];
  const seen = (groups: ReturnType<typeof byResource>): unknown[] =>
    groups.map(({ key, usd, lines }) => [key, cents(usd), lines.length]);
  const lines = () => monthlyBill(inventory, book()).lines;

  it('are the dearest first', () => {
    expect(seen(byResource(lines()))).toEqual([
      ['n', '9.00', 2],
      ['b', '1.92', 1],
      ['a', '0.96', 1],
    ]);
    expect(seen(byService(lines()))).toEqual([
      ['vpc', '9.00', 2],
      ['ec2', '2.88', 2],
    ]);
  });

  it('know what has no such tag, whose key is case-sensitive', () => {
    expect(seen(byTag(lines(), 'Owner'))).toEqual([
      ['bob', '9.00', 2],
      [null, '1.92', 1],
      ['ada', '0.96', 1],
    ]);
    expect(seen(byTag(lines(), 'toString'))).toEqual([[null, '11.88', 4]]);
  });
});

describe('what still costs money right now', () => {
  const burn = (inventory: Resource[]): string => decimal(hourlyBurn(inventory, book()).known, 4);

  it('is what runs, is stored or reserved', () => {
    expect(burn([{ ...box, count: 2, hours: 3 }])).toBe('0.1920');
    expect(burn([{ ...box, running: false, hours: 3 }])).toBe('0.0000');
    expect(burn([{ id: 'v', kind: 'volume', volumeType: 'gp3', gb: 73 }])).toBe('0.0080');
    expect(burn([{ id: 'l', kind: 'logs', ingestedGb: 1000, storedGb: 730 }])).toBe('0.0300');
    expect(burn([{ id: 'a', kind: 'public-ipv4' }])).toBe('0.0050');
    expect(burn([{ id: 'n', kind: 'nat-gateway', gb: 500 }])).toBe('0.0450');
    expect(burn([{ id: 't', kind: 'transfer', route: 'internet-out', gb: 500 }])).toBe('0.0000');
  });

  it('counts a training job only while it says that it runs', () => {
    const job: Resource = { id: 'j', kind: 'training', instanceType: 'ml.g5.xlarge', hours: 40 };
    expect(burn([job])).toBe('0.0000');
    expect(burn([{ ...job, running: true }])).toBe('1.4080');
  });

  it('says what it has no price for, and shows the working of an hour', () => {
    const bill = hourlyBurn(
      [
        { ...box, count: 2 },
        { ...box, instanceType: 'x9.huge' },
      ],
      book(),
    );
    expect([bill.total, bill.missing.length]).toEqual([null, 1]);
    expect(bill.lines.map(explainLine)).toEqual(['2: 2 × $0.096 per hour = $0.19']);
    const known = hourlyBurn([box], book());
    expect(known.total && decimal(known.total, 3)).toBe('0.096');
  });
});

describe('what if', () => {
  it('offers every quantity with its present value', () => {
    const of = (resource: Resource): unknown[] =>
      sliders([resource], book()).map(({ field, value, unit }) => [field, value, unit]);
    expect(of({ id: 'n', kind: 'nat-gateway', gb: 5 })).toEqual([
      ['count', 1, 'count'],
      ['hours', 730, 'hours'],
      ['gb', 5, 'GB'],
    ]);
    expect(of({ ...box, running: false })).toEqual([
      ['count', 1, 'count'],
      ['hours', 0, 'hours'],
    ]);
    expect(of({ id: 'j', kind: 'training', instanceType: 'ml.g5.xlarge' })[1]).toEqual(['hours', 0, 'hours']);
    expect(of({ id: 'q', kind: 'quantum' } as unknown as Resource)).toEqual([]);
  });

  it('reaches as far as the value', () => {
    const [count] = sliders([{ ...box, count: 900 }], book());
    expect(count).toEqual({ resource: 'box', field: 'count', value: 900, unit: 'count', most: 900 });
    expect(sliders([box], book())[0]?.most).toBe(20);
  });

  it('sets quantities of the one resource and nothing else', () => {
    const inventory = inventoryOf(DESIGNS.d1);
    const turned = whatIf(inventory, [
      { resource: 'nodes', field: 'count', value: 3 },
      { resource: 'nodes', field: 'instanceType', value: 7 },
      { resource: 'nobody', field: 'count', value: 7 },
    ]);
    expect(totalOf(turned)).toBe('474.86');
    expect(totalOf(inventory)).toBe('404.78');
    expect(whatIf([{ id: 'q', kind: 'quantum' } as unknown as Resource], [])).toEqual([
      { id: 'q', kind: 'quantum' },
    ]);
  });

  it('turning a slider to where it stands changes nothing', () => {
    const inventory = inventoryOf(DESIGNS.d2);
    const same = sliders(inventory, book()).map(({ resource, field, value }) => ({ resource, field, value }));
    expect(totalOf(whatIf(inventory, same))).toBe(totalOf(inventory));
  });
});

describe('exact numbers', () => {
  it.each([
    [28.105, 2, '28.11'],
    [1.005, 2, '1.01'],
    [-1.005, 2, '-1.01'],
    [-0.001, 2, '0.00'],
    [3e-5, 5, '0.00003'],
    [1.5e-7, 8, '0.00000015'],
    [1e21, 0, '1000000000000000000000'],
    [1.5e21, 1, '1500000000000000000000.0'],
    [0.5, 0, '1'],
    [7, 3, '7.000'],
  ])('%d with %d digits is %s', (value, digits, text) => {
    expect(decimal(exact(value), digits)).toBe(text);
  });

  it('are no place for what is no number', () => {
    expect(() => exact(Number.NaN)).toThrow(/NaN/);
    expect(compare(exact(0.1), exact(0.1000001))).toBeLessThan(0);
  });
});
