/**
 * Who may use a cluster's API: entries and the access policies of each.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
import { randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { pageOf } from './pages.ts';
import { clusterOf, readyCluster, type ClusterRecord } from './records.ts';
import { inUse, invalidParameter, invalidRequest, notFound } from './refusals.ts';
import { arnOf, partKey, partsOf } from './store.ts';

export interface EntryRecord {
  arn: string;
  cluster: string;
  principalArn: string;
  groups: string[];
  username: string;
  type: string;
  tags: Record<string, string>;
  policies: { policyArn: string; accessScope: Sdk.AccessScope; associatedAt: string; modifiedAt: string }[];
  createdAt: string;
  modifiedAt: string;
}

const TYPES = new Set(['STANDARD', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'EC2', 'HYBRID_LINUX']);

/** The entry of whoever created the cluster. */
export function creatorEntry(context: OverlayContext, cluster: string): void {
  const record = newEntry(context, cluster, principalOf(context), 'STANDARD');
  const at = context.now().toISOString();
  record.policies.push({
    policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
    accessScope: { type: 'cluster', namespaces: [] },
    associatedAt: at,
    modifiedAt: at,
  });
  keepEntry(context, record);
}

/** Nodes of a managed group get an entry with the group, where entries count. */
export function nodeEntry(context: OverlayContext, cluster: ClusterRecord, roleArn: string): void {
  const key = partKey(context, 'entry', cluster.name, roleArn);
  if (cluster.authenticationMode === 'CONFIG_MAP' || context.state.get(key) !== undefined) return;
  keepEntry(context, newEntry(context, cluster.name, roleArn, 'EC2_LINUX'));
}

/** Entries are of users and roles: a session's is its role's. */
function principalOf({ principal, account }: OverlayContext): string {
  const session = /^arn:aws:sts::\d{12}:assumed-role\/([^/]+)\//.exec(principal.arn);
  return session === null ? principal.arn : `arn:aws:iam::${account}:role/${session[1]}`;
}

function newEntry(context: OverlayContext, cluster: string, principalArn: string, type: string): EntryRecord {
  const now = context.now().toISOString();
  const [, kind = 'user', name = principalArn] = /:(user|role)\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? [];
  const node = type !== 'STANDARD';
  return {
    arn: arnOf(context, `access-entry/${cluster}/${kind}/${context.account}/${name}/${randomUUID()}`),
    cluster,
    principalArn,
    groups: node ? ['system:nodes'] : [],
    username: node ? 'system:node:{{EC2PrivateDNSName}}' : principalArn,
    type,
    tags: {},
    policies: [],
    createdAt: now,
    modifiedAt: now,
  };
}

export const keepEntry = (context: OverlayContext, record: EntryRecord): void =>
  context.state.set(partKey(context, 'entry', record.cluster, record.principalArn), record);

/** @throws AwsError InvalidRequestException where entries do not count */
function entriesOf(context: OverlayContext, name: string): ClusterRecord {
  const cluster = clusterOf(context, name);
  if (cluster.authenticationMode === 'CONFIG_MAP')
    throw invalidRequest(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
      { clusterName: name },
    );
  return cluster;
}

/** @throws AwsError ResourceNotFoundException */
export function findEntry(context: OverlayContext, input: Record<string, unknown>): EntryRecord {
  const cluster = entriesOf(context, String(input['clusterName'])).name;
  const principal = String(input['principalArn']);
  const found = context.state.get<EntryRecord>(partKey(context, 'entry', cluster, principal));
  if (found === undefined)
    throw notFound(
      `The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.`,
      { clusterName: cluster },
    );
  return found;
}

function shown({ cluster, arn, groups, createdAt, modifiedAt, policies: _policies, ...same }: EntryRecord) {
  return {
    ...same,
    clusterName: cluster,
    accessEntryArn: arn,
    kubernetesGroups: groups,
    createdAt: new Date(createdAt),
    modifiedAt: new Date(modifiedAt),
  };
}

const create: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.CreateAccessEntryRequest;
  const cluster = entriesOf(context, readyCluster(context, asked.clusterName ?? '').name);
  const { principalArn = '', type = 'STANDARD' } = asked;
  if (!/^arn:aws:iam::\d{12}:(user|role)\/.+$/.test(principalArn))
    throw invalidParameter('The principalArn parameter format is not valid', { clusterName: cluster.name });
  if (!TYPES.has(type))
    throw invalidParameter(`Access entry type ${type} is not supported`, { clusterName: cluster.name });
  if (context.state.get(partKey(context, 'entry', cluster.name, principalArn)) !== undefined)
    throw inUse('The specified access entry resource is already in use on this cluster.', {
      clusterName: cluster.name,
    });
  const record = newEntry(context, cluster.name, principalArn, type);
  if (asked.kubernetesGroups !== undefined) record.groups = asked.kubernetesGroups;
  if (asked.username !== undefined) record.username = asked.username;
  record.tags = asked.tags ?? {};
  keepEntry(context, record);
  return Promise.resolve({ accessEntry: shown(record) });
};

const describe: OverlayHandler = (context, input) =>
  Promise.resolve({ accessEntry: shown(findEntry(context, input)) });

const list: OverlayHandler = (context, input) => {
  const cluster = entriesOf(context, String(input['clusterName'])).name;
  const policy = input['associatedPolicyArn'] as string | undefined;
  const all = partsOf<EntryRecord>(context, 'entry', cluster)
    .filter(({ policies }) => policy === undefined || policies.some(({ policyArn }) => policyArn === policy))
    .map(({ principalArn }) => principalArn);
  const { items, next } = pageOf(all, input);
  return Promise.resolve({ accessEntries: items, ...next });
};

const update: OverlayHandler = (context, input) => {
  const record = findEntry(context, input);
  const { groups, username } = record;
  const next: EntryRecord = {
    ...record,
    groups: (input['kubernetesGroups'] as string[] | undefined) ?? groups,
    username: (input['username'] as string | undefined) ?? username,
    modifiedAt: context.now().toISOString(),
  };
  keepEntry(context, next);
  return Promise.resolve({ accessEntry: shown(next) });
};

const remove: OverlayHandler = (context, input) => {
  const record = findEntry(context, input);
  context.state.delete(partKey(context, 'entry', record.cluster, record.principalArn));
  return Promise.resolve({});
};

export const accessEntryOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'CreateAccessEntry', answer: create },
  { service: 'eks', operation: 'DescribeAccessEntry', answer: describe },
  { service: 'eks', operation: 'ListAccessEntries', answer: list },
  { service: 'eks', operation: 'UpdateAccessEntry', answer: update },
  { service: 'eks', operation: 'DeleteAccessEntry', answer: remove },
];
