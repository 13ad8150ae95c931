/** Target groups. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
import { randomBytes } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { askEc2 } from '../ec2/engine.ts';
import { groupAttributes } from './attributes.ts';
import {
  all,
  balancerOf,
  balancersUsing,
  drop,
  find,
  groupOf,
  invalid,
  keep,
  pageOf,
  refused,
  type TargetGroupRecord,
} from './store.ts';
import { setTags } from './tags.ts';

type Settings = TargetGroupRecord['settings'];
type HealthCheck = Omit<Sdk.ModifyTargetGroupInput, 'TargetGroupArn'>;

const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'];
const isHttp = (protocol: string | undefined): boolean => protocol === 'HTTP' || protocol === 'HTTPS';

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.CreateTargetGroupInput;
  const name = asked.Name ?? '';
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name))
    throw invalid(
      `Target group name '${name}' can have 32 letters, digits and hyphens at most, and cannot begin or end with '-'`,
    );
  const settings = await settingsOf(context, asked);
  const before = all(context, 'group').find((one) => one.name === name);
  if (before !== undefined) {
    if (JSON.stringify(before.settings) === JSON.stringify(settings))
      return { TargetGroups: [shown(context, before)] };
    throw refused(
      'DuplicateTargetGroupName',
      `A target group with the same name '${name}' exists, but with different settings`,
    );
  }
  const { region, account } = context;
  const record: TargetGroupRecord = {
    arn: `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/${randomBytes(8).toString('hex')}`,
    name,
    settings,
    targets: [],
    attributes: groupAttributes(asked.Protocol),
  };
  keep(context, 'group', record);
  setTags(context, record.arn, asked.Tags ?? []);
  return { TargetGroups: [shown(context, record)] };
};

async function settingsOf(context: OverlayContext, asked: Sdk.CreateTargetGroupInput): Promise<Settings> {
  const { TargetType = 'instance', Protocol, Port, VpcId } = asked;
  if (!['instance', 'ip', 'lambda', 'alb'].includes(TargetType))
    throw invalid(`Target type '${TargetType}' must be one of 'instance, ip, lambda, alb'`);
  if (TargetType === 'lambda') {
    if ((Protocol ?? Port ?? VpcId) !== undefined)
      throw invalid(
        "Protocol, port and VPC ID cannot be specified for target groups with target type 'lambda'",
      );
    return withHealthCheck({ TargetType }, asked);
  }
  if (Protocol === undefined) throw invalid('A protocol must be specified');
  if (!PROTOCOLS.includes(Protocol))
    throw invalid(`Protocol '${Protocol}' must be one of '${PROTOCOLS.join(', ')}'`);
  if (Port === undefined) throw invalid('A port must be specified');
  if (Port < 1 || Port > 65_535) throw invalid(`Port '${Port}' must be between '1-65535' inclusive`);
  if (VpcId === undefined) throw invalid('A VPC ID must be specified');
  await askEc2(context, (client, sdk) => client.send(new sdk.DescribeVpcsCommand({ VpcIds: [VpcId] }))).catch(
    (error: unknown) => {
      if (error instanceof AwsError) throw invalid(`The VPC ID '${VpcId}' is not found`);
      throw error;
    },
  );
  const base: Settings = {
    Protocol,
    Port,
    VpcId,
    TargetType,
    ...(isHttp(Protocol) ? { ProtocolVersion: asked.ProtocolVersion ?? 'HTTP1' } : {}),
    IpAddressType: asked.IpAddressType ?? 'ipv4',
  };
  return withHealthCheck(base, asked);
}

/** The settings with a health check on top: what was there, what is asked for, or the defaults of the protocol. */
function withHealthCheck(before: Settings, asked: HealthCheck): Settings {
  const lambda = before.TargetType === 'lambda';
  const protocol = lambda
    ? undefined
    : (asked.HealthCheckProtocol ??
      before.HealthCheckProtocol ??
      (isHttp(before.Protocol) ? before.Protocol : before.TargetType === 'alb' ? 'HTTP' : 'TCP'));
  const http = lambda || isHttp(protocol);
  const interval =
    asked.HealthCheckIntervalSeconds ?? before.HealthCheckIntervalSeconds ?? (lambda ? 35 : 30);
  const timeout =
    asked.HealthCheckTimeoutSeconds ??
    before.HealthCheckTimeoutSeconds ??
    (lambda ? 30 : isHttp(before.Protocol) ? 5 : http ? 6 : 10);
  const path = asked.HealthCheckPath ?? before.HealthCheckPath ?? '/';
  const matcher = asked.Matcher ??
    before.Matcher ?? { HttpCode: isHttp(before.Protocol) || lambda ? '200' : '200-399' };
  if (interval < 5 || interval > 300)
    throw invalid(`Health check interval '${interval}' must be between '5-300' inclusive`);
  if (timeout >= interval)
    throw invalid(`Health check timeout '${timeout}' must be smaller than the interval '${interval}'`);
  if (http && !path.startsWith('/')) throw invalid(`Health check path '${path}' must begin with a '/'`);
  if (
    http &&
    !/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(matcher.HttpCode ?? matcher.GrpcCode?.padStart(3, '0') ?? '')
  )
    throw invalid(`Health check matcher HTTP code '${matcher.HttpCode}' must be within '200-499' inclusive`);
  const port = asked.HealthCheckPort ?? before.HealthCheckPort ?? 'traffic-port';
  if (port !== 'traffic-port' && !(Number(port) >= 1 && Number(port) <= 65_535))
    throw invalid(`Health check port '${port}' must be 'traffic-port' or between '1-65535' inclusive`);
  const { HealthCheckPath: _path, Matcher: _matcher, ...same } = before;
  return {
    ...same,
    ...(lambda ? {} : { HealthCheckProtocol: protocol, HealthCheckPort: port }),
    HealthCheckEnabled: asked.HealthCheckEnabled ?? before.HealthCheckEnabled ?? !lambda,
    HealthCheckIntervalSeconds: interval,
    HealthCheckTimeoutSeconds: timeout,
    HealthyThresholdCount: asked.HealthyThresholdCount ?? before.HealthyThresholdCount ?? 5,
    UnhealthyThresholdCount: asked.UnhealthyThresholdCount ?? before.UnhealthyThresholdCount ?? 2,
    ...(http ? { HealthCheckPath: path, Matcher: matcher } : {}),
  };
}

function shown(context: OverlayContext, { arn, name, settings }: TargetGroupRecord): Record<string, unknown> {
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    ...settings,
    LoadBalancerArns: balancersUsing(context, arn),
  };
}

const describe: OverlayHandler = (context, input) => {
  const arns = input['TargetGroupArns'] as string[] | undefined;
  const names = input['Names'] as string[] | undefined;
  const balancer = input['LoadBalancerArn'] as string | undefined;
  if ([arns, names, balancer].filter((one) => one !== undefined).length > 1)
    throw invalid(
      'Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time',
    );
  const every = all(context, 'group');
  const missing = names?.filter((name) => !every.some((one) => one.name === name)) ?? [];
  if (missing.length > 0)
    throw refused('TargetGroupNotFound', `Target groups '[${missing.join(', ')}]' not found`);
  if (balancer !== undefined) balancerOf(context, balancer);
  const found =
    arns?.map((arn) => groupOf(context, arn)) ??
    every
      .filter(({ name }) => names === undefined || names.includes(name))
      .filter(({ arn }) => balancer === undefined || balancersUsing(context, arn).includes(balancer));
  const { items, next } = pageOf(found, input);
  return Promise.resolve({ TargetGroups: items.map((record) => shown(context, record)), ...next });
};

const modify: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.ModifyTargetGroupInput;
  const record = groupOf(context, asked.TargetGroupArn);
  const next = { ...record, settings: withHealthCheck(record.settings, asked) };
  keep(context, 'group', next);
  return Promise.resolve({ TargetGroups: [shown(context, next)] });
};

/** One that is gone already is no error. */
const remove: OverlayHandler = (context, input) => {
  const arn = String(input['TargetGroupArn']);
  if (find(context, 'group', arn) !== undefined && balancersUsing(context, arn).length > 0)
    throw refused('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
  drop(context, 'group', arn);
  return Promise.resolve({});
};

export const targetGroupOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'CreateTargetGroup', answer: create },
  { service: 'elasticloadbalancing', operation: 'DescribeTargetGroups', answer: describe },
  { service: 'elasticloadbalancing', operation: 'ModifyTargetGroup', answer: modify },
  { service: 'elasticloadbalancing', operation: 'DeleteTargetGroup', answer: remove },
];
