import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import {
  DEFAULT,
  ENDPOINT,
  GROUP,
  HALF,
  permission,
  permit,
  revoke,
  statesOf,
  SUBNET,
  TABLE,
  VPC,
  type Json,
} from './network.ts';

const s3 = statesOf('s3-endpoint');
const change = (VpcEndpointId: string, changes: Json): Step =>
  call('ec2:ModifyVpcEndpoint', { VpcEndpointId, ...changes });
const drop = (...VpcEndpointIds: readonly string[]): Step =>
  call('ec2:DeleteVpcEndpoints', { VpcEndpointIds });
const make = (service: string, more: Json): Step =>
  call('ec2:CreateVpcEndpoint', { VpcId: VPC, ServiceName: `com.amazonaws.{{region}}.${service}`, ...more });
const passes = (...statements: readonly Json[]): Step =>
  change(ENDPOINT.s3, { PolicyDocument: { $json: { Version: '2012-10-17', Statement: statements } } });
const may = (Action: unknown, Resource: unknown = '*', more: Json = {}): Json => ({
  Effect: 'Allow',
  Principal: '*',
  Action,
  Resource,
  ...more,
});
const OBJECTS = 'arn:aws:s3:::{{bucket}}/*';
const BOTH = ['s3:GetObject', 's3:PutObject'];
const where = (operator: string, key: string, value: string): Json => ({
  Condition: { [operator]: { [key]: value } },
});
const INTERFACES = { VpcEndpointType: 'Interface', SubnetIds: [SUBNET.privateA, SUBNET.privateB] };

export const s3Endpoint: readonly AccountState[] = [
  s3('the whole policy', [change(ENDPOINT.s3, { ResetPolicy: true })], 'pass'),
  s3('on the public table as well', [change(ENDPOINT.s3, { AddRouteTableIds: [TABLE.public] })], 'pass'),
  s3('every bucket of the team', [passes(may('s3:*', 'arn:aws:s3:::{{prefix}}-*'))], 'pass'),
  s3('a Deny of something else', [passes(may('*'), { ...may('s3:DeleteObject'), Effect: 'Deny' })], 'pass'),
  s3(
    'by roles and users of the account',
    [passes(may(BOTH, OBJECTS, where('StringLike', 'aws:PrincipalArn', 'arn:aws:*::{{acct}}:*')))],
    'pass',
  ),
  s3('an interface endpoint beside it', [make('s3', INTERFACES)], 'pass'),
  s3('deleted', [drop(ENDPOINT.s3)], 'fail/endpoint-missing'),
  s3(
    'DynamoDB instead',
    [drop(ENDPOINT.s3), make('dynamodb', { RouteTableIds: [TABLE.a, TABLE.b] })],
    'fail/endpoint-missing',
  ),
  s3(
    'in the other network',
    [
      drop(ENDPOINT.s3),
      call('ec2:CreateVpcEndpoint', { VpcId: HALF, ServiceName: 'com.amazonaws.{{region}}.s3' }),
    ],
    'fail/endpoint-missing',
  ),
  s3('interfaces only', [drop(ENDPOINT.s3), make('s3', INTERFACES)], 'fail/wrong-type'),
  s3('off one table', [change(ENDPOINT.s3, { RemoveRouteTableIds: [TABLE.b] })], 'fail/table-missing'),
  s3(
    'on every table but the private ones',
    [
      change(ENDPOINT.s3, {
        AddRouteTableIds: [TABLE.main, TABLE.public],
        RemoveRouteTableIds: [TABLE.a, TABLE.b],
      }),
    ],
    'fail/table-missing',
  ),
  s3('reads only', [passes(may('s3:GetObject', OBJECTS))], 'fail/policy-blocks'),
  s3(
    'the bucket and not its objects',
    [passes(may('s3:*', 'arn:aws:s3:::{{bucket}}'))],
    'fail/policy-blocks',
  ),
  s3(
    'a Deny of the bucket',
    [passes(may('*'), { ...may('s3:*', OBJECTS), Effect: 'Deny' })],
    'fail/policy-blocks',
  ),
  s3(
    'for one role',
    [
      passes(
        may(BOTH, OBJECTS, where('ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::{{acct}}:role/trainer')),
      ),
    ],
    'fail/policy-blocks',
  ),
  s3(
    'for another account',
    [passes(may(BOTH, OBJECTS, where('StringEquals', 'aws:PrincipalAccount', '999988887777')))],
    'fail/policy-blocks',
  ),
];

const ssm = statesOf('ssm-endpoints');
const HTTPS = [443, 443] as const;
const PRIVATE = ['{{net}}.64.0/20', '{{net}}.80.0/20'];
const closed = revoke(GROUP.endpoints, permission('tcp', HTTPS, PRIVATE));
const admits = (...permissions: readonly Json[]): Step[] => [
  closed,
  ...permissions.map((one) => permit(GROUP.endpoints, one)),
];
const again = (service: string, more: Json): Step[] => [
  drop(service === 'ssm' ? ENDPOINT.ssm : ENDPOINT.ssmmessages),
  make(service, { ...INTERFACES, SecurityGroupIds: [GROUP.endpoints], PrivateDnsEnabled: true, ...more }),
];

export const ssmEndpoints: readonly AccountState[] = [
  ssm('from the whole network', admits(permission('tcp', HTTPS, '{{cidr}}')), 'pass'),
  ssm('every protocol from everywhere', admits(permission('-1', null, DEFAULT)), 'pass'),
  ssm('a range of ports', admits(permission('tcp', [400, 500], '{{net}}.64.0/18')), 'pass'),
  ssm('each instance by its group', admits(permission('tcp', HTTPS, { group: GROUP.app })), 'pass'),
  ssm('a service more', [make('ec2messages', { ...INTERFACES, SecurityGroupIds: [GROUP.alb] })], 'pass'),
  ssm(
    'two groups, one of which admits',
    again('ssm', { SecurityGroupIds: [GROUP.alb, GROUP.endpoints] }),
    'pass',
  ),
  ssm('one deleted', [drop(ENDPOINT.ssm)], 'fail/service-missing'),
  ssm(
    'the old service for the new one',
    [
      drop(ENDPOINT.ssmmessages),
      make('ec2messages', { ...INTERFACES, SecurityGroupIds: [GROUP.endpoints], PrivateDnsEnabled: true }),
    ],
    'fail/service-missing',
  ),
  ssm(
    'ordinary names lead outside',
    [change(ENDPOINT.ssmmessages, { PrivateDnsEnabled: false })],
    'fail/private-dns-off',
  ),
  ssm('one interface', again('ssmmessages', { SubnetIds: [SUBNET.privateB] }), 'fail/one-zone'),
  ssm(
    'one interface taken away',
    [change(ENDPOINT.ssm, { RemoveSubnetIds: [SUBNET.privateA] })],
    'fail/one-zone',
  ),
  ssm(
    'the second interface in a public subnet',
    again('ssm', { SubnetIds: [SUBNET.privateA, SUBNET.publicB] }),
    'fail/one-zone',
  ),
  ssm('no rule', [closed], 'fail/group-blocks'),
  ssm('from the balancer', admits(permission('tcp', HTTPS, { group: GROUP.alb })), 'fail/group-blocks'),
  ssm(
    'from its own members',
    admits(permission('tcp', HTTPS, { group: GROUP.endpoints })),
    'fail/group-blocks',
  ),
  ssm('datagrams', admits(permission('udp', HTTPS, '{{cidr}}')), 'fail/group-blocks'),
  ssm('plain HTTP', admits(permission('tcp', [80, 80], '{{cidr}}')), 'fail/group-blocks'),
  ssm(
    'half of one block',
    admits(permission('tcp', HTTPS, ['{{net}}.64.0/20', '{{net}}.80.0/21'])),
    'fail/group-blocks',
  ),
];
