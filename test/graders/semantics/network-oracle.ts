/**
 * A second implementation, as plain as it can be: one packet from one address to another, looked up in the raw
 * description, addresses as strings of bits. It shares no code with the model and is far too slow for anything else.
 */
import type {
  End,
  IpPermissionDescription,
  NetworkAclEntryDescription,
  Question,
  ReachOptions,
  RouteDescription,
  SubnetDescription,
} from '../../../graders/semantics/network/index.ts';
import type { Draft } from './network-kit.ts';

const known = new Map<string, string>();

/** `0`s and `1`s, 32 or 128 of them. */
export function bits(text: string): string {
  const found = known.get(text) ?? spellOut(text);
  known.set(text, found);
  return found;
}

function spellOut(text: string): string {
  if (!text.includes(':'))
    return text
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('');
  const [left = '', right] = text.split('::');
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const filler = Array.from({ length: 8 - groups(left).length - groups(right).length }, () => '0');
  const all = right === undefined ? groups(left) : [...groups(left), ...filler, ...groups(right)];
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

export function within(address: string, block: string): boolean {
  const [base = '', length = ''] = block.split('/');
  const [a, b] = [bits(address), bits(base)];
  const n = length === '' ? b.length : Number(length);
  return a.length === b.length && a.startsWith(b.slice(0, n));
}

/** Every address of a small block but the first four and the last. */
export function hostsOf(block: string): string[] {
  const [base = '', length = '0'] = block.split('/');
  const separator = base.includes(':') ? ':' : '.';
  const radix = separator === ':' ? 16 : 10;
  const total = base.includes(':') ? 128 : 32;
  const parts = base.split(separator);
  const last = Number.parseInt(parts.at(-1) ?? '0', radix);
  return Array.from({ length: 2 ** (total - Number(length)) }, (_, i) =>
    [...parts.slice(0, -1), (last + i).toString(radix)].join(separator),
  ).slice(4, -1);
}

interface Host {
  readonly address: string;
  readonly subnet?: SubnetDescription;
  readonly groups?: readonly string[];
}

function hosts(draft: Draft, end: End): Host[] {
  if (end.kind === 'internet')
    return ['18.0.0.10', '203.0.113.10', '2600::1'].map((address) => ({ address }));
  if (end.kind !== 'subnet') throw new Error('the oracle knows subnets and the Internet');
  const subnet = draft.Subnets.find(({ SubnetId }) => SubnetId === end.subnetId);
  if (subnet === undefined) throw new Error('no such subnet');
  const blocks = [
    ...(subnet.CidrBlock ? [subnet.CidrBlock] : []),
    ...(subnet.Ipv6CidrBlockAssociationSet ?? []).map((set) => set.Ipv6CidrBlock ?? ''),
  ];
  return blocks
    .flatMap(hostsOf)
    .map((address) => ({ address, subnet, ...(end.groupIds === undefined ? {} : { groups: end.groupIds }) }));
}

export function oracle(
  draft: Draft,
  from: End,
  to: End,
  question: Question,
  options: ReachOptions,
): 'reach' | 'no-reach' | 'mixed' {
  const sight = new Packets(draft, question, options);
  let yes = 0;
  let all = 0;
  for (const a of hosts(draft, from))
    for (const b of hosts(draft, to)) {
      if (bits(a.address).length !== bits(b.address).length) continue;
      all += 1;
      if (sight.connects(a, b)) yes += 1;
    }
  if (yes === 0) return 'no-reach';
  return yes === all ? 'reach' : 'mixed';
}

interface Flow {
  readonly protocol: number;
  readonly port?: number;
  readonly icmpType?: number;
}

class Packets {
  private readonly draft: Draft;
  private readonly question: Question;
  private readonly options: ReachOptions;

  constructor(draft: Draft, question: Question, options: ReachOptions) {
    this.draft = draft;
    this.question = question;
    this.options = options;
  }

  connects(a: Host, b: Host): boolean {
    const six = a.address.includes(':');
    const protocol = { tcp: 6, udp: 17, icmp: six ? 58 : 1 }[this.question.protocol];
    const request: Flow =
      this.question.protocol === 'icmp'
        ? { protocol, icmpType: six ? 128 : 8 }
        : { protocol, port: this.question.port ?? -1 };
    const replies: Flow[] =
      this.question.protocol === 'icmp'
        ? [{ protocol, icmpType: six ? 129 : 0 }]
        : [1024, 32768, 65535].map((port) => ({ protocol, port }));
    for (const host of [a, b]) if (host.subnet && this.isDown(host.subnet)) return false;
    if (!this.groupsLet(a, b, 'out', request) || !this.groupsLet(b, a, 'in', request)) return false;
    if (a.subnet && b.subnet) return this.inside(a.subnet, b.subnet, a, b, request, replies);
    if (a.subnet) return this.out(a.subnet, a.address, b.address, request, replies);
    return b.subnet !== undefined && this.into(b.subnet, a.address, request, replies);
  }

  private isDown(subnet: SubnetDescription): boolean {
    return this.options.down !== undefined && subnet.AvailabilityZone === this.options.down;
  }

  private wants(via: 'local' | 'internet-gateway' | 'nat-gateway' | 'egress-only-internet-gateway'): boolean {
    return this.options.via === undefined || this.options.via.includes(via);
  }

  private inside(
    s: SubnetDescription,
    t: SubnetDescription,
    a: Host,
    b: Host,
    request: Flow,
    replies: Flow[],
  ): boolean {
    if (!this.wants('local')) return false;
    if (s.SubnetId === t.SubnetId) return true;
    return (
      this.aclLets(s, true, b.address, request) &&
      this.aclLets(t, false, a.address, request) &&
      replies.every(
        (reply) => this.aclLets(t, true, a.address, reply) && this.aclLets(s, false, b.address, reply),
      )
    );
  }

  private out(s: SubnetDescription, a: string, b: string, request: Flow, replies: Flow[]): boolean {
    if (!this.aclLets(s, true, b, request)) return false;
    if (!replies.every((reply) => this.aclLets(s, false, b, reply))) return false;
    const route = this.lookup(s, b);
    if (route === undefined || route.State === 'blackhole') return false;
    if (this.isLiveIgw(route, s)) return this.wants('internet-gateway') && this.mode(s) === 'off';
    if (route.EgressOnlyInternetGatewayId === 'eigw-1' && a.includes(':'))
      return this.wants('egress-only-internet-gateway') && this.mode(s) !== 'block-bidirectional';
    const nat = this.draft.NatGateways.find(({ NatGatewayId }) => NatGatewayId === route.NatGatewayId);
    if (nat === undefined || nat.State !== 'available' || nat.ConnectivityType === 'private') return false;
    if (a.includes(':') || !this.wants('nat-gateway')) return false;
    if (nat.AvailabilityMode === 'regional')
      return (
        this.draft.InternetGateways.some((igw) => igw.Attachments?.some(({ VpcId }) => VpcId === s.VpcId)) &&
        (this.draft.Vpcs[0]?.BlockPublicAccessStates?.InternetGatewayBlockMode ?? 'off') !==
          'block-bidirectional'
      );
    if (!nat.NatGatewayAddresses?.some(({ PublicIp }) => PublicIp)) return false;
    const n = this.draft.Subnets.find(({ SubnetId }) => SubnetId === nat.SubnetId);
    if (n === undefined || this.isDown(n) || this.mode(n) === 'block-bidirectional') return false;
    const onward = this.lookup(n, b);
    if (onward === undefined || onward.State === 'blackhole' || !this.isLiveIgw(onward, n)) return false;
    const shared = n.SubnetId === s.SubnetId;
    return (
      (shared || this.aclLets(n, false, a, request)) &&
      this.aclLets(n, true, b, request) &&
      replies.every(
        (reply) => this.aclLets(n, false, b, reply) && (shared || this.aclLets(n, true, a, reply)),
      )
    );
  }

  private into(t: SubnetDescription, a: string, request: Flow, replies: Flow[]): boolean {
    if (!this.wants('internet-gateway') || this.mode(t) !== 'off') return false;
    const back = this.lookup(t, a);
    if (back === undefined || back.State === 'blackhole' || !this.isLiveIgw(back, t)) return false;
    return this.aclLets(t, false, a, request) && replies.every((reply) => this.aclLets(t, true, a, reply));
  }

  private mode(subnet: SubnetDescription): string {
    return (
      subnet.BlockPublicAccessStates?.InternetGatewayBlockMode ??
      this.draft.Vpcs[0]?.BlockPublicAccessStates?.InternetGatewayBlockMode ??
      'off'
    );
  }

  private isLiveIgw(route: RouteDescription, subnet: SubnetDescription): boolean {
    return this.draft.InternetGateways.some(
      (igw) =>
        igw.InternetGatewayId === route.GatewayId &&
        igw.Attachments?.some(({ VpcId }) => VpcId === subnet.VpcId),
    );
  }

  /** Tries the longest prefix first, one length after the other. */
  private lookup(subnet: SubnetDescription, address: string): RouteDescription | undefined {
    const explicit = this.draft.RouteTables.find((table) =>
      table.Associations?.some(
        ({ SubnetId, AssociationState }) =>
          SubnetId === subnet.SubnetId && (AssociationState?.State ?? 'associated') === 'associated',
      ),
    );
    const table =
      explicit ?? this.draft.RouteTables.find(({ Associations }) => Associations?.some(({ Main }) => Main));
    const candidates = (table?.Routes ?? []).flatMap((route) => {
      const list = this.draft.ManagedPrefixLists.find(
        ({ PrefixListId }) => PrefixListId === route.DestinationPrefixListId,
      );
      const blocks = list
        ? (list.Entries ?? []).map(({ Cidr }) => Cidr ?? '')
        : [route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? ''];
      const rank = list ? 1 : route.Origin === 'EnableVgwRoutePropagation' ? 2 : 0;
      return blocks.map((block) => ({ route, block, rank }));
    });
    for (let length = bits(address).length; length >= 0; length -= 1)
      for (const rank of [0, 1, 2])
        for (const candidate of candidates)
          if (
            candidate.rank === rank &&
            candidate.block.endsWith(`/${length}`) &&
            within(address, candidate.block)
          )
            return candidate.route;
    return undefined;
  }

  private aclLets(subnet: SubnetDescription, egress: boolean, other: string, flow: Flow): boolean {
    if (this.options.level === 'route') return true;
    const acl =
      this.draft.NetworkAcls.find(({ Associations }) =>
        Associations?.some(({ SubnetId }) => SubnetId === subnet.SubnetId),
      ) ?? this.draft.NetworkAcls.find(({ IsDefault }) => IsDefault);
    let best: NetworkAclEntryDescription | undefined;
    for (const entry of acl?.Entries ?? [])
      if (
        entry.Egress === egress &&
        within(other, entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '') &&
        flowFits(
          flow,
          String(entry.Protocol),
          entry.PortRange?.From,
          entry.PortRange?.To,
          entry.IcmpTypeCode?.Type,
        ) &&
        (best === undefined || (entry.RuleNumber ?? 0) < (best.RuleNumber ?? 0))
      )
        best = entry;
    return best?.RuleAction === 'allow';
  }

  private groupsLet(mine: Host, other: Host, flow: 'in' | 'out', packet: Flow): boolean {
    if (mine.groups === undefined || (this.options.level ?? 'groups') !== 'groups') return true;
    return mine.groups.some((id) => {
      const group = this.draft.SecurityGroups.find(({ GroupId }) => GroupId === id);
      const rules = flow === 'in' ? group?.IpPermissions : group?.IpPermissionsEgress;
      return (rules ?? []).some((rule) => this.ruleLets(rule, other, packet));
    });
  }

  private ruleLets(rule: IpPermissionDescription, other: Host, packet: Flow): boolean {
    const icmp = rule.IpProtocol === 'icmp';
    const ports = icmp ? [undefined, undefined] : [rule.FromPort, rule.ToPort];
    if (!flowFits(packet, String(rule.IpProtocol), ports[0], ports[1], icmp ? rule.FromPort : undefined))
      return false;
    const lists = (rule.PrefixListIds ?? []).flatMap(
      ({ PrefixListId }) =>
        this.draft.ManagedPrefixLists.find((list) => list.PrefixListId === PrefixListId)?.Entries ?? [],
    );
    const blocks = [
      ...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp ?? ''),
      ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6 ?? ''),
      ...lists.map(({ Cidr }) => Cidr ?? ''),
    ];
    return (
      blocks.some((block) => within(other.address, block)) ||
      (rule.UserIdGroupPairs ?? []).some(({ GroupId }) => (other.groups ?? []).includes(GroupId ?? ''))
    );
  }
}

function flowFits(
  flow: Flow,
  protocol: string,
  from: number | null | undefined,
  to: number | null | undefined,
  icmpType: number | null | undefined,
): boolean {
  if (protocol === '-1') return true;
  const number = { tcp: 6, udp: 17, icmp: 1 }[protocol] ?? Number(protocol);
  if (number !== flow.protocol) return false;
  if (flow.port !== undefined) return flow.port >= (from ?? 0) && flow.port <= (to ?? 65535);
  return icmpType === -1 || icmpType === flow.icmpType;
}
