// What the map draws of one VPC, worked out by the model that grades.
import {
  effectiveRouteTable,
  internetExposure,
  tierOf,
  type Named,
  type NatGateway,
  type Network,
  type Subnet,
} from '../../../graders/semantics/network/index.ts';
import type {
  Chip,
  GatewayBox,
  Scene,
  SubnetBox,
  TierName,
  ZoneColumn,
} from '../../elements/vpc-map-scene.ts';
import type { Reading } from './reading.ts';

export const NO_ZONE = 'zone not known';

/** A VPC as it is while the zone `down` is dark; null where it is not in what was read. */
export function sceneOf(reading: Reading, vpcId: string, down: string | undefined): Scene | null {
  const { network } = reading;
  const vpc = network.vpcs.get(vpcId);
  if (vpc === undefined) return null;
  const zones = new Map<string, SubnetBox[]>();
  for (const subnet of subnetsOf(network, vpcId)) {
    const zone = zoneOf(subnet);
    zones.set(zone, [...(zones.get(zone) ?? []), subnetBox(reading, subnet, down)]);
  }
  return {
    id: vpcId,
    title: titleOf(vpc),
    block: vpc.blocks.map(({ text }) => text).join(', '),
    zones: [...zones]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, subnets]): ZoneColumn => ({ name, down: name === down, subnets })),
    gateways: gatewaysOf(reading, vpcId),
  };
}

export const titleOf = ({ name, id }: Named): string => name ?? id;
export const zoneOf = ({ zone, zoneId }: Subnet): string => zone ?? zoneId ?? NO_ZONE;

/** The subnets of a VPC, by name. */
export function subnetsOf({ subnets }: Network, vpcId: string): Subnet[] {
  return [...subnets.values()]
    .filter((subnet) => subnet.vpcId === vpcId)
    .sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
}

export function tierNow({ network }: Reading, subnet: Subnet, down?: string): TierName {
  return down !== undefined && zoneOf(subnet) === down ? 'down' : tierOf(network, subnet.id, down);
}

function subnetBox(reading: Reading, subnet: Subnet, down: string | undefined): SubnetBox {
  const { network, tierTags } = reading;
  const tier = tierNow(reading, subnet, down);
  const usual = tierNow(reading, subnet);
  return {
    id: subnet.id,
    title: titleOf(subnet),
    block: subnet.blocks.map(({ text }) => text).join(', '),
    tier,
    was: tier === usual ? null : usual,
    claims: falseClaim(network, subnet, tierTags.get(subnet.id), usual),
    table: tableName(network, subnet),
    chips: [...natChips(network, subnet, down), ...endpointChips(network, subnet, down)],
  };
}

/** The tag where routes say otherwise. A subnet without a way out is no lie when it is called private. */
function falseClaim(
  network: Network,
  { id }: Subnet,
  tag: string | undefined,
  tier: TierName,
): string | null {
  if (tag === undefined || tier === 'unknown') return null;
  // Any living route to an internet gateway lets somebody in, even if not everybody.
  const open = tier === 'public' || internetExposure(network, id).exposed === true;
  if (tag === 'public') return open ? null : tag;
  if (tag === 'private') return open ? tag : null;
  return tag === 'isolated' && (open || tier !== 'isolated') ? tag : null;
}

export function tableName(network: Network, subnet: Subnet): string {
  const { table, how } = effectiveRouteTable(network, subnet);
  if (table === undefined) return 'not known';
  return `${titleOf(table)}${how === 'main' ? ' (main)' : ''}`;
}

/** Gone ones are listed for a while after their end. */
const standing = ({ state }: NatGateway): boolean => !['deleted', 'deleting'].includes(state);

function natChips({ natGateways }: Network, subnet: Subnet, down: string | undefined): Chip[] {
  return [...natGateways.values()]
    .filter((nat) => nat.subnetId === subnet.id && standing(nat))
    .map((nat) => {
      const dark = down !== undefined && zoneOf(subnet) === down;
      const notes = [...(nat.isPublic ? [] : ['private']), ...(nat.state === 'available' ? [] : [nat.state])];
      return {
        id: nat.id,
        text: ['NAT', titleOf(nat), ...notes.map((note) => `(${note})`), ...(dark ? ['(down)'] : [])].join(
          ' ',
        ),
        alive: nat.state === 'available' && !dark,
      };
    });
}

function endpointChips({ vpcEndpoints }: Network, subnet: Subnet, down: string | undefined): Chip[] {
  const here = [...vpcEndpoints.values()].filter(
    ({ type, subnetIds }) => type === 'interface' && subnetIds.includes(subnet.id),
  );
  if (here.length === 0) return [];
  const dark = down !== undefined && zoneOf(subnet) === down;
  const names = here.map(
    ({ service, state }) => `${serviceName(service)}${state === 'available' ? '' : ` (${state})`}`,
  );
  const text = `${here.length === 1 ? 'Endpoint' : 'Endpoints'} ${names.join(', ')}${dark ? ' (down)' : ''}`;
  return [
    { id: `endpoints-${subnet.id}`, text, alive: !dark && here.some(({ state }) => state === 'available') },
  ];
}

export const serviceName = (service: string): string => service.replace(/^com\.amazonaws\.[a-z0-9-]+\./, '');

function gatewaysOf({ network, region }: Reading, vpcId: string): GatewayBox[] {
  const boxes: GatewayBox[] = [];
  const attached = <T extends Named & { vpcIds: ReadonlySet<string> }>(all: ReadonlyMap<string, T>): T[] =>
    [...all.values()].filter(({ vpcIds }) => vpcIds.has(vpcId));
  for (const one of attached(network.internetGateways))
    boxes.push({ id: one.id, kind: 'Internet gw', text: titleOf(one), to: 'internet', alive: true });
  for (const one of attached(network.egressOnlyGateways))
    boxes.push({ id: one.id, kind: 'Egress-only', text: titleOf(one), to: 'internet', alive: true });
  for (const nat of network.natGateways.values())
    if (nat.regional && nat.vpcId === vpcId && standing(nat))
      boxes.push({
        id: nat.id,
        kind: 'Regional NAT',
        text: titleOf(nat),
        to: 'internet',
        alive: nat.state === 'available',
      });
  for (const { id, name, type, service, state, vpcId: own } of network.vpcEndpoints.values())
    if (type === 'gateway' && own === vpcId && state !== 'deleted')
      boxes.push({
        id,
        kind: `${serviceName(service)} gateway`,
        text: name ?? id,
        to: service === `com.amazonaws.${region}.s3` ? 's3' : 'other',
        alive: state === 'available',
      });
  return boxes;
}
