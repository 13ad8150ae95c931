/**
 * Updates of node groups.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html
 */
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { releaseVersion } from './ami-types.ts';
import { given } from './clusters.ts';
import { SECONDS, statusOf } from './life.ts';
import { changedLabels, changedTaints, checkLabels, checkSizes, checkTaints } from './node-settings.ts';
import { nodeTemplate } from './node-templates.ts';
import { beginUpdate, clusterOf, nodegroupOf, type NodegroupRecord, type UpdateRecord } from './records.ts';
import { inUse, invalidParameter, invalidRequest } from './refusals.ts';
import { partKey } from './store.ts';

type Params = UpdateRecord['params'];

const config: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.UpdateNodegroupConfigRequest;
  const record = idle(context, asked.clusterName, asked.nodegroupName);
  const scaling = { ...record.scaling, ...given({ ...asked.scalingConfig }) };
  checkSizes(scaling);
  checkLabels(asked.labels?.addOrUpdateLabels ?? {});
  checkTaints([...(asked.taints?.addOrUpdateTaints ?? []), ...(asked.taints?.removeTaints ?? [])]);
  const { scalingConfig, labels, taints, updateConfig, nodeRepairConfig } = asked;
  if ([scalingConfig, labels, taints, updateConfig, nodeRepairConfig].every((part) => part === undefined))
    throw invalidParameter('No changes needed for the config provided', about(record));
  const change: Partial<NodegroupRecord> = {
    scaling,
    labels: changedLabels(record.labels, labels ?? {}),
    taints: changedTaints(record.taints, taints ?? {}),
    updateConfig: updateConfig ?? record.updateConfig,
    asked: { ...record.asked, ...given({ nodeRepairConfig }) },
  };
  const params: Params = [
    ...param('MinSize', scalingConfig?.minSize),
    ...param('MaxSize', scalingConfig?.maxSize),
    ...param('DesiredSize', scalingConfig?.desiredSize),
    ...param('LabelsToAdd', labels?.addOrUpdateLabels),
    ...param('LabelsToRemove', labels?.removeLabels),
    ...param('TaintsToAdd', taints?.addOrUpdateTaints),
    ...param('TaintsToRemove', taints?.removeTaints),
    ...param('MaxUnavailable', updateConfig?.maxUnavailable),
    ...param('MaxUnavailablePercentage', updateConfig?.maxUnavailablePercentage),
    ...param('NodeRepairConfig', nodeRepairConfig),
  ];
  const update = { type: 'ConfigUpdate', params, change, seconds: SECONDS.updateNodegroup };
  return Promise.resolve({ update: beginUpdate(context, target(context, record), update) });
};

/** A node group follows its cluster: no other version is taken. */
const version: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.UpdateNodegroupVersionRequest;
  const record = idle(context, asked.clusterName, asked.nodegroupName);
  const cluster = clusterOf(context, record.cluster);
  const wanted = asked.version ?? (record.amiType === 'CUSTOM' ? record.version : cluster.version);
  if (record.amiType === 'CUSTOM' && (asked.version ?? asked.releaseVersion) !== undefined)
    throw invalidParameter(
      'You cannot specify the field kubernetesVersion when using custom AMIs.',
      about(record),
    );
  if (wanted !== cluster.version && wanted !== record.version)
    throw invalidParameter(
      `Requested Nodegroup Kubernetes version ${wanted} is invalid. Allowed Kubernetes version is ${cluster.version}`,
      about(record),
    );
  const release = asked.releaseVersion ?? releaseVersion(context, wanted);
  if (!release.startsWith(`${wanted}.`) && asked.releaseVersion !== undefined && release.startsWith('1.'))
    throw invalidParameter(
      `Requested release version ${release} is not valid for kubernetes version ${wanted}.`,
      about(record),
    );
  const launchTemplate = asked.launchTemplate && (await sameTemplate(context, record, asked.launchTemplate));
  const params: Params = [
    { type: 'Version', value: wanted },
    { type: 'ReleaseVersion', value: release },
    ...param('LaunchTemplateVersion', launchTemplate?.version),
  ];
  const change = { version: wanted, releaseVersion: release, ...given({ launchTemplate }) };
  const update = { type: 'VersionUpdate', params, change, seconds: SECONDS.updateNodegroupVersion };
  return { update: beginUpdate(context, target(context, record), update) };
};

async function sameTemplate(
  context: OverlayContext,
  record: NodegroupRecord,
  asked: Sdk.LaunchTemplateSpecification,
): Promise<NodegroupRecord['launchTemplate']> {
  if (record.launchTemplate === undefined)
    throw invalidRequest(
      'A launch template cannot be given to a node group that was created without one.',
      about(record),
    );
  const { spec } = await nodeTemplate(context, asked);
  if (spec.id !== record.launchTemplate.id)
    throw invalidParameter(
      `You cannot change the launch template of a node group. It was created with ${record.launchTemplate.id}.`,
      about(record),
    );
  return spec;
}

function idle(context: OverlayContext, cluster = '', name = ''): NodegroupRecord {
  const record = nodegroupOf(context, cluster, name);
  if (statusOf(context, record) !== 'ACTIVE')
    throw inUse('Nodegroup cannot be updated as it is currently not in Active State', about(record));
  return record;
}

function about(record: NodegroupRecord): { clusterName: string; nodegroupName: string } {
  return { clusterName: record.cluster, nodegroupName: record.name };
}

function target(context: OverlayContext, record: NodegroupRecord) {
  const { cluster, name, id } = record;
  return { key: partKey(context, 'nodegroup', cluster, name), record, cluster, of: `nodegroup/${id}` };
}

function param(type: string, value: unknown): Params {
  if (value === undefined) return [];
  return [{ type, value: typeof value === 'string' ? value : JSON.stringify(value) }];
}

export const nodegroupUpdateOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'UpdateNodegroupConfig', answer: config },
  { service: 'eks', operation: 'UpdateNodegroupVersion', answer: version },
];
