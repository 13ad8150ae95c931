/**
 * What a CloudWatch alarm watches, and on which side of its threshold it goes off.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
import type { Alarm, AlarmQuery, Dimension } from '../../reads/cloudwatch-alarms.ts';

/** A metric as an alarm asks for it. */
export interface Watch {
  Namespace: string | null;
  MetricName: string | null;
  Dimensions: readonly Dimension[];
  Period: number | null;
  /** `Maximum`, `p99`: Statistic, ExtendedStatistic, or Stat of metric math. */
  Stat: string | null;
  Unit: string | null;
  AccountId: string | null;
  /** Where it stands below the alarm, for evidence: empty, or ``Metrics[?Id=='m1'] | [0].MetricStat.``. */
  at: string;
}

/** Every metric that an alarm looks at, those inside of its math too. A query of Metrics Insights names none. */
export function watches(alarm: Alarm): Watch[] {
  if (alarm.Metrics.length > 0) return alarm.Metrics.flatMap((query) => watchOf(query) ?? []);
  const { Namespace, MetricName, Dimensions, Period, Unit } = alarm;
  const Stat = alarm.Statistic ?? alarm.ExtendedStatistic;
  return [{ Namespace, MetricName, Dimensions, Period, Stat, Unit, AccountId: null, at: '' }];
}

function watchOf({ Id, MetricStat, AccountId }: AlarmQuery): Watch | undefined {
  return MetricStat ? { ...MetricStat, AccountId, at: `Metrics[?Id=='${Id}'] | [0].MetricStat.` } : undefined;
}

/**
 * What an alarm compares with its threshold: one metric, or an expression. An expression that is another line's id says the
 * same as that line. The band of an anomaly detector returns data too, and is the threshold.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
 */
export function compared(alarm: Alarm): { metric: Watch } | { expression: string } {
  if (alarm.Metrics.length === 0) return { metric: watches(alarm)[0] as Watch };
  let line = alarm.Metrics.find(({ ReturnData, Id }) => ReturnData && Id !== alarm.ThresholdMetricId);
  for (let steps = 0; steps <= alarm.Metrics.length; steps += 1) {
    const metric = line && watchOf(line);
    if (metric) return { metric };
    const named = bare(line?.Expression ?? '');
    const next = alarm.Metrics.find(({ Id }) => Id === named);
    if (!next) break;
    line = next;
  }
  return { expression: line?.Expression ?? '' };
}

/** Without blanks and brackets around it. */
function bare(expression: string): string {
  const text = expression.trim();
  return /^\([^()]*\)$/.test(text) ? bare(text.slice(1, -1)) : text;
}

export type Metric = readonly [namespace: string, name: string];

/** Is it this metric, of this account? */
export function isMetric(watch: Watch, [namespace, name]: Metric, account: string): boolean {
  return (
    watch.Namespace === namespace &&
    watch.MetricName === name &&
    (watch.AccountId === null || watch.AccountId === account)
  );
}

/**
 * The metrics that have a say in what an alarm compares: the one it compares, or those that its expression is made of, also by
 * way of other lines. `METRICS()` stands for all of them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function heeded(alarm: Alarm): Watch[] {
  const what = compared(alarm);
  if ('metric' in what) return [what.metric];
  if (/\bMETRICS\s*\(/.test(what.expression)) return watches(alarm);
  const seen = new Set<string>();
  const open = words(what.expression);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const line = alarm.Metrics.find(({ Id }) => Id === id);
    if (!line || seen.has(id)) continue;
    seen.add(id);
    open.push(...words(line.Expression ?? ''));
  }
  return alarm.Metrics.filter(({ Id }) => seen.has(Id)).flatMap((query) => watchOf(query) ?? []);
}

/** Ids of other lines begin with a small letter. */
const words = (expression: string): string[] => expression.match(/\b[a-z][A-Za-z0-9_]*\b/g) ?? [];

/** A query of Metrics Insights that speaks of a metric; which rows it finds is not judged. */
export function queries(alarm: Alarm, [namespace, name]: Metric): boolean {
  const what = compared(alarm);
  return (
    'expression' in what &&
    /^\s*SELECT\b/i.test(what.expression) &&
    what.expression.includes(name) &&
    what.expression.includes(namespace)
  );
}

/**
 * How an alarm uses a metric: compares `it` with the threshold, or something made of it (`mixed`: an expression, or a query
 * that names it), or does not look at it.
 */
export function usesMetric(
  alarm: Alarm,
  wanted: Metric,
  account: string,
): { it: Watch } | { mixed: string } | undefined {
  const what = compared(alarm);
  if ('metric' in what) return isMetric(what.metric, wanted, account) ? { it: what.metric } : undefined;
  const inside = heeded(alarm).some((watch) => isMetric(watch, wanted, account));
  return inside || queries(alarm, wanted) ? { mixed: what.expression } : undefined;
}

/** Exactly these dimensions, in any order: another set is another metric, which has no data. */
export function hasDimensions(
  { Dimensions }: Pick<Watch, 'Dimensions'>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(wanted);
  return (
    Dimensions.length === names.length &&
    names.every((name) => Dimensions.some(({ Name, Value }) => Name === name && Value === wanted[name]))
  );
}

/** `Currency=USD, ServiceName=AmazonEC2`, or "none". */
export function dimensionText({ Dimensions }: Pick<Watch, 'Dimensions'>): string {
  return Dimensions.length === 0
    ? 'none'
    : Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(', ');
}

/** Goes off above its threshold. */
export const rises = ({ ComparisonOperator: operator }: Alarm): boolean =>
  operator === 'GreaterThanThreshold' || operator === 'GreaterThanOrEqualToThreshold';
/** Goes off below its threshold. */
export const falls = ({ ComparisonOperator: operator }: Alarm): boolean =>
  operator === 'LessThanThreshold' || operator === 'LessThanOrEqualToThreshold';

/** An alarm asks for the datapoints of one unit, if it names one, and never sees those of another. */
export const fitsUnit = ({ Unit }: Watch, unit: string): boolean => Unit === null || Unit === unit;

/** How many datapoints in a row, or among the last ones, set an alarm off. */
export const datapoints = ({ DatapointsToAlarm, EvaluationPeriods }: Alarm): number =>
  DatapointsToAlarm ?? EvaluationPeriods ?? 1;

/** Where an alarm stands among those of a Region, for evidence. */
export const alarmPath = ({ AlarmName }: Pick<Alarm, 'AlarmName'>, member: string): string =>
  `MetricAlarms[?AlarmName=='${AlarmName}'] | [0].${member}`;
