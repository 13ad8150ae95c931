/**
 * Load balancers, kept here whole: the engine shows no scheme that nobody asked for, takes one zone, the same name
 * twice and two listeners on a port.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 */
import { randomBytes } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { balancerAttributes } from './attributes.ts';
import { checkGateway, groupsFor, zonesOf } from './places.ts';
import {
  all,
  balancerOf,
  drop,
  find,
  invalid,
  keep,
  listenersOf,
  pageOf,
  refused,
  type BalancerRecord,
} from './store.ts';
import { setTags } from './tags.ts';

/** Seconds until a balancer is active, where it takes its time. */
const PROVISIONING_SECONDS = 120;
/** https://docs.aws.amazon.com/general/latest/gr/elb.html, us-east-1 */
const HOSTED_ZONES = { application: 'Z35SXDOTRQ7X7K', network: 'Z26RNL4JYFTOTI' };

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.CreateLoadBalancerInput;
  const { Name: name = '', Type = 'application', Scheme = 'internet-facing', IpAddressType = 'ipv4' } = asked;
  const type = Type as string;
  if (!/^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name))
    throw invalid(
      `The load balancer name '${name}' can have 32 letters, digits and hyphens at most, and cannot begin or end with a hyphen or begin with 'internal-'`,
    );
  if (type === 'gateway')
    throw new AwsError('NotImplemented', 'Gateway load balancers are not implemented by the sandbox.', 501);
  if (type !== 'application' && type !== 'network')
    throw invalid(`The load balancer type '${type}' must be one of 'application, network, gateway'`);
  if (!['internet-facing', 'internal'].includes(Scheme))
    throw refused('InvalidScheme', `The scheme '${Scheme}' is not valid`);
  const ids = asked.Subnets ?? (asked.SubnetMappings ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
  const { vpcId, zones } = await zonesOf(context, type, ids);
  if (Scheme === 'internet-facing') await checkGateway(context, vpcId);
  const securityGroups =
    type === 'network' && asked.SecurityGroups === undefined
      ? []
      : await groupsFor(context, vpcId, asked.SecurityGroups);
  const before = all(context, 'balancer').find((one) => one.name === name);
  const settings = {
    scheme: Scheme,
    vpcId,
    type,
    zones,
    securityGroups,
    ipAddressType: IpAddressType,
  } as const;
  if (before !== undefined) {
    const same = Object.entries(settings).every(
      ([key, value]) => JSON.stringify(before[key as keyof BalancerRecord]) === JSON.stringify(value),
    );
    if (same) return { LoadBalancers: [shown(context, before)] };
    throw refused(
      'DuplicateLoadBalancerName',
      `A load balancer with the same name '${name}' exists, but with different settings`,
    );
  }
  const id = randomBytes(8).toString('hex');
  const kind = type === 'network' ? 'net' : 'app';
  const { region, account } = context;
  const now = context.now();
  const record: BalancerRecord = {
    ...settings,
    arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${kind}/${name}/${id}`,
    name,
    dnsName:
      type === 'network'
        ? `${name}-${id}.elb.${region}.amazonaws.com`
        : `${Scheme === 'internal' ? 'internal-' : ''}${name}-${Number.parseInt(id.slice(0, 8), 16)}.${region}.elb.amazonaws.com`,
    createdAt: now.toISOString(),
    activeAt: new Date(
      now.getTime() + (context.pace === 'gradual' ? PROVISIONING_SECONDS * 1000 : 0),
    ).toISOString(),
    attributes: balancerAttributes(type),
  };
  keep(context, 'balancer', record);
  setTags(context, record.arn, asked.Tags ?? []);
  return { LoadBalancers: [{ ...shown(context, record), State: { Code: 'provisioning' } }] };
};

function shown(context: OverlayContext, record: BalancerRecord): Record<string, unknown> {
  return {
    LoadBalancerArn: record.arn,
    DNSName: record.dnsName,
    CanonicalHostedZoneId: HOSTED_ZONES[record.type],
    CreatedTime: new Date(record.createdAt),
    LoadBalancerName: record.name,
    Scheme: record.scheme,
    VpcId: record.vpcId,
    State: { Code: record.activeAt <= context.now().toISOString() ? 'active' : 'provisioning' },
    Type: record.type,
    AvailabilityZones: record.zones.map((zone) => ({ ...zone, LoadBalancerAddresses: [] })),
    ...(record.securityGroups.length === 0 ? {} : { SecurityGroups: record.securityGroups }),
    IpAddressType: record.ipAddressType,
  };
}

const describe: OverlayHandler = (context, input) => {
  const arns = input['LoadBalancerArns'] as string[] | undefined;
  const names = input['Names'] as string[] | undefined;
  if (arns !== undefined && names !== undefined)
    throw invalid('Load balancer names and load balancer ARNs cannot be specified at the same time');
  const every = all(context, 'balancer');
  const missing = names?.filter((name) => !every.some((one) => one.name === name)) ?? [];
  if (missing.length > 0)
    throw refused('LoadBalancerNotFound', `Load balancers '[${missing.join(', ')}]' not found`);
  const found =
    arns?.map((arn) => balancerOf(context, arn)) ??
    every.filter(({ name }) => names === undefined || names.includes(name));
  const { items, next } = pageOf(found, input);
  return Promise.resolve({ LoadBalancers: items.map((record) => shown(context, record)), ...next });
};

/** One that is gone already is no error. */
const remove: OverlayHandler = (context, input) => {
  const arn = String(input['LoadBalancerArn']);
  const record = find(context, 'balancer', arn);
  if (record?.attributes['deletion_protection.enabled'] === 'true')
    throw refused(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    );
  for (const listener of listenersOf(context, arn)) drop(context, 'listener', listener.arn);
  drop(context, 'balancer', arn);
  return Promise.resolve({});
};

const setGroups: OverlayHandler = async (context, input) => {
  const record = balancerOf(context, input['LoadBalancerArn']);
  const asked = input['SecurityGroups'] as string[];
  if (asked.length === 0) throw invalid('At least one security group must be specified');
  const securityGroups = await groupsFor(context, record.vpcId, asked);
  keep(context, 'balancer', { ...record, securityGroups });
  return { SecurityGroupIds: securityGroups };
};

const setSubnets: OverlayHandler = async (context, input) => {
  const record = balancerOf(context, input['LoadBalancerArn']);
  const asked = input as unknown as Sdk.SetSubnetsInput;
  const ids = asked.Subnets ?? (asked.SubnetMappings ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
  const { vpcId, zones } = await zonesOf(context, record.type, ids);
  if (vpcId !== record.vpcId)
    throw refused('InvalidConfigurationRequest', 'The subnets must belong to the VPC of the load balancer');
  keep(context, 'balancer', { ...record, zones });
  return { AvailabilityZones: zones, IpAddressType: record.ipAddressType };
};

const setAddressType: OverlayHandler = (context, input) => {
  const record = balancerOf(context, input['LoadBalancerArn']);
  const ipAddressType = String(input['IpAddressType']);
  keep(context, 'balancer', { ...record, ipAddressType });
  return Promise.resolve({ IpAddressType: ipAddressType });
};

export const balancerOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'CreateLoadBalancer', answer: create },
  { service: 'elasticloadbalancing', operation: 'DescribeLoadBalancers', answer: describe },
  { service: 'elasticloadbalancing', operation: 'DeleteLoadBalancer', answer: remove },
  { service: 'elasticloadbalancing', operation: 'SetSecurityGroups', answer: setGroups },
  { service: 'elasticloadbalancing', operation: 'SetSubnets', answer: setSubnets },
  { service: 'elasticloadbalancing', operation: 'SetIpAddressType', answer: setAddressType },
];
