import { vpcAttribute, vpcEndpoints } from '../../../graders/reads/ec2-endpoints.ts';
import { flowLogs } from '../../../graders/reads/ec2-flow-logs.ts';
import { securityGroups } from '../../../graders/reads/ec2-groups.ts';
import { logGroups } from '../../../graders/reads/logs.ts';
import type { ReadCase } from './s3-cases.ts';

const NS = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
/** An answer of EC2, which wraps nothing. */
export const ec2Answer = (operation: string, body: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response ${NS}><requestId>1</requestId>${body}</${operation}Response>`,
});
export const set = (name: string, ...items: string[]): string =>
  `<${name}>${items.map((item) => `<item>${item}</item>`).join('')}</${name}>`;
const xml = { protocol: 'xml' as const };
const tag = set('tagSet', '<key>Name</key><value>here</value>');
const Tags = [{ Key: 'Name', Value: 'here' }];
const noSuchVpc = { status: 400, code: 'InvalidVpcID.NotFound' };

const GROUP =
  '<ownerId>123456789012</ownerId><groupId>sg-1</groupId><groupName>bm-app</groupName><groupDescription>app</groupDescription><vpcId>vpc-1</vpcId>' +
  set(
    'ipPermissions',
    '<ipProtocol>tcp</ipProtocol><fromPort>8000</fromPort><toPort>8000</toPort>' +
      set(
        'groups',
        '<userId>123456789012</userId><groupId>sg-2</groupId>',
        '<userId>999988887777</userId><groupId>sg-9</groupId><vpcId>vpc-9</vpcId><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId><peeringStatus>active</peeringStatus>',
      ) +
      set('ipRanges', '<cidrIp>10.0.0.0/16</cidrIp><description>all of it</description>') +
      set('ipv6Ranges', '<cidrIpv6>::/0</cidrIpv6>') +
      set('prefixListIds', '<prefixListId>pl-1</prefixListId>'),
  ) +
  set(
    'ipPermissionsEgress',
    `<ipProtocol>-1</ipProtocol><groups/>${set('ipRanges', '<cidrIp>0.0.0.0/0</cidrIp>')}<ipv6Ranges/><prefixListIds/>`,
  ) +
  tag;
const pair = (groupId: string, UserId: string): Record<string, string | null> => ({
  GroupId: groupId,
  GroupName: null,
  UserId,
  VpcId: null,
  VpcPeeringConnectionId: null,
});

export const EC2_FURTHER_READ_CASES: readonly ReadCase[] = [
  {
    ...xml,
    read: securityGroups,
    args: {},
    answer: ec2Answer('DescribeSecurityGroups', set('securityGroupInfo', GROUP)),
    value: [
      {
        GroupId: 'sg-1',
        GroupName: 'bm-app',
        VpcId: 'vpc-1',
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 8000,
            ToPort: 8000,
            IpRanges: [{ CidrIp: '10.0.0.0/16' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            PrefixListIds: [{ PrefixListId: 'pl-1' }],
            UserIdGroupPairs: [
              pair('sg-2', '123456789012'),
              { ...pair('sg-9', '999988887777'), VpcId: 'vpc-9', VpcPeeringConnectionId: 'pcx-1' },
            ],
          },
        ],
        IpPermissionsEgress: [
          {
            IpProtocol: '-1',
            FromPort: null,
            ToPort: null,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: [],
          },
        ],
        Tags,
      },
    ],
    absent: null,
    action: 'ec2:DescribeSecurityGroups',
  },
  {
    ...xml,
    read: vpcEndpoints,
    args: {},
    answer: ec2Answer(
      'DescribeVpcEndpoints',
      set(
        'vpcEndpointSet',
        `<vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.us-east-1.s3</serviceName><state>available</state><policyDocument>{&quot;Version&quot;:&quot;2008-10-17&quot;,&quot;Statement&quot;:[]}</policyDocument>${set('routeTableIdSet', 'rtb-1')}<subnetIdSet/><groupSet/><privateDnsEnabled>false</privateDnsEnabled>${tag}`,
        `<vpcEndpointId>vpce-2</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.us-east-1.ssm</serviceName><state>pendingAcceptance</state><routeTableIdSet/>${set('subnetIdSet', 'subnet-1', 'subnet-2')}${set('groupSet', '<groupId>sg-1</groupId><groupName>ssm</groupName>')}<privateDnsEnabled>true</privateDnsEnabled>`,
      ),
    ),
    value: [
      {
        VpcEndpointId: 'vpce-1',
        VpcId: 'vpc-1',
        VpcEndpointType: 'Gateway',
        ServiceName: 'com.amazonaws.us-east-1.s3',
        State: 'available',
        RouteTableIds: ['rtb-1'],
        SubnetIds: [],
        Groups: [],
        PrivateDnsEnabled: false,
        PolicyDocument: '{"Version":"2008-10-17","Statement":[]}',
        Tags,
      },
      {
        VpcEndpointId: 'vpce-2',
        VpcId: 'vpc-1',
        VpcEndpointType: 'Interface',
        ServiceName: 'com.amazonaws.us-east-1.ssm',
        State: 'pendingAcceptance',
        RouteTableIds: [],
        SubnetIds: ['subnet-1', 'subnet-2'],
        Groups: [{ GroupId: 'sg-1' }],
        PrivateDnsEnabled: true,
        PolicyDocument: null,
        Tags: [],
      },
    ],
    absent: null,
    action: 'ec2:DescribeVpcEndpoints',
  },
  {
    ...xml,
    read: vpcAttribute,
    args: { vpcId: 'vpc-1', attribute: 'enableDnsHostnames' },
    answer: ec2Answer(
      'DescribeVpcAttribute',
      '<vpcId>vpc-1</vpcId><enableDnsHostnames><value>true</value></enableDnsHostnames>',
    ),
    value: { Value: true },
    absent: noSuchVpc,
    action: 'ec2:DescribeVpcAttribute',
  },
  {
    ...xml,
    read: flowLogs,
    args: {},
    answer: ec2Answer(
      'DescribeFlowLogs',
      set(
        'flowLogSet',
        '<flowLogId>fl-1</flowLogId><resourceId>vpc-1</resourceId><flowLogStatus>ACTIVE</flowLogStatus><trafficType>ALL</trafficType><deliverLogsStatus>FAILED</deliverLogsStatus><deliverLogsErrorMessage>Access error</deliverLogsErrorMessage><logDestinationType>cloud-watch-logs</logDestinationType><logGroupName>/bm/flow</logGroupName>',
        '<flowLogId>fl-2</flowLogId><resourceId>subnet-1</resourceId><flowLogStatus>ACTIVE</flowLogStatus><trafficType>REJECT</trafficType><logDestinationType>s3</logDestinationType><logDestination>arn:aws:s3:::bm-logs</logDestination>',
      ),
    ),
    value: [
      {
        FlowLogId: 'fl-1',
        ResourceId: 'vpc-1',
        FlowLogStatus: 'ACTIVE',
        TrafficType: 'ALL',
        DeliverLogsStatus: 'FAILED',
        DeliverLogsErrorMessage: 'Access error',
        LogDestinationType: 'cloud-watch-logs',
        LogDestination: null,
        LogGroupName: '/bm/flow',
      },
      {
        FlowLogId: 'fl-2',
        ResourceId: 'subnet-1',
        FlowLogStatus: 'ACTIVE',
        TrafficType: 'REJECT',
        DeliverLogsStatus: null,
        DeliverLogsErrorMessage: null,
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::bm-logs',
        LogGroupName: null,
      },
    ],
    absent: null,
    action: 'ec2:DescribeFlowLogs',
  },
  {
    protocol: 'json',
    read: logGroups,
    args: { prefix: '/bm/flow' },
    answer: {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({
        logGroups: [
          { logGroupName: '/bm/flow', retentionInDays: 30, storedBytes: 1 },
          { logGroupName: '/bm/flow-old' },
        ],
      }),
    },
    value: [
      { logGroupName: '/bm/flow', retentionInDays: 30 },
      { logGroupName: '/bm/flow-old', retentionInDays: null },
    ],
    absent: null,
    action: 'logs:DescribeLogGroups',
  },
];
