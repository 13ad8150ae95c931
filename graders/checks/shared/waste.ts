/** What runs for nobody: which volumes, addresses and NAT gateways are idle, and which of them are meant to stay. */
import type { Address, Volume } from '../../reads/ec2-volumes.ts';
import type { RouteTable } from '../../reads/ec2-routing.ts';
import type { NatGateway } from '../../reads/ec2-vpc.ts';
import type { Resource } from '../../semantics/pricing/index.ts';

/** Tag in which the setup of the lab writes what carried Keep=true then: `vol-0a=gp2/100 eipalloc-0b=203.0.113.5`. */
export const RECORD = 'groundschool:keep';
/** Of a NAT gateway: it costs nothing by the hour any more, its addresses do. */
const GONE_GATEWAYS = new Set<string | null>(['deleted', 'deleting', 'failed']);
const GONE_VOLUMES = new Set<string | null>(['deleted', 'deleting']);

export interface Keeper {
  id: string;
  /** `<type>/<GiB>` of a volume, the address of an address. */
  was: string;
}

interface Tagged {
  readonly Tags: readonly { Key: string; Value: string }[];
}

/** What was recorded on these resources, each once. */
export function recordedOn(resources: readonly Tagged[]): Keeper[] {
  const texts = resources.flatMap(({ Tags }) =>
    Tags.flatMap(({ Key, Value }) => (Key === RECORD ? [Value] : [])),
  );
  const entries = texts.flatMap((text) => text.split(/\s+/)).filter((entry) => entry.includes('='));
  return [...new Set(entries)].map((entry) => {
    const cut = entry.indexOf('=');
    return { id: entry.slice(0, cut), was: entry.slice(cut + 1) };
  });
}

export const isTaggedKeep = ({ Tags }: Tagged): boolean =>
  Tags.some(({ Key, Value }) => Key === 'Keep' && Value === 'true');

export const liveVolumes = (volumes: readonly Volume[]): Volume[] =>
  volumes.filter(({ State }) => !GONE_VOLUMES.has(State));

export const isAttached = ({ Attachments }: Volume): boolean =>
  Attachments.some(({ State }) => State !== 'detached');

/** A recorded volume as it is now, in the words of the record; undefined when it is gone. */
export function volumeNow(id: string, volumes: readonly Volume[]): string | undefined {
  const found = liveVolumes(volumes).find(({ VolumeId }) => VolumeId === id);
  return found && `${found.VolumeType ?? '?'}/${found.Size ?? '?'}${isAttached(found) ? ', attached' : ''}`;
}

/** The same of an address. */
export function addressNow(id: string, addresses: readonly Address[]): string | undefined {
  const found = addresses.find(({ AllocationId }) => AllocationId === id);
  return found && `${found.PublicIp ?? '?'}${found.AssociationId === null ? '' : ', in use'}`;
}

/** A volume for the price list. https://aws.amazon.com/ebs/pricing/ */
export const volumeCost = (volume: Volume, volumeType = volume.VolumeType ?? 'standard'): Resource => ({
  kind: 'volume',
  id: volume.VolumeId,
  volumeType,
  gb: volume.Size ?? 0,
  // What gp2 has of them comes with its size and is not paid for.
  ...(volume.VolumeType === 'gp2' ? {} : { iops: volume.Iops ?? 0, throughput: volume.Throughput ?? 0 }),
});

/**
 * Does nothing use the address? What was the interface of a NAT gateway that is gone uses it no more, though emulators
 * still show it there. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
 *
 * @param gateways all of them, or undefined when they could not be read
 */
export function isIdleAddress(address: Address, gateways: readonly NatGateway[] | undefined): boolean {
  const { AssociationId, InstanceId, NetworkInterfaceId } = address;
  if (AssociationId === null && InstanceId === null && NetworkInterfaceId === null) return true;
  if (NetworkInterfaceId === null) return false;
  const interfaces = (gone: boolean): (string | null)[] =>
    (gateways ?? [])
      .filter(({ State }) => GONE_GATEWAYS.has(State) === gone)
      .flatMap(({ NatGatewayAddresses }) => NatGatewayAddresses.map((one) => one.NetworkInterfaceId));
  return interfaces(true).includes(NetworkInterfaceId) && !interfaces(false).includes(NetworkInterfaceId);
}

export const liveGateways = (gateways: readonly NatGateway[]): NatGateway[] =>
  gateways.filter(({ State }) => !GONE_GATEWAYS.has(State));

/** Does an active route of its VPC lead to the gateway, from whichever table? */
export function isRouted({ NatGatewayId, VpcId }: NatGateway, tables: readonly RouteTable[]): boolean {
  return tables.some(
    (table) =>
      table.VpcId === VpcId &&
      table.Routes.some(
        (route) => route.NatGatewayId === NatGatewayId && (route.State ?? 'active') === 'active',
      ),
  );
}

/** Hours of the gateway, and of each public address that it has. https://aws.amazon.com/vpc/pricing/ */
export function gatewayCost({ NatGatewayId: id, NatGatewayAddresses }: NatGateway): Resource[] {
  const count = NatGatewayAddresses.filter(({ PublicIp }) => PublicIp !== null).length;
  return [
    { kind: 'nat-gateway', id },
    { kind: 'public-ipv4', id: `addresses of ${id}`, count },
  ];
}
