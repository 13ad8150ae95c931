/**
 * Add-ons that the courses name. Their versions are made up, but of the right form.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
 */
import { randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { minorOf, versionsOn } from './calendar.ts';
import { given } from './clusters.ts';
import { readyAt, SECONDS, statusOf, type Life } from './life.ts';
import { pageOf } from './pages.ts';
import { beginUpdate, clusterOf, readyCluster } from './records.ts';
import { inUse, invalidParameter, notFound } from './refusals.ts';
import { arnOf, live, liveUnder, partKey } from './store.ts';

export interface AddonRecord extends Life {
  name: string;
  cluster: string;
  id: string;
  arn: string;
  version: string;
  tags: Record<string, string>;
  asked: Record<string, unknown>;
}

const KNOWN: Readonly<Record<string, string>> = {
  'vpc-cni': 'networking',
  coredns: 'networking',
  'kube-proxy': 'networking',
  'eks-pod-identity-agent': 'security',
  'aws-ebs-csi-driver': 'storage',
  'aws-efs-csi-driver': 'storage',
  'aws-mountpoint-s3-csi-driver': 'storage',
  'metrics-server': 'observability',
  'amazon-cloudwatch-observability': 'observability',
  'eks-node-monitoring-agent': 'observability',
};

/** The version that fits a minor version of Kubernetes. */
function versionFor(addon: string, kubernetes: string): string {
  const minor = minorOf(kubernetes);
  return addon === 'kube-proxy' ? `v1.${minor}.0-eksbuild.2` : `v1.${minor - 14}.0-eksbuild.1`;
}

/** @throws AwsError ResourceNotFoundException */
export function addonOf(context: OverlayContext, cluster: string, name: string): AddonRecord {
  clusterOf(context, cluster);
  const found = live<AddonRecord>(context, partKey(context, 'addon', cluster, name));
  if (found === undefined)
    throw notFound(`No addon: ${name} found in cluster: ${cluster}`, {
      clusterName: cluster,
      addonName: name,
    });
  return found;
}

const create: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.CreateAddonRequest;
  const cluster = readyCluster(context, asked.clusterName ?? '');
  const name = asked.addonName ?? '';
  const key = partKey(context, 'addon', cluster.name, name);
  const about = { clusterName: cluster.name, addonName: name };
  if (KNOWN[name] === undefined) throw invalidParameter('Addon specified is not supported', about);
  if (live<AddonRecord>(context, key) !== undefined) throw inUse('Addon already exists.', about);
  const version = asked.addonVersion ?? versionFor(name, cluster.version);
  if (version !== versionFor(name, cluster.version))
    throw invalidParameter(
      `Addon version specified is not supported: ${version}. Use ${versionFor(name, cluster.version)}`,
      about,
    );
  const now = context.now().toISOString();
  const id = randomUUID();
  const record: AddonRecord = {
    name,
    cluster: cluster.name,
    id,
    arn: arnOf(context, `addon/${cluster.name}/${name}/${id}`),
    version,
    tags: asked.tags ?? {},
    asked: {
      serviceAccountRoleArn: asked.serviceAccountRoleArn,
      configurationValues: asked.configurationValues,
    },
    createdAt: now,
    modifiedAt: now,
    readyAt: readyAt(context, SECONDS.addon),
  };
  context.state.set(key, record);
  return Promise.resolve({ addon: shown(context, { ...record, readyAt: '9' }) });
};

function shown(context: OverlayContext, record: AddonRecord): Record<string, unknown> {
  return {
    addonName: record.name,
    clusterName: record.cluster,
    status: statusOf(context, record),
    addonVersion: record.version,
    health: { issues: [] },
    addonArn: record.arn,
    createdAt: new Date(record.createdAt),
    modifiedAt: new Date(record.modifiedAt),
    tags: record.tags,
    ...given(record.asked),
  };
}

const describe: OverlayHandler = (context, input) => {
  const record = addonOf(context, String(input['clusterName']), String(input['addonName']));
  return Promise.resolve({ addon: shown(context, record) });
};

const list: OverlayHandler = (context, input) => {
  const cluster = clusterOf(context, String(input['clusterName'])).name;
  const all = liveUnder<AddonRecord>(context, partKey(context, 'addon', cluster, ''));
  const { items, next } = pageOf(
    all.map(({ name }) => name),
    input,
  );
  return Promise.resolve({ addons: items, ...next });
};

const update: OverlayHandler = (context, input) => {
  const record = addonOf(context, String(input['clusterName']), String(input['addonName']));
  const { name, cluster } = record;
  const about = { clusterName: cluster, addonName: name };
  if (statusOf(context, record) !== 'ACTIVE')
    throw inUse(
      `Addon ${name} cannot be updated as it is currently in ${statusOf(context, record)} state`,
      about,
    );
  const version = (input['addonVersion'] as string | undefined) ?? record.version;
  if (version !== record.version && version !== versionFor(name, clusterOf(context, cluster).version))
    throw invalidParameter(`Addon version specified is not supported: ${version}`, about);
  const { serviceAccountRoleArn, configurationValues } = input;
  const asked = { ...record.asked, ...given({ serviceAccountRoleArn, configurationValues }) };
  const to = {
    key: partKey(context, 'addon', cluster, name),
    record,
    cluster,
    of: `addon/${record.id}`,
  };
  const params = [{ type: 'AddonVersion', value: version }];
  const change = { type: 'AddonUpdate', params, change: { version, asked }, seconds: SECONDS.addon };
  return Promise.resolve({ update: beginUpdate(context, to, change) });
};

const remove: OverlayHandler = (context, input) => {
  const record = addonOf(context, String(input['clusterName']), String(input['addonName']));
  const key = partKey(context, 'addon', record.cluster, record.name);
  const going = { ...record, goneAt: readyAt(context, SECONDS.addon) };
  if (going.goneAt > context.now().toISOString()) context.state.set(key, going);
  else context.state.delete(key);
  return Promise.resolve({ addon: shown(context, going) });
};

const versions: OverlayHandler = (context, input) => {
  const wanted = input['kubernetesVersion'] as string | undefined;
  const name = input['addonName'] as string | undefined;
  const types = input['types'] as string[] | undefined;
  const kubernetes = versionsOn(context.now())
    .filter(({ version, status }) => (wanted === undefined ? status !== 'UNSUPPORTED' : version === wanted))
    .map(({ version }) => version);
  const all = Object.entries(KNOWN)
    .filter(([addon, type]) => (name ?? addon) === addon && (types === undefined || types.includes(type)))
    .map(([addonName, type]) => ({
      addonName,
      type,
      publisher: 'eks',
      owner: 'aws',
      addonVersions: kubernetes.map((clusterVersion) => ({
        addonVersion: versionFor(addonName, clusterVersion),
        architecture: ['amd64', 'arm64'],
        compatibilities: [{ clusterVersion, platformVersions: ['*'], defaultVersion: true }],
        requiresConfiguration: false,
        requiresIamPermissions: false,
      })),
    }));
  const { items, next } = pageOf(all, input);
  return Promise.resolve({ addons: items, ...next });
};

export const addonOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'CreateAddon', answer: create },
  { service: 'eks', operation: 'DescribeAddon', answer: describe },
  { service: 'eks', operation: 'ListAddons', answer: list },
  { service: 'eks', operation: 'UpdateAddon', answer: update },
  { service: 'eks', operation: 'DeleteAddon', answer: remove },
  { service: 'eks', operation: 'DescribeAddonVersions', answer: versions },
];
