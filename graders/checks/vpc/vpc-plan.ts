import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { vpcAttribute, type DnsAttribute } from '../../reads/ec2-endpoints.ts';
import { subnets, vpcs, type Subnet, type Vpc } from '../../reads/ec2-vpc.ts';
import { parseCidr, usableAddresses } from '../../semantics/network/index.ts';
import { onlyVpc, tieredSubnets, vpcsNamed, type IntendedTier } from '../shared/vpc.ts';

const ATTRIBUTES: readonly DnsAttribute[] = ['enableDnsSupport', 'enableDnsHostnames'];
const TIERS: readonly IntendedTier[] = ['public', 'private'];
/** The smallest block of a tier, as a prefix length: 2^(32 − n) − 5 addresses can be used. */
const LONGEST: Readonly<Record<IntendedTier, number>> = { public: 27, private: 22 };

export default defineCheck({
  id: 'vpc/vpc-plan',
  title: 'One VPC with room to grow, both tiers in both zones',
  params: Type.Object({
    vpcName: Type.String(),
    cidr: Type.String(),
    azs: Type.String({ description: 'Zones, separated by commas' }),
  }),
  reads: { vpcs, subnets, attributes: each(vpcAttribute) },
  bind: ({ vpcName }) => ({
    vpcs: {},
    subnets: {},
    attributes: after('vpcs', (list: readonly Vpc[] | undefined) => {
      const vpc = onlyVpc(list ?? [], vpcName);
      return vpc ? ATTRIBUTES.map((attribute) => ({ vpcId: vpc.VpcId, attribute })) : [];
    }),
  }),
  reasons: {
    planned: pass('{vpcName} has {cidr} and both tiers in {azs}: {subnets}.'),
    'vpc-missing': fail(
      'There must be exactly one VPC named {vpcName}; there {count}.',
      'A name is the tag Name; the default VPC does not count.',
    ),
    'not-yet': fail('VPC {vpc} is still {state}.', 'Grade again when it is available.'),
    'wrong-cidr': fail(
      'The primary block of {vpc} is {actual}, not {cidr}.',
      'The primary block of a VPC cannot be changed: make the VPC again.',
    ),
    'dns-off': fail('{attribute} of {vpc} is off.', 'Turn it on; both DNS attributes are needed for names.'),
    'tier-missing': fail('{problem}.', 'Look at the zone and at the tag Tier of each subnet.'),
    'subnet-too-small': fail(
      'The {tier} subnet {subnet} has {block}, which holds {usable} addresses; the task asks for {wanted}.',
      'The block of a subnet cannot be changed: make the subnet again.',
    ),
  },
  judge(saw, { vpcName, cidr, azs }) {
    const zones = azs.split(',').map((zone) => zone.trim());
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    const tiered = (tier: IntendedTier): Subnet[] => {
      const found = vpc();
      return found ? tieredSubnets(saw.subnets() ?? [], found.VpcId, tier) : [];
    };
    const atVpc = (id: string, field: keyof Vpc, expected: unknown, actual: unknown) =>
      saw.vpcs.at(`Vpcs[?VpcId=='${id}'] | [0].${field}`, expected, actual);
    const missing = (problem: string, expected: string, actual: unknown) => ({
      reason: 'tier-missing' as const,
      data: { problem },
      evidence: [saw.subnets.at('Subnets', expected, actual)],
    });

    return decide(
      [
        () => {
          const found = vpcsNamed(saw.vpcs() ?? [], vpcName);
          if (found.length === 1) return undefined;
          const ids = found.map(({ VpcId }) => VpcId);
          return {
            reason: 'vpc-missing' as const,
            data: { count: ids.length === 0 ? 'is none' : `are ${ids.length}: ${ids.join(', ')}` },
            evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, ids)],
          };
        },
        () => {
          const found = vpc();
          if (!found || found.State !== 'pending') return undefined;
          return {
            reason: 'not-yet' as const,
            data: { vpc: found.VpcId, state: found.State },
            evidence: [atVpc(found.VpcId, 'State', 'available', found.State)],
          };
        },
        () => {
          const found = vpc();
          if (!found || parseCidr(found.CidrBlock)?.text === parseCidr(cidr)?.text) return undefined;
          return {
            reason: 'wrong-cidr' as const,
            data: { vpc: found.VpcId, actual: found.CidrBlock ?? 'none' },
            evidence: [atVpc(found.VpcId, 'CidrBlock', cidr, found.CidrBlock)],
          };
        },
        ...ATTRIBUTES.map((attribute) => () => {
          const found = vpc();
          if (!found) return undefined;
          const args = { vpcId: found.VpcId, attribute };
          const value = saw.attributes().find((one) => one.args.attribute === attribute)?.value?.Value;
          if (value === true) return undefined;
          if (value !== false)
            return cannotEvaluate(vpcAttribute.id, `the answer does not hold ${attribute}`);
          return {
            reason: 'dns-off' as const,
            data: { vpc: found.VpcId, attribute },
            evidence: [saw.attributes.at(args, `${attribute}.Value`, true, value)],
          };
        }),
        () => {
          for (const zone of zones)
            for (const tier of TIERS) {
              const found = tiered(tier).map(({ AvailabilityZone }) => AvailabilityZone);
              if (vpc() && !found.includes(zone))
                return missing(
                  `No ${tier} subnet in ${zone}`,
                  `a subnet of ${vpcName} in ${zone} with Tier ${tier}`,
                  found.length === 0 ? `no ${tier} subnet` : `${tier} subnets in ${found.join(', ')}`,
                );
            }
          return undefined;
        },
        () => {
          for (const tier of TIERS) {
            const stray = tiered(tier).find(
              ({ AvailabilityZone }) => !zones.includes(AvailabilityZone ?? ''),
            );
            if (stray)
              return missing(
                `The ${tier} subnet ${stray.SubnetId} is in ${stray.AvailabilityZone ?? 'no zone'}, and not in ${zones.join(' or ')}`,
                `subnets with a Tier in ${zones.join(' and ')} only`,
                `${stray.SubnetId} in ${stray.AvailabilityZone ?? 'no zone'}`,
              );
          }
          return undefined;
        },
        () => {
          for (const tier of TIERS) {
            const small = tiered(tier).find(({ CidrBlock }) => !isLargeEnough(CidrBlock, tier));
            if (!small) continue;
            const wanted = `/${LONGEST[tier]} or larger`;
            return {
              reason: 'subnet-too-small' as const,
              data: {
                tier,
                subnet: small.SubnetId,
                block: small.CidrBlock ?? 'no IPv4 block',
                usable: small.CidrBlock === null ? 0 : (usableAddresses(small.CidrBlock) ?? 0),
                wanted,
              },
              evidence: [
                saw.subnets.at(
                  `Subnets[?SubnetId=='${small.SubnetId}'] | [0].CidrBlock`,
                  wanted,
                  small.CidrBlock,
                ),
              ],
            };
          }
          return undefined;
        },
      ],
      () => {
        const all = TIERS.flatMap((tier) =>
          tiered(tier).map(
            ({ CidrBlock, AvailabilityZone }) => `${tier} ${CidrBlock} in ${AvailabilityZone}`,
          ),
        );
        return {
          reason: 'planned' as const,
          data: { subnets: all },
          evidence: [saw.subnets.at('Subnets', `both tiers in ${zones.join(' and ')}`, all)],
        };
      },
    );
  },
});

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html. A subnet without an IPv4 block holds none. */
function isLargeEnough(block: string | null, tier: IntendedTier): boolean {
  const parsed = parseCidr(block);
  if (block !== null && parsed?.family !== 4)
    return cannotEvaluate(subnets.id, `the address block ${block} cannot be read`);
  return parsed !== undefined && parsed.length <= LONGEST[tier];
}
