import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { egressOnlyInternetGateways, natGateways } from '../../reads/ec2-vpc.ts';
import { explainHop, internetExposure, type Hop, type Subnet } from '../../semantics/network/index.ts';
import { firstMiss, nearestMiss, type Requirement } from '../shared/candidates.ts';
import { onlyVpc, tieredSubnets } from '../shared/vpc.ts';
import {
  evidenceAt,
  firstStop,
  isAcl,
  isPending,
  labelled,
  networkArgs,
  networkReads,
  outOnly,
  seeNetwork,
  zonesOf,
} from '../shared/vpc-network.ts';

type Reason = 'exposed' | 'not-yet' | 'no-egress' | 'zone-dependent' | 'acl-blocks';
const REASONS: readonly Reason[] = ['exposed', 'not-yet', 'no-egress', 'zone-dependent', 'acl-blocks'];

export default defineCheck({
  id: 'vpc/private-egress',
  title: 'Private subnets go out by NAT, each zone on its own, and nobody comes in',
  params: Type.Object({ vpcName: Type.String() }),
  reads: { ...networkReads, natGateways, egressOnlyGateways: egressOnlyInternetGateways },
  bind: () => ({ ...networkArgs, natGateways: {}, egressOnlyGateways: {} }),
  reasons: {
    'own-way-out': pass(
      'Each private subnet of {vpcName} goes out by NAT, also with any other zone down, and nobody comes in: {subnets}.',
    ),
    exposed: fail(
      '{subnet} is not private: its table {table} sends {destination} to the internet gateway {gateway}.',
      'A private subnet goes out by a NAT gateway; take the route to the internet gateway away.',
    ),
    'not-yet': fail(
      'NAT gateway {nat}, the way out of {subnet}, is still pending.',
      'Grade again in some minutes.',
    ),
    'no-egress': fail(
      '{subnet} does not reach the Internet by a NAT gateway: {why}.',
      'Follow one packet: the table of the subnet, the NAT gateway, the table of the subnet that it stands in.',
    ),
    'zone-dependent': fail(
      '{subnet} loses its way out when {az} goes dark: {why}.',
      'Give each zone a NAT gateway and a private table of its own.',
    ),
    'acl-blocks': fail(
      '{subnet} is cut off by a network ACL: {rule}.',
      'An ACL keeps no state: the reply needs a rule of its own.',
    ),
  },
  judge(saw, { vpcName }) {
    const seen = seeNetwork(saw, [
      ['NatGateways', saw.natGateways],
      ['EgressOnlyInternetGateways', saw.egressOnlyGateways],
    ]);
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    const privates = (): Subnet[] => {
      const found = vpc();
      const tiered = found ? tieredSubnets(saw.subnets() ?? [], found.VpcId, 'private') : [];
      return tiered.flatMap(({ SubnetId }) => seen.network.subnets.get(SubnetId) ?? []);
    };

    /** What stops the way out while every zone is up, where that is what the caller looks for. */
    const stoppedUp = (subnet: Subnet, counts: (hop: Hop) => boolean, expected: string) => {
      const stop = firstStop(seen, [outOnly(subnet, 'route')], counts);
      return (
        stop && {
          data: { subnet: labelled(subnet), nat: stop.hop.resource, why: explainHop(stop.hop) },
          evidence: [evidenceAt(saw, stop.hop, expected)],
        }
      );
    };

    const requirements: readonly Requirement<Subnet, Reason>[] = [
      {
        reason: 'exposed',
        flaw: (subnet) => {
          const { exposed, routes, doubts } = internetExposure(seen.network, subnet.id);
          if (exposed === undefined) seen.stopAt(doubts);
          const [route] = routes;
          if (route === undefined) return undefined;
          const table = seen.network.tableOf.get(subnet.id)?.table?.id ?? '';
          return {
            data: {
              subnet: labelled(subnet),
              table,
              destination: route.destination.text,
              gateway: route.target.id,
            },
            evidence: [
              saw.routeTables.at(
                `RouteTables[?RouteTableId=='${table}'] | [0].Routes`,
                'no route to an internet gateway',
                `${route.destination.text} to ${route.target.id}`,
              ),
            ],
          };
        },
      },
      {
        reason: 'not-yet',
        flaw: (subnet) => stoppedUp(subnet, isPending, 'an available NAT gateway'),
      },
      {
        reason: 'no-egress',
        flaw: (subnet) =>
          stoppedUp(subnet, (hop) => !isPending(hop), `${subnet.id} reaches the Internet by NAT on TCP 443`),
      },
      {
        reason: 'zone-dependent',
        flaw: (subnet) => {
          const others = zonesOf(seen.network, subnet.vpcId).filter((zone) => zone !== subnet.zone);
          const stop = firstStop(
            seen,
            others.map((zone) => outOnly(subnet, 'route', zone)),
          );
          return (
            stop && {
              data: {
                subnet: labelled(subnet),
                az: stop.journey.options.down,
                why: explainHop(stop.hop),
              },
              evidence: [
                evidenceAt(
                  saw,
                  stop.hop,
                  `${subnet.id} reaches the Internet with ${stop.journey.options.down} down`,
                ),
              ],
            }
          );
        },
      },
      {
        reason: 'acl-blocks',
        flaw: (subnet) => {
          const stop = firstStop(seen, [outOnly(subnet, 'acl')], isAcl);
          return (
            stop && {
              data: { subnet: labelled(subnet), rule: explainHop(stop.hop) },
              evidence: [evidenceAt(saw, stop.hop, 'TCP 443 goes out, its replies come back')],
            }
          );
        },
      },
    ];

    const nobody = (subnet: string, why: string) => ({
      reason: 'no-egress' as const,
      data: { subnet, why },
    });
    return decide(
      [
        () =>
          vpc()
            ? undefined
            : {
                ...nobody(`A private subnet of ${vpcName}`, 'there is no such VPC, or several'),
                evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several')],
              },
        () =>
          vpc() && privates().length === 0
            ? {
                ...nobody(`A private subnet of ${vpcName}`, 'there is no subnet with Tier private'),
                evidence: [saw.subnets.at('Subnets', `a subnet of ${vpcName} with Tier private`, 'none')],
              }
            : undefined,
        ...REASONS.map(
          (reason) => () =>
            firstMiss(privates(), reason, (subnet) => nearestMiss([subnet], requirements))?.miss,
        ),
      ],
      () => {
        const subnets = privates().map(labelled);
        return {
          reason: 'own-way-out' as const,
          data: { subnets },
          evidence: [
            saw.routeTables.at('RouteTables', 'a way out by NAT that no other zone can take', subnets),
          ],
        };
      },
    );
  },
});
