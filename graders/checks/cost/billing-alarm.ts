import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { alarms, type Alarm, type Alarms } from '../../reads/cloudwatch-alarms.ts';
import { topicSubscriptions } from '../../reads/sns.ts';
import { isHeard, silenceOf, topicsToRead } from '../shared/alarm-voice.ts';
import {
  alarmPath,
  dimensionText,
  fitsUnit,
  hasDimensions,
  rises,
  usesMetric,
  type Watch,
} from '../shared/alarms.ts';
import { firstGood, nearestMiss, type Requirement } from '../shared/candidates.ts';

/** The only Region with billing metrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html */
const REGION = 'us-east-1';
const CHARGES = ['AWS/Billing', 'EstimatedCharges'] as const;
/** Charges are published about every six hours. */
const SHORTEST = 21_600;
const MOST_PERIODS = 2;

/** Path below the alarm, what is wanted, what is there, and whether that will do. */
type Field = readonly [path: string, expected: string, actual: unknown, good: boolean];
type Found = { alarm: Alarm; it: Watch } | { alarm: Alarm; mixed: string };

/** Alarms on the charges of this account, whatever the dimension. */
function onCharges(list: readonly Alarm[], account: string): Found[] {
  return list.flatMap((alarm) => {
    const use = usesMetric(alarm, CHARGES, account);
    return use ? [{ alarm, ...use }] : [];
  });
}

export default defineCheck({
  id: 'cost/billing-alarm',
  title: 'An alarm rings when the bill passes the threshold',
  params: Type.Object({ threshold: Type.Number({ exclusiveMinimum: 0 }) }),
  reads: { alarms, subscriptions: each(topicSubscriptions) },
  bind: (_params, { account }) => ({
    alarms: { region: REGION },
    subscriptions: after('alarms', (found: Alarms | undefined) =>
      topicsToRead(
        onCharges(found?.MetricAlarms ?? [], account).map(({ alarm }) => alarm),
        found?.CompositeAlarms ?? [],
        { account, region: REGION },
      ),
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
    const found = (): Found[] => onCharges(saw.alarms()?.MetricAlarms ?? [], account);
    const at = (alarm: Alarm, member: string, expected: unknown, actual: unknown) =>
      saw.alarms.at(alarmPath(alarm, member), expected, actual);
    const heard = (topic: string): boolean =>
      isHeard(saw.subscriptions().find(({ args }) => args.topic === topic)?.value);
    const watchOf = (one: Found): Watch =>
      'it' in one
        ? one.it
        : cannotEvaluate(alarms.id, `alarm ${one.alarm.AlarmName} compares ${one.mixed} with its threshold`);
    /** Fields that decide whether it rings in time; those of the metric are asked for last, as they may be unknown. */
    const fields = (one: Found): readonly (() => Field)[] => {
      const { ComparisonOperator, EvaluationPeriods } = one.alarm;
      const periods = `1 to ${MOST_PERIODS}`;
      const inside = (member: string): string => `${watchOf(one).at}${member}`;
      return [
        () => [
          'ComparisonOperator',
          'GreaterThanThreshold or GreaterThanOrEqualToThreshold',
          ComparisonOperator,
          rises(one.alarm),
        ],
        () => ['EvaluationPeriods', periods, EvaluationPeriods, (EvaluationPeriods ?? 1) <= MOST_PERIODS],
        () => {
          const { Stat, at: path } = watchOf(one);
          return [inside(path === '' ? 'Statistic' : 'Stat'), 'Maximum', Stat, Stat === 'Maximum'];
        },
        () => {
          const { Period } = watchOf(one);
          return [inside('Period'), `at least ${SHORTEST}`, Period, (Period ?? 0) >= SHORTEST];
        },
        () => [inside('Unit'), 'None, or left out', watchOf(one).Unit, fitsUnit(watchOf(one), 'None')],
      ];
    };
    const requirements: readonly Requirement<
      Found,
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
        flaw: (one) => {
          for (const field of fields(one)) {
            const [path, expected, actual, good] = field();
            if (good) continue;
            return {
              data: {
                alarm: one.alarm.AlarmName,
                field: path.replace(/^.*\./, ''),
                expected,
                actual: actual ?? 'missing',
              },
              evidence: [at(one.alarm, path, expected, actual)],
            };
          }
          return undefined;
        },
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
        const alarm = (firstGood(found(), requirements) as Found).alarm;
        return {
          reason: 'rings' as const,
          data: { alarm: alarm.AlarmName, actual: alarm.Threshold },
          evidence: [at(alarm, 'Threshold', `above 0, at most ${threshold}`, alarm.Threshold)],
        };
      },
    );
  },
});
