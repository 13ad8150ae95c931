/** What a subnet is by effect: its name and tags say nothing (https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html). */
import type { Answer } from './answer.ts';
import { targetVerdict } from './gateways.ts';
import { reach } from './reach.ts';
import { effectiveRouteTable, vpcSpans } from './routing.ts';
import { covers } from './spans.ts';
import type { Doubt, Network, Route } from './types.ts';

/** `public`: the Internet can come in. `private`: only out. `isolated`: neither. */
export type Tier = 'public' | 'private' | 'isolated' | 'unknown';

const HTTPS = { protocol: 'tcp', port: 443 } as const;

/** The tier of a subnet by its routes and gateways; `down` takes a zone away. ACLs and groups do not change a tier. */
export function tierOf(network: Network, subnetId: string, down?: string): Tier {
  const options = { level: 'route', down } as const;
  const subnet = { kind: 'subnet', subnetId } as const;
  const inward = reach(network, { kind: 'internet' }, subnet, HTTPS, options);
  if (reachesSome(inward)) return 'public';
  if (inward.outcome === 'unknown') return 'unknown';
  const outward = reach(network, subnet, { kind: 'internet' }, HTTPS, options);
  if (reachesSome(outward)) return 'private';
  return outward.outcome === 'unknown' ? 'unknown' : 'isolated';
}

function reachesSome({ possible }: Answer): boolean {
  return !possible.includes('no-reach');
}

/** Whether the Internet can come in by route; undefined when it cannot be told. */
export function isPublicSubnet(network: Network, subnetId: string): boolean | undefined {
  const tier = tierOf(network, subnetId);
  return tier === 'unknown' ? undefined : tier === 'public';
}

export interface Exposure {
  /** Living routes to an internet gateway for destinations outside the VPC. */
  readonly routes: readonly Route[];
  /** undefined: no such route is certain, but one is possible. */
  readonly exposed: boolean | undefined;
  readonly doubts: readonly Doubt[];
}

/** Every way by which the Internet could come into a subnet, whatever its destination: what `private` must not have. */
export function internetExposure(network: Network, subnetId: string): Exposure {
  const subnet = network.subnets.get(subnetId);
  if (subnet === undefined) {
    const construct = network.notRead.has('Subnets') ? 'not-read:Subnets' : 'subnet';
    return { routes: [], exposed: undefined, doubts: [{ construct, resource: subnetId }] };
  }
  const { table, doubts: missing } = effectiveRouteTable(network, subnet);
  const vpc = network.vpcs.get(subnet.vpcId);
  const doubts: Doubt[] = [...missing];
  const routes = (table?.routes ?? []).filter((route) => {
    const { family, span } = route.destination;
    if (route.target.kind !== 'internet-gateway' || covers(vpcSpans(vpc, family), [span])) return false;
    const found = targetVerdict(network, subnet.vpcId, route, family);
    doubts.push(...(found.doubts ?? []));
    return found.live === true;
  });
  for (const open of table?.open ?? [])
    if (['internet-gateway', 'unknown-target'].includes(open.target.kind)) doubts.push(open.doubt);
  return {
    routes,
    exposed: routes.length > 0 ? true : doubts.length > 0 ? undefined : false,
    doubts: routes.length > 0 ? [] : doubts,
  };
}
