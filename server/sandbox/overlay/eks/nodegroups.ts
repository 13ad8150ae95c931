/**
 * Managed node groups. Their instances are not started: a group says how many there are to be.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { nodeEntry } from './access-entries.ts';
import { checkAmiType, DEFAULT_AMI_TYPE, releaseVersion } from './ami-types.ts';
import { given } from './clusters.ts';
import { readyAt, SECONDS, statusOf } from './life.ts';
import { roleFor, subnetsOf } from './neighbours.ts';
import { checkLabels, checkSizes, checkTaints } from './node-settings.ts';
import { checkBeside, nodeTemplate, type NodeTemplate } from './node-templates.ts';
import { pageOf } from './pages.ts';
import { clusterOf, nodegroupOf, readyCluster, type ClusterRecord, type NodegroupRecord } from './records.ts';
import { checkOneOf, inUse, invalidParameter } from './refusals.ts';
import { arnOf, live, liveUnder, partKey } from './store.ts';

type Asked = Sdk.CreateNodegroupRequest;

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Asked;
  const cluster = readyCluster(context, asked.clusterName ?? '');
  const name = asked.nodegroupName ?? '';
  const key = partKey(context, 'nodegroup', cluster.name, name);
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$/.test(name))
    throw invalidParameter(
      'The node group name can contain only letters, digits, hyphens and underscores, must start with a letter or digit and cannot be longer than 63 characters.',
    );
  const before = live<NodegroupRecord>(context, key);
  if (before !== undefined) {
    if (before.token !== undefined && before.token === asked.clientRequestToken)
      return { nodegroup: shown(context, before) };
    throw inUse(`NodeGroup already exists with name ${name} and cluster name ${cluster.name}`, {
      clusterName: cluster.name,
      nodegroupName: name,
    });
  }
  const scaling = { minSize: 2, maxSize: 2, desiredSize: 2, ...given({ ...asked.scalingConfig }) };
  checkOneOf(asked.capacityType, ['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'], 'capacityType');
  checkSizes(scaling);
  checkLabels(asked.labels ?? {});
  checkTaints(asked.taints ?? []);
  await checkPlace(context, cluster, asked);
  const template = asked.launchTemplate && (await nodeTemplate(context, asked.launchTemplate));
  if (template) checkBeside(template, asked);
  const machine = await machineOf(context, cluster, asked, template);

  const id = randomUUID();
  const now = context.now().toISOString();
  const record: NodegroupRecord = {
    name,
    cluster: cluster.name,
    id,
    arn: arnOf(context, `nodegroup/${cluster.name}/${name}/${id}`),
    version: cluster.version,
    releaseVersion: asked.releaseVersion ?? releaseVersion(context, cluster.version),
    capacityType: asked.capacityType ?? 'ON_DEMAND',
    scaling,
    ...machine,
    subnets: asked.subnets ?? [],
    nodeRole: asked.nodeRole ?? '',
    labels: asked.labels ?? {},
    taints: asked.taints ?? [],
    ...(asked.remoteAccess === undefined ? {} : { remoteAccess: asked.remoteAccess }),
    ...(template ? { launchTemplate: template.spec } : {}),
    updateConfig: asked.updateConfig ?? { maxUnavailable: 1 },
    token: asked.clientRequestToken,
    tags: asked.tags ?? {},
    asked: {
      nodeRepairConfig: asked.nodeRepairConfig,
      resources: resourcesOf(name, id, asked.remoteAccess),
    },
    createdAt: now,
    modifiedAt: now,
    readyAt: readyAt(context, SECONDS.createNodegroup),
  };
  context.state.set(key, record);
  nodeEntry(context, cluster, record.nodeRole);
  return { nodegroup: shown(context, { ...record, readyAt: '9' }) };
};

/** Subnets of the cluster's VPC, and a role that instances may have. */
async function checkPlace(context: OverlayContext, cluster: ClusterRecord, asked: Asked): Promise<void> {
  const { subnets = [], nodeRole = '' } = asked;
  if (subnets.length === 0) throw invalidParameter('Subnets cannot be empty');
  const found = await subnetsOf(context, subnets);
  if (found.some(({ VpcId }) => VpcId !== cluster.vpc.vpcId))
    throw invalidParameter(`Subnets are not in the VPC of the cluster: ${cluster.vpc.vpcId}`);
  const role = await roleFor(context, nodeRole, 'ec2.amazonaws.com');
  if (role === 'missing')
    throw invalidParameter(`The role with name ${nodeRole.split('/').at(-1)} cannot be found.`);
  if (role === 'wrong-trust')
    throw invalidParameter(
      `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${nodeRole}`,
    );
}

/** Image, instance types and disk: of the request, of its launch template, or what EKS takes. */
async function machineOf(
  context: OverlayContext,
  cluster: ClusterRecord,
  asked: Asked,
  template: NodeTemplate | undefined,
): Promise<Pick<NodegroupRecord, 'amiType' | 'instanceTypes' | 'diskSize'>> {
  if (asked.version !== undefined && asked.version !== cluster.version)
    throw invalidParameter(
      `Requested Nodegroup Kubernetes version ${asked.version} is invalid. Allowed Kubernetes version is ${cluster.version}`,
    );
  const amiType = template?.custom ? 'CUSTOM' : (asked.amiType ?? DEFAULT_AMI_TYPE);
  if (amiType === 'CUSTOM' && !template?.custom)
    throw invalidParameter('AMI type CUSTOM needs a launch template with an image id.');
  const fromTemplate = template?.instanceType;
  const types = asked.instanceTypes ?? (fromTemplate === undefined ? ['t3.medium'] : undefined);
  await checkAmiType(context, amiType, types ?? [fromTemplate ?? ''], cluster.version);
  return {
    amiType,
    ...(types === undefined ? {} : { instanceTypes: types }),
    ...(template ? {} : { diskSize: asked.diskSize ?? (amiType.startsWith('WINDOWS') ? 50 : 20) }),
  };
}

/** With SSH, EKS makes a security group that lets the source groups in. */
function resourcesOf(
  name: string,
  id: string,
  remoteAccess: Sdk.RemoteAccessConfig | undefined,
): Sdk.NodegroupResources {
  return {
    autoScalingGroups: [{ name: `eks-${name}-${id}` }],
    ...(remoteAccess?.ec2SshKey === undefined
      ? {}
      : { remoteAccessSecurityGroup: `sg-0${randomBytes(8).toString('hex')}` }),
  };
}

function shown(context: OverlayContext, record: NodegroupRecord): Record<string, unknown> {
  const { name, arn, cluster, scaling, createdAt, modifiedAt, asked, ...rest } = record;
  const { id: _id, token: _token, readyAt: _ready, pending: _pending, goneAt: _gone, ...same } = rest;
  return {
    ...same,
    nodegroupName: name,
    nodegroupArn: arn,
    clusterName: cluster,
    createdAt: new Date(createdAt),
    modifiedAt: new Date(modifiedAt),
    status: statusOf(context, record),
    scalingConfig: scaling,
    health: { issues: [] },
    ...given(asked),
  };
}

const describe: OverlayHandler = (context, input) => {
  const record = nodegroupOf(context, String(input['clusterName']), String(input['nodegroupName']));
  return Promise.resolve({ nodegroup: shown(context, record) });
};

const list: OverlayHandler = (context, input) => {
  const cluster = clusterOf(context, String(input['clusterName'])).name;
  const all = liveUnder<NodegroupRecord>(context, partKey(context, 'nodegroup', cluster, ''));
  const { items, next } = pageOf(
    all.map(({ name }) => name),
    input,
  );
  return Promise.resolve({ nodegroups: items, ...next });
};

const remove: OverlayHandler = (context, input) => {
  const record = nodegroupOf(context, String(input['clusterName']), String(input['nodegroupName']));
  const key = partKey(context, 'nodegroup', record.cluster, record.name);
  if (record.goneAt !== undefined) return Promise.resolve({ nodegroup: shown(context, record) });
  const going = { ...record, goneAt: readyAt(context, SECONDS.deleteNodegroup) };
  if (going.goneAt > context.now().toISOString()) context.state.set(key, going);
  else context.state.delete(key);
  return Promise.resolve({ nodegroup: shown(context, going) });
};

export const nodegroupOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'CreateNodegroup', answer: create },
  { service: 'eks', operation: 'DescribeNodegroup', answer: describe },
  { service: 'eks', operation: 'ListNodegroups', answer: list },
  { service: 'eks', operation: 'DeleteNodegroup', answer: remove },
];
