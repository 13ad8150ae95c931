/** Who reaches the application’s group, and what it may send, by security groups alone. */
import {
  admission,
  INTERNET,
  outsidePeer,
  subnetPeer,
  unite,
  vpcPeer,
  type Family,
  type GroupRule,
  type Network,
  type Peer,
  type Spans,
  type Subnet,
} from '../../semantics/network/index.ts';
import {
  beyond,
  firstOf,
  nothingBut,
  NOTHING_AT_ALL,
  rulePorts,
  TCP,
  whole,
  type Chain,
  type Leak,
  type Search,
} from './chain-search.ts';

/** One of the two halves of the way from balancer to application. */
export interface Half {
  readonly groupId: string;
  readonly flow: 'in' | 'out';
}

/**
 * Which group stops TCP at the application's port on the way from a holder of the balancer's group to every place where
 * an application may stand. IPv6 counts only where there is no IPv4: targets are registered by IPv4 by default.
 */
export function appUnreachable(chain: Chain): Search<Half> {
  const { network, albs, apps, appPort } = chain;
  const traffic = { protocol: TCP, port: appPort };
  const ask = (
    groupId: string,
    flow: 'in' | 'out',
    family: Family,
    others: Spans,
    held: string,
  ): Search<Half> =>
    whole(admission(network, [groupId], flow, traffic, family, others, [held]), others, () => ({
      groupId,
      flow,
    }));
  return firstOf(
    albs.flatMap((alb) =>
      apps.flatMap((app) =>
        lanes(chain).flatMap(({ family, from, to }) => [
          ask(app, 'in', family, from, alb),
          ask(alb, 'out', family, to, app),
        ]),
      ),
    ),
  );
}

interface Lane {
  readonly family: Family;
  readonly from: Spans;
  readonly to: Spans;
}

/** Where balancers and applications are, by family. */
function lanes({ network, vpcId, albSubnets, appSubnets }: Chain): Lane[] {
  const to4 = addressesOf(appSubnets, 4);
  const to6 = addressesOf(
    appSubnets.filter(({ usable }) => usable[4].length === 0),
    6,
  );
  const found = [
    { family: 4 as const, from: addressesOf(albSubnets, 4), to: to4 },
    { family: 6 as const, from: addressesOf(albSubnets, 6), to: to6 },
  ].filter(({ from, to }) => from.length > 0 && to.length > 0);
  if (found.length > 0) return found;
  const vpc = vpcPeer(network, vpcId).addresses?.[4] ?? [];
  return [{ family: 4, from: vpc, to: vpc }];
}

/**
 * Who reaches an application's group and should not: a holder of the balancer's group at another port, an address of a
 * subnet, an address outside the VPC, a holder of any other group.
 */
export function appTooOpen(chain: Chain): Search<Leak> {
  const { network, vpcId, albs, apps, appPort } = chain;
  const named = (groupId: string, source: string, ports: Search<string>): Search<Leak> =>
    ports.found === undefined
      ? { doubts: ports.doubts }
      : { found: { groupId, source, port: ports.found }, doubts: [] };
  const here = somewhere(chain);
  return firstOf(
    apps.flatMap((app) => {
      // Whoever gets in from elsewhere does so by IPv6 too, should the VPC ever have it.
      const holder: Peer = { groupIds: [app] };
      return [
        named(
          app,
          'An address outside the VPC',
          beyond(network, outsidePeer(network, vpcId), holder, NOTHING_AT_ALL),
        ),
        fromSubnets(chain, app, holder),
        ...albs.map((alb) =>
          named(
            app,
            label(network, alb),
            beyond(
              network,
              { addresses: here, groupIds: [alb] },
              { addresses: here, groupIds: [app] },
              nothingBut(appPort),
            ),
          ),
        ),
        ...(network.securityGroups.get(app)?.inbound ?? []).map((rule) => otherGroup(chain, rule, app)),
      ];
    }),
  );
}

function subnetsOf({ network, vpcId }: Chain): Subnet[] {
  return [...network.subnets.values()].filter((subnet) => subnet.vpcId === vpcId);
}

function addressesOf(subnets: readonly Subnet[], family: Family): Spans {
  return subnets.reduce((all, { usable }) => unite(all, usable[family]), [] as Spans);
}

/** Every address that an interface in the VPC can have; without subnets, every address of the VPC. */
function somewhere(chain: Chain): Record<Family, Spans> {
  const subnets = subnetsOf(chain);
  const found = { 4: addressesOf(subnets, 4), 6: addressesOf(subnets, 6) };
  return subnets.length > 0 ? found : (vpcPeer(chain.network, chain.vpcId).addresses ?? found);
}

/** All subnets at once, and one by one only where that finds something: a group may have hundreds of rules. */
function fromSubnets(chain: Chain, groupId: string, to: Peer): Search<Leak> {
  const { network } = chain;
  const anyone: Peer = { addresses: somewhere(chain) };
  const together = beyond(network, anyone, to, NOTHING_AT_ALL);
  if (together.found === undefined) return { doubts: together.doubts };
  for (const { id, name } of subnetsOf(chain)) {
    const port = beyond(network, subnetPeer(network, id), to, NOTHING_AT_ALL).found;
    const source = `An address of subnet ${name ?? id}`;
    if (port !== undefined) return { found: { groupId, source, port }, doubts: [] };
  }
  return { found: { groupId, source: 'An address of a subnet', port: together.found }, doubts: [] };
}

function label(network: Network, groupId: string): string {
  return `A holder of ${network.securityGroups.get(groupId)?.groupName ?? groupId}`;
}

/** A group that is neither the balancer's nor an application's as the source. */
function otherGroup({ network, vpcId, albs, apps }: Chain, rule: GroupRule, app: string): Search<Leak> {
  const ours = [...albs, ...apps];
  const names = new Set(ours.map((id) => network.securityGroups.get(id)?.groupName));
  const other =
    rule.groupIds.find((id) => !ours.includes(id)) ??
    rule.groupNames.find((name) => rule.vpcId !== vpcId || !names.has(name));
  if (other === undefined) return { doubts: [] };
  const port = rulePorts(rule, NOTHING_AT_ALL);
  return port === undefined
    ? { doubts: [] }
    : { found: { groupId: app, source: label(network, other), port }, doubts: [] };
}

/** Which group does not let TCP 443 out to every public address and every address of the VPC. */
export function appNoEgress({ network, vpcId, apps, appSubnets }: Chain): Search<{
  groupId: string;
  missing: Spans;
  family: Family;
}> {
  const family = appSubnets.every(({ usable }) => usable[4].length === 0) && appSubnets.length > 0 ? 6 : 4;
  const anywhere = unite(INTERNET[family], vpcPeer(network, vpcId).addresses?.[family] ?? []);
  return firstOf(
    apps.map((groupId) => {
      const answer = admission(network, [groupId], 'out', { protocol: TCP, port: 443 }, family, anywhere);
      return whole(answer, anywhere, (missing) => ({ groupId, missing, family }));
    }),
  );
}
