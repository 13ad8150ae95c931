// What each kind of resource uses of which price. A new kind: an entry here and in types.ts.
import { eksSupport } from './eks-support.ts';
import { divide, exact, greater, subtract, ZERO, type Exact } from './exact.ts';
import { earlyDeleteUses, requestUses, retrievalUses, storageUses } from './s3-uses.ts';
import type { Kind, Missing } from './types.ts';
import { byHour, factor, standing, usage, type Case, type Use } from './use.ts';

/** A quantity that a what-if may set. `most` is where a slider sensibly ends; the model takes more. */
export interface Field {
  /** `month`: hours of a month while it runs, `none`: 0, `one`: 1. */
  absent: 'month' | 'none' | 'one';
  unit: string;
  most: number;
}

interface KindFacts<K extends Kind> {
  fields: Record<string, Field>;
  uses: (given: Case<K>) => (Use | Missing)[];
  /** Off unless it says that it runs. */
  offByDefault?: true;
}

const count: Field = { absent: 'one', unit: 'count', most: 20 };
const hours: Field = { absent: 'month', unit: 'hours', most: 744 };
const gigabytes: Field = { absent: 'none', unit: 'GB', most: 10_000 };
const thousands: Field = { absent: 'none', unit: 'requests', most: 10_000_000 };
const hourly = { count, hours };

const PURCHASES = { 'on-demand': 'ec2', spot: 'ec2-spot', 'savings-plan': 'ec2-savings-plan' } as const;

/** Of the IOPS and throughput of gp3 the first are included. https://aws.amazon.com/ebs/pricing/ */
const INCLUDED = { iops: exact(3000), throughput: exact(125) };

const sageMaker = {
  fields: hourly,
  uses: (given: Case<'training' | 'endpoint' | 'notebook'>) => [
    byHour(`sagemaker ${given.resource.instanceType}`, given),
  ],
};

const KINDS: { [K in Kind]: KindFacts<K> } = {
  instance: {
    fields: hourly,
    uses: (given) => {
      const { instanceType, purchase = 'on-demand' } = given.resource;
      return [byHour(`${PURCHASES[purchase]} ${instanceType}`, given)];
    },
  },
  volume: {
    fields: {
      ...hourly,
      gb: gigabytes,
      iops: { absent: 'none', unit: 'IOPS', most: 16_000 },
      throughput: { absent: 'none', unit: 'MiB/s', most: 1000 },
    },
    uses: ({ resource: { volumeType }, n, month }) => {
      const share = factor(divide(n('hours'), month), 'months');
      const each = factor(n('count'), 'count');
      const uses = [standing(`ebs ${volumeType}`, each, factor(n('gb'), 'GB'), share)];
      const above = (field: 'iops' | 'throughput'): Exact =>
        volumeType === 'gp3' ? greater(ZERO, subtract(n(field), INCLUDED[field])) : n(field);
      if (volumeType === 'gp3') {
        uses.push(standing('ebs gp3-iops', each, factor(above('iops'), 'IOPS'), share));
        uses.push(standing('ebs gp3-throughput', each, factor(above('throughput'), 'MiB/s'), share));
      } else if (volumeType.startsWith('io')) {
        uses.push(standing(`ebs ${volumeType}-iops`, each, factor(above('iops'), 'IOPS'), share));
      }
      return uses;
    },
  },
  's3-storage': { fields: { gb: gigabytes, objects: { ...thousands, unit: 'objects' } }, uses: storageUses },
  's3-early-delete': {
    fields: {
      gb: gigabytes,
      objects: { ...thousands, unit: 'objects' },
      days: { absent: 'none', unit: 'days', most: 180 },
    },
    uses: earlyDeleteUses,
  },
  's3-requests': { fields: { put: thousands, get: thousands }, uses: requestUses },
  's3-retrieval': { fields: { gb: gigabytes, requests: thousands }, uses: retrievalUses },
  's3-transition': {
    fields: { objects: { ...thousands, unit: 'objects' } },
    uses: ({ resource, n }) => [
      usage(`s3 ${resource.storageClass} transition`, factor(n('objects'), 'objects')),
    ],
  },
  'nat-gateway': {
    fields: { ...hourly, gb: gigabytes },
    uses: (given) => [byHour('vpc nat-hour', given), usage('vpc nat-gb', factor(given.n('gb'), 'GB'))],
  },
  'public-ipv4': { fields: hourly, uses: (given) => [byHour('vpc public-ipv4', given)] },
  'interface-endpoint': {
    fields: { ...hourly, zones: { ...count, absent: 'one' }, gb: gigabytes },
    uses: (given) => [
      byHour('vpc interface-endpoint-hour', given, factor(given.n('zones'), 'zones')),
      usage('vpc interface-endpoint-gb', factor(given.n('gb'), 'GB')),
    ],
  },
  'load-balancer': {
    fields: { ...hourly, lcu: { absent: 'none', unit: 'LCU', most: 50 } },
    uses: (given) => {
      const prefix = given.resource.type === 'network' ? 'elb nlb' : 'elb alb';
      return [byHour(`${prefix}-hour`, given), byHour(`${prefix}-lcu`, given, factor(given.n('lcu'), 'LCU'))];
    },
  },
  'eks-cluster': {
    fields: hourly,
    uses: (given) => {
      const { id, version, support = supportOf(given) } = given.resource;
      if (support === 'unknown') return [{ resource: id, why: 'support-unknown', version: version ?? null }];
      return [byHour(support === 'standard' ? 'eks control-plane' : 'eks control-plane-extended', given)];
    },
  },
  training: { ...sageMaker, offByDefault: true },
  endpoint: sageMaker,
  notebook: sageMaker,
  alarm: {
    fields: { count },
    uses: ({ resource, n }) => [
      standing(
        resource.highResolution ? 'cloudwatch alarm-high-resolution' : 'cloudwatch alarm',
        factor(n('count'), 'count'),
      ),
    ],
  },
  metric: {
    fields: { count },
    uses: ({ n }) => [standing('cloudwatch metric', factor(n('count'), 'count'))],
  },
  dashboard: {
    fields: { count },
    uses: ({ n }) => [standing('cloudwatch dashboard', factor(n('count'), 'count'))],
  },
  logs: {
    fields: { ingestedGb: gigabytes, storedGb: gigabytes },
    uses: ({ n }) => [
      usage('cloudwatch log-ingest', factor(n('ingestedGb'), 'GB')),
      standing('cloudwatch log-store', factor(n('storedGb'), 'GB')),
    ],
  },
  'kms-key': {
    fields: { count, requests: thousands },
    uses: ({ n }) => [
      standing('kms key', factor(n('count'), 'count')),
      usage('kms requests', factor(n('requests'), 'requests')),
    ],
  },
  transfer: {
    fields: { gb: gigabytes },
    uses: ({ resource: { route }, n }) => {
      const amount = factor(n('gb'), 'GB');
      // A gigabyte between zones is paid by its sender and by its receiver.
      if (route === 'cross-zone')
        return [usage('transfer cross-zone', amount, factor(exact(2), 'directions'))];
      return [usage(`transfer ${route}`, amount)];
    },
  },
  unpriced: {
    fields: {},
    uses: ({ resource: { id, what } }) => [{ resource: id, why: 'kind-unknown', kind: what }],
  },
};

function supportOf({ resource, settings }: Case<'eks-cluster'>): ReturnType<typeof eksSupport> {
  const { today, calendar } = settings;
  if (resource.version === undefined || today === undefined || !calendar) return 'unknown';
  return eksSupport(resource.version, today, calendar);
}

/** Null for a kind that nobody knows. */
export const factsOf = (kind: string): (typeof KINDS)[Kind] | null =>
  Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : null;
