import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import {
  DEFAULT,
  GROUP,
  HALF,
  permission,
  permit,
  revoke,
  statesOf,
  SUBNET,
  VPC,
  type Json,
} from './network.ts';

const HTTPS = [443, 443] as const;
const chain = statesOf('sg-chain');
const PORT = ['{{app_port}}', '{{app_port}}'] as const;
const EVERYTHING = permission('-1', null, DEFAULT);
const front = permission('tcp', HTTPS, DEFAULT);
const fromAlb = permission('tcp', PORT, { group: GROUP.alb });

export const sgChain: readonly AccountState[] = [
  chain(
    'also plain HTTP and IPv6',
    [
      permit(GROUP.alb, permission('tcp', [80, 80], [DEFAULT, '::/0'])),
      permit(GROUP.alb, permission('tcp', HTTPS, ['::/0'])),
    ],
    'pass',
  ),
  chain(
    'the Internet in two halves',
    [revoke(GROUP.alb, front), permit(GROUP.alb, permission('tcp', HTTPS, ['0.0.0.0/1', '128.0.0.0/1']))],
    'pass',
  ),
  chain(
    'the balancer is looked after from inside',
    [permit(GROUP.alb, permission('tcp', [9100, 9100], '{{cidr}}'))],
    'pass',
  ),
  chain(
    'instances talk to each other',
    [permit(GROUP.app, permission('-1', null, { group: GROUP.app }))],
    'pass',
  ),
  chain(
    'nothing out but what is needed',
    [
      revoke(GROUP.app, EVERYTHING, true),
      permit(GROUP.app, front, true),
      revoke(GROUP.alb, EVERYTHING, true),
      permit(GROUP.alb, permission('tcp', PORT, { group: GROUP.app }), true),
    ],
    'pass',
  ),
  chain(
    'the balancer sends into the network',
    [revoke(GROUP.alb, EVERYTHING, true), permit(GROUP.alb, permission('tcp', PORT, '{{cidr}}'), true)],
    'pass',
  ),
  chain('another name', [], 'fail/group-missing', { variables: { app_group: 'application' } }),
  chain('names in capitals', [], 'fail/group-missing', { variables: { alb_group: 'BM-ALB' } }),
  chain('no rule at all', [revoke(GROUP.alb, front)], 'fail/alb-closed'),
  chain(
    'half of the Internet',
    [revoke(GROUP.alb, front), permit(GROUP.alb, permission('tcp', HTTPS, '0.0.0.0/1'))],
    'fail/alb-closed',
  ),
  chain(
    'datagrams only',
    [revoke(GROUP.alb, front), permit(GROUP.alb, permission('udp', HTTPS, DEFAULT))],
    'fail/alb-closed',
  ),
  chain(
    'one address may use SSH',
    [permit(GROUP.alb, permission('tcp', [22, 22], '203.0.113.7/32'))],
    'fail/alb-too-open',
  ),
  chain(
    'one port too many',
    [revoke(GROUP.alb, front), permit(GROUP.alb, permission('tcp', [443, 444], DEFAULT))],
    'fail/alb-too-open',
  ),
  chain('open by IPv6', [permit(GROUP.alb, permission('-1', null, ['::/0']))], 'fail/alb-too-open'),
  chain('no rule for the balancer', [revoke(GROUP.app, fromAlb)], 'fail/app-unreachable'),
  chain('the port beside it', [], 'fail/app-unreachable', { variables: { app_port: 8001 } }),
  chain(
    'the balancer may send HTTPS only',
    [revoke(GROUP.alb, EVERYTHING, true), permit(GROUP.alb, front, true)],
    'fail/app-unreachable',
  ),
  chain(
    'a private block as well',
    [permit(GROUP.app, permission('tcp', PORT, '{{net}}.64.0/20'))],
    'fail/app-too-open',
  ),
  chain('the Internet by IPv6', [permit(GROUP.app, permission('tcp', PORT, ['::/0']))], 'fail/app-too-open'),
  chain(
    'datagrams from everywhere',
    [permit(GROUP.app, permission('udp', [53, 53], DEFAULT))],
    'fail/app-too-open',
  ),
  chain(
    'one more port for the balancer',
    [permit(GROUP.app, permission('tcp', [22, 22], { group: GROUP.alb }))],
    'fail/app-too-open',
  ),
  chain('nothing goes out', [revoke(GROUP.app, EVERYTHING, true)], 'fail/app-no-egress'),
  chain(
    'HTTPS into the network only',
    [revoke(GROUP.app, EVERYTHING, true), permit(GROUP.app, permission('tcp', HTTPS, '{{cidr}}'), true)],
    'fail/app-no-egress',
  ),
  chain(
    'only datagrams go out',
    [revoke(GROUP.app, EVERYTHING, true), permit(GROUP.app, permission('udp', HTTPS, DEFAULT), true)],
    'fail/app-no-egress',
  ),
];

const logs = statesOf('flow-logs');
const LOGS = '/{{vpc_name}}/flow';
const ROLE = 'arn:aws:iam::{{acct}}:role/{{vpc_name}}-flow-logs';
const keep = (retentionInDays: unknown): Step =>
  call('logs:PutRetentionPolicy', { logGroupName: LOGS, retentionInDays });
const stop: readonly Step[] = [
  call('ec2:DescribeFlowLogs', { Filter: [{ Name: 'resource-id', Values: [VPC] }] }, 'old'),
  call('ec2:DeleteFlowLogs', { FlowLogIds: ['{{old.FlowLogs.0.FlowLogId}}'] }),
];
const log = (more: Json): Step =>
  call('ec2:CreateFlowLogs', {
    ResourceType: 'VPC',
    ResourceIds: [VPC],
    TrafficType: 'ALL',
    LogGroupName: LOGS,
    DeliverLogsPermissionArn: ROLE,
    ...more,
  });
const subnets = (...ResourceIds: readonly string[]): Json => ({ ResourceType: 'Subnet', ResourceIds });

export const flowLogs: readonly AccountState[] = [
  logs('kept for a day', [keep(1)], 'pass'),
  logs(
    'every subnet by itself',
    [...stop, log(subnets(SUBNET.publicA, SUBNET.publicB, SUBNET.privateA, SUBNET.privateB))],
    'pass',
  ),
  logs(
    'named by its ARN',
    [
      ...stop,
      call('ec2:CreateFlowLogs', {
        ResourceType: 'VPC',
        ResourceIds: [VPC],
        TrafficType: 'ALL',
        LogDestination: `arn:aws:logs:{{region}}:{{acct}}:log-group:${LOGS}:*`,
        DeliverLogsPermissionArn: ROLE,
      }),
    ],
    'pass',
  ),
  logs('none', stop, 'fail/no-flow-log'),
  logs(
    'the private subnets only',
    [...stop, log(subnets(SUBNET.privateA, SUBNET.privateB))],
    'fail/no-flow-log',
  ),
  logs('the other network', [...stop, log({ ResourceIds: [HALF] })], 'fail/no-flow-log'),
  logs('accepted traffic', [...stop, log({ TrafficType: 'ACCEPT' })], 'fail/not-all-traffic'),
  logs(
    'refused traffic of one subnet beside it',
    [...stop, log({ TrafficType: 'REJECT' }), log({ ...subnets(SUBNET.publicA) })],
    'fail/not-all-traffic',
  ),
  logs('to a group that never was', [...stop, log({ LogGroupName: '/no/such' })], 'fail/delivery-failed'),
  logs('the group was deleted', [call('logs:DeleteLogGroup', { logGroupName: LOGS })], 'fail/group-gone'),
  logs('no retention', [call('logs:DeleteRetentionPolicy', { logGroupName: LOGS })], 'fail/kept-for-ever'),
  logs('kept twice as long', [keep(60)], 'fail/kept-for-ever'),
  logs('the largest there is', [keep(3653)], 'fail/kept-for-ever'),
];
