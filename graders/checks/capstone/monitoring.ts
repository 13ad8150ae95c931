import { Type } from 'typebox';
import { cannotEvaluate, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { regionalArn } from '../../reads/arn.ts';
import { alarms, dashboard, type Alarm } from '../../reads/cloudwatch-alarms.ts';
import { instances } from '../../reads/ec2-instances.ts';
import { targetGroup } from '../../reads/elbv2-targets.ts';
import { loadBalancer } from '../../reads/elbv2.ts';
import { topicSubscriptions } from '../../reads/sns.ts';
import { fieldFlaw } from '../shared/alarm-fields.ts';
import { isHeard, silenceOf } from '../shared/alarm-voice.ts';
import { alarmPath, dimensionText } from '../shared/alarms.ts';
import {
  alarmsOf,
  balancerDimension,
  dimensionsWanted,
  groupDimension,
  hasData,
  partFields,
  PART_NAMES,
  PARTS,
  watchOf,
  type Part,
  type PartAlarm,
} from '../shared/balancer-alarms.ts';
import { firstFinding, firstGood, firstMiss, nearestMiss, type Requirement } from '../shared/candidates.ts';
import { draws, readBoard, type Board } from '../shared/dashboard.ts';

type Reason = 'wrong-dimension' | 'cannot-fire' | 'tells-nobody';
const REASONS: readonly Reason[] = ['wrong-dimension', 'cannot-fire', 'tells-nobody'];
const NONE = '(there is none)';

export default defineCheck({
  id: 'capstone/monitoring',
  title: 'Somebody knows before users do',
  params: Type.Object({
    alb: Type.String(),
    tg: Type.String(),
    topic: Type.String(),
    dashboard: Type.String(),
    instance_name: Type.String(),
    cluster: Type.String(),
  }),
  reads: {
    alarms,
    balancer: loadBalancer,
    group: targetGroup,
    subscriptions: topicSubscriptions,
    dashboard,
    instances,
  },
  bind: ({ alb, tg, topic, dashboard: board }, { region, account }) => ({
    alarms: { region },
    balancer: { name: alb },
    group: { name: tg },
    subscriptions: { topic: regionalArn({ account, region }, 'sns', topic) },
    dashboard: { name: board },
    instances: {},
  }),
  reasons: {
    watched: pass('{alarms} tell {topic}, and {dashboard} shows the balancer and what is behind it.'),
    'alarm-missing': fail(
      'No alarm watches the {part} of a load balancer.',
      'The metrics are those of AWS/ApplicationELB.',
    ),
    'wrong-dimension': fail(
      'Alarm {alarm} watches {dimensions}, which is not this system: it never gets data. The metric has {expected}.',
      'A dimension is the end of the ARN, not the ARN.',
    ),
    'cannot-fire': fail(
      'Alarm {alarm} does not go off when it should: {field} is {actual}; the task wants {expected}.',
      'Put the alarm again with that field changed.',
    ),
    'tells-nobody': fail(
      'Alarm {alarm} {why}.',
      'Give it the topic {topic}, and confirm a subscription to that.',
    ),
    'dashboard-missing': fail('Dashboard {dashboard} does not exist.', 'Put it with put-dashboard.'),
    'dashboard-empty': fail(
      'Dashboard {dashboard} shows nothing of {what}.',
      'A graph needs its Region, and metrics with the dimensions of this system.',
    ),
  },
  judge(saw, params, { account, region }) {
    const topic = regionalArn({ account, region }, 'sns', params.topic);
    const list = (): readonly Alarm[] => saw.alarms()?.MetricAlarms ?? [];
    const balancer = (): string => balancerDimension(saw.balancer()?.LoadBalancerArn ?? NONE);
    const group = (): string => groupDimension(saw.group()?.TargetGroupArn ?? NONE);
    const at = (alarm: Alarm, member: string, expected: unknown, actual: unknown) =>
      saw.alarms.at(alarmPath(alarm, member), expected, actual);
    const found = (part: Part): PartAlarm[] => alarmsOf(part, list(), account);
    const requirements = (part: Part): readonly Requirement<PartAlarm, Reason>[] => [
      {
        reason: 'wrong-dimension',
        flaw: (one) => {
          // Only what is wrong of targets needs their group; without it the balancer alone may still decide.
          const names = part === 'c' ? [balancer(), group()] : [balancer(), groupOr(one)];
          const [lb = '', tg = ''] = names;
          if (hasData(one, lb, tg)) return undefined;
          const dimensions = dimensionText(watchOf(one));
          const expected = dimensionsWanted(part, lb, tg);
          return {
            data: { alarm: one.alarm.AlarmName, dimensions, expected },
            evidence: [at(one.alarm, `${watchOf(one).at}Dimensions`, expected, dimensions)],
          };
        },
      },
      {
        reason: 'cannot-fire',
        flaw: (one) => fieldFlaw(one, partFields(part, one), {}, saw.alarms.at),
      },
      {
        reason: 'tells-nobody',
        flaw: ({ alarm }) => {
          const silence = silenceOf(
            alarm,
            saw.alarms()?.CompositeAlarms ?? [],
            { account, region },
            () => isHeard(saw.subscriptions()),
            (told) => told === topic,
          );
          if (!silence) return undefined;
          return {
            data: { alarm: alarm.AlarmName, why: silence.why, topic },
            evidence: [at(alarm, silence.path, topic, silence.actual)],
          };
        },
      },
    ];
    /** The group, unless the alarm names none. */
    const groupOr = ({ watch }: PartAlarm): string =>
      watch?.Dimensions.some(({ Name }) => Name === 'TargetGroup') ? group() : NONE;
    const missOf = (part: Part) =>
      found(part).length > 0 ? nearestMiss(found(part), requirements(part)) : undefined;
    const board = (): Board | undefined => {
      const body = saw.dashboard()?.DashboardBody;
      return body === undefined ? undefined : (readBoard(body, region, list()) ?? { shown: [], unknown: [] });
    };
    const shows = (name: string, value: string, namespace?: string): boolean =>
      board()?.shown.some((line) => draws(line, { name, value, ...(namespace ? { namespace } : {}) })) ===
      true;
    const boxes = (): string[] =>
      (saw.instances() ?? [])
        .filter(
          ({ State, Tags }) =>
            State !== 'terminated' &&
            State !== 'shutting-down' &&
            Tags.some(({ Key, Value }) => Key === 'Name' && Value === params.instance_name),
        )
        .map(({ InstanceId }) => InstanceId);
    const empty = (what: string, drawn: () => boolean) => () => {
      if (!saw.dashboard() || drawn()) return undefined;
      const [unknown] = board()?.unknown ?? [];
      if (unknown !== undefined) cannotEvaluate(dashboard.id, `what ${unknown} of ${params.dashboard} finds`);
      return {
        reason: 'dashboard-empty' as const,
        data: { dashboard: params.dashboard, what },
        evidence: [saw.dashboard.at('DashboardBody', `a graph of ${what} in ${region}`, 'none')],
      };
    };
    return decide(
      [
        () =>
          firstFinding(PARTS, (part) =>
            found(part).length > 0
              ? undefined
              : {
                  reason: 'alarm-missing' as const,
                  data: { part: `${PART_NAMES[part]} (${part})` },
                  evidence: [saw.alarms.at('MetricAlarms[].MetricName', PART_NAMES[part], 'no alarm')],
                },
          ),
        ...REASONS.map((reason) => () => firstMiss(PARTS, reason, missOf)?.miss),
        () =>
          saw.dashboard()
            ? undefined
            : {
                reason: 'dashboard-missing' as const,
                data: { dashboard: params.dashboard },
                evidence: [
                  saw.dashboard.at('DashboardName', params.dashboard, saw.dashboard.absence() ?? 'none'),
                ],
              },
        empty('this load balancer', () => shows('LoadBalancer', balancer(), 'AWS/ApplicationELB')),
        empty(
          'the GPU instance or the cluster',
          () => shows('ClusterName', params.cluster) || boxes().some((id) => shows('InstanceId', id)),
        ),
      ],
      () => {
        const good = PARTS.map((part) => firstGood(found(part), requirements(part)) as PartAlarm);
        const names = [...new Set(good.map(({ alarm }) => alarm.AlarmName))].join(', ');
        return {
          reason: 'watched' as const,
          data: { alarms: names, topic: params.topic, dashboard: params.dashboard },
          evidence: good.map(({ alarm }) => at(alarm, 'AlarmActions', topic, alarm.AlarmActions)),
        };
      },
    );
  },
});
