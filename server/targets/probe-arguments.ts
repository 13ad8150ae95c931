/**
 * Arguments that no account has anything for, so that a probe reads nobody's data and finds out only whether the operation is
 * there. A read without a row takes none. `DescribeAlarms` has several reads; their arguments stand together.
 */
const NAME = 'groundschool-probe';
const HEX = '0123456789abcdef0';
const UUID = '00000000-0000-4000-8000-000000000000';

type Place = { account: string; region: string };

const ROWS: Readonly<Record<string, (place: Place) => object>> = {
  'acm:DescribeCertificate': (at) => ({ arn: arn(at, 'acm', `certificate/${UUID}`) }),
  'autoscaling:DescribeAutoScalingGroups': () => ({ name: NAME }),
  'budgets:DescribeBudget': () => ({ name: NAME }),
  'budgets:DescribeNotificationsForBudget': () => ({ name: NAME }),
  'budgets:DescribeSubscribersForNotification': () => ({
    name: NAME,
    notification: {
      NotificationType: 'ACTUAL',
      ComparisonOperator: 'GREATER_THAN',
      Threshold: 80,
      ThresholdType: 'PERCENTAGE',
    },
  }),
  'cloudwatch:DescribeAlarms': ({ region }) => ({ region, names: [NAME] }),
  'cloudwatch:GetDashboard': () => ({ name: NAME }),
  'ec2:DescribeImages': () => ({ id: `ami-${HEX}` }),
  'ec2:DescribeInstanceTypes': () => ({ type: 't3.medium' }),
  'ec2:DescribeLaunchTemplateVersions': () => ({ name: NAME, version: '$Default' }),
  'ec2:DescribeSpotPriceHistory': () => ({
    type: 't3.medium',
    types: ['t3.medium'],
    since: '2026-01-01T00:00:00Z',
  }),
  'ec2:DescribeVpcAttribute': () => ({ vpcId: `vpc-${HEX}`, attribute: 'enableDnsSupport' }),
  'ec2:GetManagedPrefixListEntries': () => ({ prefixListId: `pl-${HEX}` }),
  'ecr:DescribeImages': () => ({ name: NAME }),
  'ecr:DescribeRepositories': () => ({ name: NAME }),
  'eks:DescribeCluster': () => ({ name: NAME }),
  'eks:DescribeNodegroup': () => ({ cluster: NAME, name: NAME }),
  'eks:DescribePodIdentityAssociation': () => ({ cluster: NAME, id: `a-${HEX}` }),
  'eks:ListNodegroups': () => ({ cluster: NAME }),
  'eks:ListPodIdentityAssociations': () => ({ cluster: NAME }),
  'elasticloadbalancing:DescribeListeners': (at) => ({
    loadBalancerArn: arn(at, 'elasticloadbalancing', `loadbalancer/app/${NAME}/0123456789abcdef`),
  }),
  'elasticloadbalancing:DescribeLoadBalancers': () => ({ name: NAME }),
  'elasticloadbalancing:DescribeRules': (at) => ({
    listenerArn: arn(at, 'elasticloadbalancing', `listener/app/${NAME}/0123456789abcdef/0123456789abcdef`),
  }),
  'elasticloadbalancing:DescribeTargetGroups': () => ({ name: NAME }),
  'elasticloadbalancing:DescribeTargetHealth': (at) => ({
    targetGroupArn: arn(at, 'elasticloadbalancing', `targetgroup/${NAME}/0123456789abcdef`),
  }),
  'events:ListTargetsByRule': () => ({ rule: NAME }),
  'iam:GetInstanceProfile': () => ({ name: NAME }),
  'iam:GetLoginProfile': () => ({ user: NAME }),
  'iam:GetPolicy': (at) => ({ arn: `arn:aws:iam::${at.account}:policy/${NAME}` }),
  'iam:GetPolicyVersion': (at) => ({ arn: `arn:aws:iam::${at.account}:policy/${NAME}`, versionId: 'v1' }),
  'iam:GetRole': () => ({ role: NAME }),
  'iam:ListAccessKeys': () => ({ user: NAME }),
  'kms:DescribeKey': () => ({ keyId: UUID }),
  'logs:DescribeLogGroups': () => ({ prefix: NAME }),
  's3:GetObject': () => ({ bucket: NAME, key: NAME }),
  's3:HeadObject': () => ({ bucket: NAME, key: NAME }),
  's3:ListObjectsV2': () => ({ bucket: NAME, prefix: NAME }),
  'sagemaker:DescribeEndpoint': () => ({ name: NAME, endpoint: NAME }),
  'sagemaker:DescribeEndpointConfig': () => ({ name: NAME, config: NAME }),
  'sagemaker:DescribeModel': () => ({ name: NAME }),
  'sagemaker:DescribeModelPackage': (at) => ({ arn: arn(at, 'sagemaker', `model-package/${NAME}/1`) }),
  'sagemaker:DescribeTrainingJob': () => ({ name: NAME }),
  'sagemaker:ListModelPackages': () => ({ group: NAME }),
  'sagemaker:ListTags': (at) => ({ arn: arn(at, 'sagemaker', `endpoint/${NAME}`) }),
  'sagemaker:ListTrainingJobs': () => ({ nameContains: NAME }),
  'scheduler:GetSchedule': () => ({ group: 'default', name: NAME }),
  'servicequotas:GetServiceQuota': () => ({ service: 'ec2', code: 'L-DB2E81BA' }),
  'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota': () => ({
    service: 'ec2',
    code: 'L-DB2E81BA',
  }),
  'sns:GetTopicAttributes': (at) => ({ topic: arn(at, 'sns', NAME) }),
  'sns:ListSubscriptionsByTopic': (at) => ({ topic: arn(at, 'sns', NAME) }),
};

/** Harmless arguments for a read: of nothing that anybody has. */
export function probeArguments(operation: string, place: Place): object {
  const row = Object.hasOwn(ROWS, operation) ? ROWS[operation] : undefined;
  if (row) return row(place);
  return operation.startsWith('s3:') ? { bucket: NAME } : {};
}

function arn({ account, region }: Place, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
