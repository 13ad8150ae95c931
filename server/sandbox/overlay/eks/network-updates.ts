/**
 * Endpoint access and place of a cluster that is there: what is not given stays as it was.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html
 */
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayContext } from '../../types.ts';
import { checkAccess, sameAccess } from './endpoint-access.ts';
import { checkGroups, subnetsOf } from './neighbours.ts';
import type { Change, ClusterRecord } from './records.ts';
import { invalidParameter } from './refusals.ts';

/** @throws AwsError InvalidParameterException for what EKS refuses, also where nothing would change */
export async function networkChange(
  context: OverlayContext,
  cluster: ClusterRecord,
  asked: Sdk.VpcConfigRequest,
): Promise<Change> {
  const { subnetIds, securityGroupIds, ...access } = asked;
  const places = subnetIds !== undefined || securityGroupIds !== undefined;
  const about = { clusterName: cluster.name };
  if (places && Object.values(access).some((value) => value !== undefined))
    throw invalidParameter('Only one type of update can be allowed.', about);
  if (places) return moved(context, cluster, subnetIds, securityGroupIds);
  const { endpointPublicAccess = true, endpointPrivateAccess = false, publicAccessCidrs = [] } = cluster.vpc;
  const before = { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs };
  const after = {
    endpointPublicAccess: access.endpointPublicAccess ?? endpointPublicAccess,
    endpointPrivateAccess: access.endpointPrivateAccess ?? endpointPrivateAccess,
    publicAccessCidrs: access.publicAccessCidrs ?? publicAccessCidrs,
  };
  checkAccess(after);
  if (sameAccess(before, after))
    throw invalidParameter(
      `Cluster is already at the desired configuration with endpointPrivateAccess: ${after.endpointPrivateAccess} , endpointPublicAccess: ${after.endpointPublicAccess}, and Public Endpoint Restrictions: [${after.publicAccessCidrs.join(', ')}]`,
      about,
    );
  return {
    type: 'EndpointAccessUpdate',
    params: [
      { type: 'EndpointPublicAccess', value: String(after.endpointPublicAccess) },
      { type: 'EndpointPrivateAccess', value: String(after.endpointPrivateAccess) },
      { type: 'PublicAccessCidrs', value: JSON.stringify(after.publicAccessCidrs) },
    ],
    change: { vpc: { ...cluster.vpc, ...after } },
  };
}

async function moved(
  context: OverlayContext,
  cluster: ClusterRecord,
  subnetIds = cluster.vpc.subnetIds ?? [],
  securityGroupIds = cluster.vpc.securityGroupIds ?? [],
): Promise<Change> {
  const about = { clusterName: cluster.name };
  const subnets = await subnetsOf(context, subnetIds);
  if (subnets.some(({ VpcId }) => VpcId !== cluster.vpc.vpcId))
    throw invalidParameter('Provided subnets must be in the VPC of the cluster', about);
  if (new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size < 2)
    throw invalidParameter('Subnets specified must be in at least two different AZs', about);
  await checkGroups(context, securityGroupIds, cluster.vpc.vpcId);
  return {
    type: 'VpcConfigUpdate',
    params: [
      { type: 'Subnets', value: JSON.stringify(subnetIds) },
      { type: 'SecurityGroups', value: JSON.stringify(securityGroupIds) },
    ],
    change: { vpc: { ...cluster.vpc, subnetIds, securityGroupIds } },
  };
}
