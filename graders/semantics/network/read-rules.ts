/** Network ACL entries and security group permissions as rules; what cannot be read becomes a doubt, never a guess. */
import { EVERYWHERE, parseCidr, type Cidr, type Family } from './cidr.ts';
import { fieldsOf, intOf, listOf, textOf } from './json.ts';
import { NOTHING, spansOf, type Spans } from './spans.ts';
import { ANY_PROTOCOL, ICMP, ICMPV6, icmpMatch, protocolNumber, trafficMatch } from './traffic.ts';
import type { AclRule, AclRules, Doubt, GroupRule, TrafficMatch } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;
type PrefixLists = ReadonlyMap<string, readonly Cidr[]>;

const ANYTHING: TrafficMatch = { protocol: ANY_PROTOCOL };

function spansByFamily(cidrs: readonly Cidr[]): Record<Family, Spans> {
  const of = (family: Family): Spans =>
    spansOf(cidrs.filter((cidr) => cidr.family === family).map((cidr) => cidr.span));
  return { 4: of(4), 6: of(6) };
}

/** Rules of one direction in the order AWS tries them (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html). */
export function readAclRules(aclId: string, entries: readonly Fields[], egress: boolean): AclRules {
  const parsed = entries.flatMap((entry) => readAclEntry(aclId, entry, egress));
  const pick = (favoured: boolean): readonly AclRule[] =>
    parsed
      .filter(({ doubt, action }) => doubt === undefined || action === undefined || action === favoured)
      .map(({ action, ...rule }) => ({ ...rule, allow: action ?? favoured }))
      .sort(
        (a, b) =>
          a.number - b.number ||
          Number(b.allow === favoured) - Number(a.allow === favoured) ||
          compareText(JSON.stringify([a.source, a.match]), JSON.stringify([b.source, b.match])),
      );
  const strict = pick(false);
  const numbers = new Set(parsed.map(({ number }) => number));
  const certain = numbers.size === parsed.length && parsed.every(({ doubt }) => doubt === undefined);
  return { strict, generous: certain ? strict : pick(true) };
}

type ParsedEntry = Omit<AclRule, 'allow'> & { readonly action: boolean | undefined };

function readAclEntry(aclId: string, entry: Fields, egress: boolean): ParsedEntry[] {
  const side = entry['Egress'];
  if (typeof side === 'boolean' && side !== egress) return [];
  const number = intOf(entry['RuleNumber']);
  const action = { allow: true, deny: false }[textOf(entry['RuleAction'])?.toLowerCase() ?? ''];
  const texts = [entry['CidrBlock'], entry['Ipv6CidrBlock']].filter((text) => text != null);
  const cidrs = texts.map(parseCidr).filter((cidr) => cidr !== undefined);
  const family = cidrs[0]?.family ?? 4;
  const match = aclMatch(entry, family);
  const known = cidrs.length > 0 && cidrs.length === texts.length;
  const sound =
    typeof side === 'boolean' && number !== undefined && action !== undefined && match !== undefined && known;
  return [
    {
      number: number ?? 0,
      action,
      match: match ?? ANYTHING,
      cidr: known ? spansByFamily(cidrs) : EVERYWHERE,
      source: known ? cidrs.map((cidr) => cidr.text).join(', ') : 'unreadable',
      doubt: sound
        ? undefined
        : { construct: 'malformed-acl-entry', resource: `${aclId} rule ${number ?? 'unnumbered'}` },
    },
  ];
}

/** Protocol 58 with an IPv4 block takes every type and code (API_NetworkAclEntry, CreateNetworkAclEntry). */
function aclMatch(entry: Fields, family: Family): TrafficMatch | undefined {
  const protocol = protocolNumber(entry['Protocol']);
  if (protocol === ICMP || (protocol === ICMPV6 && family === 6)) {
    const { Type: type, Code: code } = fieldsOf(entry['IcmpTypeCode']);
    return icmpMatch(protocol, type, code);
  }
  const { From: from, To: to } = fieldsOf(entry['PortRange']);
  return trafficMatch(protocol, from, to);
}

/** The permissions of one direction of a group, in a fixed order. */
export function readGroupRules(
  { groupId, vpcId }: Owner,
  permissions: unknown,
  lists: PrefixLists,
): GroupRule[] {
  const given = listOf(permissions);
  const parsed =
    given === undefined
      ? [openRule({ construct: 'security-group-rules', resource: groupId })]
      : given.flatMap((permission) => readPermission(groupId, permission, lists));
  return parsed
    .map((rule) => ({ rule, key: JSON.stringify([rule.match, rule.peers, rule.doubt]) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ rule }) => ({ groupId, vpcId, ...rule }));
}

type Owner = Pick<GroupRule, 'groupId' | 'vpcId'>;
type Rule = Omit<GroupRule, keyof Owner>;

/** Might admit anything from anywhere. */
function openRule(doubt: Doubt, match: TrafficMatch = ANYTHING): Rule {
  return {
    match,
    cidr: EVERYWHERE,
    cidrs: [],
    groupIds: [],
    groupNames: [],
    peers: [doubt.resource],
    doubt,
  };
}

function readPermission(groupId: string, permission: Fields, lists: PrefixLists): Rule[] {
  const protocol = protocolNumber(permission['IpProtocol']);
  const match = groupMatch(protocol, permission['FromPort'], permission['ToPort']);
  const malformed: Doubt = { construct: 'malformed-permission', resource: groupId };
  const cidrs: Cidr[] = [];
  const doubts: Doubt[] = [];
  for (const text of [
    ...(listOf(permission['IpRanges']) ?? []).map((range) => range['CidrIp']),
    ...(listOf(permission['Ipv6Ranges']) ?? []).map((range) => range['CidrIpv6']),
  ]) {
    const cidr = parseCidr(text);
    if (cidr === undefined) doubts.push(malformed);
    else cidrs.push(cidr);
  }
  const peers = cidrs.map((cidr) => cidr.text);
  for (const { PrefixListId: value } of listOf(permission['PrefixListIds']) ?? []) {
    const id = textOf(value);
    const entries = id === undefined ? undefined : lists.get(id);
    if (entries === undefined)
      doubts.push(id === undefined ? malformed : { construct: 'prefix-list-entries', resource: id });
    else cidrs.push(...entries);
    if (entries !== undefined && id !== undefined) peers.push(id);
  }
  const pairs = listOf(permission['UserIdGroupPairs']) ?? [];
  const groupIds = pairs.flatMap((pair) => textOf(pair['GroupId']) ?? []);
  const groupNames = pairs.flatMap((pair) =>
    textOf(pair['GroupId']) === undefined ? (textOf(pair['GroupName']) ?? []) : [],
  );
  if (groupIds.length + groupNames.length < pairs.length) doubts.push(malformed);
  const rule: Rule = {
    match: match ?? ANYTHING,
    cidr: spansByFamily(cidrs),
    cidrs,
    groupIds: groupIds.sort(),
    groupNames: groupNames.sort(),
    peers: [...peers, ...groupIds, ...groupNames].sort(),
    doubt: match === undefined ? malformed : undefined,
  };
  return [...(rule.peers.length > 0 ? [rule] : []), ...doubts.map((doubt) => openRule(doubt, rule.match))];
}

/** ICMPv6 without a range takes every type and code; ICMP must say (AuthorizeSecurityGroupIngress, API_IpPermission). */
function groupMatch(protocol: number | undefined, from: unknown, to: unknown): TrafficMatch | undefined {
  if (protocol === ICMPV6 && from == null && to == null) return { protocol };
  return protocol === ICMP || protocol === ICMPV6
    ? icmpMatch(protocol, from, to)
    : trafficMatch(protocol, from, to);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const NO_ADDRESSES: Record<Family, Spans> = { 4: NOTHING, 6: NOTHING };
