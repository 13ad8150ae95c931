/** States of `billing-alarm` and `idle-stop`. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { BOX, box, only, TOPIC, topic, type Json } from './kit.ts';

const charges = (changes: Json = {}): Step =>
  call(
    'cloudwatch:PutMetricAlarm',
    only({
      AlarmName: 'charges',
      Namespace: 'AWS/Billing',
      MetricName: 'EstimatedCharges',
      Dimensions: [{ Name: 'Currency', Value: 'USD' }],
      Statistic: 'Maximum',
      Period: 21_600,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 10,
      AlarmActions: [TOPIC],
      ...changes,
    }),
  );
const rings = (name: string, calls: readonly Step[], expected: Expected, because?: string): AccountState => ({
  name: `billing-alarm: ${name}`,
  start: 'setup',
  calls: [...topic, ...calls],
  expect: { 'billing-alarm': expected },
  ...(because === undefined ? {} : { because }),
});
const metric = (Id: string, more: Json = {}): Json => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Billing',
      MetricName: 'EstimatedCharges',
      Dimensions: [{ Name: 'Currency', Value: 'USD' }],
    },
    Period: 21_600,
    Stat: 'Maximum',
  },
  ReturnData: true,
  ...more,
});
const NO_METRIC: Json = {
  Namespace: null,
  MetricName: null,
  Dimensions: null,
  Statistic: null,
  Period: null,
};

export const billingAlarm: readonly AccountState[] = [
  rings('as the lesson makes it', [charges()], 'pass'),
  rings('a dollar', [charges({ Threshold: 1 })], 'pass'),
  rings('from 10 on', [charges({ ComparisonOperator: 'GreaterThanOrEqualToThreshold' })], 'pass'),
  rings('a day, twice', [charges({ Period: 86_400, EvaluationPeriods: 2 })], 'pass'),
  rings('as a line of metric math', [charges({ ...NO_METRIC, Metrics: [metric('m1')] })], 'pass'),
  rings(
    'beside one that is wrong',
    [charges({ AlarmName: 'old', Threshold: 600 }), charges()],
    'pass',
    'some alarm',
  ),
  rings('two actions', [charges({ AlarmActions: [TOPIC], OKActions: [TOPIC] })], 'pass'),
  rings(
    'anything above it, over a band',
    [charges({ Threshold: 10, TreatMissingData: 'ignore' })],
    'pass',
    'the catalogue says nothing of missing data',
  ),
  rings(
    'in a list of one currency, in small letters',
    [charges({ Dimensions: [{ Name: 'Currency', Value: 'usd' }] })],
    'fail/wrong-dimension',
  ),
  rings(
    'of a linked account',
    [
      charges({
        Dimensions: [
          { Name: 'Currency', Value: 'USD' },
          { Name: 'LinkedAccount', Value: '{{acct}}' },
        ],
      }),
    ],
    'fail/wrong-dimension',
  ),
  rings('by the average', [charges({ Statistic: 'Average' })], 'fail/cannot-fire'),
  rings('none', [], 'fail/no-alarm'),
  rings('on processors', [charges({ Namespace: 'AWS/EC2', MetricName: 'CPUUtilization' })], 'fail/no-alarm'),
  rings('in a namespace of its own', [charges({ Namespace: 'Billing' })], 'fail/no-alarm'),
  rings('in euros', [charges({ Dimensions: [{ Name: 'Currency', Value: 'EUR' }] })], 'fail/wrong-dimension'),
  rings('without a currency', [charges({ Dimensions: null })], 'fail/wrong-dimension'),
  rings(
    'of one service',
    [
      charges({
        Dimensions: [
          { Name: 'Currency', Value: 'USD' },
          { Name: 'ServiceName', Value: 'AmazonEC2' },
        ],
      }),
    ],
    'fail/wrong-dimension',
  ),
  rings('below', [charges({ ComparisonOperator: 'LessThanThreshold' })], 'fail/cannot-fire'),
  rings('by the sum', [charges({ Statistic: 'Sum' })], 'fail/cannot-fire'),
  rings('every minute', [charges({ Period: 60 })], 'fail/cannot-fire'),
  rings('after three periods', [charges({ EvaluationPeriods: 3 })], 'fail/cannot-fire'),
  rings('a cent too high', [charges({ Threshold: 10.01 })], 'fail/threshold-high'),
  rings('at nothing', [charges({ Threshold: 0 })], 'fail/threshold-high', '0 < threshold'),
  rings('without an action', [charges({ AlarmActions: null })], 'fail/tells-nobody'),
  rings('with its actions off', [charges({ ActionsEnabled: false })], 'fail/tells-nobody'),
  rings('when all is well again', [charges({ AlarmActions: null, OKActions: [TOPIC] })], 'fail/tells-nobody'),
  rings(
    'to a topic that nobody reads',
    [call('sns:CreateTopic', { Name: 'empty' }, 'empty'), charges({ AlarmActions: ['{{empty.TopicArn}}'] })],
    'fail/tells-nobody',
  ),
  {
    name: 'billing-alarm: alarms denied',
    start: 'setup',
    broken: { 'cloudwatch:DescribeAlarms': 'deny' },
    expect: { 'billing-alarm': 'blocked/denied' },
  },
  {
    name: 'billing-alarm: subscriptions throttled',
    start: 'setup',
    calls: [...topic, charges()],
    broken: { 'sns:ListSubscriptionsByTopic': 'throttle' },
    expect: { 'billing-alarm': 'blocked/throttled' },
  },
];

let boxes = 0;
const STOP = 'arn:aws:automate:{{region}}:ec2:stop';
const idle = (changes: Json = {}): Step =>
  call(
    'cloudwatch:PutMetricAlarm',
    only({
      AlarmName: '{{devbox}}-idle',
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'InstanceId', Value: BOX }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 12,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 5,
      AlarmActions: [STOP],
      ...changes,
    }),
  );
/** Alarms of their own box, beside those of the others. */
const stops = (name: string, calls: readonly Step[], expected: Expected, because?: string): AccountState => ({
  name: `idle-stop: ${name}`,
  calls: [...topic, ...box(), ...calls],
  variables: { devbox: `st-idle-${++boxes}` },
  expect: { 'idle-stop': expected },
  ...(because === undefined ? {} : { because }),
});

export const idleStop: readonly AccountState[] = [
  stops('as the lesson makes it', [idle()], 'pass'),
  stops(
    'the maximum, three hours',
    [idle({ Statistic: 'Maximum', Period: 3600, EvaluationPeriods: 3 })],
    'pass',
  ),
  stops('half an hour', [idle({ EvaluationPeriods: 6 })], 'pass'),
  stops('two of four periods', [idle({ Period: 900, EvaluationPeriods: 4, DatapointsToAlarm: 2 })], 'pass'),
  stops(
    'at most 10 percent',
    [idle({ ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 10 })],
    'pass',
  ),
  stops('it tells, too', [idle({ AlarmActions: [TOPIC, STOP] })], 'pass'),
  stops(
    'the older form of the action',
    [idle({ AlarmActions: ['arn:aws:swf:{{region}}:{{acct}}:action/actions/AWS_EC2.InstanceId.Stop/1.0'] })],
    'pass',
  ),
  stops('beside one that is wrong', [idle({ AlarmName: '{{devbox}}-old', Threshold: 50 }), idle()], 'pass'),
  {
    name: 'idle-stop: no alarm at all',
    start: 'setup',
    expect: { 'idle-stop': 'fail/no-alarm' },
  },
  {
    name: 'idle-stop: an alarm on another metric',
    start: 'setup',
    calls: [...box('{{devbox}}-other'), idle({ MetricName: 'NetworkIn' })],
    expect: { 'idle-stop': 'fail/no-alarm' },
  },
  {
    name: 'idle-stop: no such box',
    variables: { devbox: 'st-none' },
    expect: { 'idle-stop': 'fail/devbox-missing' },
  },
  stops(
    'the box is gone',
    [idle(), call('ec2:TerminateInstances', { InstanceIds: [BOX] })],
    'fail/devbox-missing',
  ),
  stops(
    'by its type',
    [idle({ Dimensions: [{ Name: 'InstanceType', Value: 't3.micro' }] })],
    'fail/wrong-instance',
  ),
  stops('all of EC2', [idle({ Dimensions: null })], 'fail/wrong-instance'),
  stops('above', [idle({ ComparisonOperator: 'GreaterThanThreshold' })], 'fail/cannot-fire'),
  stops('below nothing', [idle({ Threshold: 0 })], 'fail/cannot-fire'),
  stops('below 11 percent', [idle({ Threshold: 11 })], 'fail/cannot-fire'),
  stops('by the minimum', [idle({ Statistic: 'Minimum' })], 'fail/cannot-fire'),
  stops('25 minutes', [idle({ EvaluationPeriods: 5 })], 'fail/window-wrong'),
  stops('four hours', [idle({ Period: 3600, EvaluationPeriods: 4 })], 'fail/window-wrong'),
  stops(
    'one of twelve periods',
    [idle({ DatapointsToAlarm: 1 })],
    'fail/window-wrong',
    'period × DatapointsToAlarm',
  ),
  stops('it tells only', [idle({ AlarmActions: [TOPIC] })], 'fail/no-stop-action'),
  stops(
    'it terminates',
    [idle({ AlarmActions: ['arn:aws:automate:{{region}}:ec2:terminate'] })],
    'fail/no-stop-action',
  ),
  stops('its actions are off', [idle({ ActionsEnabled: false })], 'fail/no-stop-action'),
  stops(
    'it stops when all is well',
    [idle({ AlarmActions: null, OKActions: [STOP] })],
    'fail/no-stop-action',
  ),
  {
    name: 'idle-stop: alarms denied',
    broken: { 'cloudwatch:DescribeAlarms': 'deny' },
    expect: { 'idle-stop': 'blocked/denied' },
  },
  {
    name: 'idle-stop: instances malformed',
    broken: { 'ec2:DescribeInstances': 'malformed' },
    expect: { 'idle-stop': 'blocked/unsupported-by-target' },
  },
];
