/** Fields of an alarm that decide whether it goes off; the first that does not fit is what the learner hears about. */
import type { Evidence } from '../../contract/index.ts';
import { cannotEvaluate } from '../../kit/index.ts';
import { alarms, type Alarm } from '../../reads/cloudwatch-alarms.ts';
import { alarmPath, falls, fitsUnit, rises, usesMetric, type Metric, type Watch } from './alarms.ts';
import type { Flaw } from './candidates.ts';

/** An alarm that has to do with a metric: compares it, or something made of it. */
export type Candidate = { alarm: Alarm; it: Watch } | { alarm: Alarm; mixed: string };

export function candidatesOn(list: readonly Alarm[], metric: Metric, account: string): Candidate[] {
  return list.flatMap((alarm) => {
    const use = usesMetric(alarm, metric, account);
    return use ? [{ alarm, ...use }] : [];
  });
}

/** The metric that a candidate compares. @throws Blocked for an expression, which is not judged */
export function watchOf(one: Candidate): Watch {
  if ('it' in one) return one.it;
  return cannotEvaluate(alarms.id, `alarm ${one.alarm.AlarmName} compares ${one.mixed} with its threshold`);
}

/** Path below the alarm, what is wanted, what is there, and whether that will do. */
export type AlarmField = readonly [path: string, expected: string, actual: unknown, good: boolean];
/** @throws Blocked where it is not known */
export type FieldLook = () => AlarmField;

/** On which side of its threshold it goes off. */
export const side =
  (alarm: Alarm, wanted: 'above' | 'below'): FieldLook =>
  () => {
    const name = wanted === 'above' ? 'GreaterThan' : 'LessThan';
    const good = wanted === 'above' ? rises(alarm) : falls(alarm);
    return [
      'ComparisonOperator',
      `${name}Threshold or ${name}OrEqualToThreshold`,
      alarm.ComparisonOperator,
      good,
    ];
  };

export const statistic =
  (one: Candidate, expected: string, good: (stat: string) => boolean): FieldLook =>
  () => {
    const { Stat, at } = watchOf(one);
    return [at === '' ? 'Statistic' : `${at}Stat`, expected, Stat, good(Stat ?? '')];
  };

export const unit =
  (one: Candidate, wanted: string): FieldLook =>
  () => {
    const watch = watchOf(one);
    return [`${watch.at}Unit`, `${wanted}, or left out`, watch.Unit, fitsUnit(watch, wanted)];
  };

/**
 * The first field that does not fit.
 *
 * @param data further values for the message
 * @param at evidence at a path of the list of alarms
 */
export function fieldFlaw(
  { alarm }: { alarm: Alarm },
  fields: readonly FieldLook[],
  data: Record<string, unknown>,
  at: (path: string, expected: unknown, actual: unknown) => Evidence,
): Flaw | undefined {
  for (const look of fields) {
    const [path, expected, actual, good] = look();
    if (good) continue;
    return {
      data: {
        ...data,
        alarm: alarm.AlarmName,
        field: path.replace(/^.*\./, ''),
        expected,
        actual: actual ?? 'missing',
      },
      evidence: [at(alarmPath(alarm, path), expected, actual)],
    };
  }
  return undefined;
}
