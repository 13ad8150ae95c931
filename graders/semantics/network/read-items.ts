/** Gateways, ACLs, groups, endpoints and interfaces from describe output. */
import { parseCidr, type Cidr } from './cidr.ts';
import { fieldsOf, listOf, namedOf, stateOf, textOf, textsOf } from './json.ts';
import { compareText, readAclRules, readGroupRules } from './read-rules.ts';
import type {
  AttachedGateway,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  SecurityGroup,
  VpcEndpoint,
} from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Each block once, ascending by text. */
export function uniqueBlocks(texts: readonly unknown[]): Cidr[] {
  const cidrs = texts.flatMap((text) => parseCidr(text) ?? []);
  return [...new Map(cidrs.map((cidr) => [cidr.text, cidr])).values()].sort((a, b) =>
    compareText(a.text, b.text),
  );
}

export function readAttached(id: string, item: Fields): AttachedGateway {
  const live = (listOf(item['Attachments']) ?? []).filter((attachment) =>
    ['available', 'attached'].includes(stateOf(attachment['State']) ?? 'attached'),
  );
  return {
    ...namedOf(id, item['Tags']),
    vpcIds: new Set(live.flatMap((attachment) => textOf(attachment['VpcId']) ?? [])),
  };
}

export function readNat(id: string, item: Fields): NatGateway {
  const addresses = listOf(item['NatGatewayAddresses']);
  const vpcId = textOf(item['VpcId']);
  const subnetId = textOf(item['SubnetId']);
  return {
    ...namedOf(id, item['Tags']),
    vpcId,
    subnetId,
    state: stateOf(item['State']) ?? 'unknown',
    isPublic: (stateOf(item['ConnectivityType']) ?? 'public') === 'public',
    regional: stateOf(item['AvailabilityMode']) === 'regional',
    hasPublicAddress: addresses?.length ? addresses.some(isPublicAddress) : undefined,
  };
}

function isPublicAddress(address: Fields): boolean {
  const associated = (stateOf(address['Status']) ?? 'succeeded') === 'succeeded';
  return associated && textOf(address['PublicIp']) !== undefined;
}

export function readAcl(id: string, item: Fields): NetworkAcl {
  const entries = listOf(item['Entries']);
  const given = entries ?? [{}];
  return {
    ...namedOf(id, item['Tags']),
    vpcId: textOf(item['VpcId']) ?? '',
    isDefault: item['IsDefault'] === true,
    subnetIds: textsOf((listOf(item['Associations']) ?? []).map((association) => association['SubnetId'])),
    inbound: readAclRules(id, given, false),
    outbound: readAclRules(id, given, true),
  };
}

export function readGroup(
  id: string,
  item: Fields,
  lists: ReadonlyMap<string, readonly Cidr[]>,
): SecurityGroup {
  const groupName = textOf(item['GroupName']);
  const vpcId = textOf(item['VpcId']);
  const { name } = namedOf(id, item['Tags']);
  const label = name ?? groupName;
  return {
    id,
    name: label,
    groupName,
    vpcId,
    inbound: readGroupRules({ groupId: id, vpcId }, item['IpPermissions'], lists),
    outbound: readGroupRules({ groupId: id, vpcId }, item['IpPermissionsEgress'], lists),
  };
}

export function readEndpoint(id: string, item: Fields): VpcEndpoint {
  const vpcId = textOf(item['VpcId']);
  const policy = textOf(item['PolicyDocument']);
  return {
    ...namedOf(id, item['Tags']),
    vpcId,
    type: stateOf(item['VpcEndpointType']) ?? 'gateway',
    service: textOf(item['ServiceName']) ?? '',
    state: stateOf(item['State']) ?? 'unknown',
    routeTableIds: Array.isArray(item['RouteTableIds']) ? textsOf(item['RouteTableIds']) : undefined,
    subnetIds: textsOf(item['SubnetIds']),
    groupIds: textsOf((listOf(item['Groups']) ?? []).map((group) => group['GroupId'])),
    privateDns: item['PrivateDnsEnabled'] === true,
    policy,
  };
}

export function readInterface(id: string, item: Fields): NetworkInterface {
  const privates = listOf(item['PrivateIpAddresses']) ?? [];
  const subnetId = textOf(item['SubnetId']);
  return {
    ...namedOf(id, item['TagSet']),
    subnetId,
    addresses: uniqueBlocks([
      ...privates.map((address) => address['PrivateIpAddress']),
      ...(listOf(item['Ipv6Addresses']) ?? []).map((address) => address['Ipv6Address']),
    ]),
    hasPublicIpv4: privates.some(
      (address) => textOf(fieldsOf(address['Association'])['PublicIp']) !== undefined,
    ),
    groupIds: textsOf((listOf(item['Groups']) ?? []).map((group) => group['GroupId'])),
  };
}
