/**
 * Updates of a cluster: one at a time, one type in each.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterVersion.html
 */
import type * as Sdk from '@aws-sdk/client-eks';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { minorOf, supportOf } from './calendar.ts';
import { AUTHENTICATION_MODES, SUPPORT_TYPES } from './clusters.ts';
import { SECONDS } from './life.ts';
import { mergedLogging } from './logging.ts';
import { networkChange } from './network-updates.ts';
import { beginUpdate, checkIdle, clusterOf, type Change, type ClusterRecord } from './records.ts';
import { checkOneOf, invalidParameter, invalidRequest } from './refusals.ts';
import { clusterKey } from './store.ts';

const config: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.UpdateClusterConfigRequest;
  const cluster = clusterOf(context, asked.name ?? '');
  const about = { clusterName: cluster.name };
  const named = Object.keys(input).filter((member) => !/^(name|clientRequestToken)$/.test(member));
  if (named.length === 0) throw invalidParameter('No changes needed for the config provided', about);
  if (named.length > 1) throw invalidParameter('Only one type of update can be allowed.', about);
  const change = await changeOf(context, cluster, asked);
  if (change === undefined)
    throw new AwsError(
      'NotImplemented',
      `The sandbox does not change ${named.join()} of a cluster that is there already.`,
      501,
    );
  checkIdle(context, cluster, change.type);
  return begun(context, cluster, change, SECONDS.updateCluster);
};

function changeOf(
  context: OverlayContext,
  cluster: ClusterRecord,
  asked: Sdk.UpdateClusterConfigRequest,
): Change | Promise<Change> | undefined {
  if (asked.logging) return logging(cluster, asked.logging);
  if (asked.accessConfig) return access(cluster, asked.accessConfig);
  if (asked.upgradePolicy) return policy(context, cluster, asked.upgradePolicy);
  if (asked.resourcesVpcConfig) return networkChange(context, cluster, asked.resourcesVpcConfig);
  return asked.deletionProtection === undefined ? undefined : protection(asked.deletionProtection);
}

function begun(
  context: OverlayContext,
  cluster: ClusterRecord,
  change: Change,
  seconds: number,
): { update: Record<string, unknown> } {
  const to = { key: clusterKey(context, cluster.name), record: cluster, cluster: cluster.name, of: '' };
  return { update: beginUpdate(context, to, { ...change, seconds }) };
}

function logging(cluster: ClusterRecord, asked: Sdk.Logging): Change {
  const setups = asked.clusterLogging ?? [];
  const after = mergedLogging(cluster.logging, setups);
  if (JSON.stringify(after) === JSON.stringify(cluster.logging))
    throw invalidParameter('No changes needed for the logging config provided', {
      clusterName: cluster.name,
    });
  return {
    type: 'LoggingUpdate',
    params: [{ type: 'ClusterLogging', value: JSON.stringify({ clusterLogging: setups }) }],
    change: { logging: after },
  };
}

/** Entries can be turned on and the ConfigMap off, never the other way round. */
function access(cluster: ClusterRecord, { authenticationMode }: Sdk.UpdateAccessConfigRequest): Change {
  const about = { clusterName: cluster.name };
  checkOneOf(authenticationMode, AUTHENTICATION_MODES, 'accessConfig.authenticationMode');
  const order = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'];
  const [from, to] = [order.indexOf(cluster.authenticationMode), order.indexOf(authenticationMode ?? '')];
  if (from === to || to < 0)
    throw invalidParameter(`Cluster is already at authentication mode ${cluster.authenticationMode}`, about);
  if (to !== from + 1)
    throw invalidParameter(
      `Unsupported authentication mode update from ${cluster.authenticationMode} to ${authenticationMode}`,
      about,
    );
  return {
    type: 'AccessConfigUpdate',
    params: [{ type: 'AuthenticationMode', value: JSON.stringify(authenticationMode) }],
    change: { authenticationMode: authenticationMode ?? cluster.authenticationMode },
  };
}

/**
 * The policy can be changed while the version is in standard support only.
 * https://docs.aws.amazon.com/eks/latest/userguide/disable-extended-support.html
 */
function policy(
  context: OverlayContext,
  cluster: ClusterRecord,
  { supportType }: Sdk.UpgradePolicyRequest,
): Change {
  const about = { clusterName: cluster.name };
  checkOneOf(supportType, SUPPORT_TYPES, 'upgradePolicy.supportType');
  if (supportType === undefined || supportType === cluster.supportType)
    throw invalidParameter('No changes needed for the upgrade policy provided', about);
  if (supportOf(cluster.version, context.now()) !== 'STANDARD_SUPPORT')
    throw invalidRequest(
      `The upgrade policy of cluster ${cluster.name} cannot be changed: Kubernetes version ${cluster.version} is no longer in standard support.`,
      about,
    );
  return {
    type: 'UpgradePolicyUpdate',
    params: [{ type: 'UpgradePolicy', value: JSON.stringify({ supportType }) }],
    change: { supportType },
  };
}

function protection(deletionProtection: boolean): Change {
  return {
    type: 'DeletionProtectionUpdate',
    params: [{ type: 'DeletionProtection', value: String(deletionProtection) }],
    change: { deletionProtection },
  };
}

/** One minor version at a time. https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html */
const version: OverlayHandler = (context, input) => {
  const cluster = clusterOf(context, String(input['name']));
  const wanted = input['version'] as string | undefined;
  const about = { clusterName: cluster.name };
  const support = wanted === undefined ? undefined : supportOf(wanted, context.now());
  if (wanted === undefined || support === undefined || support === 'UNSUPPORTED')
    throw invalidParameter('unsupported Kubernetes version', about);
  if (minorOf(wanted) !== minorOf(cluster.version) + 1)
    throw invalidParameter(
      `Unsupported Kubernetes minor version update from ${cluster.version} to ${wanted}`,
      about,
    );
  checkIdle(context, cluster, 'VersionUpdate');
  const change: Change = {
    type: 'VersionUpdate',
    params: [
      { type: 'Version', value: wanted },
      { type: 'PlatformVersion', value: 'eks.1' },
    ],
    change: { version: wanted },
  };
  return Promise.resolve(begun(context, cluster, change, SECONDS.updateVersion));
};

export const clusterUpdateOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'UpdateClusterConfig', answer: config },
  { service: 'eks', operation: 'UpdateClusterVersion', answer: version },
];
