import {
  CloudWatchClient,
  GetDashboardCommand,
  paginateDescribeAlarms,
  type MetricAlarm as SdkAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { Absent, defineRead, type ClientSpec } from '../kit/index.ts';
import { globalArn } from './arn.ts';

export const cloudwatch: ClientSpec<CloudWatchClient> = {
  service: 'cloudwatch',
  create: (config) => new CloudWatchClient(config),
};

export interface Dimension {
  Name: string;
  Value: string;
}

/** One line of an alarm's metric math: a metric, or an expression over other lines. */
export interface AlarmQuery {
  Id: string;
  MetricStat: {
    Namespace: string | null;
    MetricName: string | null;
    Dimensions: Dimension[];
    Period: number | null;
    Stat: string | null;
    Unit: string | null;
  } | null;
  Expression: string | null;
  /** True where AWS leaves it out. The alarm watches the line that returns data. */
  ReturnData: boolean;
  /** Another account's metric, in a monitoring account. */
  AccountId: string | null;
}

/** An alarm as it is configured; what state it is in says nothing about what it will do. */
export interface Alarm {
  AlarmName: string;
  ActionsEnabled: boolean;
  AlarmActions: string[];
  /** These seven are null, and Dimensions empty, where `Metrics` says what is watched. */
  Namespace: string | null;
  MetricName: string | null;
  Dimensions: Dimension[];
  Statistic: string | null;
  /** A percentile or another statistic of CloudWatch's, `p99`. */
  ExtendedStatistic: string | null;
  Period: number | null;
  Unit: string | null;
  Metrics: AlarmQuery[];
  /** The line of `Metrics` that stands for the threshold: a band of anomaly detection. */
  ThresholdMetricId: string | null;
  EvaluationPeriods: number | null;
  DatapointsToAlarm: number | null;
  Threshold: number | null;
  ComparisonOperator: string | null;
  /** breaching, notBreaching, ignore, or missing, which is the default. */
  TreatMissingData: string | null;
}

export interface CompositeAlarm {
  AlarmName: string;
  ActionsEnabled: boolean;
  AlarmActions: string[];
  AlarmRule: string;
  /** The alarm during whose ALARM no action is taken. */
  ActionsSuppressor: string | null;
}

export interface Alarms {
  MetricAlarms: Alarm[];
  CompositeAlarms: CompositeAlarm[];
}

/**
 * Every metric alarm and composite alarm of a Region. AWS shows composite alarms only to who may see all alarms.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const alarms = defineRead<{ region: string }, Alarms>({
  id: 'cloudwatch:DescribeAlarms',
  resources: () => ['*'],
  everyResource: 'AWS returns composite alarms only to whoever may describe all alarms.',
  call: async ({ client }, { region }) => {
    const found: Alarms = { MetricAlarms: [], CompositeAlarms: [] };
    const input = { AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
    for await (const page of paginateDescribeAlarms({ client: client(cloudwatch, region) }, input)) {
      found.MetricAlarms.push(...(page.MetricAlarms ?? []).map(alarm));
      for (const one of page.CompositeAlarms ?? [])
        found.CompositeAlarms.push({
          AlarmName: one.AlarmName ?? '',
          ActionsEnabled: one.ActionsEnabled ?? true,
          AlarmActions: one.AlarmActions ?? [],
          AlarmRule: one.AlarmRule ?? '',
          ActionsSuppressor: one.ActionsSuppressor ?? null,
        });
    }
    return found;
  },
});

function alarm(item: SdkAlarm): Alarm {
  return {
    AlarmName: item.AlarmName ?? '',
    ActionsEnabled: item.ActionsEnabled ?? true,
    AlarmActions: item.AlarmActions ?? [],
    Namespace: item.Namespace ?? null,
    MetricName: item.MetricName ?? null,
    Dimensions: dimensions(item.Dimensions),
    Statistic: item.Statistic ?? null,
    ExtendedStatistic: item.ExtendedStatistic ?? null,
    Period: item.Period ?? null,
    Unit: item.Unit ?? null,
    Metrics: (item.Metrics ?? []).map(query),
    ThresholdMetricId: item.ThresholdMetricId ?? null,
    EvaluationPeriods: item.EvaluationPeriods ?? null,
    DatapointsToAlarm: item.DatapointsToAlarm ?? null,
    Threshold: item.Threshold ?? null,
    ComparisonOperator: item.ComparisonOperator ?? null,
    TreatMissingData: item.TreatMissingData ?? null,
  };
}

function query({ Id, MetricStat: stat, Expression, ReturnData, AccountId }: MetricDataQuery): AlarmQuery {
  return {
    Id: Id ?? '',
    MetricStat: stat
      ? {
          Namespace: stat.Metric?.Namespace ?? null,
          MetricName: stat.Metric?.MetricName ?? null,
          Dimensions: dimensions(stat.Metric?.Dimensions),
          Period: stat.Period ?? null,
          Stat: stat.Stat ?? null,
          Unit: stat.Unit ?? null,
        }
      : null,
    Expression: Expression ?? null,
    ReturnData: ReturnData ?? true,
    AccountId: AccountId ?? null,
  };
}

function dimensions(
  list: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined,
): Dimension[] {
  return (list ?? []).map(({ Name, Value }) => ({ Name: Name ?? '', Value: Value ?? '' }));
}

/**
 * A dashboard, its body as the text that was put. Dashboards belong to the account, not to a Region. Absent:
 * DashboardNotFoundError, ResourceNotFound.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html
 */
export const dashboard = defineRead<{ name: string }, { DashboardBody: string }>({
  id: 'cloudwatch:GetDashboard',
  resources: ({ name }, run) => [globalArn(run, 'cloudwatch', `dashboard/${name}`)],
  call: async ({ client }, { name }) => {
    const { DashboardBody } = await client(cloudwatch).send(new GetDashboardCommand({ DashboardName: name }));
    if (DashboardBody === undefined) throw new Absent('ResourceNotFound');
    return { DashboardBody };
  },
});
