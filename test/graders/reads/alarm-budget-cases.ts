import { budget, budgetNotifications, budgetSubscribers } from '../../../graders/reads/budgets.ts';
import { alarms, dashboard } from '../../../graders/reads/cloudwatch-alarms.ts';
import { topicAttributes, topicSubscriptions } from '../../../graders/reads/sns.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, jsonAnswer, seconds } from './sagemaker-training-cases.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:bills';
const sns = (operation: string, result: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`,
});
/** On the wire it is NotFound, which the SDK calls by its shape: see alarm-budget-pages.test.ts. */
const noTopic = { status: 404, code: 'NotFoundException' };
const noBudget = { status: 400, code: 'NotFoundException' };
const early = {
  NotificationType: 'ACTUAL',
  ComparisonOperator: 'GREATER_THAN',
  Threshold: 80,
  ThresholdType: 'PERCENTAGE',
};

export const ALARM_BUDGET_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: budget,
    args: { name: 'bm-monthly' },
    answer: jsonAnswer({
      Budget: {
        BudgetName: 'bm-monthly',
        BudgetLimit: { Amount: '40.0', Unit: 'USD' },
        CostFilters: { Service: ['Amazon Simple Storage Service'] },
        CostTypes: { IncludeTax: true },
        TimeUnit: 'MONTHLY',
        TimePeriod: { Start: 1_793_491_200, End: 3_706_473_600 },
        CalculatedSpend: { ActualSpend: { Amount: '1.0', Unit: 'USD' } },
        BudgetType: 'COST',
        FilterExpression: { Dimensions: { Key: 'SERVICE', Values: ['x'] } },
        BillingViewArn: 'arn:aws:billing::123456789012:billingview/primary',
      },
    }),
    value: {
      BudgetName: 'bm-monthly',
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: '40.0', Unit: 'USD' },
      CostFilters: { Service: ['Amazon Simple Storage Service'] },
      FilterExpression: { Dimensions: { Key: 'SERVICE', Values: ['x'] } },
      BillingViewArn: 'arn:aws:billing::123456789012:billingview/primary',
      TimePeriod: { Start: '2026-11-01T00:00:00.000Z', End: '2087-06-15T00:00:00.000Z' },
    },
    absent: noBudget,
    action: 'budgets:ViewBudget',
  },
  {
    ...json,
    read: budgetNotifications,
    args: { name: 'bm-monthly' },
    answer: jsonAnswer({
      Notifications: [
        { ...early, ThresholdType: undefined, NotificationState: 'ALARM' },
        { ...early, NotificationType: 'FORECASTED', Threshold: 40, ThresholdType: 'ABSOLUTE_VALUE' },
      ],
    }),
    value: [
      early,
      { ...early, NotificationType: 'FORECASTED', Threshold: 40, ThresholdType: 'ABSOLUTE_VALUE' },
    ],
    absent: noBudget,
    action: 'budgets:ViewBudget',
  },
  {
    ...json,
    read: budgetSubscribers,
    args: { name: 'bm-monthly', notification: early },
    answer: jsonAnswer({
      Subscribers: [
        { SubscriptionType: 'EMAIL', Address: 'ana@example.com' },
        { SubscriptionType: 'SNS', Address: TOPIC },
      ],
    }),
    value: [
      { SubscriptionType: 'EMAIL', Address: 'ana@example.com' },
      { SubscriptionType: 'SNS', Address: TOPIC },
    ],
    absent: noBudget,
    action: 'budgets:ViewBudget',
  },
  {
    protocol: 'xml',
    read: topicSubscriptions,
    args: { topic: TOPIC },
    answer: sns(
      'ListSubscriptionsByTopic',
      `<Subscriptions><member><SubscriptionArn>${TOPIC}:1</SubscriptionArn><Owner>123456789012</Owner><Protocol>email</Protocol><Endpoint>ana@example.com</Endpoint><TopicArn>${TOPIC}</TopicArn></member><member><SubscriptionArn>PendingConfirmation</SubscriptionArn><Owner>123456789012</Owner><Protocol>email</Protocol><Endpoint>ben@example.com</Endpoint><TopicArn>${TOPIC}</TopicArn></member></Subscriptions>`,
    ),
    value: [
      { SubscriptionArn: `${TOPIC}:1`, Protocol: 'email' },
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email' },
    ],
    absent: noTopic,
    action: 'sns:ListSubscriptionsByTopic',
  },
  {
    protocol: 'xml',
    read: topicAttributes,
    args: { topic: TOPIC },
    answer: sns(
      'GetTopicAttributes',
      `<Attributes><entry><key>TopicArn</key><value>${TOPIC}</value></entry><entry><key>FifoTopic</key><value>true</value></entry></Attributes>`,
    ),
    value: { TopicArn: TOPIC, FifoTopic: true },
    absent: noTopic,
    action: 'sns:GetTopicAttributes',
  },
  {
    ...json,
    read: alarms,
    args: { region: 'us-east-1' },
    answer: jsonAnswer(
      {
        MetricAlarms: [
          {
            AlarmName: 'bill',
            ActionsEnabled: true,
            AlarmActions: [TOPIC],
            StateUpdatedTimestamp: seconds,
            StateValue: 'INSUFFICIENT_DATA',
            Namespace: 'AWS/Billing',
            MetricName: 'EstimatedCharges',
            Dimensions: [{ Name: 'Currency', Value: 'USD' }],
            Statistic: 'Maximum',
            Period: 21600,
            EvaluationPeriods: 1,
            Threshold: 10,
            ComparisonOperator: 'GreaterThanThreshold',
          },
          {
            AlarmName: 'rate',
            ActionsEnabled: false,
            EvaluationPeriods: 3,
            DatapointsToAlarm: 2,
            Threshold: 1,
            ComparisonOperator: 'GreaterThanThreshold',
            TreatMissingData: 'breaching',
            Metrics: [
              { Id: 'e1', Expression: 'm1 * 2' },
              {
                Id: 'm1',
                ReturnData: false,
                AccountId: '210987654321',
                MetricStat: {
                  Metric: { Namespace: 'A', MetricName: 'B' },
                  Period: 60,
                  Stat: 'p99',
                  Unit: 'Count',
                },
              },
            ],
          },
        ],
        CompositeAlarms: [
          { AlarmName: 'both', AlarmRule: 'ALARM("bill")', ActionsSuppressor: 'rest', AlarmActions: [TOPIC] },
        ],
      },
      '1.0',
    ),
    value: {
      MetricAlarms: [
        {
          AlarmName: 'bill',
          ActionsEnabled: true,
          AlarmActions: [TOPIC],
          Namespace: 'AWS/Billing',
          MetricName: 'EstimatedCharges',
          Dimensions: [{ Name: 'Currency', Value: 'USD' }],
          Statistic: 'Maximum',
          ExtendedStatistic: null,
          Period: 21600,
          Unit: null,
          Metrics: [],
          ThresholdMetricId: null,
          EvaluationPeriods: 1,
          DatapointsToAlarm: null,
          Threshold: 10,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: null,
        },
        {
          AlarmName: 'rate',
          ActionsEnabled: false,
          AlarmActions: [],
          Namespace: null,
          MetricName: null,
          Dimensions: [],
          Statistic: null,
          ExtendedStatistic: null,
          Period: null,
          Unit: null,
          Metrics: [
            { Id: 'e1', MetricStat: null, Expression: 'm1 * 2', ReturnData: true, AccountId: null },
            {
              Id: 'm1',
              MetricStat: {
                Namespace: 'A',
                MetricName: 'B',
                Dimensions: [],
                Period: 60,
                Stat: 'p99',
                Unit: 'Count',
              },
              Expression: null,
              ReturnData: false,
              AccountId: '210987654321',
            },
          ],
          ThresholdMetricId: null,
          EvaluationPeriods: 3,
          DatapointsToAlarm: 2,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'breaching',
        },
      ],
      CompositeAlarms: [
        {
          AlarmName: 'both',
          ActionsEnabled: true,
          AlarmActions: [TOPIC],
          AlarmRule: 'ALARM("bill")',
          ActionsSuppressor: 'rest',
        },
      ],
    },
    absent: null,
    action: 'cloudwatch:DescribeAlarms',
  },
  {
    ...json,
    read: dashboard,
    args: { name: 'bm-cap' },
    answer: jsonAnswer(
      {
        DashboardArn: 'arn:aws:cloudwatch::123456789012:dashboard/bm-cap',
        DashboardBody: '{"widgets":[]}',
        DashboardName: 'bm-cap',
      },
      '1.0',
    ),
    value: { DashboardBody: '{"widgets":[]}' },
    absent: { status: 404, code: 'ResourceNotFound' },
    action: 'cloudwatch:GetDashboard',
  },
];
