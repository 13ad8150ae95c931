import { CloudWatchClient, paginateDescribeAlarms, type Metric } from '@aws-sdk/client-cloudwatch';
import { defineRead, type ClientSpec } from '../kit/index.ts';

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
  resources: (_args, { account, region }) => [`arn:aws:cloudwatch:${region}:${account}:alarm:*`],
  call: async ({ client }) => {
    const all: MetricAlarm[] = [];
    const input = { AlarmTypes: ['MetricAlarm' as const] };
    for await (const page of paginateDescribeAlarms({ client: client(cloudwatch) }, input)) {
      for (const alarm of page.MetricAlarms ?? []) {
        const queries = alarm.Metrics ?? [];
        all.push({
          AlarmName: alarm.AlarmName ?? '',
          Metrics:
            queries.length > 0
              ? queries.flatMap(({ MetricStat }) => (MetricStat?.Metric ? [metric(MetricStat.Metric)] : []))
              : [metric(alarm)],
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
