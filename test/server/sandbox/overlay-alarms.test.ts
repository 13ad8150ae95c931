/** Actions of alarms are switched off and on, and the alarm stays what it was. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let cloudwatch: CloudWatchClient;
beforeAll(async () => {
  const sandbox = await sharedSandbox();
  const account = await sandbox.createAccount('alarms');
  cloudwatch = new CloudWatchClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
}, 300_000);
afterAll(() => cloudwatch.destroy());

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
const common = {
  EvaluationPeriods: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: [TOPIC],
} satisfies Partial<PutMetricAlarmCommandInput>;
const metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'TargetResponseTime' };
const Dimensions = [{ Name: 'LoadBalancer', Value: 'app/bm-cap/0123456789abcdef' }];

const alarms: [string, Partial<PutMetricAlarmCommandInput>][] = [
  ['statistic', { ...metric, Dimensions, Statistic: 'Average', Period: 60, TreatMissingData: 'breaching' }],
  ['percentile', { ...metric, Dimensions, ExtendedStatistic: 'p99', Period: 60, DatapointsToAlarm: 1 }],
  [
    'math',
    {
      Metrics: [
        { Id: 'e', Expression: 'm * 2', ReturnData: true, Label: 'twice' },
        {
          Id: 'm',
          ReturnData: false,
          MetricStat: { Metric: { ...metric, Dimensions }, Period: 60, Stat: 'Sum' },
        },
      ],
    },
  ],
];

it.each(alarms)('an alarm by %s', async (AlarmName, rest) => {
  await cloudwatch.send(new PutMetricAlarmCommand({ AlarmName, ...common, ...rest }));
  await cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'for the test' }),
  );
  const shown = async () => {
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
    );
    const {
      AlarmConfigurationUpdatedTimestamp: _configured,
      StateUpdatedTimestamp: _updated,
      ...same
    } = MetricAlarms[0] ?? {};
    return same;
  };
  const before = await shown();
  await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: [AlarmName, 'none'] }));
  expect(await shown()).toEqual({ ...before, ActionsEnabled: false });
  await cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
  expect(await shown()).toEqual(before);
});
