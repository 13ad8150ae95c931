import {
  CloudWatchClient,
  paginateDescribeAlarms,
  type Metric,
  type MetricAlarm as SdkAlarm,
} from '@aws-sdk/client-cloudwatch';
import { defineRead, type ClientSpec } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

const cloudwatch: ClientSpec<CloudWatchClient> = {
  service: 'cloudwatch',
  create: (config) => new CloudWatchClient(config),
};

interface AlarmMetric {
  Namespace: string | null;
  MetricName: string | null;
  Dimensions: { Name: string; Value: string }[];
}
export interface MetricAlarm {
  AlarmName: string;
  /** The one metric of the alarm, or every metric of its math; none when it watches a Metrics Insights query. */
  Metrics: AlarmMetric[];
}

/** Every metric alarm of the Region. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const metricAlarms = defineRead<Record<string, never>, MetricAlarm[]>({
  id: 'cloudwatch:DescribeAlarms',
  resources: (_args, run) => [regionalArn(run, 'cloudwatch', 'alarm:*')],
  call: async ({ client }) => {
    const all: MetricAlarm[] = [];
    const input = { AlarmTypes: ['MetricAlarm' as const] };
    for await (const page of paginateDescribeAlarms({ client: client(cloudwatch) }, input)) {
      for (const alarm of page.MetricAlarms ?? [])
        all.push({ AlarmName: alarm.AlarmName ?? '', Metrics: metricsOf(alarm) });
    }
    return all;
  },
});

/** The one metric of an alarm, or every metric of its math. */
function metricsOf(alarm: SdkAlarm): AlarmMetric[] {
  const queries = alarm.Metrics ?? [];
  return queries.length > 0
    ? queries.flatMap(({ MetricStat }) => (MetricStat?.Metric ? [metric(MetricStat.Metric)] : []))
    : [metric(alarm)];
}

function metric({ Namespace, MetricName, Dimensions }: Metric): AlarmMetric {
  return {
    Namespace: Namespace ?? null,
    MetricName: MetricName ?? null,
    Dimensions: (Dimensions ?? []).map(({ Name, Value }) => ({ Name: Name ?? '', Value: Value ?? '' })),
  };
}

export interface AlarmTiming extends MetricAlarm {
  /** OK, ALARM or INSUFFICIENT_DATA. */
  StateValue: string | null;
  /** Seconds of one datapoint; of metric math the longest. */
  Period: number | null;
  /** How many datapoints have to be over the threshold. */
  Datapoints: number;
  Condition: string;
}

/**
 * Metric alarms by their names, with how fast they are. For pictures: whether an alarm counts is judged by what it watches.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
 */
export const alarmTimings = defineRead<{ names: string[] }, AlarmTiming[]>({
  id: 'cloudwatch:DescribeAlarms',
  resources: (_args, run) => [regionalArn(run, 'cloudwatch', 'alarm:*')],
  call: async ({ client }, { names }) => {
    const all: AlarmTiming[] = [];
    const input = { AlarmTypes: ['MetricAlarm' as const], AlarmNames: names };
    for await (const page of paginateDescribeAlarms({ client: client(cloudwatch) }, input)) {
      for (const alarm of page.MetricAlarms ?? []) {
        const queries = alarm.Metrics ?? [];
        const periods = queries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []);
        all.push({
          AlarmName: alarm.AlarmName ?? '',
          Metrics: metricsOf(alarm),
          StateValue: alarm.StateValue ?? null,
          Period: alarm.Period ?? (periods.length > 0 ? Math.max(...periods) : null),
          Datapoints: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1,
          Condition:
            `${alarm.MetricName ?? 'metric math'} ${alarm.ComparisonOperator ?? ''} ${alarm.Threshold ?? ''}`.trim(),
        });
      }
    }
    return all;
  },
});
