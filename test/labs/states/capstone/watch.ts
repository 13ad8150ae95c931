/**
 * States of `monitoring`: the reference's balancer, watched by other alarms and shown on other dashboards. The sandbox has no
 * composite alarms; fixtures/checks hold them.
 */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

type Json = Record<string, unknown>;

const part = (of: string, from: string, as: string): Step => ({
  kind: 'part',
  of,
  from,
  as,
  file: 'states',
  line: 1,
});
/** Names of the reference's things, by which CloudWatch knows them. */
const FIND: readonly Step[] = [
  call('elasticloadbalancing:DescribeLoadBalancers', { Names: ['{{alb}}'] }, 'lb'),
  call('elasticloadbalancing:DescribeTargetGroups', { Names: ['{{tg}}'] }, 'tgs'),
  part('{{lb.LoadBalancers.0.LoadBalancerArn}}', 'app/', 'albName'),
  part('{{tgs.TargetGroups.0.TargetGroupArn}}', 'targetgroup/', 'tgName'),
  call('ec2:DescribeInstances', { Filters: [{ Name: 'tag:Name', Values: ['{{instance_name}}'] }] }, 'boxes'),
];
const LB = { Name: 'LoadBalancer', Value: '{{albName}}' };
const TG = { Name: 'TargetGroup', Value: '{{tgName}}' };
const BOX = '{{boxes.Reservations.0.Instances.0.InstanceId}}';
const TOPIC = 'arn:aws:sns:{{region}}:{{acct}}:{{topic}}';
const NS = 'AWS/ApplicationELB';

const metric = (MetricName: string, Dimensions: readonly Json[], more: Json = {}): Json => ({
  Namespace: NS,
  MetricName,
  Dimensions,
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: [TOPIC],
  ...more,
});
const ERRORS = metric('HTTPCode_Target_5XX_Count', [LB], { Statistic: 'Sum', Threshold: 5 });
const SLOW = metric('TargetResponseTime', [LB], { ExtendedStatistic: 'p95', Threshold: 1.5 });
const ILL = metric('UnHealthyHostCount', [LB, TG], {
  Statistic: 'Maximum',
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'breaching',
});
/** One metric of an expression. */
const query = (Id: string, MetricName: string, Stat: string, Dimensions: readonly Json[] = [LB]): Json => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: NS, MetricName, Dimensions }, Period: 60, Stat },
});
const formula = (Expression: string, metrics: readonly Json[], more: Json): Json => ({
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: [TOPIC],
  Metrics: [...metrics, { Id: 'e1', Expression, ReturnData: true }],
  ...more,
});

const graph = (metrics: readonly unknown[], more: Json = {}): Json => ({
  type: 'metric',
  properties: { region: '{{region}}', metrics, ...more },
});
const OF_BALANCER = graph([[NS, 'RequestCount', 'LoadBalancer', '{{albName}}']]);
const OF_BOX = graph([['AWS/EC2', 'CPUUtilization', 'InstanceId', BOX]]);
const OF_CLUSTER = graph([['ContainerInsights', 'node_cpu_utilization', 'ClusterName', '{{cluster}}']]);

interface Parts {
  /** Alarms (a), (b) and (c); null leaves one out, a list puts several. */
  a?: Json | null;
  b?: Json | null;
  c?: Json | null;
  more?: readonly Json[];
  /** Widgets of the dashboard; null: no dashboard. */
  widgets?: readonly Json[] | null;
  body?: unknown;
  subscribe?: boolean;
}
const NAMES = ['{{prefix}}-cap-5xx', '{{prefix}}-cap-slow', '{{prefix}}-cap-unhealthy'];
const alarm = (AlarmName: string, fields: Json): Step =>
  call('cloudwatch:PutMetricAlarm', { AlarmName, ...fields });
/** The reference's alarms as they were, so that the next state finds them. */
const BACK: readonly Step[] = [
  ...FIND,
  ...[ERRORS, SLOW, ILL].map((fields, index) => alarm(NAMES[index] ?? '', fields)),
];

let number = 0;
function state(name: string, expected: Expected, parts: Parts = {}): AccountState {
  const id = `st-watch-${++number}`;
  const { a = ERRORS, b = SLOW, c = ILL, more = [], subscribe = true } = parts;
  const { widgets = [OF_BALANCER, OF_BOX], body = { widgets } } = parts;
  const own = [a, b, c, ...more].flatMap((fields, index) =>
    fields ? [alarm(`${id}-${index}`, fields)] : [],
  );
  return {
    name: `monitoring: ${name}`,
    variables: { topic: id, dashboard: id },
    calls: [
      ...FIND,
      call('cloudwatch:DeleteAlarms', { AlarmNames: NAMES }),
      call('sns:CreateTopic', { Name: '{{topic}}' }),
      ...(subscribe
        ? [
            call('sns:Subscribe', {
              TopicArn: TOPIC,
              Protocol: 'email',
              Endpoint: 'oncall@brackenmere.example',
            }),
          ]
        : []),
      ...own,
      ...(widgets === null
        ? []
        : [
            call('cloudwatch:PutDashboard', {
              DashboardName: '{{dashboard}}',
              DashboardBody: { $json: body },
            }),
          ]),
    ],
    undo: [
      ...(own.length > 0
        ? [
            call('cloudwatch:DeleteAlarms', {
              AlarmNames: own.flatMap((step) => (step.kind === 'call' ? [step.input['AlarmName']] : [])),
            }),
          ]
        : []),
      ...BACK,
    ],
    expect: { monitoring: expected },
  };
}
const errors = (name: string, expected: Expected, change: Json) =>
  state(name, expected, { a: { ...ERRORS, ...change } });
const slow = (name: string, expected: Expected, change: Json) =>
  state(name, expected, { b: { ...SLOW, ...change } });
const ill = (name: string, expected: Expected, change: Json) =>
  state(name, expected, { c: { ...ILL, ...change } });
const shows = (name: string, expected: Expected, ...widgets: readonly Json[]) =>
  state(name, expected, { widgets });
const SILENT = { AlarmActions: [] };

export const monitoring: readonly AccountState[] = [
  state('as the reference', 'pass'),
  errors('errors of the balancer itself', 'pass', { MetricName: 'HTTPCode_ELB_5XX_Count' }),
  errors('errors of the group', 'pass', { Dimensions: [TG, LB] }),
  errors('one error is enough', 'pass', { Threshold: 0 }),
  errors('at or above', 'pass', { ComparisonOperator: 'GreaterThanOrEqualToThreshold' }),
  slow('the average', 'pass', { ExtendedStatistic: undefined, Statistic: 'Average', Threshold: 2 }),
  slow('p99.9', 'pass', { ExtendedStatistic: 'p99.9' }),
  slow('p90 of the group, in seconds', 'pass', {
    ExtendedStatistic: 'p90',
    Dimensions: [LB, TG],
    Unit: 'Seconds',
  }),
  ill('fewer than two healthy ones', 'pass', {
    MetricName: 'HealthyHostCount',
    Statistic: 'Minimum',
    Threshold: 2,
    ComparisonOperator: 'LessThanThreshold',
  }),
  ill('missing data said nothing of', 'pass', { TreatMissingData: undefined }),
  state('an error rate', 'pass', {
    a: formula(
      '100 * errors / requests',
      [query('errors', 'HTTPCode_Target_5XX_Count', 'Sum'), query('requests', 'RequestCount', 'Sum')],
      { Threshold: 5 },
    ),
  }),
  state('both kinds of errors together', 'pass', {
    a: formula(
      'SUM([m1, m2])',
      [query('m1', 'HTTPCode_Target_5XX_Count', 'Sum'), query('m2', 'HTTPCode_ELB_5XX_Count', 'Sum')],
      { Threshold: 5 },
    ),
  }),
  state('gaps filled with nothing', 'pass', {
    a: formula('FILL(m1, 0)', [query('m1', 'HTTPCode_ELB_5XX_Count', 'Sum')], { Threshold: 1 }),
  }),
  state('slowness when somebody asks', 'pass', {
    b: formula(
      'IF(n > 10, slow, 0)',
      [query('slow', 'TargetResponseTime', 'p99'), query('n', 'RequestCount', 'Sum')],
      { Threshold: 2 },
    ),
  }),
  state('a share of ill targets', 'pass', {
    c: formula(
      '100 * ill / (ill + well)',
      [
        query('ill', 'UnHealthyHostCount', 'Maximum', [LB, TG]),
        query('well', 'HealthyHostCount', 'Minimum', [LB, TG]),
      ],
      { Threshold: 40, TreatMissingData: 'breaching' },
    ),
  }),
  errors('three of five minutes', 'pass', { EvaluationPeriods: 5, DatapointsToAlarm: 3 }),
  errors('two times the same topic, and OK as well', 'pass', {
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
    InsufficientDataActions: [TOPIC],
  }),
  state('a math alarm of another balancer', 'fail/wrong-dimension', {
    a: formula(
      'm1 + 0',
      [query('m1', 'HTTPCode_Target_5XX_Count', 'Sum', [{ ...LB, Value: 'app/other/0123456789abcdef' }])],
      { Threshold: 5 },
    ),
  }),
  state('blind alarms beside the right ones', 'pass', {
    more: [
      { ...ERRORS, Dimensions: [{ ...LB, Value: '{{lb.LoadBalancers.0.LoadBalancerArn}}' }] },
      { ...SLOW, ...SILENT },
      { ...ILL, ActionsEnabled: false },
    ],
  }),
  state('the topic beside another action', 'pass', {
    a: { ...ERRORS, AlarmActions: [`${TOPIC}-other`, TOPIC] },
  }),
  shows(
    'both in one graph',
    'pass',
    graph([
      [NS, 'RequestCount', 'LoadBalancer', '{{albName}}'],
      ['AWS/EC2', 'CPUUtilization', 'InstanceId', BOX],
    ]),
  ),
  shows('the cluster instead of the instance', 'pass', OF_BALANCER, OF_CLUSTER),
  shows(
    'dots for what stands above',
    'pass',
    graph([
      [NS, 'RequestCount', 'LoadBalancer', '{{albName}}'],
      ['.', 'HTTPCode_Target_5XX_Count', '.', '.'],
      ['AWS/EC2', 'CPUUtilization', 'InstanceId', BOX],
    ]),
  ),
  shows(
    'a search for the balancer',
    'pass',
    graph([
      [{ expression: `SEARCH('{AWS/ApplicationELB,LoadBalancer} LoadBalancer="{{albName}}"', 'Sum')` }],
    ]),
    OF_BOX,
  ),
  shows(
    'the alarm itself as the graph of the balancer',
    'pass',
    {
      type: 'metric',
      properties: {
        region: '{{region}}',
        annotations: { alarms: ['arn:aws:cloudwatch:{{region}}:{{acct}}:alarm:{{dashboard}}-0'] },
      },
    },
    OF_BOX,
  ),
  shows(
    'the agent’s memory of the instance, between words',
    'pass',
    { type: 'text', properties: { markdown: '# Flight' } },
    OF_BALANCER,
    graph([['CWAgent', 'mem_used_percent', 'InstanceId', BOX]]),
  ),

  state('no alarm of errors', 'fail/alarm-missing', { a: null }),
  state('no alarm of targets', 'fail/alarm-missing', { c: null }),
  errors('4xx for 5xx', 'fail/alarm-missing', { MetricName: 'HTTPCode_Target_4XX_Count' }),
  errors('errors of a Classic Load Balancer', 'fail/alarm-missing', {
    Namespace: 'AWS/ELB',
    MetricName: 'HTTPCode_Backend_5XX',
  }),
  slow('connection errors for slowness', 'fail/alarm-missing', {
    MetricName: 'TargetConnectionErrorCount',
    ExtendedStatistic: undefined,
    Statistic: 'Sum',
  }),
  errors('the name of the balancer', 'fail/wrong-dimension', { Dimensions: [{ ...LB, Value: '{{alb}}' }] }),
  errors('the whole ARN', 'fail/wrong-dimension', {
    Dimensions: [{ ...LB, Value: '{{lb.LoadBalancers.0.LoadBalancerArn}}' }],
  }),
  errors('no dimension', 'fail/wrong-dimension', { Dimensions: [] }),
  errors('one zone only', 'fail/wrong-dimension', {
    Dimensions: [LB, { Name: 'AvailabilityZone', Value: '{{region}}a' }],
  }),
  errors('errors of the balancer itself, by group', 'fail/wrong-dimension', {
    MetricName: 'HTTPCode_ELB_5XX_Count',
    Dimensions: [LB, TG],
  }),
  ill('without the group', 'fail/wrong-dimension', { Dimensions: [LB] }),
  ill('without the balancer', 'fail/wrong-dimension', { Dimensions: [TG] }),
  ill('the ARN of the group', 'fail/wrong-dimension', {
    Dimensions: [LB, { ...TG, Value: '{{tgs.TargetGroups.0.TargetGroupArn}}' }],
  }),
  errors('an average of errors, which is always 1', 'fail/cannot-fire', { Statistic: 'Average' }),
  errors('below', 'fail/cannot-fire', { ComparisonOperator: 'LessThanThreshold' }),
  slow('milliseconds', 'fail/cannot-fire', { Threshold: 1500 }),
  slow('the median', 'fail/cannot-fire', { ExtendedStatistic: 'p50' }),
  slow('the fastest', 'fail/cannot-fire', { ExtendedStatistic: undefined, Statistic: 'Minimum' }),
  slow('in a unit that has no data', 'fail/cannot-fire', { Unit: 'Milliseconds' }),
  slow('three seconds', 'fail/cannot-fire', { Threshold: 3 }),
  ill('fewer ill ones than one', 'fail/cannot-fire', { ComparisonOperator: 'LessThanThreshold' }),
  ill('silence ignored', 'fail/cannot-fire', { TreatMissingData: 'ignore' }),
  ill('more healthy ones than one', 'fail/cannot-fire', {
    MetricName: 'HealthyHostCount',
    ComparisonOperator: 'GreaterThanThreshold',
  }),
  ill('fewer than no healthy one', 'fail/cannot-fire', {
    MetricName: 'HealthyHostCount',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 0,
  }),
  errors('actions off', 'fail/tells-nobody', { ActionsEnabled: false }),
  errors('told when it is over', 'fail/tells-nobody', { AlarmActions: [], OKActions: [TOPIC] }),
  errors('another topic', 'fail/tells-nobody', { AlarmActions: [`${TOPIC}-other`] }),
  errors('the topic in another Region', 'fail/tells-nobody', {
    AlarmActions: ['arn:aws:sns:eu-west-1:{{acct}}:{{topic}}'],
  }),
  state('nobody subscribed', 'fail/tells-nobody', { subscribe: false }),
  state('no dashboard', 'fail/dashboard-missing', { widgets: null }),
  shows('words', 'fail/dashboard-empty', {
    type: 'text',
    properties: { markdown: '{{albName}} {{cluster}}' },
  }),
  shows('half: the balancer', 'fail/dashboard-empty', OF_BALANCER),
  shows('half: the instance', 'fail/dashboard-empty', OF_BOX),
  shows(
    'in another Region',
    'fail/dashboard-empty',
    graph([[NS, 'RequestCount', 'LoadBalancer', '{{albName}}']], { region: 'eu-west-1' }),
    OF_BOX,
  ),
  shows(
    'in no Region',
    'fail/dashboard-empty',
    graph([[NS, 'RequestCount', 'LoadBalancer', '{{albName}}']], { region: undefined }),
    OF_BOX,
  ),
  shows(
    'another instance',
    'fail/dashboard-empty',
    OF_BALANCER,
    graph([['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-0123456789abcdef0']]),
  ),
  shows(
    'a line that is hidden',
    'fail/dashboard-empty',
    graph([[NS, 'RequestCount', 'LoadBalancer', '{{albName}}', { visible: false }]]),
    OF_BOX,
  ),
  shows(
    'the ARN of the balancer',
    'fail/dashboard-empty',
    graph([[NS, 'RequestCount', 'LoadBalancer', '{{lb.LoadBalancers.0.LoadBalancerArn}}']]),
    OF_BOX,
  ),
  shows(
    'metrics of all instances',
    'fail/dashboard-empty',
    OF_BALANCER,
    graph([['AWS/EC2', 'CPUUtilization']]),
  ),
];
