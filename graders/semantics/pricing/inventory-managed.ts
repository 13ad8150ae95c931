// What AWS runs for an account: clusters, endpoints, buckets, logs, alarms, keys.
import type { StorageClass } from '../lifecycle/index.ts';
import type { Inventory } from './inventory.ts';
import { collect, isLive, unpriced, type Found } from './inventory-network.ts';
import { at, list, num, stateOf, tagOf, tagsOf, text } from './json.ts';

type Items = readonly unknown[];
const GIB = 1024 ** 3;
const SECONDS_PER_HOUR = 3600;

/** A cluster is paid until it is deleted. https://aws.amazon.com/eks/pricing/ */
export function clustersOf(clusters: Items): Inventory {
  return collect(clusters, (item) => {
    const id = text(item, 'name');
    if (id === null || stateOf(item, 'status') === 'deleting') return [];
    const tags = tagsOf(item);
    const version = text(item, 'version');
    const auto = at(item, 'computeConfig', 'enabled') === true;
    return [
      { id, tags, kind: 'eks-cluster', ...(version === null ? {} : { version }) },
      ...(auto ? [unpriced(`${id} Auto Mode`, 'management of nodes by EKS Auto Mode', tags)] : []),
    ];
  });
}

/**
 * The nodes that a group wants and that are not among the instances: elsewhere they would be counted twice. EKS tags its nodes.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
 */
export function nodesOf(groups: Items, instances: Items): Inventory {
  return collect(groups, (item) => {
    const cluster = text(item, 'clusterName');
    const group = text(item, 'nodegroupName');
    if (group === null || stateOf(item, 'status') === 'deleting') return [];
    const id = cluster === null ? group : `${cluster}/${group}`;
    const tags = tagsOf(item);
    const seen = instances.filter(
      (one) =>
        isLive(one) &&
        tagOf(one, 'eks:nodegroup-name') === group &&
        (cluster === null || tagOf(one, 'eks:cluster-name') === cluster),
    ).length;
    const wanted = num(item, 'scalingConfig', 'desiredSize');
    if (wanted === null) return [unpriced(id, 'nodes of unknown number', tags)];
    const count = wanted - seen;
    if (count <= 0) return [];
    const nodes = nodeOf(item);
    return [
      typeof nodes === 'string' ? unpriced(id, nodes, tags) : { id, tags, kind: 'instance', ...nodes, count },
      // Which type these disks have, no answer says.
      unpriced(`${id} disks`, `disks of ${count} nodes`, tags),
    ];
  });
}

/** On demand the first type of the list comes first; on Spot nobody knows which it will be. */
function nodeOf(group: unknown): { instanceType: string; purchase: 'on-demand' | 'spot' } | string {
  const types = list(group, 'instanceTypes');
  const [instanceType] = types;
  const capacity = text(group, 'capacityType') ?? 'ON_DEMAND';
  if (typeof instanceType !== 'string') return 'nodes of unknown type';
  if (capacity === 'ON_DEMAND') return { instanceType, purchase: 'on-demand' };
  if (capacity !== 'SPOT') return `nodes of capacity type ${capacity}`;
  return types.length === 1
    ? { instanceType, purchase: 'spot' }
    : `Spot nodes of one of ${types.length} types`;
}

/**
 * An endpoint is paid for the instances of all its variants, shadow ones too.
 * https://aws.amazon.com/sagemaker/ai/pricing/
 */
export function hostingOf(endpoints: Items, configs: Items): Inventory {
  return collect(endpoints, (item) => {
    const id = text(item, 'EndpointName');
    if (id === null || ['deleting', 'failed'].includes(stateOf(item, 'EndpointStatus'))) return [];
    const tags = tagsOf(item);
    const configName = text(item, 'EndpointConfigName');
    const config = configs.find((one) => text(one, 'EndpointConfigName') === configName);
    const declared = [...list(config, 'ProductionVariants'), ...list(config, 'ShadowProductionVariants')];
    const serving = [...list(item, 'ProductionVariants'), ...list(item, 'ShadowProductionVariants')];
    if (configName === null || declared.length === 0)
      return [unpriced(id, 'endpoint of unknown instances', tags)];
    return declared.map((variant): Found => {
      const name = text(variant, 'VariantName') ?? 'variant';
      const own = declared.length === 1 ? id : `${id}/${name}`;
      if (at(variant, 'ServerlessConfig') !== undefined && at(variant, 'ServerlessConfig') !== null)
        return unpriced(own, 'serverless endpoint', tags);
      const instanceType = text(variant, 'InstanceType');
      const now = serving.find((one) => text(one, 'VariantName') === name);
      const count =
        num(now, 'CurrentInstanceCount') ??
        num(now, 'DesiredInstanceCount') ??
        num(variant, 'InitialInstanceCount');
      if (instanceType === null || count === null)
        return unpriced(own, 'endpoint of unknown instances', tags);
      return { id: own, tags, kind: 'endpoint', instanceType, count };
    });
  });
}

/** A stopped notebook costs nothing by the hour. https://docs.aws.amazon.com/sagemaker/latest/dg/nbi.html */
export function notebooksOf(notebooks: Items): Inventory {
  return collect(notebooks, (item) => {
    const id = text(item, 'NotebookInstanceName');
    const status = stateOf(item, 'NotebookInstanceStatus');
    if (id === null || status === 'deleting') return [];
    const tags = tagsOf(item);
    const instanceType = text(item, 'InstanceType');
    if (instanceType === null) return [unpriced(id, 'notebook of unknown type', tags)];
    const running = !['stopped', 'stopping', 'failed'].includes(status);
    return [{ id, tags, kind: 'notebook', instanceType, running }];
  });
}

/**
 * What ended costs its billable seconds, what runs costs by the hour. With Spot the seconds are fewer, not the price.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html
 */
export function trainingOf(jobs: Items): Inventory {
  return collect(jobs, (item) => {
    const id = text(item, 'TrainingJobName');
    if (id === null) return [];
    const tags = tagsOf(item);
    const running = ['inprogress', 'stopping'].includes(stateOf(item, 'TrainingJobStatus'));
    const seconds = num(item, 'BillableTimeInSeconds');
    const instanceType = text(item, 'ResourceConfig', 'InstanceType');
    const count = num(item, 'ResourceConfig', 'InstanceCount') ?? 1;
    if (seconds === 0) return [];
    if (instanceType === null) return [unpriced(id, 'training job of unknown instances', tags)];
    const hours = (seconds ?? 0) / SECONDS_PER_HOUR;
    const resource = { id, tags, kind: 'training' as const, instanceType, count, running, hours };
    return [seconds === null ? { resource, unseen: ['hours'] } : resource];
  });
}

const CLASSES: ReadonlySet<string> = new Set<StorageClass>([
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
]);

/**
 * Objects by storage class. An object without a class is in Standard. What Intelligent-Tiering has moved does not show: all of it
 * counts as frequently used.
 */
export function bucketsOf(buckets: Items): Inventory {
  return collect(buckets, (item) => {
    const name = text(item, 'Name');
    if (name === null) return [];
    const tags = tagsOf(item);
    const byClass = new Map<string, { bytes: number; objects: number }>();
    const add = (of: unknown, more: number | null, count: number | null): void => {
      const storageClass = text(of, 'StorageClass') ?? 'STANDARD';
      const { bytes, objects } = byClass.get(storageClass) ?? { bytes: 0, objects: 0 };
      byClass.set(storageClass, { bytes: bytes + (more ?? 0), objects: objects + (count ?? 0) });
    };
    for (const object of list(item, 'Objects')) add(object, num(object, 'Size'), 1);
    for (const sum of list(item, 'Classes')) add(sum, num(sum, 'Bytes'), num(sum, 'Objects'));
    const stored = [...byClass].map(([storageClass, { bytes, objects }]): Found => {
      const id = `${name} ${storageClass}`;
      if (!CLASSES.has(storageClass)) return unpriced(id, `objects of class ${storageClass}`, tags);
      const size = { gb: bytes / GIB, objects };
      return { id, tags, kind: 's3-storage', storageClass: storageClass as StorageClass, ...size };
    });
    const requests = {
      id: `${name} requests`,
      tags,
      kind: 's3-requests' as const,
      storageClass: 'STANDARD' as const,
      put: 0,
      get: 0,
    };
    const rest =
      at(item, 'Complete') === false ? [unpriced(`${name} more`, 'objects that were not counted', tags)] : [];
    return [...stored, ...rest, { resource: requests, unseen: ['put', 'get'] }];
  });
}

/** https://aws.amazon.com/cloudwatch/pricing/ */
export function logGroupsOf(groups: Items): Inventory {
  return collect(groups, (item) => {
    const id = text(item, 'logGroupName');
    if (id === null) return [];
    const bytes = num(item, 'storedBytes');
    const resource = {
      id,
      tags: tagsOf(item),
      kind: 'logs' as const,
      storedGb: (bytes ?? 0) / GIB,
      ingestedGb: 0,
    };
    return [{ resource, unseen: bytes === null ? ['ingestedGb', 'storedGb'] : ['ingestedGb'] }];
  });
}

/** Seconds below which an alarm is of high resolution. */
const STANDARD_PERIOD = 60;
/** A band is a metric for each of its edges. */
const BAND = 2;

/** An alarm costs each metric that it looks at. https://aws.amazon.com/cloudwatch/pricing/ */
export function alarmsOf(alarms: Items, composites: Items, dashboards: Items): Inventory {
  const plain = collect(alarms, (item) => {
    const id = text(item, 'AlarmName');
    if (id === null) return [];
    const tags = tagsOf(item);
    const lines = list(item, 'Metrics');
    const metrics = lines.filter(
      (line) => text(line, 'MetricStat', 'Metric', 'MetricName') ?? text(line, 'MetricStat', 'MetricName'),
    );
    const insights = lines.some((line) => /^\s*select\b/i.test(text(line, 'Expression') ?? ''));
    if (insights) return [unpriced(id, 'alarm on a Metrics Insights query', tags)];
    const periods = [item, ...metrics.map((line) => at(line, 'MetricStat'))].flatMap(
      (one) => num(one, 'Period') ?? [],
    );
    const band = text(item, 'ThresholdMetricId') === null ? 0 : BAND;
    return [
      {
        id,
        tags,
        kind: 'alarm',
        count: Math.max(1, metrics.length) + band,
        highResolution: periods.some((seconds) => seconds < STANDARD_PERIOD),
      },
    ];
  });
  const composite = collect(composites, (item) => {
    const id = text(item, 'AlarmName');
    return id === null ? [] : [unpriced(id, 'composite alarm', tagsOf(item))];
  });
  const boards = collect(dashboards, (item) => {
    const id = text(item, 'DashboardName');
    return id === null ? [] : [{ id, tags: tagsOf(item), kind: 'dashboard' }];
  });
  return {
    resources: [...plain.resources, ...composite.resources, ...boards.resources],
    unseen: [],
  };
}

/**
 * Keys of the customer, disabled ones too; a key that waits for its deletion is free.
 * https://aws.amazon.com/kms/pricing/
 */
export function keysOf(keys: Items, aliases: Items): Inventory {
  const ofAws = new Set(
    aliases.flatMap((one) =>
      text(one, 'AliasName')?.startsWith('alias/aws/') ? (text(one, 'TargetKeyId') ?? []) : [],
    ),
  );
  return collect(keys, (item) => {
    const id = text(item, 'KeyId');
    const free = ['pendingdeletion', 'pendingreplicadeletion'].includes(stateOf(item, 'KeyState'));
    if (id === null || free || ofAws.has(id) || text(item, 'KeyManager') === 'AWS') return [];
    return [{ resource: { id, tags: tagsOf(item), kind: 'kms-key', requests: 0 }, unseen: ['requests'] }];
  });
}

/** Snapshots and images: the price list has no price for them. */
export function storedOf(snapshots: Items, repositories: Items): Inventory {
  const kept = collect(snapshots, (item) => {
    const id = text(item, 'SnapshotId');
    return id === null ? [] : [unpriced(id, 'snapshot of a volume', tagsOf(item))];
  });
  const images = collect(repositories, (item) => {
    const id = text(item, 'repositoryName');
    if (id === null || list(item, 'images').length === 0) return [];
    return [unpriced(id, 'images in a registry', tagsOf(item))];
  });
  return { resources: [...kept.resources, ...images.resources], unseen: [] };
}
