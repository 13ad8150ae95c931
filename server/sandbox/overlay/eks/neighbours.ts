/** What EKS asks IAM and EC2 before it accepts a request. */
import { GetRoleCommand, IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import type { InstanceTypeInfo, Subnet } from '@aws-sdk/client-ec2';
import { defaultContext, parsePolicy, trustAdmits } from '../../../../graders/semantics/iam/index.ts';
import { AwsError, type OverlayContext } from '../../types.ts';
import { askEc2 } from '../ec2/engine.ts';
import { invalidParameter } from './refusals.ts';

/** `missing`, or whether a service may assume the role. */
export async function roleFor(
  context: OverlayContext,
  arn: string,
  service: string,
): Promise<'missing' | 'wrong-trust' | 'good'> {
  const found = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (found?.[1] !== context.account) return 'missing';
  const client = new IAMClient(context.engineClient() as IAMClientConfig);
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: found[2] }));
    // A name finds the role whatever the path; an ARN names the path too.
    if (Role?.Arn !== arn) return 'missing';
    const trust = decodeURIComponent(Role.AssumeRolePolicyDocument ?? '');
    return mayAssume(context, arn, trust, service) ? 'good' : 'wrong-trust';
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchEntityException') return 'missing';
    throw error;
  } finally {
    client.destroy();
  }
}

function mayAssume(context: OverlayContext, roleArn: string, trust: string, name: string): boolean {
  const parsed = parsePolicy(trust);
  if (!parsed.ok) return false;
  const principal = { type: 'service', name } as const;
  const { region, account } = context;
  const known = defaultContext(principal, { region, now: context.now().toISOString() });
  const source = {
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:aws:eks:${region}:${account}:cluster/any`,
  };
  return trustAdmits(parsed.policy, { principal, roleArn, context: { ...known, ...source } }).allowed;
}

/** Subnets by id, in the order asked. @throws AwsError InvalidParameterException for one that there is not */
export async function subnetsOf(context: OverlayContext, ids: readonly string[]): Promise<Subnet[]> {
  const wanted = [...new Set(ids)];
  const { Subnets = [] } = await askEc2(context, (client, sdk) =>
    client.send(
      new sdk.DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: wanted }], MaxResults: 1000 }),
    ),
  );
  return wanted.map((id) => {
    const found = Subnets.find(({ SubnetId }) => SubnetId === id);
    if (found === undefined) throw invalidParameter(`The subnet ID '${id}' does not exist`);
    return found;
  });
}

/** @throws AwsError InvalidParameterException unless every group exists in the VPC */
export async function checkGroups(
  context: OverlayContext,
  ids: readonly string[],
  vpcId: string | undefined,
): Promise<void> {
  if (ids.length === 0) return;
  const { SecurityGroups = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: [...ids] }] })),
  );
  const wrong = ids.filter(
    (id) => !SecurityGroups.some(({ GroupId, VpcId }) => GroupId === id && VpcId === vpcId),
  );
  if (wrong.length > 0)
    throw invalidParameter(
      `Security group(s) [${wrong.join(', ')}] are not in the same VPC as the subnets. Please specify different security groups.`,
    );
}

/** @throws AwsError InvalidParameterException for a type that EC2 does not have */
export async function instanceTypes(
  context: OverlayContext,
  names: readonly string[],
): Promise<InstanceTypeInfo[]> {
  const found = await askEc2(context, (client, sdk) =>
    client.send(
      new sdk.DescribeInstanceTypesCommand({
        InstanceTypes: [...names] as NonNullable<InstanceTypeInfo['InstanceType']>[],
      }),
    ),
  ).catch((error: unknown) => {
    if (error instanceof AwsError && error.code.startsWith('InvalidInstanceType'))
      throw invalidParameter(error.message);
    throw error;
  });
  return found.InstanceTypes ?? [];
}

/**
 * The security group of a new cluster's control plane and nodes: open among its members.
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export function createClusterGroup(context: OverlayContext, cluster: string, vpcId: string): Promise<string> {
  return askEc2(context, async (client, sdk) => {
    const name = `eks-cluster-sg-${cluster}-${Math.floor(Math.random() * 9e8 + 1e8)}`;
    const { GroupId } = await client.send(
      new sdk.CreateSecurityGroupCommand({
        GroupName: name,
        Description:
          'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
        VpcId: vpcId,
        TagSpecifications: [
          {
            ResourceType: 'security-group',
            Tags: [
              { Key: 'Name', Value: name },
              { Key: `kubernetes.io/cluster/${cluster}`, Value: 'owned' },
            ],
          },
        ],
      }),
    );
    await client.send(
      new sdk.AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }],
      }),
    );
    return GroupId ?? '';
  });
}

/** A group that something still uses stays behind, as it does on AWS. */
export function deleteClusterGroup(context: OverlayContext, id: string): Promise<void> {
  return askEc2(context, async (client, sdk) => {
    await client.send(new sdk.DeleteSecurityGroupCommand({ GroupId: id }));
  }).catch((error: unknown) => {
    if (!(error instanceof AwsError && /^(DependencyViolation|InvalidGroup)/.test(error.code))) throw error;
  });
}
