/** Clusters and node groups as they are kept. */
import { randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext } from '../../types.ts';
import { readyAt, statusOf, type Life } from './life.ts';
import { inUse, invalidRequest, notFound } from './refusals.ts';
import { clusterKey, live, partKey } from './store.ts';

export interface ClusterRecord extends Life {
  name: string;
  arn: string;
  version: string;
  roleArn: string;
  endpoint: string;
  issuer: string;
  certificate: string;
  vpc: Sdk.VpcConfigResponse;
  network: Sdk.KubernetesNetworkConfigResponse;
  logging: Sdk.LogSetup[];
  authenticationMode: string;
  creatorIsAdmin: boolean;
  supportType: string;
  deletionProtection: boolean;
  token: string | undefined;
  tags: Record<string, string>;
  /** Members that are given back as they were asked for. */
  asked: Record<string, unknown>;
}

export interface NodegroupRecord extends Life {
  name: string;
  cluster: string;
  arn: string;
  id: string;
  version: string;
  releaseVersion: string;
  capacityType: string;
  scaling: { minSize: number; maxSize: number; desiredSize: number };
  amiType: string;
  instanceTypes?: string[];
  subnets: string[];
  nodeRole: string;
  labels: Record<string, string>;
  taints: Sdk.Taint[];
  diskSize?: number;
  remoteAccess?: Sdk.RemoteAccessConfig;
  launchTemplate?: { id: string; name: string; version: string };
  updateConfig: Sdk.NodegroupUpdateConfig;
  token: string | undefined;
  tags: Record<string, string>;
  asked: Record<string, unknown>;
}

/** @throws AwsError ResourceNotFoundException */
export function clusterOf(context: OverlayContext, name: string): ClusterRecord {
  const found = live<ClusterRecord>(context, clusterKey(context, name));
  if (found === undefined) throw notFound(`No cluster found for name: ${name}.`, { clusterName: name });
  return found;
}

/** A cluster that can be given parts. @throws AwsError ResourceNotFoundException, InvalidRequestException */
export function readyCluster(context: OverlayContext, name: string): ClusterRecord {
  const cluster = clusterOf(context, name);
  if (!/^(ACTIVE|UPDATING)$/.test(statusOf(context, cluster)))
    throw invalidRequest(`Cluster '${name}' is not in ACTIVE status`, { clusterName: name });
  return cluster;
}

/** @throws AwsError ResourceNotFoundException */
export function nodegroupOf(context: OverlayContext, cluster: string, name: string): NodegroupRecord {
  clusterOf(context, cluster);
  const found = live<NodegroupRecord>(context, partKey(context, 'nodegroup', cluster, name));
  if (found === undefined)
    throw notFound(`No node group found for name: ${name}.`, { clusterName: cluster, nodegroupName: name });
  return found;
}

export interface UpdateRecord {
  id: string;
  type: string;
  params: { type: string; value: string }[];
  createdAt: string;
  readyAt: string;
  /** `addon/…` or `nodegroup/…`; empty for the cluster itself. */
  of: string;
}

/** What an update of a cluster changes. */
export type Change = Pick<UpdateRecord, 'type' | 'params'> & { change: Partial<ClusterRecord> };

/**
 * Begins an update: what changes is there when it is through, at once at instant pace.
 *
 * @returns the update as EKS shows it
 */
export function beginUpdate(
  context: OverlayContext,
  to: { key: string; record: Life; cluster: string; of: string },
  {
    type,
    params,
    change,
    seconds,
  }: Pick<UpdateRecord, 'type' | 'params'> & { change: object; seconds: number },
): Record<string, unknown> {
  const now = context.now().toISOString();
  const update: UpdateRecord = {
    id: randomUUID(),
    type,
    params,
    createdAt: now,
    readyAt: readyAt(context, seconds),
    of: to.of,
  };
  context.state.set(partKey(context, 'update', to.cluster, update.id), update);
  context.state.set(
    to.key,
    update.readyAt <= now
      ? { ...to.record, ...change, modifiedAt: now }
      : { ...to.record, pending: { update: update.id, readyAt: update.readyAt, change } },
  );
  return shownUpdate(context, update, true);
}

/** @param fresh the answer to the call that began it, which AWS always gives as in progress */
export function shownUpdate(
  context: OverlayContext,
  { id, type, params, createdAt, readyAt: through }: UpdateRecord,
  fresh = false,
): Record<string, unknown> {
  const done = !fresh && through <= context.now().toISOString();
  return {
    id,
    status: done ? 'Successful' : 'InProgress',
    type,
    params,
    createdAt: new Date(createdAt),
    errors: [],
  };
}

/** @throws AwsError ResourceInUseException while another update of the cluster runs, or it is not there yet */
export function checkIdle(context: OverlayContext, cluster: ClusterRecord, type: string): void {
  const about = { clusterName: cluster.name };
  if (cluster.pending !== undefined)
    throw inUse(
      `Cannot ${type} because cluster ${cluster.name} currently has update ${cluster.pending.update} in progress`,
      about,
    );
  const status = statusOf(context, cluster);
  if (status !== 'ACTIVE')
    throw inUse(`Cannot ${type} because cluster ${cluster.name} is currently in ${status} state`, about);
}
