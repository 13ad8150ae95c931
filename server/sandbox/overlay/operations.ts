/** Every overlay operation, one line each. */
import type { OverlayOperation } from '../types.ts';
import { autoScalingOperations } from './autoscaling/update-group.ts';
import { budgetOperations } from './budgets/budgets.ts';
import { budgetNotificationOperations } from './budgets/notifications.ts';
import { alarmActionOperations } from './cloudwatch/alarm-actions.ts';
import { createFlowLogs } from './ec2/flow-logs.ts';
import { ipv6Operations } from './ec2/ipv6.ts';
import { createLaunchTemplateVersion } from './ec2/launch-templates.ts';
import { detachVolume } from './ec2/detach-volume.ts';
import { natGatewayOperations } from './ec2/nat-gateways.ts';
import { networkAclEntryOperations } from './ec2/network-acl-entries.ts';
import { runInstances } from './ec2/run-instances.ts';
import { describeSpotPriceHistory } from './ec2/spot-prices.ts';
import { requestSpotInstances } from './ec2/spot-requests.ts';
import { vpcEndpointOperations } from './ec2/vpc-endpoints.ts';
import { ecrOperations } from './ecr/index.ts';
import { eksOperations } from './eks/index.ts';
import { loadBalancingOperations } from './elasticloadbalancing/index.ts';
import { accessKeyOperations } from './iam/access-keys.ts';
import { getAccountSummary } from './iam/account-summary.ts';
import { userBoundaryOperations } from './iam/user-boundary.ts';
import { aclOperations } from './s3/acl.ts';
import { createBucket, deleteBucket, deleteBucketEncryption } from './s3/create-bucket.ts';
import { lifecycleOperations } from './s3/lifecycle.ts';
import { policyOperations } from './s3/policy.ts';
import { uploadOperations } from './s3/uploads.ts';
import { endpointConfigOperations } from './sagemaker/endpoint-configs.ts';
import { endpointOperations } from './sagemaker/endpoints.ts';
import { modelOperations } from './sagemaker/models.ts';
import { tagOperations } from './sagemaker/tags.ts';
import { trainingJobOperations } from './sagemaker/training-jobs.ts';
import { quotaOperations } from './service-quotas/quotas.ts';
import { publicParameterOperations } from './ssm/public-parameters.ts';
import { assumeRole } from './sts/assume-role.ts';
import { getCallerIdentity } from './sts/caller-identity.ts';
import { getSessionToken } from './sts/session-token.ts';

export const operations: readonly OverlayOperation[] = [
  getAccountSummary,
  ...accessKeyOperations,
  ...userBoundaryOperations,
  getCallerIdentity,
  getSessionToken,
  assumeRole,
  ...autoScalingOperations,
  ...alarmActionOperations,
  ...budgetOperations,
  ...budgetNotificationOperations,
  createFlowLogs,
  ...ipv6Operations,
  detachVolume,
  ...natGatewayOperations,
  ...networkAclEntryOperations,
  ...vpcEndpointOperations,
  describeSpotPriceHistory,
  requestSpotInstances,
  createLaunchTemplateVersion,
  runInstances,
  ...ecrOperations,
  ...eksOperations,
  ...loadBalancingOperations,
  createBucket,
  deleteBucket,
  deleteBucketEncryption,
  ...aclOperations,
  ...policyOperations,
  ...lifecycleOperations,
  ...uploadOperations,
  ...endpointConfigOperations,
  ...endpointOperations,
  ...modelOperations,
  ...trainingJobOperations,
  ...tagOperations,
  ...quotaOperations,
  ...publicParameterOperations,
];
