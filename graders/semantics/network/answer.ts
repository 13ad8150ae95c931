/** What `reach` answers: a verdict, the path hop by hop, and the first thing that stops it. Plain data. */
import type { Family } from './cidr.ts';
import type { ProtocolName } from './traffic.ts';
import type { Doubt, TargetKind } from './types.ts';

/** One end of a question. */
export type End =
  /** Any address of the subnet that an interface can have; with `groupIds`, an interface that holds these groups. */
  | { readonly kind: 'subnet'; readonly subnetId: string; readonly groupIds?: readonly string[] }
  /** An interface as described, with its own addresses and groups. */
  | { readonly kind: 'interface'; readonly networkInterfaceId: string }
  /** A holder of these groups somewhere in `subnetIds` (default: anywhere in their VPC). Only groups are judged. */
  | {
      readonly kind: 'groups';
      readonly groupIds: readonly string[];
      readonly subnetIds?: readonly string[];
    }
  /** The Internet: 18.0.0.10 and 203.0.113.10, and 2600::1 where the other end has IPv6. */
  | { readonly kind: 'internet' }
  /** One address. Inside the VPC of the other end (or `vpcId`) it stands in the subnet that holds it. */
  | {
      readonly kind: 'address';
      readonly address: string;
      readonly vpcId?: string;
      readonly groupIds?: readonly string[];
    };

export interface Question {
  /** `icmp` is an echo request and its reply. */
  readonly protocol: ProtocolName;
  /** Destination port, for TCP and UDP. */
  readonly port?: number;
}

/** `route`: route tables and gateways. `acl`: also network ACLs. `groups`: also security groups. */
export type Level = 'route' | 'acl' | 'groups';

/** How traffic leaves the sender's subnet, or enters from the Internet. */
export type Via =
  'local' | 'internet-gateway' | 'nat-gateway' | 'egress-only-internet-gateway' | 'gateway-endpoint';

export interface ReachOptions {
  /** Default `groups`. */
  readonly level?: Level;
  /** The only ways that count; anything else is no-reach with `wrong-gateway`. */
  readonly via?: readonly Via[];
  /** An availability zone, by name or id, that is down: its subnets, zonal NAT gateways and interfaces are gone. */
  readonly down?: string;
  /** Ask about one address family only. Default: every family that both ends have. */
  readonly family?: Family;
}

export type Settled = 'reach' | 'no-reach' | 'mixed';
/** `mixed`: some addresses reach, others do not. `unknown`: it depends on something the model cannot evaluate. */
export type Outcome = Settled | 'unknown';

export type Part =
  | 'subnet'
  | 'address'
  | 'security-groups'
  | 'network-acl'
  | 'route-table'
  | 'edge-route-table'
  | 'internet-gateway'
  | 'nat-gateway'
  | 'egress-only-internet-gateway'
  | 'vpc-endpoint'
  | 'block-public-access'
  | 'gateway';

/** Why a hop passes, stops or cannot be told. */
export type Why =
  // passes
  | 'in-subnet'
  | 'group-admits'
  | 'acl-allows'
  | 'routed'
  | 'attached'
  | 'translates'
  | 'endpoint-available'
  | 'same-subnet'
  // stops
  | 'zone-down'
  | 'no-common-family'
  | 'no-public-address'
  | 'vacant-address'
  | 'group-blocks'
  | 'acl-denies'
  | 'no-route'
  | 'blackhole'
  | 'no-internet-gateway'
  | 'igw-detached'
  | 'egress-only-gone'
  | 'egress-only-inbound'
  | 'egress-only-ipv4'
  | 'endpoint-gone'
  | 'nat-gone'
  | 'nat-not-available'
  | 'nat-elsewhere'
  | 'nat-private'
  | 'nat-no-address'
  | 'nat-ipv6'
  | 'nat-subnet-not-public'
  | 'not-on-internet'
  | 'reply-not-by-igw'
  | 'reply-not-local'
  | 'public-access-blocked'
  | 'wrong-gateway'
  // cannot be told
  | 'unknown';

export interface Hop {
  readonly part: Part;
  readonly direction: 'request' | 'reply';
  /** For filters: out of or into the subnet or interface they guard. */
  readonly flow?: 'in' | 'out';
  readonly resource: string;
  readonly name?: string;
  /** The subnet where this happens. */
  readonly subnetId?: string;
  readonly result: 'pass' | 'stop' | 'partial' | 'unknown';
  readonly why: Why;
  /** `tcp 443` or the reply port that decided. */
  readonly traffic?: string;
  /** The other side's addresses that the hop looked at. */
  readonly peer?: string;
  /** The network ACL rule that decided; `*` is the one every list ends with. */
  readonly rule?: { readonly number: number | '*'; readonly allow: boolean; readonly source: string };
  /** The security group rule that admits. */
  readonly admittedBy?: { readonly groupId: string; readonly peers: readonly string[] };
  readonly route?: {
    readonly destination: string;
    readonly prefixListId?: string;
    readonly kind: TargetKind;
    readonly target: string;
  };
  /** For route tables: the subnet has no explicit association and uses the VPC's main table. */
  readonly mainTable?: boolean;
  /** State of a gateway that is not available, or the expected ways of `via`. */
  readonly detail?: string;
  readonly doubts?: readonly Doubt[];
}

export interface Path {
  readonly family: Family;
  readonly from: string;
  readonly to: string;
  /** Undefined when no gateway or route was found. */
  readonly via?: Via;
  readonly outcome: Outcome;
  readonly possible: readonly Settled[];
  /** An IPv4 address behind an internet gateway is taken to have a public address, unless an interface says otherwise. */
  readonly assumesPublicAddress: boolean;
  readonly hops: readonly Hop[];
}

export interface Answer {
  readonly outcome: Outcome;
  /** The outcomes that the unknowns leave open; one when there is no doubt. */
  readonly possible: readonly Settled[];
  /** One path for each family and route taken. */
  readonly paths: readonly Path[];
  /** The first hop that stops all or some of the traffic. */
  readonly broken?: Hop;
  /** What the outcome depends on, when it is unknown. */
  readonly doubts: readonly Doubt[];
}

/** Whether an answer is the wanted outcome: true, false, or undefined when it depends on a doubt (blocked). */
export function settles(answer: Answer, wanted: Settled): boolean | undefined {
  if (!answer.possible.includes(wanted)) return false;
  return answer.possible.length === 1 ? true : undefined;
}
