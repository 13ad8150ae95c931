/**
 * Pod Identity associations: a role for a service account of a name space. The service account need not exist, and
 * EKS does not ask the role's trust policy.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { roleFor } from './neighbours.ts';
import { pageOf } from './pages.ts';
import { clusterOf, readyCluster } from './records.ts';
import { inUse, invalidParameter, notFound } from './refusals.ts';
import { arnOf, partKey, partsOf } from './store.ts';

export interface AssociationRecord {
  id: string;
  arn: string;
  cluster: string;
  namespace: string;
  serviceAccount: string;
  roleArn: string;
  targetRoleArn?: string;
  externalId?: string;
  policy?: string;
  disableSessionTags: boolean;
  token: string | undefined;
  tags: Record<string, string>;
  createdAt: string;
  modifiedAt: string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.CreatePodIdentityAssociationRequest;
  const cluster = readyCluster(context, asked.clusterName ?? '');
  const { namespace = '', serviceAccount = '', roleArn = '', targetRoleArn, policy } = asked;
  const about = { clusterName: cluster.name };
  for (const [member, value] of Object.entries({ namespace, serviceAccount }))
    if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(value))
      throw invalidParameter(`${value} is not a valid Kubernetes name for ${member}`, about);
  const before = all(context, cluster.name).find(
    (one) => one.namespace === namespace && one.serviceAccount === serviceAccount,
  );
  if (before !== undefined) {
    if (before.token !== undefined && before.token === asked.clientRequestToken)
      return { association: shown(before) };
    throw inUse(`Association already exists: ${before.id}`, about);
  }
  await checkRole(context, roleArn, about);
  const id = `a-${[...randomBytes(17)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;
  const now = context.now().toISOString();
  const record: AssociationRecord = {
    id,
    arn: arnOf(context, `podidentityassociation/${cluster.name}/${id}`),
    cluster: cluster.name,
    namespace,
    serviceAccount,
    roleArn,
    ...(targetRoleArn === undefined ? {} : { targetRoleArn, externalId: randomUUID() }),
    ...(policy === undefined ? {} : { policy }),
    disableSessionTags: asked.disableSessionTags ?? false,
    token: asked.clientRequestToken,
    tags: asked.tags ?? {},
    createdAt: now,
    modifiedAt: now,
  };
  context.state.set(partKey(context, 'association', cluster.name, id), record);
  return { association: shown(record) };
};

async function checkRole(context: OverlayContext, arn: string, about: object): Promise<void> {
  if ((await roleFor(context, arn, 'pods.eks.amazonaws.com')) === 'missing')
    throw invalidParameter('Role provided in the request does not exist.', about);
}

function all(context: OverlayContext, cluster: string): AssociationRecord[] {
  return partsOf<AssociationRecord>(context, 'association', cluster);
}

function find(context: OverlayContext, input: Record<string, unknown>): AssociationRecord {
  const cluster = clusterOf(context, String(input['clusterName'])).name;
  const id = String(input['associationId']);
  const found = context.state.get<AssociationRecord>(partKey(context, 'association', cluster, id));
  if (found === undefined)
    throw notFound(`No association found for ID: ${id} in cluster: ${cluster}`, { clusterName: cluster });
  return found;
}

function shown(record: AssociationRecord): Record<string, unknown> {
  const { cluster, arn, id, token: _token, createdAt, modifiedAt, ...same } = record;
  return {
    ...same,
    clusterName: cluster,
    associationArn: arn,
    associationId: id,
    createdAt: new Date(createdAt),
    modifiedAt: new Date(modifiedAt),
  };
}

const describe: OverlayHandler = (context, input) =>
  Promise.resolve({ association: shown(find(context, input)) });

const list: OverlayHandler = (context, input) => {
  const cluster = clusterOf(context, String(input['clusterName'])).name;
  const { namespace, serviceAccount } = input;
  const found = all(context, cluster)
    .filter((one) => namespace === undefined || one.namespace === namespace)
    .filter((one) => serviceAccount === undefined || one.serviceAccount === serviceAccount);
  const { items, next } = pageOf(found, input);
  const associations = items.map((one) => ({
    clusterName: cluster,
    namespace: one.namespace,
    serviceAccount: one.serviceAccount,
    associationArn: one.arn,
    associationId: one.id,
  }));
  return Promise.resolve({ associations, ...next });
};

const update: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.UpdatePodIdentityAssociationRequest;
  const record = find(context, input);
  const { roleArn = record.roleArn, disableSessionTags = record.disableSessionTags, targetRoleArn } = asked;
  if (asked.roleArn !== undefined) await checkRole(context, roleArn, { clusterName: record.cluster });
  const { targetRoleArn: _target, externalId: _external, policy: _policy, ...same } = record;
  const kept = targetRoleArn ?? record.targetRoleArn;
  const policy = asked.policy ?? record.policy;
  const next: AssociationRecord = {
    ...same,
    roleArn,
    disableSessionTags,
    // An empty text takes the member away.
    ...(kept === undefined || kept === ''
      ? {}
      : { targetRoleArn: kept, externalId: record.externalId ?? randomUUID() }),
    ...(policy === undefined || policy === '' ? {} : { policy }),
    modifiedAt: context.now().toISOString(),
  };
  context.state.set(partKey(context, 'association', record.cluster, record.id), next);
  return { association: shown(next) };
};

const remove: OverlayHandler = (context, input) => {
  const record = find(context, input);
  context.state.delete(partKey(context, 'association', record.cluster, record.id));
  return Promise.resolve({ association: shown(record) });
};

export const podIdentityOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'CreatePodIdentityAssociation', answer: create },
  { service: 'eks', operation: 'DescribePodIdentityAssociation', answer: describe },
  { service: 'eks', operation: 'ListPodIdentityAssociations', answer: list },
  { service: 'eks', operation: 'UpdatePodIdentityAssociation', answer: update },
  { service: 'eks', operation: 'DeletePodIdentityAssociation', answer: remove },
];
