/** Alarms, topics, dashboards and budgets as the sandbox keeps them, in the Regions that they are asked for in. */
import { BudgetsClient, CreateBudgetCommand } from '@aws-sdk/client-budgets';
import { CloudWatchClient, PutDashboardCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Session } from '../../../graders/engine/session.ts';
import { budget, budgetNotifications, budgetSubscribers } from '../../../graders/reads/budgets.ts';
import { alarms, dashboard } from '../../../graders/reads/cloudwatch-alarms.ts';
import { topicAttributes, topicSubscriptions } from '../../../graders/reads/sns.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';
import { TEST_RUN, testSession } from '../../helpers/session.ts';

let session: Session;
let topic: string;
let account: string;

beforeAll(async () => {
  const sandbox = await sharedSandbox();
  const made = await sandbox.createAccount('alarms');
  ({ account } = made);
  const learner = clientOf(sandbox, made);
  const target = {
    kind: 'sandbox' as const,
    region: 'eu-west-1',
    endpoint: sandbox.endpoint,
    credentials: clientOf(sandbox, made, 'reader').credentials,
  };
  session = testSession({
    target,
    reads: [
      budget,
      budgetNotifications,
      budgetSubscribers,
      alarms,
      dashboard,
      topicAttributes,
      topicSubscriptions,
    ],
    run: { ...TEST_RUN, account, region: 'eu-west-1' },
  });
  const sns = new SNSClient(learner);
  topic = (await sns.send(new CreateTopicCommand({ Name: 'bills' }))).TopicArn ?? '';
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'email', Endpoint: 'ana@example.com' }));
  const here = new CloudWatchClient(learner);
  await here.send(
    new PutMetricAlarmCommand({
      AlarmName: 'bill',
      Namespace: 'AWS/Billing',
      MetricName: 'EstimatedCharges',
      Dimensions: [{ Name: 'Currency', Value: 'USD' }],
      Statistic: 'Maximum',
      Period: 21600,
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [topic],
    }),
  );
  await here.send(
    new PutMetricAlarmCommand({
      AlarmName: 'math',
      EvaluationPeriods: 2,
      DatapointsToAlarm: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      ActionsEnabled: false,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Id: 'e1', Expression: 'm1', ReturnData: true },
        {
          Id: 'm1',
          ReturnData: false,
          MetricStat: {
            Metric: { Namespace: 'A', MetricName: 'B', Dimensions: [{ Name: 'C', Value: 'D' }] },
            Period: 300,
            Stat: 'p99',
          },
        },
      ],
    }),
  );
  const there = new CloudWatchClient({ ...learner, region: 'eu-west-1' });
  await there.send(
    new PutMetricAlarmCommand({
      AlarmName: 'elsewhere',
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      AlarmActions: ['arn:aws:automate:eu-west-1:ec2:stop'],
    }),
  );
  // AWS keeps dashboards for the account, the engine for a Region.
  await there.send(new PutDashboardCommand({ DashboardName: 'board', DashboardBody: '{"widgets":[]}' }));
  const budgets = new BudgetsClient(learner);
  await budgets.send(
    new CreateBudgetCommand({
      AccountId: account,
      Budget: {
        BudgetName: 'm',
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: '40', Unit: 'USD' },
        FilterExpression: { Dimensions: { Key: 'SERVICE', Values: ['x'] } },
      },
      NotificationsWithSubscribers: [
        {
          Notification: { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 },
          Subscribers: [{ SubscriptionType: 'SNS', Address: topic }],
        },
      ],
    }),
  );
  for (const client of [sns, here, there, budgets]) client.destroy();
});
afterAll(() => session.close());

it('alarms of us-east-1, whatever the Region of the run', async () => {
  expect(await session.ask(alarms, { region: 'us-east-1' })).toMatchObject({
    state: 'present',
    value: {
      MetricAlarms: [
        {
          AlarmName: 'bill',
          ActionsEnabled: true,
          AlarmActions: [topic],
          Namespace: 'AWS/Billing',
          MetricName: 'EstimatedCharges',
          Dimensions: [{ Name: 'Currency', Value: 'USD' }],
          Statistic: 'Maximum',
          ExtendedStatistic: null,
          Period: 21600,
          Unit: null,
          Metrics: [],
          EvaluationPeriods: 1,
          Threshold: 10,
          ComparisonOperator: 'GreaterThanThreshold',
        },
        {
          AlarmName: 'math',
          ActionsEnabled: false,
          Namespace: null,
          MetricName: null,
          Statistic: null,
          DatapointsToAlarm: 1,
          TreatMissingData: 'notBreaching',
          Metrics: [
            { Id: 'e1', MetricStat: null, Expression: 'm1', ReturnData: true },
            {
              Id: 'm1',
              ReturnData: false,
              MetricStat: {
                Namespace: 'A',
                MetricName: 'B',
                Dimensions: [{ Name: 'C', Value: 'D' }],
                Period: 300,
                Stat: 'p99',
              },
            },
          ],
        },
      ],
      CompositeAlarms: [],
    },
  });
  expect(await session.ask(alarms, { region: 'eu-west-1' })).toMatchObject({
    value: { MetricAlarms: [{ AlarmName: 'elsewhere', Dimensions: [] }] },
  });
});

it('a topic where its ARN says', async () => {
  expect(topic).toBe(`arn:aws:sns:us-east-1:${account}:bills`);
  expect(await session.ask(topicSubscriptions, { topic })).toMatchObject({
    value: [
      { SubscriptionArn: expect.stringMatching(/^arn:aws:sns:us-east-1:/) as string, Protocol: 'email' },
    ],
  });
  expect(await session.ask(topicAttributes, { topic })).toMatchObject({
    value: { TopicArn: topic, FifoTopic: false },
  });
  for (const read of [topicSubscriptions, topicAttributes])
    expect(await session.ask(read, { topic: `${topic}-gone` })).toMatchObject({ state: 'absent' });
});

it('dashboards and budgets of the account', async () => {
  expect(await session.ask(dashboard, { name: 'gone' })).toMatchObject({ state: 'absent' });
  expect(await session.ask(budget, { name: 'm' })).toMatchObject({
    value: {
      BudgetLimit: { Amount: '40.0' },
      CostFilters: {},
      FilterExpression: { Dimensions: { Key: 'SERVICE' } },
    },
  });
  const notification = {
    NotificationType: 'ACTUAL',
    ComparisonOperator: 'GREATER_THAN',
    Threshold: 80,
    ThresholdType: 'PERCENTAGE',
  };
  expect(await session.ask(budgetNotifications, { name: 'm' })).toMatchObject({ value: [notification] });
  expect(await session.ask(budgetSubscribers, { name: 'm', notification })).toMatchObject({
    value: [{ SubscriptionType: 'SNS', Address: topic }],
  });
  for (const read of [budget, budgetNotifications])
    expect(await session.ask(read, { name: 'gone' })).toMatchObject({
      state: 'absent',
      code: 'NotFoundException',
    });
  expect(await session.ask(dashboard, { name: 'board' })).toMatchObject({
    value: { DashboardBody: '{"widgets":[]}' },
  });
});
