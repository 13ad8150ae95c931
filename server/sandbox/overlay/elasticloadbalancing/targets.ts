/**
 * Targets and their health. Nothing answers health checks in the sandbox: a target that a balancer sends to is healthy.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { instancesOf, zoneOfAddress } from './places.ts';
import {
  balancersUsing,
  find,
  groupOf,
  invalid,
  keep,
  refused,
  type BalancerRecord,
  type TargetGroupRecord,
} from './store.ts';

/** Seconds until the first health checks are through, where things take their time. */
const INITIAL_SECONDS = 60;
/** Addresses that a target can have besides those of the VPC: RFC 1918 and RFC 6598. */
const PRIVATE = /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

type Target = TargetGroupRecord['targets'][number];

const register: OverlayHandler = async (context, input) => {
  const group = groupOf(context, input['TargetGroupArn']);
  const asked = input['Targets'] as Sdk.TargetDescription[];
  const type = group.settings.TargetType ?? 'instance';
  const added = await Promise.all(
    asked.map(async (one): Promise<Target> => {
      const id = one.Id ?? '';
      const zone =
        type === 'ip'
          ? await zoneOf(context, group, one)
          : type === 'instance'
            ? await zoneOfInstance(context, group, id)
            : undefined;
      const wait = context.pace === 'gradual' ? INITIAL_SECONDS * 1000 : 0;
      const healthyAt = new Date(context.now().getTime() + wait).toISOString();
      return { id, port: one.Port ?? group.settings.Port, zone, healthyAt };
    }),
  );
  const now = groupOf(context, group.arn);
  const kept = now.targets.filter((one) => !added.some((other) => same(one, other)));
  keep(context, 'group', { ...now, targets: [...kept, ...added] });
  return {};
};

const same = (a: Pick<Target, 'id' | 'port'>, b: Pick<Target, 'id' | 'port'>): boolean =>
  a.id === b.id && a.port === b.port;

/** @throws AwsError ValidationError, InvalidTarget */
async function zoneOf(
  context: OverlayContext,
  { settings }: TargetGroupRecord,
  { Id: address = '', AvailabilityZone }: Sdk.TargetDescription,
): Promise<string> {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    throw invalid(`The IP address '${address}' is not a valid IPv4 address`);
  const zone = await zoneOfAddress(context, settings.VpcId ?? '', address);
  if (zone !== undefined) {
    if (AvailabilityZone !== undefined && AvailabilityZone !== zone && AvailabilityZone !== 'all')
      throw invalid(`The IP address '${address}' is not in the Availability Zone '${AvailabilityZone}'`);
    return AvailabilityZone ?? zone;
  }
  if (!PRIVATE.test(address))
    throw invalid(
      `The IP address '${address}' must be in one of the following ranges: the subnets of the VPC, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10`,
    );
  if (AvailabilityZone !== 'all')
    throw invalid(
      `You must specify an Availability Zone value of 'all' for the IP address '${address}', which is outside the VPC`,
    );
  return 'all';
}

/** @throws AwsError InvalidTarget */
async function zoneOfInstance(
  context: OverlayContext,
  { settings }: TargetGroupRecord,
  id: string,
): Promise<string> {
  const found = (await instancesOf(context, [id])).get(id);
  if (found === undefined) throw refused('InvalidTarget', `The following targets do not exist: '${id}'`);
  if (found.vpcId !== settings.VpcId)
    throw refused(
      'InvalidTarget',
      `The following targets are not in the target group VPC '${settings.VpcId}': '${id}'`,
    );
  if (found.state !== 'running')
    throw refused(
      'InvalidTarget',
      `The following targets are not in a running state and cannot be registered: '${id}'`,
    );
  return found.zone;
}

const deregister: OverlayHandler = (context, input) => {
  const group = groupOf(context, input['TargetGroupArn']);
  const asked = input['Targets'] as Sdk.TargetDescription[];
  // Without a port, every registration of the target ends.
  const goes = (target: Target): boolean =>
    asked.some(({ Id, Port }) => Id === target.id && (Port === undefined || Port === target.port));
  keep(context, 'group', { ...group, targets: group.targets.filter((target) => !goes(target)) });
  return Promise.resolve({});
};

const NOT_REGISTERED: Sdk.TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

const health: OverlayHandler = async (context, input) => {
  const group = groupOf(context, input['TargetGroupArn']);
  const asked = input['Targets'] as Sdk.TargetDescription[] | undefined;
  const balancers = balancersUsing(context, group.arn).flatMap((arn) => find(context, 'balancer', arn) ?? []);
  const type = group.settings.TargetType;
  const ids = type === 'instance' ? group.targets.map(({ id }) => id) : [];
  const instances = await instancesOf(context, ids);
  const live = group.targets.filter(
    ({ id }) =>
      type !== 'instance' || !['terminated', 'shutting-down', undefined].includes(instances.get(id)?.state),
  );
  const wanted =
    asked?.map(({ Id: id = '', Port: port = group.settings.Port }) => ({
      id,
      port,
      target: live.find((one) => same(one, { id, port })),
    })) ?? live.map((target) => ({ ...target, target }));
  return {
    TargetHealthDescriptions: wanted.map(({ id, port, target }) => ({
      Target: {
        Id: id,
        ...(port === undefined ? {} : { Port: port }),
        ...(type === 'ip' && target?.zone !== undefined ? { AvailabilityZone: target.zone } : {}),
      },
      ...(type === 'lambda' ? {} : { HealthCheckPort: checkedPort(group, port) }),
      TargetHealth:
        target === undefined
          ? NOT_REGISTERED
          : healthOf(context, target, balancers, instances.get(id)?.state),
    })),
  };
};

function checkedPort({ settings }: TargetGroupRecord, port: number | undefined): string {
  return settings.HealthCheckPort === 'traffic-port' ? String(port) : (settings.HealthCheckPort ?? '');
}

function healthOf(
  context: OverlayContext,
  { zone, healthyAt }: Target,
  balancers: readonly BalancerRecord[],
  state: string | undefined,
): Sdk.TargetHealth {
  const unused = (Reason: Sdk.TargetHealthReasonEnum, Description: string): Sdk.TargetHealth => ({
    State: 'unused',
    Reason,
    Description,
  });
  if (balancers.length === 0)
    return unused(
      'Target.NotInUse',
      'Target group is not configured to receive traffic from the load balancer',
    );
  if (state !== undefined && state !== 'running')
    return unused('Target.InvalidState', 'Target is in the stopped state');
  const enabled = balancers.some(({ zones }) =>
    zones.some(({ ZoneName }) => zone === undefined || zone === 'all' || zone === ZoneName),
  );
  if (!enabled)
    return unused(
      'Target.NotInUse',
      'Target is in an Availability Zone that is not enabled for the load balancer',
    );
  return healthyAt <= context.now().toISOString()
    ? { State: 'healthy' }
    : {
        State: 'initial',
        Reason: 'Elb.RegistrationInProgress',
        Description: 'Target registration is in progress',
      };
}

export const targetOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'RegisterTargets', answer: register },
  { service: 'elasticloadbalancing', operation: 'DeregisterTargets', answer: deregister },
  { service: 'elasticloadbalancing', operation: 'DescribeTargetHealth', answer: health },
];
