/**
 * The whole of Amazon EKS: the engine knows no support policy, update or identity, and shows invented nodes. It never hears of
 * our clusters, so what is not kept here is nowhere. Roles, subnets and the cluster's security group are the engine's.
 */
import { AwsError, type OverlayOperation } from '../../types.ts';
import { accessEntryOperations } from './access-entries.ts';
import { accessPolicyOperations } from './access-policies.ts';
import { addonOperations } from './addons.ts';
import { clusterUpdateOperations } from './cluster-updates.ts';
import { clusterOperations } from './clusters.ts';
import { nodegroupUpdateOperations } from './nodegroup-updates.ts';
import { nodegroupOperations } from './nodegroups.ts';
import { podIdentityOperations } from './pod-identity.ts';
import { tagOperations } from './tags.ts';
import { updateOperations } from './updates.ts';
import { versionOperations } from './versions.ts';

/** The rest: the engine would look for clusters that it does not have. */
const MISSING = `
  AssociateEncryptionConfig AssociateIdentityProviderConfig DescribeIdentityProviderConfig
  DisassociateIdentityProviderConfig ListIdentityProviderConfigs DescribeAddonConfiguration
  CreateFargateProfile DescribeFargateProfile ListFargateProfiles DeleteFargateProfile
  CreateCapability DescribeCapability ListCapabilities UpdateCapability DeleteCapability
  CreateEksAnywhereSubscription DescribeEksAnywhereSubscription ListEksAnywhereSubscriptions
  UpdateEksAnywhereSubscription DeleteEksAnywhereSubscription RegisterCluster DeregisterCluster
  DescribeInsight ListInsights StartInsightsRefresh DescribeInsightsRefresh
`
  .trim()
  .split(/\s+/);

export const eksOperations: readonly OverlayOperation[] = [
  ...versionOperations,
  ...clusterOperations,
  ...clusterUpdateOperations,
  ...updateOperations,
  ...nodegroupOperations,
  ...nodegroupUpdateOperations,
  ...podIdentityOperations,
  ...addonOperations,
  ...accessEntryOperations,
  ...accessPolicyOperations,
  ...tagOperations,
  ...MISSING.map((operation): OverlayOperation => ({
    service: 'eks',
    operation,
    answer: () => {
      throw new AwsError('NotImplemented', `eks:${operation} is not implemented by the sandbox.`, 501);
    },
  })),
];
