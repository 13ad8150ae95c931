/** The vocabulary of the network model: the network once it is parsed, a question, and an answer as plain data. */
import type { Cidr, Family } from './cidr.ts';
import type { Collection } from './description.ts';
import type { Span, Spans } from './spans.ts';

/** Something the model cannot evaluate, or that was not read. `construct` is what a judge reports. */
export interface Doubt {
  /** For example `transit-gateway`, `prefix-list-entries`, `not-read:NatGateways`, `malformed-acl-entry`. */
  readonly construct: string;
  readonly resource: string;
}

export interface Named {
  readonly id: string;
  /** The Name tag, when there is one. */
  readonly name?: string;
}

export interface Vpc extends Named {
  readonly blocks: readonly Cidr[];
  readonly blockMode?: string;
}

export interface Subnet extends Named {
  readonly vpcId: string;
  readonly zone?: string;
  readonly zoneId?: string;
  readonly blocks: readonly Cidr[];
  /** The addresses that an interface in it can have. */
  readonly usable: Record<Family, Spans>;
  readonly blockMode?: string;
  readonly doubts: readonly Doubt[];
}

export type TargetKind =
  | 'local'
  | 'internet-gateway'
  | 'nat-gateway'
  | 'egress-only-internet-gateway'
  | 'vpc-endpoint'
  | 'vpc-peering-connection'
  | 'transit-gateway'
  | 'virtual-private-gateway'
  | 'network-interface'
  | 'instance'
  | 'local-gateway'
  | 'carrier-gateway'
  | 'core-network'
  | 'odb-network'
  | 'unknown-target';

export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
}

export interface Route {
  readonly destination: Cidr;
  /** Set when the destination comes from a prefix list. */
  readonly prefixListId?: string;
  readonly target: Target;
  /** `active` or `blackhole` on AWS. */
  readonly state: string;
  /** Among equal lengths: static 0, prefix list 1, propagated 2 (route-tables-priority). */
  readonly rank: number;
}

/** A route whose destination is not known: it may take any traffic, or none. */
export interface OpenRoute {
  readonly doubt: Doubt;
  readonly target: Target;
  readonly state: string;
}

export interface RouteTable extends Named {
  readonly vpcId: string;
  readonly main: boolean;
  /** Longest prefix first. */
  readonly routes: readonly Route[];
  readonly open: readonly OpenRoute[];
  /** State by explicitly associated subnet. */
  readonly subnets: ReadonlyMap<string, string>;
  /** Gateways whose incoming traffic this table routes. */
  readonly gatewayIds: readonly string[];
}

/** The table that rules a subnet. */
export interface EffectiveTable {
  /** Absent when no table of the VPC is known to rule the subnet. */
  readonly table?: RouteTable;
  readonly how: 'explicit' | 'main';
  /** State of an explicit association that does not count yet. */
  readonly pending?: string;
  readonly doubts: readonly Doubt[];
}

/** An internet or egress-only internet gateway: the VPCs it is attached to. */
export interface AttachedGateway extends Named {
  readonly vpcIds: ReadonlySet<string>;
}

export interface NatGateway extends Named {
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly state: string;
  readonly isPublic: boolean;
  readonly regional: boolean;
  /** undefined: the addresses were not read. */
  readonly hasPublicAddress?: boolean;
}

/** `-1` is every protocol, otherwise the IANA number. */
export interface Traffic {
  readonly protocol: number;
  /** The destination port of TCP and UDP. */
  readonly port?: number;
  readonly icmp?: { readonly type: number; readonly code: number };
}

/** Which traffic a rule speaks about. Absent members do not restrict. */
export interface TrafficMatch {
  readonly protocol: number;
  readonly ports?: Span;
  readonly icmp?: { readonly type: number; readonly code: number };
}

export interface AclRule {
  readonly number: number;
  readonly allow: boolean;
  readonly match: TrafficMatch;
  readonly cidr: Record<Family, Spans>;
  /** As written: `10.0.0.0/16`. */
  readonly source: string;
  readonly doubt?: Doubt;
}

/** Two readings of one direction's rules: doubtful ones taken against the packet, and in its favour. */
export interface AclRules {
  readonly strict: readonly AclRule[];
  readonly generous: readonly AclRule[];
}

export interface NetworkAcl extends Named {
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  readonly inbound: AclRules;
  readonly outbound: AclRules;
}

export interface GroupRule {
  /** The group that has the rule, and its VPC. */
  readonly groupId: string;
  readonly vpcId?: string;
  readonly match: TrafficMatch;
  readonly cidr: Record<Family, Spans>;
  /** The same as blocks, prefix lists expanded. */
  readonly cidrs: readonly Cidr[];
  /** Groups whose holders are peers of this rule. */
  readonly groupIds: readonly string[];
  readonly groupNames: readonly string[];
  /** Peers as written, ascending. */
  readonly peers: readonly string[];
  /** The rule, or some of its peers, cannot be read: it may admit anything. */
  readonly doubt?: Doubt;
}

export interface SecurityGroup extends Named {
  readonly groupName?: string;
  readonly vpcId?: string;
  readonly inbound: readonly GroupRule[];
  readonly outbound: readonly GroupRule[];
}

export interface VpcEndpoint extends Named {
  readonly vpcId?: string;
  readonly type: string;
  readonly service: string;
  readonly state: string;
  readonly routeTableIds?: readonly string[];
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly privateDns: boolean;
  readonly policy?: string;
}

export interface NetworkInterface extends Named {
  readonly subnetId?: string;
  readonly addresses: readonly Cidr[];
  readonly hasPublicIpv4: boolean;
  readonly groupIds: readonly string[];
}

/** A parsed description. Make one with `readNetwork`; every list in it is in a fixed order. */
export interface Network {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly routeTables: ReadonlyMap<string, RouteTable>;
  readonly internetGateways: ReadonlyMap<string, AttachedGateway>;
  readonly egressOnlyGateways: ReadonlyMap<string, AttachedGateway>;
  readonly natGateways: ReadonlyMap<string, NatGateway>;
  readonly networkAcls: ReadonlyMap<string, NetworkAcl>;
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  readonly prefixLists: ReadonlyMap<string, readonly Cidr[]>;
  readonly vpcEndpoints: ReadonlyMap<string, VpcEndpoint>;
  readonly networkInterfaces: ReadonlyMap<string, NetworkInterface>;
  readonly notRead: ReadonlySet<Collection>;
  /** By subnet, where one is known. Ask `effectiveRouteTable` and `networkAclOf`. */
  readonly tableOf: ReadonlyMap<string, EffectiveTable>;
  readonly aclOf: ReadonlyMap<string, NetworkAcl>;
}
