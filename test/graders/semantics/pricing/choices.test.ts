import { describe, expect, it } from 'vitest';
import { choices, whatIf, type Resource } from '../../../../graders/semantics/pricing/index.ts';
import { book, totalOf } from './kit.ts';

const box: Resource = { id: 'box', kind: 'instance', instanceType: 'm5.large' };
const disk: Resource = { id: 'disk', kind: 'volume', volumeType: 'gp2', gb: 100 };
const store: Resource = { id: 'store', kind: 's3-storage', storageClass: 'STANDARD', gb: 100 };
const desk: Resource = { id: 'desk', kind: 'notebook', instanceType: 'ml.t3.medium' };

describe('what a resource may be instead', () => {
  it.each([
    ['an instance', box, 'instanceType', 'm5.large', ['g6.xlarge', 'c5.xlarge'], ['ml.m5.large', 'gp3']],
    ['a volume', disk, 'volumeType', 'gp2', ['gp3', 'io2', 'sc1', 'st1'], ['gp3-iops', 'io2-iops']],
    ['objects', store, 'storageClass', 'STANDARD', ['STANDARD_IA', 'DEEP_ARCHIVE'], ['gp3']],
    ['a notebook', desk, 'instanceType', 'ml.t3.medium', ['ml.m5.large'], ['m5.large']],
    [
      'an endpoint',
      { id: 'e', kind: 'endpoint', instanceType: 'ml.m5.xlarge' },
      'instanceType',
      'ml.m5.xlarge',
      ['ml.g5.xlarge'],
      ['m5.xlarge'],
    ],
    [
      'a training job',
      { id: 't', kind: 'training', instanceType: 'ml.g5.xlarge' },
      'instanceType',
      'ml.g5.xlarge',
      ['ml.m5.xlarge'],
      ['g5.xlarge'],
    ],
  ] as const)('%s', (_about, resource, field, value, some, none) => {
    const [found, ...more] = choices([resource], book());
    expect(more).toEqual([]);
    expect(found).toMatchObject({ resource: resource.id, field, value });
    const options = found?.options ?? [];
    expect(options).toEqual([...new Set(options)].toSorted());
    expect(options).toEqual(expect.arrayContaining([value, ...some]));
    for (const other of none) expect(options).not.toContain(other);
  });

  it('a type that the price list lacks stays among the choices', () => {
    const [found] = choices([{ ...box, instanceType: 'x99.large' }], book());
    expect(found).toMatchObject({ value: 'x99.large' });
    expect(found?.options).toContain('x99.large');
  });

  it.each([
    ['a machine on Spot, whose one price was quoted', { ...box, purchase: 'spot' }],
    ['a machine under a Savings Plan', { ...box, purchase: 'savings-plan' }],
    ['a gateway', { id: 'g', kind: 'nat-gateway' }],
    ['what has no price', { id: 'u', kind: 'unpriced', what: 'snapshot' }],
    ['an instance without a type', { id: 'b', kind: 'instance' }],
    ['a kind that nobody knows', { id: 'q', kind: 'quantum' }],
  ])('none: %s', (_about, resource) => {
    expect(choices([resource as unknown as Resource], book())).toEqual([]);
  });

  it('a machine that says that it is on demand can be another one', () => {
    expect(choices([{ ...box, purchase: 'on-demand' }], book())).toHaveLength(1);
  });
});

describe('a what-if with a type', () => {
  it('changes what it names and nothing else', () => {
    const inventory = [box, disk, store];
    const turned = whatIf(inventory, [
      { resource: 'disk', field: 'volumeType', value: 'gp3' },
      { resource: 'disk', field: 'gb', value: 200 },
      { resource: 'store', field: 'storageClass', value: 'STANDARD_IA' },
    ]);
    expect(turned).toEqual([
      box,
      { ...disk, volumeType: 'gp3', gb: 200 },
      { ...store, storageClass: 'STANDARD_IA' },
    ]);
    expect(totalOf([disk])).toBe('10.00');
    expect(totalOf(whatIf([disk], [{ resource: 'disk', field: 'volumeType', value: 'gp3' }]))).toBe('8.00');
  });

  it.each([
    ['a text for a quantity', { resource: 'disk', field: 'gb', value: '200' }],
    ['a number for a type', { resource: 'disk', field: 'volumeType', value: 3 }],
    ['a field of another kind', { resource: 'disk', field: 'instanceType', value: 'm5.large' }],
    ['its id', { resource: 'disk', field: 'id', value: 'x' }],
    ['another resource', { resource: 'disc', field: 'volumeType', value: 'gp3' }],
  ])('leaves it alone: %s', (_about, change) => {
    expect(whatIf([disk], [change])).toEqual([disk]);
  });
});
