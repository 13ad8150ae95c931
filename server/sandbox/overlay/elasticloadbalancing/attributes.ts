/**
 * Attributes of balancers, listeners and target groups: texts with defaults.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
 */
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { balancerOf, groupOf, invalid, keep, listenerOf } from './store.ts';

export function balancerAttributes(type: 'application' | 'network'): Record<string, string> {
  const both = {
    'access_logs.s3.enabled': 'false',
    'access_logs.s3.bucket': '',
    'access_logs.s3.prefix': '',
    'deletion_protection.enabled': 'false',
    'load_balancing.cross_zone.enabled': type === 'application' ? 'true' : 'false',
    'zonal_shift.config.enabled': 'false',
    'ipv6.deny_all_igw_traffic': 'false',
  };
  if (type === 'network') return { ...both, 'dns_record.client_routing_policy': 'any_availability_zone' };
  return {
    ...both,
    'idle_timeout.timeout_seconds': '60',
    'client_keep_alive.seconds': '3600',
    'connection_logs.s3.enabled': 'false',
    'connection_logs.s3.bucket': '',
    'connection_logs.s3.prefix': '',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': 'true',
    'waf.fail_open.enabled': 'false',
  };
}

export function groupAttributes(protocol: string | undefined): Record<string, string> {
  const http = protocol === 'HTTP' || protocol === 'HTTPS';
  return {
    'deregistration_delay.timeout_seconds': '300',
    'stickiness.enabled': 'false',
    'stickiness.type': http ? 'lb_cookie' : 'source_ip',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
    ...(http
      ? {
          'stickiness.lb_cookie.duration_seconds': '86400',
          'stickiness.app_cookie.cookie_name': '',
          'stickiness.app_cookie.duration_seconds': '86400',
          'slow_start.duration_seconds': '0',
          'load_balancing.algorithm.type': 'round_robin',
          'load_balancing.algorithm.anomaly_mitigation': 'off',
        }
      : {}),
  };
}

interface Attribute {
  Key: string;
  Value?: string;
}

const shown = (attributes: Record<string, string>): { Attributes: Attribute[] } => ({
  Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
});

/** Families of attributes that have no default. */
const OPTIONAL =
  /^(proxy_protocol_v2|preserve_client_ip|target_health_state|target_failover|target_group_health|lambda|health_check_logs|secondary_ips|routing\.http\.(request|response))\./;

/** @throws AwsError ValidationError for a key that the resource does not have */
function changed(before: Record<string, string>, asked: unknown): Record<string, string> {
  const changes = (asked ?? []) as Attribute[];
  const unknown = changes.find(({ Key }) => !Object.hasOwn(before, Key) && !OPTIONAL.test(Key));
  if (unknown !== undefined) throw invalid(`Attribute key '${unknown.Key}' is not recognized`);
  return { ...before, ...Object.fromEntries(changes.map(({ Key, Value = '' }) => [Key, Value])) };
}

/** Describe and Modify of one kind of resource. */
function pair(
  kind: 'LoadBalancer' | 'Listener' | 'TargetGroup',
  read: (context: OverlayContext, arn: unknown) => Record<string, string>,
  write: (context: OverlayContext, arn: unknown, attributes: Record<string, string>) => void,
): OverlayOperation[] {
  const member = `${kind}Arn`;
  const describe: OverlayHandler = (context, input) => Promise.resolve(shown(read(context, input[member])));
  const modify: OverlayHandler = (context, input) => {
    const attributes = changed(read(context, input[member]), input['Attributes']);
    write(context, input[member], attributes);
    return Promise.resolve(shown(attributes));
  };
  return [
    { service: 'elasticloadbalancing', operation: `Describe${kind}Attributes`, answer: describe },
    { service: 'elasticloadbalancing', operation: `Modify${kind}Attributes`, answer: modify },
  ];
}

export const attributeOperations: readonly OverlayOperation[] = [
  ...pair(
    'LoadBalancer',
    (context, arn) => balancerOf(context, arn).attributes,
    (context, arn, attributes) => keep(context, 'balancer', { ...balancerOf(context, arn), attributes }),
  ),
  ...pair(
    'Listener',
    (context, arn) => listenerOf(context, arn).attributes,
    (context, arn, attributes) => keep(context, 'listener', { ...listenerOf(context, arn), attributes }),
  ),
  ...pair(
    'TargetGroup',
    (context, arn) => groupOf(context, arn).attributes,
    (context, arn, attributes) => keep(context, 'group', { ...groupOf(context, arn), attributes }),
  ),
];
