import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { subnets, vpcs, type Subnet } from '../../reads/ec2-vpc.ts';
import { intendedTier, tieredSubnets, vpcsNamed, type IntendedTier } from '../shared/vpc.ts';

const ZONES = 2;
/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/ */
const ROLE: Readonly<Record<IntendedTier, string>> = {
  public: 'kubernetes.io/role/elb',
  private: 'kubernetes.io/role/internal-elb',
};
const OTHER: Readonly<Record<IntendedTier, string>> = { public: ROLE.private, private: ROLE.public };
const CLUSTER = 'kubernetes.io/cluster/';
const tag = ({ Tags }: Subnet, key: string): string | undefined => Tags.find(({ Key }) => Key === key)?.Value;

export default defineCheck({
  id: 'eks/subnet-tags',
  title: 'The load balancer controller finds public and private subnets',
  params: Type.Object({ vpcName: Type.String(), cluster: Type.String() }),
  reads: { vpcs, subnets },
  bind: () => ({ vpcs: {}, subnets: {} }),
  reasons: {
    found: pass('The controller finds {count} subnets of {vpcName} in two zones, public and private apart.'),
    'subnets-missing': fail(
      '{vpcName} has {tier} subnets in {zones}; a load balancer needs two zones.',
      'Subnets are told apart by their tag Tier.',
    ),
    'tags-swapped': fail(
      'Subnet {subnet} is {tier} and carries {tag}, the tag of the other tier.',
      'Delete that tag, and create the one of its own tier.',
    ),
    'tag-missing': fail(
      'Subnet {subnet} is {tier}, and its tag {tag} is {actual}.',
      'Create it with the value 1.',
    ),
    'foreign-cluster': fail(
      'Subnet {subnet} is tagged for another cluster, {tag}, and not for {cluster}.',
      'Delete the tag of a cluster that is gone, or add the one of this cluster.',
    ),
  },
  judge(saw, { vpcName, cluster }) {
    const networks = () => vpcsNamed(saw.vpcs() ?? [], vpcName);
    const tiered = () => (saw.subnets() ?? []).filter((one) => intendedTier(one) && inside(one));
    const inside = ({ VpcId }: Subnet) => networks().some((vpc) => vpc.VpcId === VpcId);
    /** One clause: the first subnet of the network with a finding. */
    const perSubnet =
      <K extends string>(
        reason: K,
        look: (
          subnet: Subnet,
          tier: IntendedTier,
        ) => { tag: string; expected: string; actual: string } | undefined,
      ) =>
      () => {
        for (const subnet of tiered()) {
          const tier = intendedTier(subnet);
          const flaw = tier && look(subnet, tier);
          if (!flaw) continue;
          const at = `Subnets[?SubnetId=='${subnet.SubnetId}'] | [0].Tags[?Key=='${flaw.tag}'] | [0].Value`;
          return {
            reason,
            data: { subnet: subnet.SubnetId, tier, tag: flaw.tag, actual: flaw.actual, cluster },
            evidence: [saw.subnets.at(at, flaw.expected, flaw.actual)],
          };
        }
        return undefined;
      };
    return decide(
      [
        () =>
          networks().length > 0
            ? undefined
            : {
                reason: 'subnets-missing' as const,
                data: { vpcName, tier: 'no', zones: 'no VPC' },
                evidence: [saw.vpcs.at('Vpcs[].Tags', `Name=${vpcName}`, 'no such VPC')],
              },
        () => {
          for (const { VpcId } of networks())
            for (const tier of ['public', 'private'] as const) {
              const here = tieredSubnets(saw.subnets() ?? [], VpcId, tier);
              const zones = [...new Set(here.map(({ AvailabilityZone }) => AvailabilityZone ?? 'no zone'))];
              if (zones.length >= ZONES) continue;
              const actual = zones.join(', ') || 'no zone';
              return {
                reason: 'subnets-missing' as const,
                data: { vpcName, tier, zones: actual },
                evidence: [
                  saw.subnets.at(
                    `Subnets[?VpcId=='${VpcId}'].AvailabilityZone`,
                    `${tier} in two zones`,
                    actual,
                  ),
                ],
              };
            }
          return undefined;
        },
        perSubnet('tags-swapped', (subnet, tier) => {
          const actual = tag(subnet, OTHER[tier]);
          return actual === undefined ? undefined : { tag: OTHER[tier], expected: 'no such tag', actual };
        }),
        perSubnet('tag-missing', (subnet, tier) => {
          const actual = tag(subnet, ROLE[tier]);
          if (actual === '1' || actual === '') return undefined;
          return { tag: ROLE[tier], expected: '1, or empty', actual: actual ?? 'not there' };
        }),
        perSubnet('foreign-cluster', (subnet) => {
          if (tag(subnet, `${CLUSTER}${cluster}`) !== undefined) return undefined;
          const foreign = subnet.Tags.find(({ Key }) => Key.startsWith(CLUSTER));
          return (
            foreign && {
              tag: foreign.Key,
              expected: `none, or ${CLUSTER}${cluster} too`,
              actual: foreign.Value,
            }
          );
        }),
      ],
      () => ({
        reason: 'found' as const,
        data: { vpcName, count: tiered().length },
        evidence: [
          saw.subnets.at(
            'Subnets[].Tags',
            'the role of each tier',
            tiered().map(({ SubnetId, Tags }) => ({ SubnetId, Tags })),
          ),
        ],
      }),
    );
  },
});
