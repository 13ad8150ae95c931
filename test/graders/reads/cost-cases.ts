import { addresses, volumes } from '../../../graders/reads/ec2-volumes.ts';
import { schedule, schedules } from '../../../graders/reads/scheduler.ts';
import { ec2Answer, set } from './ec2-further-cases.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, seconds } from './sagemaker-training-cases.ts';

const xml = { protocol: 'xml' as const };
const tags = set('tagSet', '<key>Keep</key><value>true</value>');
const Tags = [{ Key: 'Keep', Value: 'true' }];
const rest = (value: unknown): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const STOP = 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances';
const ROLE = 'arn:aws:iam::123456789012:role/bm-hours';

export const COST_READ_CASES: readonly ReadCase[] = [
  {
    ...xml,
    read: volumes,
    args: {},
    answer: ec2Answer(
      'DescribeVolumes',
      set(
        'volumeSet',
        `<volumeId>vol-1</volumeId><size>100</size><snapshotId/><availabilityZone>us-east-1a</availabilityZone><status>in-use</status><attachmentSet><item><volumeId>vol-1</volumeId><instanceId>i-1</instanceId><device>/dev/sda1</device><status>attached</status></item></attachmentSet><volumeType>gp3</volumeType><iops>3000</iops><throughput>125</throughput><encrypted>true</encrypted>${tags}`,
        '<volumeId>vol-2</volumeId>',
      ),
    ),
    value: [
      {
        VolumeId: 'vol-1',
        VolumeType: 'gp3',
        Size: 100,
        Iops: 3000,
        Throughput: 125,
        Encrypted: true,
        AvailabilityZone: 'us-east-1a',
        State: 'in-use',
        Attachments: [{ InstanceId: 'i-1', State: 'attached' }],
        Tags,
      },
      {
        VolumeId: 'vol-2',
        VolumeType: null,
        Size: null,
        Iops: null,
        Throughput: null,
        Encrypted: false,
        AvailabilityZone: null,
        State: null,
        Attachments: [],
        Tags: [],
      },
    ],
    absent: null,
    action: 'ec2:DescribeVolumes',
  },
  {
    ...xml,
    read: addresses,
    args: {},
    answer: ec2Answer(
      'DescribeAddresses',
      set(
        'addressesSet',
        `<publicIp>203.0.113.5</publicIp><allocationId>eipalloc-1</allocationId><domain>vpc</domain><instanceId>i-1</instanceId><associationId>eipassoc-1</associationId><networkInterfaceId>eni-1</networkInterfaceId>${tags}`,
        '<publicIp>203.0.113.6</publicIp><allocationId>eipalloc-2</allocationId><domain>vpc</domain><instanceId/><associationId/><networkInterfaceId/>',
      ),
    ),
    value: [
      {
        AllocationId: 'eipalloc-1',
        PublicIp: '203.0.113.5',
        AssociationId: 'eipassoc-1',
        InstanceId: 'i-1',
        NetworkInterfaceId: 'eni-1',
        Tags,
      },
      {
        AllocationId: 'eipalloc-2',
        PublicIp: '203.0.113.6',
        AssociationId: null,
        InstanceId: null,
        NetworkInterfaceId: null,
        Tags: [],
      },
    ],
    absent: null,
    action: 'ec2:DescribeAddresses',
  },
  {
    ...json,
    read: schedules,
    args: {},
    answer: rest({
      Schedules: [
        {
          Arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/hours/stop',
          Name: 'stop',
          GroupName: 'hours',
          State: 'ENABLED',
          CreationDate: seconds,
          Target: { Arn: STOP },
        },
        { Name: 'other', State: 'DISABLED' },
      ],
    }),
    value: [
      { Name: 'stop', GroupName: 'hours', State: 'ENABLED', TargetArn: STOP },
      { Name: 'other', GroupName: 'default', State: 'DISABLED', TargetArn: null },
    ],
    absent: null,
    action: 'scheduler:ListSchedules',
  },
  {
    ...json,
    read: schedule,
    args: { group: 'hours', name: 'stop' },
    answer: rest({
      Name: 'stop',
      GroupName: 'hours',
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 19 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Dublin',
      StartDate: seconds,
      CreationDate: seconds,
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: { Arn: STOP, RoleArn: ROLE, Input: '{"InstanceIds":["i-1"]}', RetryPolicy: {} },
    }),
    value: {
      Name: 'stop',
      GroupName: 'hours',
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 19 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Dublin',
      StartDate: '2026-05-28T20:26:40.000Z',
      EndDate: null,
      CreationDate: '2026-05-28T20:26:40.000Z',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: { Arn: STOP, RoleArn: ROLE, Input: '{"InstanceIds":["i-1"]}' },
    },
    absent: { status: 404, code: 'ResourceNotFoundException' },
    action: 'scheduler:GetSchedule',
  },
];
