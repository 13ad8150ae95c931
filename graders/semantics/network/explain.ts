/** Hops and answers in words, for a learner to read and for the map's text alternative. */
import type { Answer, Hop, Path, Why } from './answer.ts';
import type { Doubt } from './types.ts';

const GUIDE = 'https://docs.aws.amazon.com/vpc/latest/userguide/';
const LINK = 'https://docs.aws.amazon.com/vpc/latest/privatelink/';
const API = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/';

const ACLS = `${GUIDE}nacl-rules.html`;
const GROUPS = `${GUIDE}security-group-rules.html`;
const TABLES = `${GUIDE}subnet-route-tables.html`;
const PRIORITY = `${GUIDE}route-tables-priority.html`;
const INTERNET = `${GUIDE}VPC_Internet_Gateway.html`;
const NAT = `${GUIDE}vpc-nat-gateway.html`;
const NAT_TROUBLE = `${GUIDE}nat-gateway-troubleshooting.html`;
const EGRESS_ONLY = `${GUIDE}egress-only-internet-gateway.html`;
const ENDPOINTS = `${LINK}gateway-endpoints.html`;

const PAGES: Record<Why, string> = {
  'in-subnet': `${GUIDE}configure-subnets.html`,
  'same-subnet': `${GUIDE}vpc-network-acls.html`,
  'group-admits': GROUPS,
  'acl-allows': ACLS,
  routed: PRIORITY,
  attached: INTERNET,
  translates: NAT,
  'endpoint-available': ENDPOINTS,
  'zone-down': `${GUIDE}configure-subnets.html`,
  'no-common-family': `${GUIDE}vpc-ip-addressing.html`,
  'no-public-address': INTERNET,
  'vacant-address': `${GUIDE}subnet-sizing.html`,
  'group-blocks': GROUPS,
  'acl-denies': `${GUIDE}custom-network-acl.html`,
  'no-route': TABLES,
  blackhole: `${API}API_Route.html`,
  'no-internet-gateway': INTERNET,
  'igw-detached': INTERNET,
  'egress-only-gone': EGRESS_ONLY,
  'egress-only-inbound': EGRESS_ONLY,
  'egress-only-ipv4': EGRESS_ONLY,
  'endpoint-gone': ENDPOINTS,
  'nat-gone': NAT_TROUBLE,
  'nat-not-available': NAT_TROUBLE,
  'nat-elsewhere': NAT,
  'nat-private': NAT,
  'nat-no-address': NAT_TROUBLE,
  'nat-ipv6': `${GUIDE}nat-gateway-nat64-dns64.html`,
  'nat-subnet-not-public': NAT_TROUBLE,
  'not-on-internet': `${GUIDE}vpc-ip-addressing.html`,
  'reply-not-by-igw': INTERNET,
  'reply-not-local': PRIORITY,
  'public-access-blocked': `${GUIDE}security-vpc-bpa.html`,
  'wrong-gateway': TABLES,
  unknown: PRIORITY,
};

/** The AWS page behind the reason of a hop. */
export function pageOf(why: Why): string {
  return PAGES[why];
}

const PARTS: Record<Hop['part'], string> = {
  subnet: 'subnet',
  address: 'address behind',
  'security-groups': 'security group',
  'network-acl': 'network ACL',
  'route-table': 'route table',
  'edge-route-table': 'gateway route table',
  'internet-gateway': 'internet gateway',
  'nat-gateway': 'NAT gateway',
  'egress-only-internet-gateway': 'egress-only internet gateway',
  'vpc-endpoint': 'VPC endpoint',
  'block-public-access': 'VPC Block Public Access on',
  gateway: 'gateway',
};

function subject({ part, resource, name }: Hop): string {
  return `${PARTS[part]} ${name === undefined ? resource : `${name} (${resource})`}`;
}

/** `rule 100 (10.0.0.0/16)`, or `its last rule (*)`. */
function ruleText(hop: Hop): string {
  if (hop.rule === undefined || hop.rule.number === '*')
    return 'the last rule (*), which denies everything else';
  return `rule ${hop.rule.number} (${hop.rule.source})`;
}

function routeText({ route, peer }: Hop): string {
  if (route === undefined) return `no route to ${peer ?? 'there'}`;
  const list = route.prefixListId === undefined ? '' : ` from ${route.prefixListId}`;
  return `${route.destination}${list} to ${route.target}`;
}

/** `in from 10.0.1.4` or `out to 18.0.0.10`. */
function towards({ flow, peer }: Hop): string {
  return `${flow ?? 'out'} ${flow === 'in' ? 'from' : 'to'} ${peer ?? 'anywhere'}`;
}

/** The gateway itself, or the route table that leads to it. */
function target(hop: Hop, predicate: string): string {
  return hop.route === undefined
    ? `${subject(hop)} ${predicate}`
    : `${subject(hop)} of ${hop.subnetId} leads to ${hop.route.target}, which ${predicate}`;
}

export function explainDoubt({ construct, resource }: Doubt): string {
  return `${construct} (${resource})`;
}

const IN_WORDS: Record<Why, (hop: Hop) => string> = {
  'in-subnet': (hop) => `${subject(hop)} is up${hop.detail === undefined ? '' : ` in ${hop.detail}`}`,
  'same-subnet': (hop) => `both ends are in ${subject(hop)}, so no network ACL and no route table is asked`,
  'group-admits': (hop) =>
    `${subject(hop)} lets ${hop.traffic} ${hop.flow}, because a rule names ${hop.admittedBy?.peers.join(', ') ?? 'it'}`,
  'acl-allows': (hop) => `${subject(hop)} lets ${hop.traffic} ${towards(hop)} by ${ruleText(hop)}`,
  routed: (hop) =>
    `${subject(hop)}${hop.mainTable ? ', the main table,' : ''} sends it by the route ${routeText(hop)}`,
  attached: (hop) => `${subject(hop)} is attached to the VPC`,
  translates: (hop) => `${subject(hop)} is available and public`,
  'endpoint-available': (hop) => `${subject(hop)} is available`,
  'zone-down': (hop) => `${subject(hop)} is gone with its zone ${hop.detail ?? 'unnamed'}`,
  'no-common-family': (hop) =>
    hop.detail === undefined
      ? 'the two ends have no address family in common'
      : `one of the ends has no ${hop.detail} address`,
  'no-public-address': (hop) => `the interface in ${hop.resource} has no public IPv4 address`,
  'vacant-address': (hop) => `no subnet of ${hop.resource} holds the address`,
  'group-blocks': (hop) => `no rule of ${subject(hop)} lets ${hop.traffic} ${towards(hop)}`,
  'acl-denies': (hop) =>
    `${subject(hop)} stops ${hop.direction === 'reply' ? 'the reply, ' : ''}${hop.traffic} ${towards(hop)} at ${ruleText(hop)}`,
  'no-route': (hop) =>
    `${subject(hop)}${hop.mainTable ? ', the main table,' : ''} of ${hop.subnetId} has ${
      hop.route === undefined ? routeText(hop) : `only the route ${routeText(hop)}`
    }`,
  blackhole: (hop) => target(hop, 'is gone, so the route is a blackhole'),
  'no-internet-gateway': (hop) => `no internet gateway is attached to ${hop.resource}`,
  'igw-detached': (hop) => target(hop, 'is not attached to this VPC'),
  'egress-only-gone': (hop) => target(hop, 'is not attached to this VPC'),
  'egress-only-inbound': (hop) => target(hop, 'lets nobody in'),
  'egress-only-ipv4': (hop) => target(hop, 'carries IPv6 only'),
  'endpoint-gone': (hop) => target(hop, 'is not available'),
  'nat-gone': (hop) => target(hop, 'does not exist'),
  'nat-not-available': (hop) => target(hop, `is in state ${hop.detail ?? 'unknown'}`),
  'nat-elsewhere': (hop) => target(hop, `belongs to another VPC (${hop.detail ?? 'unknown'})`),
  'nat-private': (hop) => target(hop, 'is private and has no way to the Internet'),
  'nat-no-address': (hop) => target(hop, 'has no Elastic IP address'),
  'nat-ipv6': (hop) => target(hop, 'carries no IPv6 traffic'),
  'nat-subnet-not-public': (hop) =>
    `the NAT gateway stands in ${hop.subnetId}, whose ${subject(hop)} does not lead to an internet gateway (${routeText(hop)})`,
  'not-on-internet': (hop) => `nobody on the Internet has the address ${hop.peer ?? 'asked for'}`,
  'reply-not-by-igw': (hop) =>
    `${subject(hop)} of ${hop.subnetId} sends the reply elsewhere than to an internet gateway (${routeText(hop)})`,
  'reply-not-local': (hop) =>
    `${subject(hop)} of ${hop.subnetId} does not send the reply back (${routeText(hop)})`,
  'public-access-blocked': (hop) => `${subject(hop)} is ${hop.detail ?? 'on'}`,
  'wrong-gateway': (hop) =>
    `it goes through ${hop.resource}, not through the ${hop.detail ?? 'expected gateway'}`,
  unknown: (hop) => `${subject(hop)} cannot be told: ${(hop.doubts ?? []).map(explainDoubt).join(', ')}`,
};

/** One hop as a clause without full stop. */
export function explainHop(hop: Hop): string {
  const said = IN_WORDS[hop.why](hop);
  if (hop.result !== 'partial') return said;
  return `${said} (some addresses only)`;
}

/** A path as its hops in words, in the order of the packet. */
export function explainPath(path: Path): string[] {
  return path.hops.map((hop) => `${hop.direction === 'reply' ? 'reply: ' : ''}${explainHop(hop)}`);
}

/** The answer in one sentence without full stop. */
export function explainAnswer(answer: Answer): string {
  const { outcome, broken, doubts, paths } = answer;
  if (outcome === 'unknown') return `it depends on ${doubts.map(explainDoubt).join(', ')}`;
  if (outcome === 'reach') {
    const ways = [...new Set(paths.flatMap(({ via }) => via ?? []))];
    return ways.length === 0 ? 'it gets through' : `it gets through by ${ways.join(' and ')}`;
  }
  const why = broken === undefined ? '' : `: ${explainHop(broken)}`;
  return outcome === 'mixed' ? `only some of it gets through${why}` : `it does not get through${why}`;
}
