/**
 * Clusters, kept here whole: the engine knows neither support policies nor updates, and invents what it shows.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
 */
import { randomBytes } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { creatorEntry } from './access-entries.ts';
import { defaultVersion, platformVersion, supportOf } from './calendar.ts';
import { checkAccess } from './endpoint-access.ts';
import { readyAt, SECONDS, statusOf } from './life.ts';
import { mergedLogging } from './logging.ts';
import { checkGroups, createClusterGroup, deleteClusterGroup, roleFor, subnetsOf } from './neighbours.ts';
import { pageOf } from './pages.ts';
import { clusterOf, type ClusterRecord } from './records.ts';
import { checkOneOf, inUse, invalidParameter, invalidRequest } from './refusals.ts';
import { arnOf, clusterKey, forgetParts, live, liveUnder } from './store.ts';

export const AUTHENTICATION_MODES = ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'];
export const SUPPORT_TYPES = ['STANDARD', 'EXTENDED'];

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.CreateClusterRequest;
  const name = asked.name ?? '';
  const key = clusterKey(context, name);
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name))
    throw invalidParameter(
      'The name can contain only alphanumeric characters (case-sensitive), hyphens, and underscores, must start with an alphanumeric character and cannot be longer than 100 characters.',
    );
  const before = live<ClusterRecord>(context, key);
  if (before !== undefined) {
    // A repeated request is the same request.
    if (before.token !== undefined && before.token === asked.clientRequestToken)
      return { cluster: shown(context, before) };
    throw inUse(`Cluster already exists with name: ${name}`, { clusterName: name });
  }
  const version = asked.version ?? defaultVersion(context.now());
  const support = supportOf(version, context.now());
  if (support === undefined || support === 'UNSUPPORTED')
    throw invalidParameter('unsupported Kubernetes version', { clusterName: name });
  const { supportType = 'EXTENDED' } = asked.upgradePolicy ?? {};
  const { authenticationMode = 'CONFIG_MAP', bootstrapClusterCreatorAdminPermissions = true } =
    asked.accessConfig ?? {};
  checkOneOf(supportType, SUPPORT_TYPES, 'upgradePolicy.supportType');
  checkOneOf(authenticationMode, AUTHENTICATION_MODES, 'accessConfig.authenticationMode');
  if ((await roleFor(context, asked.roleArn ?? '', 'eks.amazonaws.com')) !== 'good')
    throw invalidParameter(
      `Role with arn: ${asked.roleArn}, could not be assumed because it does not exist or the trusted entity is not correct`,
      { clusterName: name },
    );
  const vpc = await networkOf(context, asked);
  const logging = mergedLogging([], asked.logging?.clusterLogging ?? []);

  forgetParts(context, name);
  const now = context.now().toISOString();
  const id = randomBytes(16).toString('hex').toUpperCase();
  const { encryptionConfig, zonalShiftConfig, remoteNetworkConfig, computeConfig, storageConfig } = asked;
  const record: ClusterRecord = {
    name,
    arn: arnOf(context, `cluster/${name}`),
    version,
    roleArn: asked.roleArn ?? '',
    endpoint: `https://${id}.gr7.${context.region}.eks.amazonaws.com`,
    issuer: `https://oidc.eks.${context.region}.amazonaws.com/id/${id}`,
    certificate: Buffer.from(
      `-----BEGIN CERTIFICATE-----\n${randomBytes(768).toString('base64')}\n-----END CERTIFICATE-----\n`,
    ).toString('base64'),
    vpc: {
      ...vpc,
      clusterSecurityGroupId: await createClusterGroup(context, name, vpc.vpcId ?? ''),
    },
    network: {
      serviceIpv4Cidr: '10.100.0.0/16',
      ipFamily: 'ipv4',
      elasticLoadBalancing: { enabled: false },
      ...asked.kubernetesNetworkConfig,
    },
    logging,
    authenticationMode,
    creatorIsAdmin: bootstrapClusterCreatorAdminPermissions,
    supportType,
    deletionProtection: asked.deletionProtection ?? false,
    token: asked.clientRequestToken,
    tags: asked.tags ?? {},
    asked: { encryptionConfig, zonalShiftConfig, remoteNetworkConfig, computeConfig, storageConfig },
    createdAt: now,
    modifiedAt: now,
    readyAt: readyAt(context, SECONDS.createCluster),
  };
  context.state.set(key, record);
  if (authenticationMode !== 'CONFIG_MAP' && record.creatorIsAdmin) creatorEntry(context, name);
  // The answer shows a cluster in the making, also where the next call finds it ready.
  return { cluster: shown(context, { ...record, readyAt: '9' }) };
};

async function networkOf(
  context: OverlayContext,
  { resourcesVpcConfig: asked = {} }: Sdk.CreateClusterRequest,
): Promise<Sdk.VpcConfigResponse> {
  const { subnetIds = [], securityGroupIds = [] } = asked;
  const access = {
    endpointPublicAccess: asked.endpointPublicAccess ?? true,
    endpointPrivateAccess: asked.endpointPrivateAccess ?? false,
    publicAccessCidrs: asked.publicAccessCidrs ?? ['0.0.0.0/0'],
  };
  checkAccess(access);
  const subnets = subnetIds.length === 0 ? [] : await subnetsOf(context, subnetIds);
  if (new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size < 2)
    throw invalidParameter('Subnets specified must be in at least two different AZs');
  const [first] = subnets;
  if (subnets.some(({ VpcId }) => VpcId !== first?.VpcId))
    throw invalidParameter('Subnets specified must be in the same VPC');
  await checkGroups(context, securityGroupIds, first?.VpcId);
  return { subnetIds, securityGroupIds, vpcId: first?.VpcId ?? '', ...access };
}

function shown(context: OverlayContext, record: ClusterRecord): Record<string, unknown> {
  const status = statusOf(context, record);
  const there = status === 'CREATING' ? {} : { endpoint: record.endpoint };
  return {
    name: record.name,
    arn: record.arn,
    createdAt: new Date(record.createdAt),
    version: record.version,
    ...there,
    roleArn: record.roleArn,
    resourcesVpcConfig: record.vpc,
    kubernetesNetworkConfig: record.network,
    logging: { clusterLogging: record.logging },
    ...(status === 'CREATING' ? {} : { identity: { oidc: { issuer: record.issuer } } }),
    status,
    certificateAuthority: status === 'CREATING' ? {} : { data: record.certificate },
    platformVersion: platformVersion(record.version, context.now()),
    tags: record.tags,
    ...given(record.asked),
    health: { issues: [] },
    accessConfig: {
      bootstrapClusterCreatorAdminPermissions: record.creatorIsAdmin,
      authenticationMode: record.authenticationMode,
    },
    upgradePolicy: { supportType: record.supportType },
    deletionProtection: record.deletionProtection,
  };
}

/** What was asked for, without what was not. */
export function given(asked: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

const describe: OverlayHandler = (context, input) =>
  Promise.resolve({ cluster: shown(context, clusterOf(context, String(input['name']))) });

const list: OverlayHandler = (context, input) => {
  const all = liveUnder<ClusterRecord>(context, clusterKey(context, ''));
  const { items, next } = pageOf(
    all.map(({ name }) => name),
    input,
  );
  return Promise.resolve({ clusters: items, ...next });
};

const remove: OverlayHandler = async (context, input) => {
  const record = clusterOf(context, String(input['name']));
  const { name } = record;
  const groups = liveUnder<{ name: string } & ClusterRecord>(
    context,
    `nodegroup/${context.region}/${name}/`,
  ).map((group) => group.name);
  if (groups.length > 0)
    throw inUse('Cluster has nodegroups attached', { clusterName: name, nodegroupName: groups.join(',') });
  if (record.deletionProtection)
    throw invalidRequest(
      `Cluster ${name} cannot be deleted because deletion protection is enabled. Disable deletion protection first.`,
      { clusterName: name },
    );
  const status = statusOf(context, record);
  if (status === 'DELETING') return { cluster: shown(context, record) };
  if (status !== 'ACTIVE')
    throw inUse(`Cannot delete because cluster ${name} is currently in ${status} state`, {
      clusterName: name,
    });
  await deleteClusterGroup(context, record.vpc.clusterSecurityGroupId ?? '');
  const going = { ...record, goneAt: readyAt(context, SECONDS.deleteCluster) };
  if (going.goneAt > context.now().toISOString()) context.state.set(clusterKey(context, name), going);
  else {
    context.state.delete(clusterKey(context, name));
    forgetParts(context, name);
  }
  return { cluster: shown(context, going) };
};

export const clusterOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'CreateCluster', answer: create },
  { service: 'eks', operation: 'DescribeCluster', answer: describe },
  { service: 'eks', operation: 'ListClusters', answer: list },
  { service: 'eks', operation: 'DeleteCluster', answer: remove },
];
