/** States of `spot-group`, `spot-events`, `gpu-quota` and `open-box`. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { FIND, SUBNET, type Json } from './launches.ts';

const TEMPLATE = '{{prefix}}-trainer';
let groups = 0;
const state = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `spot-group: ${name}`,
  calls: [...FIND, ...calls],
  variables: { asg: `st-group-${++groups}` },
  expect: { 'spot-group': expected },
  ...more,
});
const THREE = ['g6.xlarge', 'g5.xlarge', 'g6.2xlarge'];
const overrides = (types: readonly string[]): Json[] => types.map((InstanceType) => ({ InstanceType }));
const uses = (name: string, Version = '$Default'): Json => ({ LaunchTemplateName: name, Version });
const policy = (
  distribution: Json = {},
  types: readonly string[] = THREE,
  template: Json = uses(TEMPLATE),
): Json => ({
  MixedInstancesPolicy: {
    LaunchTemplate: { LaunchTemplateSpecification: template, Overrides: overrides(types) },
    InstancesDistribution: Object.fromEntries(
      Object.entries({
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: 0,
        SpotAllocationStrategy: 'price-capacity-optimized',
        ...distribution,
      }).filter(([, value]) => value !== null),
    ),
  },
});
const group = (changes: Json = {}): Step =>
  call(
    'autoscaling:CreateAutoScalingGroup',
    Object.fromEntries(
      Object.entries({
        AutoScalingGroupName: '{{asg}}',
        MinSize: 0,
        DesiredCapacity: 0,
        MaxSize: 2,
        VPCZoneIdentifier: `${SUBNET.a},${SUBNET.b}`,
        CapacityRebalance: true,
        ...policy(),
        ...changes,
      }).filter(([, value]) => value !== null),
    ),
  );
const one = (name: string, changes: Json, expected: Expected): AccountState =>
  state(name, [group(changes)], expected);
const fleet = (changes: Json = {}, spot: Json = {}, template: Json = uses(TEMPLATE)): Step =>
  call('ec2:CreateFleet', {
    Type: 'maintain',
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: template,
        Overrides: [
          { InstanceType: 'g6.xlarge', SubnetId: SUBNET.a },
          { InstanceType: 'g5.xlarge', SubnetId: SUBNET.b },
          { InstanceType: 'g4dn.xlarge', SubnetId: SUBNET.b },
        ],
      },
    ],
    SpotOptions: {
      AllocationStrategy: 'capacity-optimized',
      MaintenanceStrategies: { CapacityRebalance: { ReplacementStrategy: 'launch' } },
      ...spot,
    },
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
    TagSpecifications: [{ ResourceType: 'fleet', Tags: [{ Key: 'Name', Value: '{{asg}}' }] }],
    ...changes,
  });
const TEMPLATES = call('ec2:DescribeLaunchTemplates', { LaunchTemplateNames: [TEMPLATE] }, 'known');
const byId: Json = {
  LaunchTemplateId: '{{known.LaunchTemplates.0.LaunchTemplateId}}',
  Version: '$Default',
};
const loose = (name: string): Step =>
  call('ec2:CreateLaunchTemplate', {
    LaunchTemplateName: name,
    LaunchTemplateData: { InstanceType: 'g6.xlarge', MetadataOptions: { HttpTokens: 'optional' } },
  });

export const spotGroup: readonly AccountState[] = [
  state('none', [], 'fail/group-missing'),
  one('as the reference', {}, 'pass'),
  one('five types', policy({}, [...THREE, 'g4dn.xlarge', 'g6e.xlarge']), 'pass'),
  one('by capacity alone', policy({ SpotAllocationStrategy: 'capacity-optimized' }), 'pass'),
  one('no base said', policy({ OnDemandBaseCapacity: null }), 'pass'),
  one('the newest version', policy({}, THREE, uses(TEMPLATE, '$Latest')), 'pass'),
  state('a fleet', [fleet()], 'pass'),
  state('a group and a fleet', [group(), fleet()], 'pass'),
  state('a fleet whose template is named by id', [TEMPLATES, fleet({}, {}, byId)], 'pass'),
  one('room for none', { MaxSize: 0 }, 'fail/group-missing'),
  state(
    'a fleet that asks once',
    [fleet({ Type: 'request' }, { MaintenanceStrategies: undefined })],
    'fail/group-missing',
  ),
  one('half on demand', policy({ OnDemandPercentageAboveBaseCapacity: 50 }), 'fail/on-demand-share'),
  one('no share said', policy({ OnDemandPercentageAboveBaseCapacity: null }), 'fail/on-demand-share'),
  one('the first on demand', policy({ OnDemandBaseCapacity: 1 }), 'fail/on-demand-share'),
  one(
    'a plain template',
    { MixedInstancesPolicy: null, LaunchTemplate: uses(TEMPLATE) },
    'fail/on-demand-share',
  ),
  one('two types', policy({}, THREE.slice(0, 2)), 'fail/too-few-types'),
  one('one of four without a GPU', policy({}, [...THREE, 'm7i.xlarge']), 'fail/too-few-types'),
  one('one with four GPUs', policy({}, [...THREE.slice(0, 2), 'g6.12xlarge']), 'fail/too-few-types'),
  one('no types', policy({}, []), 'fail/too-few-types'),
  one('the lowest price', policy({ SpotAllocationStrategy: 'lowest-price' }), 'fail/wrong-strategy'),
  one('no strategy', policy({ SpotAllocationStrategy: null }), 'fail/wrong-strategy'),
  state('a fleet by price', [fleet({}, { AllocationStrategy: 'lowest-price' })], 'fail/wrong-strategy'),
  one('a price cap', policy({ SpotMaxPrice: '0.30' }), 'fail/price-or-rebalance'),
  one('no rebalancing', { CapacityRebalance: false }, 'fail/price-or-rebalance'),
  one('nothing about rebalancing', { CapacityRebalance: null }, 'fail/price-or-rebalance'),
  one('one zone', { VPCZoneIdentifier: SUBNET.a }, 'fail/wrong-subnets'),
  one('a public subnet as well', { VPCZoneIdentifier: `${SUBNET.b},${SUBNET.public}` }, 'fail/wrong-subnets'),
  state(
    'another template',
    [loose('{{asg}}-other'), group(policy({}, THREE, uses('{{asg}}-other')))],
    'fail/wrong-template',
  ),
  state('groups cannot be read', [group()], 'blocked/denied', {
    broken: { 'autoscaling:DescribeAutoScalingGroups': 'deny' },
  }),
];

const alone =
  (task: string, start: 'setup' | 'solution') =>
  (
    name: string,
    calls: readonly Step[],
    expected: Expected,
    more: Partial<AccountState> = {},
  ): AccountState => ({
    name: `${task}: ${name}`,
    calls,
    alone: true,
    start,
    expect: { [task]: expected },
    ...more,
  });

const hears = alone('spot-events', 'setup');
const TYPES = ['EC2 Spot Instance Interruption Warning', 'EC2 Instance Rebalance Recommendation'];
const rule = (name: string, pattern: Json, more: Json = {}): Step =>
  call('events:PutRule', { Name: name, EventPattern: { $json: pattern }, ...more });
const target = (Rule: string): Step =>
  call('events:PutTargets', {
    Rule,
    Targets: [{ Id: '1', Arn: 'arn:aws:sns:{{region}}:{{acct}}:warnings' }],
  });
const both = { source: ['aws.ec2'], 'detail-type': TYPES };

export const spotEvents: readonly AccountState[] = [
  hears('no rule', [], 'fail/no-interruption-rule'),
  hears('one rule for both', [rule('a', both), target('a')], 'pass'),
  hears(
    'a rule for each',
    TYPES.flatMap((type, i) => [
      rule(`r${i}`, { source: ['aws.ec2'], 'detail-type': [type] }),
      target(`r${i}`),
    ]),
    'pass',
  ),
  hears('everything of EC2', [rule('a', { source: ['aws.ec2'] }), target('a')], 'pass'),
  hears('by prefix', [rule('a', { 'detail-type': [{ prefix: 'EC2 ' }] }), target('a')], 'pass'),
  hears(
    'the interruption only',
    [rule('a', { source: ['aws.ec2'], 'detail-type': TYPES.slice(0, 1) }), target('a')],
    'fail/no-rebalance-rule',
  ),
  hears(
    'the recommendation only',
    [rule('a', { source: ['aws.ec2'], 'detail-type': TYPES.slice(1) }), target('a')],
    'fail/no-interruption-rule',
  ),
  hears(
    'another source',
    [rule('a', { ...both, source: ['aws.autoscaling'] }), target('a')],
    'fail/no-interruption-rule',
  ),
  hears(
    'stopped machines only',
    [rule('a', { ...both, detail: { 'instance-action': ['stop'] } }), target('a')],
    'fail/no-interruption-rule',
  ),
  hears(
    'a pattern that asks both for an action',
    [rule('a', { ...both, detail: { 'instance-action': ['terminate'] } }), target('a')],
    'fail/no-rebalance-rule',
  ),
  hears('switched off', [rule('a', both, { State: 'DISABLED' }), target('a')], 'fail/rule-disabled'),
  hears('nobody is told', [rule('a', both)], 'fail/no-target'),
  hears(
    'a schedule',
    [call('events:PutRule', { Name: 'a', ScheduleExpression: 'rate(5 minutes)' }), target('a')],
    'fail/no-interruption-rule',
  ),
  hears('rules cannot be read', [rule('a', both), target('a')], 'blocked/denied', {
    broken: { 'events:ListRules': 'deny' },
  }),
];

const asks = alone('gpu-quota', 'setup');
const raise = (QuotaCode: string, DesiredValue: unknown): Step =>
  call('servicequotas:RequestServiceQuotaIncrease', { ServiceCode: 'ec2', QuotaCode, DesiredValue });
const ON_DEMAND = 'L-DB2E81BA';
const SPOT = 'L-3819A6DF';

export const gpuQuota: readonly AccountState[] = [
  asks('nothing asked', [], 'fail/on-demand-quota'),
  asks('both asked', [raise(ON_DEMAND, '{{vcpus}}'), raise(SPOT, '{{vcpus}}')], 'pass'),
  asks('more than needed', [raise(ON_DEMAND, 64), raise(SPOT, 32)], 'pass'),
  asks('both pending', [raise(ON_DEMAND, '{{vcpus}}'), raise(SPOT, '{{vcpus}}')], 'pass', {
    pace: 'gradual',
  }),
  asks('large ones, which people look at', [raise(ON_DEMAND, 512), raise(SPOT, 512)], 'pass'),
  asks('on demand only', [raise(ON_DEMAND, '{{vcpus}}')], 'fail/spot-quota'),
  asks('Spot only', [raise(SPOT, '{{vcpus}}')], 'fail/on-demand-quota'),
  asks('four vCPUs on demand', [raise(ON_DEMAND, 4), raise(SPOT, '{{vcpus}}')], 'fail/request-too-small'),
  asks(
    'four vCPUs on Spot, pending',
    [raise(ON_DEMAND, '{{vcpus}}'), raise(SPOT, 4)],
    'fail/request-too-small',
    { pace: 'gradual' },
  ),
  asks('the quota of P types', [raise('L-417A185B', 96), raise('L-7212CCBC', 96)], 'fail/on-demand-quota'),
  asks('another number of vCPUs', [raise(ON_DEMAND, 8), raise(SPOT, 8)], 'fail/request-too-small', {
    variables: { vcpus: 16 },
  }),
  asks('quotas cannot be read', [raise(ON_DEMAND, 8), raise(SPOT, 8)], 'blocked/denied', {
    broken: { 'servicequotas:GetServiceQuota': 'deny' },
  }),
];

const box = alone('open-box', 'solution');
const LEGACY = call(
  'ec2:DescribeSecurityGroups',
  { Filters: [{ Name: 'group-name', Values: ['{{prefix}}-legacy'] }] },
  'old',
);
const OLD = '{{old.SecurityGroups.0.GroupId}}';
const opens = (rule: Json, id = OLD): Step =>
  call('ec2:AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions: [rule] });
const tcp = (FromPort: number, ToPort: number, ...cidrs: string[]): Json => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort,
  ...(cidrs.some((one) => one.includes(':'))
    ? { Ipv6Ranges: cidrs.map((CidrIpv6) => ({ CidrIpv6 })) }
    : { IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) }),
});
const opened = (name: string, rule: Json, expected: Expected): AccountState =>
  box(name, [LEGACY, opens(rule)], expected);
const FIND_BOX = call(
  'ec2:DescribeInstances',
  { Filters: [{ Name: 'tag:Name', Values: ['{{prefix}}-oldbox'] }] },
  'box',
);
const BOX = '{{box.Reservations.0.Instances.0.InstanceId}}';

export const openBox: readonly AccountState[] = [
  box('as it was', [], 'fail/ssh-open', { start: 'setup' }),
  box('as the reference', [], 'pass'),
  opened('one office', tcp(22, 22, '203.0.113.0/25'), 'pass'),
  opened('256 addresses', tcp(22, 22, '203.0.113.0/24'), 'pass'),
  opened('private ranges', tcp(8888, 8888, '10.0.0.0/8', '192.168.0.0/16'), 'pass'),
  opened('a port beside', tcp(8889, 9000, '0.0.0.0/0'), 'pass'),
  opened('datagrams', { ...tcp(22, 22, '0.0.0.0/0'), IpProtocol: 'udp' }, 'pass'),
  opened('one IPv6 network', tcp(22, 22, '2001:db8:1:2::/64'), 'pass'),
  opened('everybody', tcp(22, 22, '0.0.0.0/0'), 'fail/ssh-open'),
  opened('everybody by IPv6', tcp(22, 22, '::/0'), 'fail/ssh-open'),
  opened('in two halves', tcp(22, 22, '0.0.0.0/1', '128.0.0.0/1'), 'fail/ssh-open'),
  opened('512 addresses', tcp(22, 22, '203.0.112.0/23'), 'fail/ssh-open'),
  opened('a range around it', tcp(1, 1023, '0.0.0.0/0'), 'fail/ssh-open'),
  opened('one notebook port', tcp(8501, 8501, '0.0.0.0/0'), 'fail/notebook-open'),
  opened('the last notebook port', tcp(8888, 9999, '0.0.0.0/0'), 'fail/notebook-open'),
  box(
    'metadata as before',
    [
      FIND_BOX,
      call('ec2:ModifyInstanceMetadataOptions', {
        InstanceId: BOX,
        HttpTokens: 'optional',
        HttpEndpoint: 'enabled',
      }),
    ],
    'fail/imds-v1',
  ),
  box(
    'stopped, metadata as before',
    [
      FIND_BOX,
      call('ec2:ModifyInstanceMetadataOptions', {
        InstanceId: BOX,
        HttpTokens: 'optional',
        HttpEndpoint: 'enabled',
      }),
      call('ec2:StopInstances', { InstanceIds: [BOX] }),
    ],
    'fail/imds-v1',
  ),
  box('terminated', [FIND_BOX, call('ec2:TerminateInstances', { InstanceIds: [BOX] })], 'pass'),
  box(
    'another persistent request',
    [
      LEGACY,
      call('ec2:RequestSpotInstances', {
        Type: 'persistent',
        SpotPrice: '0.5',
        LaunchSpecification: {
          ImageId: 'ami-0b8d3e71c46f2a95d',
          InstanceType: 'g4dn.xlarge',
          SecurityGroupIds: [OLD],
        },
      }),
    ],
    'fail/spot-request-alive',
  ),
  box(
    'a one-time request',
    [
      LEGACY,
      call('ec2:RequestSpotInstances', {
        Type: 'one-time',
        LaunchSpecification: {
          ImageId: 'ami-0b8d3e71c46f2a95d',
          InstanceType: 'g4dn.xlarge',
          SecurityGroupIds: [OLD],
        },
      }),
    ],
    'pass',
  ),
  box('groups cannot be read', [], 'blocked/denied', { broken: { 'ec2:DescribeSecurityGroups': 'deny' } }),
];
