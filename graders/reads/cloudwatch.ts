import { CloudWatchClient, paginateDescribeAlarms, type Metric } from '@aws-sdk/client-cloudwatch';
import { defineRead, type ClientSpec } from '../kit/index.ts';

const cloudwatch: ClientSpec<CloudWatchClient> = {
  service: 'cloudwatch',
  create: (config) => new CloudWatchClient(config),
};

export interface AlarmMetric {
  Namespace: string | null;
  MetricName: string | null;
  Dimensions: { Name: string; Value: string }[];
}
export interface MetricAlarm {
  AlarmName: string;
  ActionsEnabled: boolean;
  AlarmActions: string[];
  Statistic: string | null;
  ExtendedStatistic: string | null;
  ComparisonOperator: string | null;
  Threshold: number | null;
  Period: number | null;
  EvaluationPeriods: number | null;
  TreatMissingData: string | null;
  /** The one metric of the alarm, or every metric of its math. */
  Metrics: AlarmMetric[];
  /** Whether the alarm watches an expression over its metrics. */
  IsMath: boolean;
}

/** Every metric alarm of the Region. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const metricAlarms = defineRead<Record<string, never>, MetricAlarm[]>({
  id: 'cloudwatch:DescribeAlarms',
  resources: (_args, { account, region }) => [`arn:aws:cloudwatch:${region}:${account}:alarm:*`],
  call: async ({ client }) => {
    const all: MetricAlarm[] = [];
    const input = { AlarmTypes: ['MetricAlarm' as const] };
    for await (const page of paginateDescribeAlarms({ client: client(cloudwatch) }, input)) {
      for (const alarm of page.MetricAlarms ?? []) {
        const queries = alarm.Metrics ?? [];
        all.push({
          AlarmName: alarm.AlarmName ?? '',
          ActionsEnabled: alarm.ActionsEnabled !== false,
          AlarmActions: alarm.AlarmActions ?? [],
          Statistic: alarm.Statistic ?? null,
          ExtendedStatistic: alarm.ExtendedStatistic ?? null,
          ComparisonOperator: alarm.ComparisonOperator ?? null,
          Threshold: alarm.Threshold ?? null,
          Period: alarm.Period ?? null,
          EvaluationPeriods: alarm.EvaluationPeriods ?? null,
          TreatMissingData: alarm.TreatMissingData ?? null,
          Metrics:
            queries.length > 0
              ? queries.flatMap(({ MetricStat }) => (MetricStat?.Metric ? [metric(MetricStat.Metric)] : []))
              : [metric(alarm)],
          IsMath: queries.some(({ Expression }) => Expression !== undefined),
        });
      }
    }
    return all;
  },
});

function metric({ Namespace, MetricName, Dimensions }: Metric): AlarmMetric {
  return {
    Namespace: Namespace ?? null,
    MetricName: MetricName ?? null,
    Dimensions: (Dimensions ?? []).map(({ Name, Value }) => ({ Name: Name ?? '', Value: Value ?? '' })),
  };
}
