/** Finding a lab's VPC and its subnets in what was read. */
import type { Subnet, Vpc } from '../../reads/ec2-vpc.ts';

export type IntendedTier = 'public' | 'private';

/** VPCs with this `Name` tag; the default VPC is nobody's answer. */
export function vpcsNamed(vpcs: readonly Vpc[], name: string): Vpc[] {
  return vpcs.filter(
    ({ IsDefault, Tags }) => !IsDefault && Tags.some(({ Key, Value }) => Key === 'Name' && Value === name),
  );
}

/** The VPC of that name, when there is exactly one: with several nobody could say which is meant. */
export function onlyVpc(vpcs: readonly Vpc[], name: string): Vpc | undefined {
  const found = vpcsNamed(vpcs, name);
  return found.length === 1 ? found.at(0) : undefined;
}

/** What a subnet is meant to be, by its tag `Tier` in any case. What it really is, routes decide. */
export function intendedTier({ Tags }: Subnet): IntendedTier | undefined {
  const tier = Tags.find(({ Key }) => Key === 'Tier')?.Value.toLowerCase();
  return tier === 'public' || tier === 'private' ? tier : undefined;
}

/** The subnets of a VPC that are meant to be of one tier. */
export function tieredSubnets(subnets: readonly Subnet[], vpcId: string, tier: IntendedTier): Subnet[] {
  return subnets.filter((subnet) => subnet.VpcId === vpcId && intendedTier(subnet) === tier);
}
