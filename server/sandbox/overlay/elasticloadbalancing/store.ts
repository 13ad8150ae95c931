/** Balancers, listeners and target groups as they are kept, by region and ARN. */
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OverlayContext } from '../../types.ts';

export interface BalancerRecord {
  arn: string;
  name: string;
  dnsName: string;
  createdAt: string;
  scheme: string;
  vpcId: string;
  type: 'application' | 'network';
  zones: { ZoneName: string; SubnetId: string }[];
  securityGroups: string[];
  ipAddressType: string;
  /** Provisioning until then. */
  activeAt: string;
  attributes: Record<string, string>;
}

export interface RuleRecord {
  arn: string;
  /** `default`, or a number as text. */
  priority: string;
  conditions: Sdk.RuleCondition[];
  actions: Sdk.Action[];
}

export interface ListenerRecord {
  arn: string;
  balancer: string;
  port: number;
  protocol: string;
  /** The first one is the default. */
  certificates: string[];
  sslPolicy?: string;
  rules: RuleRecord[];
  alpnPolicy?: string[];
  mutualAuthentication?: Sdk.MutualAuthenticationAttributes;
  attributes: Record<string, string>;
}

export interface TargetGroupRecord {
  arn: string;
  name: string;
  settings: Omit<Sdk.TargetGroup, 'TargetGroupArn' | 'TargetGroupName' | 'LoadBalancerArns'>;
  targets: { id: string; port: number | undefined; zone: string | undefined; healthyAt: string }[];
  attributes: Record<string, string>;
}

type Kind = 'balancer' | 'listener' | 'group';
interface Records {
  balancer: BalancerRecord;
  listener: ListenerRecord;
  group: TargetGroupRecord;
}

const keyOf = ({ region }: OverlayContext, kind: Kind, arn: string): string => `${kind}/${region}/${arn}`;

export function find<K extends Kind>(context: OverlayContext, kind: K, arn: string): Records[K] | undefined {
  return context.state.get<Records[K]>(keyOf(context, kind, arn));
}

/** By ARN, which begins with type and name. */
export function all<K extends Kind>(context: OverlayContext, kind: K): Records[K][] {
  return context.state
    .keys(keyOf(context, kind, ''))
    .flatMap((key) => context.state.get<Records[K]>(key) ?? []);
}

export function keep<K extends Kind>(context: OverlayContext, kind: K, record: Records[K]): void {
  context.state.set(keyOf(context, kind, record.arn), record);
}

export function drop(context: OverlayContext, kind: Kind, arn: string): void {
  context.state.delete(keyOf(context, kind, arn));
  context.state.delete(`tags/${arn}`);
}

export function refused(code: string, message: string): AwsError {
  return new AwsError(code, message, 400);
}

export function invalid(message: string): AwsError {
  return refused('ValidationError', message);
}

/** @throws AwsError LoadBalancerNotFound */
export function balancerOf(context: OverlayContext, arn: unknown): BalancerRecord {
  const found = find(context, 'balancer', String(arn));
  if (found === undefined) throw refused('LoadBalancerNotFound', 'One or more load balancers not found');
  return found;
}

/** @throws AwsError ListenerNotFound */
export function listenerOf(context: OverlayContext, arn: unknown): ListenerRecord {
  const found = find(context, 'listener', String(arn));
  if (found === undefined) throw refused('ListenerNotFound', 'One or more listeners not found');
  return found;
}

/** @throws AwsError TargetGroupNotFound */
export function groupOf(context: OverlayContext, arn: unknown): TargetGroupRecord {
  const found = find(context, 'group', String(arn));
  if (found === undefined) throw refused('TargetGroupNotFound', 'One or more target groups not found');
  return found;
}

export function listenersOf(context: OverlayContext, balancer: string): ListenerRecord[] {
  return all(context, 'listener')
    .filter((one) => one.balancer === balancer)
    .toSorted((a, b) => a.port - b.port);
}

/** The target groups that an action sends to. */
export function groupsOfAction({ TargetGroupArn, ForwardConfig }: Sdk.Action): string[] {
  const many = (ForwardConfig?.TargetGroups ?? []).flatMap((one) => one.TargetGroupArn ?? []);
  return [...new Set(TargetGroupArn === undefined ? many : [TargetGroupArn, ...many])];
}

/** The balancers that send to a group, by their listeners' rules. */
export function balancersUsing(context: OverlayContext, group: string): string[] {
  const using = all(context, 'listener').filter(({ rules }) =>
    rules.some(({ actions }) => actions.some((action) => groupsOfAction(action).includes(group))),
  );
  return [...new Set(using.map(({ balancer }) => balancer))];
}

/** One page of a list: 400 entries at most. */
export function pageOf<T>(
  all: readonly T[],
  input: Record<string, unknown>,
): { items: T[]; next: { NextMarker?: string } } {
  const { PageSize = 400, Marker } = input as { PageSize?: number; Marker?: string };
  if (!Number.isInteger(PageSize) || PageSize < 1 || PageSize > 400)
    throw invalid('Page size must be between 1 and 400');
  const found = /^from:(\d{1,9})$/.exec(Buffer.from(Marker ?? '', 'base64').toString('latin1'));
  if (Marker !== undefined && found === null) throw invalid(`Invalid marker '${Marker}'`);
  const start = Number(found?.[1] ?? 0);
  const end = start + PageSize;
  return {
    items: all.slice(start, end),
    next: end < all.length ? { NextMarker: Buffer.from(`from:${end}`).toString('base64') } : {},
  };
}
