import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import {
  effectiveRouteTable,
  explainHop,
  internetGatewayOf,
  type Level,
  type Subnet,
} from '../../semantics/network/index.ts';
import { firstMiss, nearestMiss, type Requirement } from '../shared/candidates.ts';
import { onlyVpc, tieredSubnets } from '../shared/vpc.ts';
import {
  evidenceAt,
  firstStop,
  isAcl,
  labelled,
  networkArgs,
  networkReads,
  seeNetwork,
  type Journey,
} from '../shared/vpc-network.ts';

type Reason = 'no-default-route' | 'not-associated' | 'acl-blocks';
const REASONS: readonly Reason[] = ['no-default-route', 'not-associated', 'acl-blocks'];

export default defineCheck({
  id: 'vpc/public-path',
  title: 'Public subnets and the Internet reach each other by an internet gateway',
  params: Type.Object({ vpcName: Type.String() }),
  reads: networkReads,
  bind: () => networkArgs,
  reasons: {
    'both-ways': pass('The Internet and {subnets} reach each other on TCP 443, by {gateway}.'),
    'no-igw': fail('{what} has no internet gateway attached.', 'Attach one to the VPC of the task.'),
    'no-default-route': fail(
      '{subnet} and the Internet do not reach each other by an internet gateway: {why}.',
      'Give the table that rules it the route 0.0.0.0/0 to the internet gateway of this VPC.',
    ),
    'not-associated': fail(
      '{subnet} has no route table of its own and follows the main table {table}: {why}.',
      'Associate it with the table that leads to the internet gateway.',
    ),
    'acl-blocks': fail(
      '{subnet} is cut off by a network ACL: {rule}.',
      'An ACL keeps no state: the reply needs a rule of its own.',
    ),
  },
  judge(saw, { vpcName }) {
    const seen = seeNetwork(saw);
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    const publics = (): Subnet[] => {
      const found = vpc();
      const tiered = found ? tieredSubnets(saw.subnets() ?? [], found.VpcId, 'public') : [];
      return tiered.flatMap(({ SubnetId }) => seen.network.subnets.get(SubnetId) ?? []);
    };
    const gateway = (): string | undefined => {
      const found = vpc();
      const attached = found && internetGatewayOf(seen.network, found.VpcId);
      if (typeof attached === 'object') seen.stopAt([attached]);
      return typeof attached === 'string' ? attached : undefined;
    };

    const requirements = (): readonly Requirement<Subnet, Reason>[] => {
      const routed = (reason: 'no-default-route' | 'not-associated', how: 'explicit' | 'main') => ({
        reason,
        flaw: (subnet: Subnet) => {
          const ruler = effectiveRouteTable(seen.network, subnet);
          if (ruler.how !== how) return undefined;
          const stop = firstStop(seen, bothWays(subnet, 'route'));
          if (!stop) return undefined;
          const pending = ruler.pending === undefined ? '' : ` (an association is ${ruler.pending})`;
          return {
            data: {
              subnet: labelled(subnet),
              why: explainHop(stop.hop),
              table: `${ruler.table?.id ?? ''}${pending}`,
            },
            evidence: [
              evidenceAt(saw, stop.hop, `${subnet.id} and the Internet reach each other on TCP 443`),
            ],
          };
        },
      });
      return [
        routed('no-default-route', 'explicit'),
        routed('not-associated', 'main'),
        {
          reason: 'acl-blocks',
          flaw: (subnet) => {
            const stop = firstStop(seen, bothWays(subnet, 'acl'), isAcl);
            return (
              stop && {
                data: { subnet: labelled(subnet), rule: explainHop(stop.hop) },
                evidence: [evidenceAt(saw, stop.hop, 'TCP 443 and its replies pass, both ways')],
              }
            );
          },
        },
      ];
    };

    return decide(
      [
        () =>
          vpc()
            ? undefined
            : {
                reason: 'no-igw' as const,
                data: { what: `VPC ${vpcName}, which is not there exactly once,` },
                evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several')],
              },
        () => {
          const found = vpc();
          if (!found || gateway() !== undefined) return undefined;
          return {
            reason: 'no-igw' as const,
            data: { what: `VPC ${vpcName}` },
            evidence: [
              saw.internetGateways.at('InternetGateways', `one attached to ${found.VpcId}`, 'none attached'),
            ],
          };
        },
        () =>
          vpc() && publics().length === 0
            ? {
                reason: 'no-default-route' as const,
                data: {
                  subnet: `A public subnet of ${vpcName}`,
                  why: 'there is no subnet with Tier public',
                },
                evidence: [saw.subnets.at('Subnets', `a subnet of ${vpcName} with Tier public`, 'none')],
              }
            : undefined,
        ...REASONS.map(
          (reason) => () =>
            firstMiss(publics(), reason, (subnet) => nearestMiss([subnet], requirements()))?.miss,
        ),
      ],
      () => {
        const subnets = publics().map(labelled);
        return {
          reason: 'both-ways' as const,
          data: { subnets, gateway: gateway() },
          evidence: [
            saw.routeTables.at('RouteTables', 'the way out and the way in of each public subnet', subnets),
          ],
        };
      },
    );
  },
});

/** By IPv4, and by IPv6 where the subnet has it: half a way is none for a host that tries the other family first. */
function bothWays({ id: subnetId }: Subnet, level: Level): Journey[] {
  const subnet = { kind: 'subnet', subnetId } as const;
  const internet = { kind: 'internet' } as const;
  const options = { level, via: ['internet-gateway'] } as const;
  return [
    { from: subnet, to: internet, options },
    { from: internet, to: subnet, options },
  ];
}
