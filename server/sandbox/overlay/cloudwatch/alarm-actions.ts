/**
 * EnableAlarmActions, DisableAlarmActions: the engine has alarms and their flag, and no operation for it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html
 */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type CloudWatchClientConfig,
} from '@aws-sdk/client-cloudwatch';
import type { OverlayHandler, OverlayOperation } from '../../types.ts';

/** An alarm that is not there is passed over, as on AWS. */
const setting =
  (ActionsEnabled: boolean): OverlayHandler =>
  async (context, input) => {
    const client = new CloudWatchClient(context.engineClient() as CloudWatchClientConfig);
    try {
      const AlarmNames = input['AlarmNames'] as string[];
      const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames }));
      for (const alarm of MetricAlarms) {
        const { AlarmName, Metrics, EvaluationPeriods, ComparisonOperator, StateValue, ...rest } = alarm;
        const { Statistic, ExtendedStatistic } = rest;
        await client.send(
          new PutMetricAlarmCommand({
            ...rest,
            AlarmName,
            EvaluationPeriods,
            ComparisonOperator,
            ActionsEnabled,
            // What the alarm has not is empty in the engine's answer, and a request must not say it.
            ...(Metrics === undefined || Metrics.length === 0 ? { Metrics: undefined } : { Metrics }),
            Statistic: Statistic ?? undefined,
            ExtendedStatistic: ExtendedStatistic ?? undefined,
          }),
        );
        if (StateValue !== undefined)
          await client.send(
            new SetAlarmStateCommand({
              AlarmName,
              StateValue,
              StateReason: alarm.StateReason ?? 'Unchanged',
            }),
          );
      }
    } finally {
      client.destroy();
    }
    return {};
  };

export const alarmActionOperations: readonly OverlayOperation[] = [
  { service: 'cloudwatch', operation: 'EnableAlarmActions', answer: setting(true) },
  { service: 'cloudwatch', operation: 'DisableAlarmActions', answer: setting(false) },
];
