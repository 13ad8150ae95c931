import { Type } from 'typebox';
import { cannotEvaluate, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { vpcEndpoints } from '../../reads/ec2-endpoints.ts';
import { routeTables } from '../../reads/ec2-routing.ts';
import { egressOnlyInternetGateways, natGateways } from '../../reads/ec2-vpc.ts';
import {
  explainHop,
  gatewayEndpointsOf,
  internetExposure,
  type Hop,
  type Level,
  type Subnet,
} from '../../semantics/network/index.ts';
import { firstMiss, type Miss } from '../shared/candidates.ts';
import { endpointPhase } from '../shared/endpoint-states.ts';
import { onlyVpc } from '../shared/vpc.ts';
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
  type Journey,
} from '../shared/vpc-network.ts';

const NAME = Type.String({ description: 'Name tag of a subnet' });
const POSTGRES = { protocol: 'tcp', port: 5432 } as const;

/** A journey and the subnet that is told about when it fails. */
interface Told extends Journey {
  readonly of: Subnet;
}

export default defineCheck({
  id: 'vpc/broken-vpc',
  title: 'The half-built network carries everything that it was meant to',
  params: Type.Object({
    vpcName: Type.String(),
    publicA: NAME,
    publicB: NAME,
    privateA: NAME,
    privateB: NAME,
  }),
  reads: {
    ...networkReads,
    natGateways,
    egressOnlyGateways: egressOnlyInternetGateways,
    endpoints: vpcEndpoints,
  },
  bind: () => ({ ...networkArgs, natGateways: {}, egressOnlyGateways: {}, endpoints: {} }),
  reasons: {
    repaired: pass(
      '{vpcName} works: both public subnets, both private ones with either zone down, and S3 without the NAT.',
    ),
    'vpc-missing': fail(
      '{what} is not there exactly once.',
      'The task repairs what is there: put it back under its name, or reset the lab.',
    ),
    'not-yet': fail('{resource} is still pending.', 'Grade again in some minutes.'),
    'public-b-dark': fail(
      '{subnet} and the Internet do not reach each other by the internet gateway: {why}.',
      'Look at which route table rules it.',
    ),
    'zone-dependent': fail(
      '{subnet} has no way out of its own{when}: {why}.',
      'Give its zone a NAT gateway, and its table the route to that one.',
    ),
    'acl-blocks': fail(
      'A network ACL stops {ports}, {direction} {subnet}: {rule}.',
      'An ACL keeps no state: let the connection through, and its replies on the ephemeral ports.',
    ),
    's3-over-nat': fail(
      '{subnet} reaches S3 through the NAT gateway: {why}.',
      'Put the table that rules it on the gateway endpoint.',
    ),
    'private-exposed': fail(
      '{subnet} is not private: its table sends {destination} to the internet gateway {gateway}.',
      'Take that route away; a private subnet goes out by a NAT gateway.',
    ),
  },
  judge(saw, { vpcName, publicA, publicB, privateA, privateB }, { region }) {
    const seen = seeNetwork(saw, [
      ['NatGateways', saw.natGateways],
      ['EgressOnlyInternetGateways', saw.egressOnlyGateways],
      ['VpcEndpoints', saw.endpoints],
    ]);
    const service = `com.amazonaws.${region}.s3`;
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    /** The subnet of that name, when there is exactly one. */
    const named = (name: string): Subnet | undefined => {
      const id = vpc()?.VpcId;
      saw.subnets();
      const found = [...seen.network.subnets.values()].filter(
        (subnet) => subnet.vpcId === id && subnet.name === name,
      );
      return found.length === 1 ? found[0] : undefined;
    };
    const publics = () => [publicA, publicB].flatMap((name) => named(name) ?? []);
    const privates = () => [privateA, privateB].flatMap((name) => named(name) ?? []);
    const zones = () => zonesOf(seen.network, vpc()?.VpcId ?? '');

    const bothWays = (level: Level): Told[] => publics().flatMap((subnet) => withInternet(subnet, level));
    const wayOut = (): Told[] =>
      privates().flatMap((subnet) =>
        [undefined, ...zones().filter((zone) => zone !== subnet.zone)].map((down) => ({
          ...outOnly(subnet, 'route', down),
          of: subnet,
        })),
      );
    const filtered = (): Told[] => [
      ...bothWays('acl'),
      ...privates().map((subnet) => ({ ...outOnly(subnet, 'acl'), of: subnet })),
      ...privates().flatMap((from) =>
        privates()
          .filter((to) => to !== from)
          .map((to) => ({
            from: { kind: 'subnet', subnetId: from.id } as const,
            to: { kind: 'subnet', subnetId: to.id } as const,
            question: POSTGRES,
            options: { level: 'acl' } as const,
            of: from,
          })),
      ),
    ];
    const stopIn = (journeys: readonly Told[], counts: (hop: Hop) => boolean, expected: string) => {
      const stop = firstStop(seen, journeys, counts);
      return (
        stop && {
          stop,
          data: { subnet: labelled(stop.journey.of), why: explainHop(stop.hop) },
          evidence: [evidenceAt(saw, stop.hop, expected)],
        }
      );
    };
    const s3OverNat = (subnet: Subnet): Miss<'s3-over-nat'> | undefined => {
      saw.endpoints();
      saw.routeTables();
      const uses = gatewayEndpointsOf(seen.network, subnet.id, service);
      const ready = uses.filter(({ available }) => available);
      if (ready.some(({ associated }) => associated === true)) return undefined;
      if (ready.some(({ associated }) => associated === undefined))
        return cannotEvaluate(routeTables.id, `which route table rules subnet ${subnet.id}`);
      const coming = uses.find(({ endpoint }) => endpointPhase(endpoint) === 'coming');
      const [use] = uses;
      const why =
        use === undefined
          ? `the VPC has no gateway endpoint for ${service}`
          : coming
            ? `endpoint ${coming.endpoint.id} is still ${coming.endpoint.state}`
            : `its route table ${use.routeTableId ?? ''} is on no available gateway endpoint for ${service}`;
      return {
        reason: 's3-over-nat',
        data: { subnet: labelled(subnet), why },
        evidence: [
          saw.endpoints.at(
            use === undefined
              ? 'VpcEndpoints'
              : `VpcEndpoints[?VpcEndpointId=='${use.endpoint.id}'] | [0].RouteTableIds`,
            `a gateway endpoint on the table of ${subnet.id}`,
            use?.endpoint.routeTableIds ?? 'none',
          ),
        ],
      };
    };
    const exposure = (subnet: Subnet): Miss<'private-exposed'> | undefined => {
      const { exposed, routes, doubts } = internetExposure(seen.network, subnet.id);
      if (exposed === undefined) seen.stopAt(doubts);
      const [route] = routes;
      if (route === undefined) return undefined;
      const way = { destination: route.destination.text, gateway: route.target.id };
      return {
        reason: 'private-exposed',
        data: { subnet: labelled(subnet), ...way },
        evidence: [
          saw.routeTables.at(
            'RouteTables',
            'no route of a private subnet to an internet gateway',
            `${way.destination} to ${way.gateway}`,
          ),
        ],
      };
    };

    return decide(
      [
        () => {
          const what = vpc()
            ? [publicA, publicB, privateA, privateB].find((name) => named(name) === undefined)
            : `VPC ${vpcName}`;
          if (what === undefined) return undefined;
          const evidence = vpc()
            ? saw.subnets.at('Subnets', `one subnet of ${vpcName} named ${what}`, 'none, or several')
            : saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several');
          return {
            reason: 'vpc-missing' as const,
            data: { what: vpc() ? `Subnet ${what} of ${vpcName}` : what },
            evidence: [evidence],
          };
        },
        () => {
          const found = stopIn(wayOut(), isPending, 'an available NAT gateway');
          return (
            found && {
              reason: 'not-yet' as const,
              data: { resource: `NAT gateway ${found.stop.hop.resource}` },
              evidence: found.evidence,
            }
          );
        },
        () => {
          const found = stopIn(bothWays('route'), () => true, 'the subnet and the Internet reach each other');
          return found && { reason: 'public-b-dark' as const, data: found.data, evidence: found.evidence };
        },
        () => {
          const found = stopIn(
            wayOut(),
            (hop) => !isPending(hop),
            'a way out by a NAT gateway in its own zone',
          );
          if (!found) return undefined;
          const { down } = found.stop.journey.options;
          return {
            reason: 'zone-dependent' as const,
            data: { ...found.data, when: down === undefined ? '' : ` with ${down} dark` },
            evidence: found.evidence,
          };
        },
        () => {
          const found = stopIn(filtered(), isAcl, 'the connection and its replies pass');
          if (!found) return undefined;
          const { traffic, flow, subnetId } = found.stop.hop;
          const at = seen.network.subnets.get(subnetId ?? '');
          return {
            reason: 'acl-blocks' as const,
            data: {
              subnet: at ? labelled(at) : found.data.subnet,
              ports: traffic ?? 'traffic',
              direction: flow === 'in' ? 'into' : 'out of',
              rule: found.data.why,
            },
            evidence: found.evidence,
          };
        },
        () => firstMiss(privates(), 's3-over-nat', s3OverNat)?.miss,
        () => firstMiss(privates(), 'private-exposed', exposure)?.miss,
      ],
      () => {
        const all = [...publics(), ...privates()].map(labelled);
        return {
          reason: 'repaired' as const,
          data: { subnets: all },
          evidence: [saw.routeTables.at('RouteTables', 'every journey of the task succeeds', all)],
        };
      },
    );
  },
});

function withInternet(of: Subnet, level: Level): Told[] {
  const subnet = { kind: 'subnet', subnetId: of.id } as const;
  const internet = { kind: 'internet' } as const;
  const options = { level, via: ['internet-gateway'] } as const;
  return [
    { from: subnet, to: internet, options, of },
    { from: internet, to: subnet, options, of },
  ];
}
