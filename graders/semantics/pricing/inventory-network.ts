// Machines, disks, addresses, gateways, endpoints and balancers of an account.
import type { Inventory, Unseen } from './inventory.ts';
import { field, list, num, stateOf, tagsOf, text } from './json.ts';
import type { Resource } from './types.ts';

type Items = readonly unknown[];
/** What one thing of an answer adds to the inventory. */
export type Found = Resource | { resource: Resource; unseen: readonly string[] };

/** Puts the findings of many things together. */
export function collect(items: Items, look: (item: unknown) => readonly Found[]): Inventory {
  const found = items.flatMap(look);
  return {
    resources: found.map((one) => ('unseen' in one ? one.resource : one)),
    unseen: found.flatMap((one): Unseen[] =>
      'unseen' in one ? one.unseen.map((name) => ({ resource: one.resource.id, field: name })) : [],
    ),
  };
}

/** Something that costs money, of which the price list or the answer does not say how much. */
export const unpriced = (id: string, what: string, tags: Record<string, string> = {}): Resource => ({
  id,
  tags,
  kind: 'unpriced',
  what,
});

const LIVE: ReadonlySet<string> = new Set(['pending', 'running', 'stopping', 'stopped']);
const RUNNING: ReadonlySet<string> = new Set(['pending', 'running']);

/** Whether an instance is there, in whatever state. */
export const isLive = (instance: unknown): boolean => LIVE.has(stateOf(instance));

/**
 * A stopped instance is in the inventory and costs nothing by the hour.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
 */
export function instancesOf(instances: Items): Inventory {
  return collect(instances, (item) => {
    const id = text(item, 'InstanceId');
    if (id === null || !isLive(item)) return [];
    const tags = tagsOf(item);
    const instanceType = text(item, 'InstanceType');
    const odd = oddity(item);
    if (instanceType === null) return [unpriced(id, 'instance of unknown type', tags)];
    if (odd !== null) return [unpriced(id, `${odd} instance`, tags)];
    return [
      {
        id,
        tags,
        kind: 'instance',
        instanceType,
        purchase: text(item, 'InstanceLifecycle') === 'spot' ? 'spot' : 'on-demand',
        running: RUNNING.has(stateOf(item)),
      },
    ];
  });
}

/** What makes a machine cost something else than Linux on shared hardware does; null for nothing. */
function oddity(item: unknown): string | null {
  const lifecycle = text(item, 'InstanceLifecycle');
  if (lifecycle !== null && lifecycle !== 'spot') return lifecycle;
  const platform = text(item, 'PlatformDetails') ?? text(item, 'Platform');
  if (platform !== null && !platform.startsWith('Linux/UNIX')) return platform;
  const tenancy = text(item, 'Placement', 'Tenancy');
  return tenancy === null || tenancy === 'default' ? null : `${tenancy}-tenancy`;
}

const DISKS: ReadonlySet<string> = new Set(['creating', 'available', 'in-use', 'error', '']);

/** A volume is paid from its creation until it is deleted, attached or not. https://aws.amazon.com/ebs/pricing/ */
export function volumesOf(volumes: Items): Inventory {
  return collect(volumes, (item) => {
    const id = text(item, 'VolumeId');
    if (id === null || !DISKS.has(stateOf(item))) return [];
    const tags = tagsOf(item);
    const volumeType = text(item, 'VolumeType');
    const gb = num(item, 'Size');
    if (volumeType === null || gb === null) return [unpriced(id, 'volume of unknown type or size', tags)];
    const [iops, throughput] = [num(item, 'Iops'), num(item, 'Throughput')];
    return [
      {
        id,
        tags,
        kind: 'volume',
        volumeType,
        gb,
        ...(iops === null ? {} : { iops }),
        ...(throughput === null ? {} : { throughput }),
      },
    ];
  });
}

const GATES: ReadonlySet<string> = new Set(['pending', 'available', 'deleting']);
const isOpen = (gateway: unknown): boolean => GATES.has(stateOf(gateway));

/**
 * A gateway is paid by the hour until it is deleted; a regional one in each zone that it serves.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html
 */
export function natGatewaysOf(gateways: Items): Inventory {
  return collect(gateways, (item) => {
    const id = text(item, 'NatGatewayId');
    if (id === null || !isOpen(item)) return [];
    const tags = tagsOf(item);
    const zones = new Set(
      list(item, 'NatGatewayAddresses').flatMap((one) => text(one, 'AvailabilityZone') ?? []),
    );
    const regional = text(item, 'AvailabilityMode') === 'regional';
    if (regional && zones.size === 0) return [unpriced(id, 'regional NAT gateway of unknown zones', tags)];
    return [
      {
        resource: { id, tags, kind: 'nat-gateway', count: regional ? zones.size : 1, gb: 0 },
        unseen: ['gb'],
      },
    ];
  });
}

interface Holders {
  Instances: Items;
  Addresses: Items;
  NatGateways: Items;
  LoadBalancers: Items;
}

/**
 * Every public IPv4 address once, whoever shows it: elastic ones, used or idle, those of running instances, of NAT gateways and
 * of balancers that face the Internet, one in each zone. Addresses that a customer brought are free.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#vpc-public-ipv4-addresses
 */
export function addressesOf({ Instances, Addresses, NatGateways, LoadBalancers }: Holders): Inventory {
  const found = new Map<string, Resource>();
  const own = new Set<string>();
  const put = (ip: string | null, tags: Record<string, string>): void => {
    if (ip === null || ip.includes(':') || own.has(ip) || found.has(ip)) return;
    found.set(ip, { id: ip, tags, kind: 'public-ipv4' });
  };
  for (const item of Addresses) {
    const ip = text(item, 'PublicIp');
    const pool = text(item, 'PublicIpv4Pool');
    if (ip !== null && pool !== null && pool !== 'amazon') own.add(ip);
    else put(ip, tagsOf(item));
  }
  for (const item of Instances.filter((one) => RUNNING.has(stateOf(one))))
    for (const ip of instanceAddresses(item)) put(ip, tagsOf(item));
  for (const item of NatGateways.filter(isOpen))
    for (const one of list(item, 'NatGatewayAddresses')) put(text(one, 'PublicIp'), tagsOf(item));
  for (const item of LoadBalancers.filter(faces)) {
    const zones = list(item, 'AvailabilityZones');
    const fixed = zones.flatMap((zone) =>
      list(zone, 'LoadBalancerAddresses').flatMap((one) => text(one, 'IpAddress') ?? []),
    );
    for (const ip of fixed) put(ip, tagsOf(item));
    const count = zones.length - fixed.length;
    const id = `${balancerId(item)} addresses`;
    if (count > 0) found.set(id, { id, tags: tagsOf(item), kind: 'public-ipv4', count });
  }
  return { resources: [...found.values()], unseen: [] };
}

function instanceAddresses(item: unknown): (string | null)[] {
  const interfaces = list(item, 'NetworkInterfaces');
  return [
    text(item, 'PublicIpAddress'),
    ...list(item, 'PublicAddresses').map((one) => (typeof one === 'string' ? one : null)),
    ...interfaces.map((one) => text(one, 'Association', 'PublicIp')),
    ...interfaces.flatMap((one) =>
      list(one, 'PrivateIpAddresses').map((address) => text(address, 'Association', 'PublicIp')),
    ),
  ];
}

const faces = (balancer: unknown): boolean =>
  text(balancer, 'Scheme') === 'internet-facing' &&
  stateOf(balancer) !== 'failed' &&
  text(balancer, 'IpAddressType') !== 'dualstack-without-public-ipv4';

const balancerId = (item: unknown): string | null =>
  text(item, 'LoadBalancerName') ?? text(item, 'LoadBalancerArn');

/** An interface endpoint is paid in each zone, a gateway endpoint is free. https://aws.amazon.com/privatelink/pricing/ */
export function endpointsOf(endpoints: Items): Inventory {
  return collect(endpoints, (item) => {
    const id = text(item, 'VpcEndpointId');
    const kind = text(item, 'VpcEndpointType')?.toLowerCase() ?? 'gateway';
    if (id === null || kind === 'gateway' || !['available', 'pending'].includes(stateOf(item))) return [];
    const tags = tagsOf(item);
    if (kind !== 'interface') return [unpriced(id, `VPC endpoint of type ${kind}`, tags)];
    const zones = list(item, 'SubnetIds').length;
    return [{ resource: { id, tags, kind: 'interface-endpoint', zones, gb: 0 }, unseen: ['gb'] }];
  });
}

/** https://aws.amazon.com/elasticloadbalancing/pricing/ */
export function balancersOf(balancers: Items): Inventory {
  return collect(balancers, (item) => {
    const id = balancerId(item);
    if (id === null || stateOf(item) === 'failed') return [];
    const tags = tagsOf(item);
    const type = field(item, 'Type');
    if (type !== 'application' && type !== 'network')
      return [unpriced(id, `load balancer of type ${text(item, 'Type') ?? 'unknown'}`, tags)];
    return [{ resource: { id, tags, kind: 'load-balancer', type, lcu: 0 }, unseen: ['lcu'] }];
  });
}
