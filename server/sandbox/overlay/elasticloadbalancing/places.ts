/** What a balancer asks EC2 before it takes subnets and security groups. */
import type { Subnet } from '@aws-sdk/client-ec2';
import type { OverlayContext } from '../../types.ts';
import { askEc2 } from '../ec2/engine.ts';
import { invalid, refused } from './store.ts';

/** Subnets by id, in the order asked. @throws AwsError SubnetNotFound */
export async function subnetsOf(context: OverlayContext, ids: readonly string[]): Promise<Subnet[]> {
  if (ids.length === 0) return [];
  const { Subnets = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }] })),
  );
  return ids.map((id) => {
    const found = Subnets.find(({ SubnetId }) => SubnetId === id);
    if (found === undefined) throw refused('SubnetNotFound', `The subnet ID '${id}' does not exist`);
    return found;
  });
}

/** The zones of a balancer's subnets, one subnet each. @throws AwsError */
export async function zonesOf(
  context: OverlayContext,
  type: string,
  ids: readonly string[],
): Promise<{ vpcId: string; zones: { ZoneName: string; SubnetId: string }[] }> {
  const subnets = await subnetsOf(context, ids);
  const zones = subnets.map(({ AvailabilityZone = '', SubnetId = '' }) => ({
    ZoneName: AvailabilityZone,
    SubnetId,
  }));
  if (new Set(subnets.map(({ VpcId }) => VpcId)).size > 1)
    throw refused('InvalidConfigurationRequest', 'All subnets must belong to the same VPC');
  if (new Set(zones.map(({ ZoneName }) => ZoneName)).size < zones.length)
    throw refused(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  if (type === 'application' && zones.length < 2)
    throw invalid('At least two subnets in two different Availability Zones must be specified');
  if (zones.length === 0) throw invalid('At least one subnet must be specified');
  return { vpcId: subnets[0]?.VpcId ?? '', zones };
}

/** A VPC that faces the Internet has a gateway to it; the default VPC is taken to have one. @throws AwsError InvalidSubnet */
export async function checkGateway(context: OverlayContext, vpcId: string): Promise<void> {
  const { Vpcs = [], InternetGateways = [] } = await askEc2(context, async (client, sdk) => ({
    ...(await client.send(new sdk.DescribeVpcsCommand({ VpcIds: [vpcId] }))),
    ...(await client.send(
      new sdk.DescribeInternetGatewaysCommand({
        Filters: [{ Name: 'attachment.vpc-id', Values: [vpcId] }],
      }),
    )),
  }));
  if (Vpcs[0]?.IsDefault !== true && InternetGateways.length === 0)
    throw refused('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
}

/** Security groups of a VPC; without any named, its default one. @throws AwsError */
export async function groupsFor(
  context: OverlayContext,
  vpcId: string,
  ids: readonly string[] | undefined,
): Promise<string[]> {
  const { SecurityGroups = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })),
  );
  if (ids === undefined || ids.length === 0)
    return SecurityGroups.filter(({ GroupName }) => GroupName === 'default').flatMap(
      ({ GroupId }) => GroupId ?? [],
    );
  const missing = ids.find((id) => !SecurityGroups.some(({ GroupId }) => GroupId === id));
  if (missing !== undefined)
    throw refused('InvalidSecurityGroup', `One or more security groups are invalid: ${missing}`);
  return [...ids];
}

/** The zone of an address in a VPC; undefined for an address of none of its subnets. */
export async function zoneOfAddress(
  context: OverlayContext,
  vpcId: string,
  address: string,
): Promise<string | undefined> {
  const { Subnets = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })),
  );
  return Subnets.find(({ CidrBlock = '' }) => contains(CidrBlock, address))?.AvailabilityZone;
}

/** State and zone of instances by id; one that is not there is left out. */
export async function instancesOf(
  context: OverlayContext,
  ids: readonly string[],
): Promise<Map<string, { state: string; zone: string; vpcId: string }>> {
  if (ids.length === 0) return new Map();
  const { Reservations = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [...ids] }] })),
  );
  const found = Reservations.flatMap(({ Instances = [] }) => Instances);
  return new Map(
    found.map(({ InstanceId = '', State, Placement, VpcId = '' }) => [
      InstanceId,
      { state: State?.Name ?? '', zone: Placement?.AvailabilityZone ?? '', vpcId: VpcId },
    ]),
  );
}

/** Whether an IPv4 block holds an address. */
function contains(cidr: string, address: string): boolean {
  const [first = '', bits = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return bits !== '' && Math.floor(numberOf(first) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
