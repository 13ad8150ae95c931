/**
 * The three alarms of a system behind an Application Load Balancer: errors, slowness, and targets that are ill.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
import { cannotEvaluate } from '../../kit/index.ts';
import { alarms as read, type Alarm } from '../../reads/cloudwatch-alarms.ts';
import type { FieldLook } from './alarm-fields.ts';
import { side } from './alarm-fields.ts';
import { compared, fitsUnit, hasDimensions, heeded, isMetric, queries, type Watch } from './alarms.ts';

const NAMESPACE = 'AWS/ApplicationELB';
/** The longest that an answer may take. */
const SLOWEST_SECONDS = 2;

export type Part = 'a' | 'b' | 'c';
export const PARTS: readonly Part[] = ['a', 'b', 'c'];
export const PART_NAMES: Readonly<Record<Part, string>> = {
  a: 'server errors',
  b: 'response time',
  c: 'unhealthy targets',
};

interface Wanted {
  side: 'above' | 'below';
  unit: 'Count' | 'Seconds';
  /** Whether AWS publishes it for a target group of a balancer, for a balancer, or for both. */
  of: readonly ('balancer' | 'group')[];
}
const METRICS: Readonly<Record<Part, Readonly<Record<string, Wanted>>>> = {
  a: {
    HTTPCode_Target_5XX_Count: { side: 'above', unit: 'Count', of: ['balancer', 'group'] },
    HTTPCode_ELB_5XX_Count: { side: 'above', unit: 'Count', of: ['balancer'] },
  },
  b: { TargetResponseTime: { side: 'above', unit: 'Seconds', of: ['balancer', 'group'] } },
  c: {
    UnHealthyHostCount: { side: 'above', unit: 'Count', of: ['group'] },
    HealthyHostCount: { side: 'below', unit: 'Count', of: ['group'] },
  },
};

/** An alarm with one of the metrics that it heeds; without one where a query finds them. */
export interface PartAlarm {
  alarm: Alarm;
  wanted: Wanted;
  watch: Watch | null;
  /** Compared as it is, not inside of an expression. */
  alone: boolean;
}

/** Every alarm that has to do with a part, of whichever balancer. */
export function alarmsOf(part: Part, list: readonly Alarm[], account: string): PartAlarm[] {
  return list.flatMap((alarm) => {
    const alone = 'metric' in compared(alarm);
    return Object.entries(METRICS[part]).flatMap(([name, wanted]): PartAlarm[] => {
      const metric = [NAMESPACE, name] as const;
      const own = heeded(alarm).filter((watch) => isMetric(watch, metric, account));
      if (own.length > 0) return own.map((watch) => ({ alarm, wanted, watch, alone }));
      return queries(alarm, metric) ? [{ alarm, wanted, watch: null, alone }] : [];
    });
  });
}

/** @throws Blocked for a query */
export function watchOf({ alarm, watch }: PartAlarm): Watch {
  return watch ?? cannotEvaluate(read.id, `alarm ${alarm.AlarmName} is a query of Metrics Insights`);
}

/** The end of an ARN that CloudWatch knows a balancer or a target group by: `app/name/id`, `targetgroup/name/id`. */
export const balancerDimension = (arn: string): string => arn.replace(/^.*:loadbalancer\//, '');
export const groupDimension = (arn: string): string => arn.replace(/^.*:(?=targetgroup\/)/, '');

/** Does it watch this balancer, and this group of it, by names that have data? */
export function hasData(one: PartAlarm, balancer: string, group: string): boolean {
  const watch = watchOf(one);
  return one.wanted.of.some((kind) =>
    hasDimensions(
      watch,
      kind === 'balancer' ? { LoadBalancer: balancer } : { LoadBalancer: balancer, TargetGroup: group },
    ),
  );
}

/** The dimensions that a part is to be watched by. */
export const dimensionsWanted = (part: Part, balancer: string, group: string): string =>
  part === 'c' ? `LoadBalancer=${balancer}, TargetGroup=${group}` : `LoadBalancer=${balancer}`;

const isPercentile = (stat: string): boolean => {
  const number = Number(/^p(\d{2}(?:\.\d+)?)$/.exec(stat)?.[1]);
  return number >= 90 && number <= 99.9;
};

/** What has to fit for it to go off, in order. */
export function partFields(part: Part, one: PartAlarm): readonly FieldLook[] {
  const { alarm, wanted } = one;
  const statistic = (expected: string, good: (stat: string) => boolean): FieldLook => {
    return () => {
      const { Stat, at } = watchOf(one);
      return [at === '' ? 'Statistic' : `${at}Stat`, expected, Stat, good(Stat ?? '')];
    };
  };
  const unit: FieldLook = () => {
    const watch = watchOf(one);
    return [`${watch.at}Unit`, `${wanted.unit}, or left out`, watch.Unit, fitsUnit(watch, wanted.unit)];
  };
  if (part === 'a') return [side(alarm, 'above'), statistic('Sum', (stat) => stat === 'Sum'), unit];
  if (part === 'b')
    return [
      side(alarm, 'above'),
      statistic('p90 to p99.9, or Average', (stat) => stat === 'Average' || isPercentile(stat)),
      () => ['Threshold', `at most ${SLOWEST_SECONDS} seconds`, alarm.Threshold, isSoon(one)],
      unit,
    ];
  const missing = alarm.TreatMissingData;
  return [
    side(alarm, wanted.side),
    () => ['Threshold', 'a number of targets that can be', alarm.Threshold, canBeLess(one)],
    () => ['TreatMissingData', 'anything but ignore', missing, missing !== 'ignore'],
    unit,
  ];
}

/** An expression may count in other units: a small threshold will do, a great one is not judged. */
function isSoon({ alarm, alone }: PartAlarm): boolean {
  if (alarm.Threshold === null) return false;
  if (alarm.Threshold <= SLOWEST_SECONDS) return true;
  return alone ? false : cannotEvaluate(read.id, `alarm ${alarm.AlarmName} compares an expression`);
}

/** There are never fewer than no targets. */
function canBeLess({ alarm, wanted, alone }: PartAlarm): boolean {
  if (alarm.Threshold === null) return false;
  if (wanted.side === 'above' || !alone) return true;
  return alarm.ComparisonOperator === 'LessThanThreshold' ? alarm.Threshold > 0 : alarm.Threshold >= 0;
}
