/** States of `release-fix`: target groups and groups of nodes of their own. */
import { call, type AccountState, type Expected } from '../state.ts';

type Json = Record<string, unknown>;
let number = 0;
const FIND = [
  call(
    'ec2:DescribeSecurityGroups',
    { Filters: [{ Name: 'group-name', Values: ['{{prefix}}-cap-alb'] }] },
    'alb',
  ),
];
const VPC = '{{alb.SecurityGroups.0.VpcId}}';
const port = (more: Json, from: unknown = '{{app_port}}', to: unknown = from): Json => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  ...more,
});
const ALB = port({ UserIdGroupPairs: [{ GroupId: '{{alb.SecurityGroups.0.GroupId}}' }] });
const state = (
  name: string,
  expected: Expected,
  check: Json | null,
  doors: readonly Json[] | null,
): AccountState => {
  const id = `st-release-${++number}`;
  return {
    name: `release-fix: ${name}`,
    variables: { tg: id, node_sg: id },
    calls: [
      ...FIND,
      ...(check === null
        ? []
        : [
            call('elasticloadbalancing:CreateTargetGroup', {
              Name: '{{tg}}',
              TargetType: 'ip',
              Protocol: 'HTTP',
              Port: '{{app_port}}',
              VpcId: VPC,
              HealthCheckPath: '/health',
              HealthCheckPort: 'traffic-port',
              Matcher: { HttpCode: '200' },
              ...check,
            }),
          ]),
      ...(doors === null
        ? []
        : [
            call(
              'ec2:CreateSecurityGroup',
              { GroupName: '{{node_sg}}', Description: 'x', VpcId: VPC },
              'own',
            ),
            ...doors.map((rule) =>
              call('ec2:AuthorizeSecurityGroupIngress', {
                GroupId: '{{own.GroupId}}',
                IpPermissions: [rule],
              }),
            ),
          ]),
    ],
    expect: { 'release-fix': expected },
  };
};
const checks = (name: string, expected: Expected, check: Json) => state(name, expected, check, [ALB]);
const doors = (name: string, expected: Expected, ...rules: readonly Json[]) =>
  state(name, expected, {}, rules);
const from = (...cidrs: readonly string[]): Json => ({ IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) });

export const releaseFix: readonly AccountState[] = [
  checks('as the reference', 'pass', {}),
  checks('the port by its number', 'pass', { HealthCheckPort: '8000' }),
  checks('some good codes', 'pass', { Matcher: { HttpCode: '200,204-206' } }),
  state('no target group', 'fail/tg-missing', null, [ALB]),
  checks('the root', 'fail/health-check-lies', { HealthCheckPath: '/' }),
  checks('another spelling', 'fail/health-check-lies', { HealthCheckPath: '/Health' }),
  checks('another port', 'fail/health-check-lies', { HealthCheckPort: '9090' }),
  checks('codes up to 300', 'fail/health-check-lies', { Matcher: { HttpCode: '200-300' } }),
  checks('one bad code', 'fail/health-check-lies', { Matcher: { HttpCode: '200,404' } }),
  doors('the network itself', 'pass', port(from('10.77.0.0/16'))),
  doors('the subnets of the balancer', 'pass', port(from('10.77.0.0/24', '10.77.1.0/24'))),
  doors('every port for the balancer', 'pass', { ...ALB, FromPort: 0, ToPort: 65_535 }),
  doors('an office beside', 'fail/nodes-open', ALB, port(from('203.0.113.0/24'), 22)),
  doors('a private network that is not this one', 'fail/nodes-open', ALB, port(from('192.168.0.0/16'), 443)),
  doors('a block around the network', 'fail/nodes-open', ALB, port(from('10.0.0.0/8'))),
  doors(
    'everybody by IPv6',
    'fail/nodes-open',
    ALB,
    port({ Ipv6Ranges: [{ CidrIpv6: '::/0' }] }, 30_000, 32_767),
  ),
  doors('nobody', 'fail/alb-cannot-reach'),
  doors('another port for the balancer', 'fail/alb-cannot-reach', { ...ALB, FromPort: 80, ToPort: 80 }),
  doors('one subnet of the balancer', 'fail/alb-cannot-reach', port(from('10.77.0.0/24'))),
  state('no such group', 'fail/alb-cannot-reach', {}, null),
  {
    name: 'release-fix: another balancer than the alarm watches',
    variables: { prefix: 'bm', alb: 'st-none' },
    expect: { 'release-fix': 'fail/alb-cannot-reach' },
  },
  {
    name: 'release-fix: an alarm of the balancer before',
    alone: true,
    calls: [
      call('cloudwatch:PutMetricAlarm', {
        AlarmName: '{{prefix}}-cap-5xx',
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'HTTPCode_Target_5XX_Count',
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/{{alb}}/0123456789abcdef' }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    ],
    expect: { 'release-fix': 'fail/alarm-blind' },
  },
];
