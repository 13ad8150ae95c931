import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { alarms, type Alarm, type Alarms } from '../../reads/cloudwatch-alarms.ts';
import { regionalArn } from '../../reads/arn.ts';
import { topicSubscriptions } from '../../reads/sns.ts';
import {
  candidatesOn,
  fieldFlaw,
  side,
  statistic,
  unit,
  watchOf,
  type Candidate,
  type FieldLook,
} from '../shared/alarm-fields.ts';
import { isHeard, silenceOf, topicsToRead } from '../shared/alarm-voice.ts';
import { alarmPath, dimensionText, hasDimensions } from '../shared/alarms.ts';
import { firstGood, nearestMiss, type Requirement } from '../shared/candidates.ts';

/** The only Region with billing metrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html */
const REGION = 'us-east-1';
const CHARGES = ['AWS/Billing', 'EstimatedCharges'] as const;
/** Charges are published about every six hours. */
const SHORTEST = 21_600;
const MOST_PERIODS = 2;

export default defineCheck({
  id: 'cost/billing-alarm',
  title: 'An alarm rings when the bill passes the threshold',
  params: Type.Object({ threshold: Type.Number({ exclusiveMinimum: 0 }) }),
  reads: { alarms, subscriptions: each(topicSubscriptions) },
  bind: (_params, { account }) => ({
    alarms: { region: REGION },
    subscriptions: after(
      'alarms',
      (found: Alarms | undefined) =>
        topicsToRead(
          candidatesOn(found?.MetricAlarms ?? [], CHARGES, account).map(({ alarm }) => alarm),
          found?.CompositeAlarms ?? [],
          { account, region: REGION },
        ),
      { topic: regionalArn({ account, region: REGION }, 'sns', '*') },
    ),
  }),
  reasons: {
    rings: pass('Alarm {alarm} rings at {actual} USD, and somebody hears it.'),
    'no-alarm': fail(
      'No alarm in us-east-1 watches EstimatedCharges.',
      'Billing metrics exist in us-east-1 only: create the alarm there.',
    ),
    'wrong-dimension': fail(
      'Alarm {alarm} watches EstimatedCharges with the dimensions {dimensions}; the whole bill stands under Currency=USD alone.',
      'Put the alarm again with that one dimension.',
    ),
    'cannot-fire': fail(
      'Alarm {alarm} would not ring in time: {field} is {actual}; the task wants {expected}.',
      'Put the alarm again with that field changed.',
    ),
    'threshold-high': fail(
      'Alarm {alarm} rings at {actual} USD; the task wants more than 0 and at most {threshold}.',
      'Put the alarm again with another threshold.',
    ),
    'tells-nobody': fail(
      'Alarm {alarm} {why}.',
      'Give it an SNS topic of us-east-1 that somebody has confirmed to listen to.',
    ),
  },
  judge(saw, { threshold }, { account }) {
    const where = { account, region: REGION };
    const found = (): Candidate[] => candidatesOn(saw.alarms()?.MetricAlarms ?? [], CHARGES, account);
    const at = (alarm: Alarm, member: string, expected: unknown, actual: unknown) =>
      saw.alarms.at(alarmPath(alarm, member), expected, actual);
    const heard = (topic: string): boolean =>
      isHeard(saw.subscriptions().find(({ args }) => args.topic === topic)?.value);
    /** Those of the metric are asked for last, as they may be unknown. */
    const fields = (one: Candidate): readonly FieldLook[] => {
      const { EvaluationPeriods } = one.alarm;
      const few = (EvaluationPeriods ?? 1) <= MOST_PERIODS;
      return [
        side(one.alarm, 'above'),
        () => ['EvaluationPeriods', `1 to ${MOST_PERIODS}`, EvaluationPeriods, few],
        statistic(one, 'Maximum', (stat) => stat === 'Maximum'),
        () => {
          const { Period, at: path } = watchOf(one);
          return [`${path}Period`, `at least ${SHORTEST}`, Period, (Period ?? 0) >= SHORTEST];
        },
        unit(one, 'None'),
      ];
    };
    const requirements: readonly Requirement<
      Candidate,
      'wrong-dimension' | 'cannot-fire' | 'threshold-high' | 'tells-nobody'
    >[] = [
      {
        reason: 'wrong-dimension',
        flaw: (one) => {
          const watch = watchOf(one);
          if (hasDimensions(watch, { Currency: 'USD' })) return undefined;
          const dimensions = dimensionText(watch);
          return {
            data: { alarm: one.alarm.AlarmName, dimensions },
            evidence: [at(one.alarm, `${watch.at}Dimensions`, 'Currency=USD', dimensions)],
          };
        },
      },
      {
        reason: 'cannot-fire',
        flaw: (one) => fieldFlaw(one, fields(one), {}, saw.alarms.at),
      },
      {
        reason: 'threshold-high',
        flaw: (one) => {
          watchOf(one);
          const actual = one.alarm.Threshold;
          if (actual !== null && actual > 0 && actual <= threshold) return undefined;
          return {
            data: { alarm: one.alarm.AlarmName, actual: actual ?? 'nothing', threshold },
            evidence: [at(one.alarm, 'Threshold', `above 0, at most ${threshold}`, actual)],
          };
        },
      },
      {
        reason: 'tells-nobody',
        flaw: ({ alarm }) => {
          const silence = silenceOf(alarm, saw.alarms()?.CompositeAlarms ?? [], where, heard);
          if (!silence) return undefined;
          return {
            data: { alarm: alarm.AlarmName, why: silence.why },
            evidence: [at(alarm, silence.path, 'a topic that somebody listens to', silence.actual)],
          };
        },
      },
    ];
    return decide(
      [
        () =>
          found().length > 0
            ? undefined
            : {
                reason: 'no-alarm' as const,
                data: {},
                evidence: [
                  saw.alarms.at('MetricAlarms[].MetricName', 'EstimatedCharges', 'no alarm in us-east-1'),
                ],
              },
        () => nearestMiss(found(), requirements),
      ],
      () => {
        const alarm = (firstGood(found(), requirements) as Candidate).alarm;
        return {
          reason: 'rings' as const,
          data: { alarm: alarm.AlarmName, actual: alarm.Threshold },
          evidence: [at(alarm, 'Threshold', `above 0, at most ${threshold}`, alarm.Threshold)],
        };
      },
    );
  },
});
