/** What the states of the lab cost-control are made of. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call } from '../state.ts';

export type Json = Record<string, unknown>;

/** Without the members that are null. */
export const only = (members: Json): Json =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

export const named = (ResourceType: string, Name: string, more: Json = {}): Json => ({
  ResourceType,
  Tags: Object.entries({ Name, ...more }).map(([Key, Value]) => ({ Key, Value })),
});

const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** Starts a box of that name; its id is BOX, its disk DISK. */
export const box = (name = '{{devbox}}', tags: Json = {}, disk: Json = {}): Step[] => [
  call('ssm:GetParameter', { Name: IMAGE }, 'image'),
  call(
    'ec2:RunInstances',
    {
      ImageId: '{{image.Parameter.Value}}',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeType: 'gp3', VolumeSize: 8, ...disk } }],
      TagSpecifications: [named('instance', name, tags)],
    },
    'box',
  ),
  call(
    'ec2:DescribeVolumes',
    { Filters: [{ Name: 'attachment.instance-id', Values: ['{{box.Instances.0.InstanceId}}'] }] },
    'disk',
  ),
];
export const BOX = '{{box.Instances.0.InstanceId}}';
export const DISK = '{{disk.Volumes.0.VolumeId}}';

/** A topic with somebody who listens. */
export const TOPIC = '{{topic.TopicArn}}';
export const topic: readonly Step[] = [
  call('sns:CreateTopic', { Name: 'states' }, 'topic'),
  call('sns:Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'amelia@brackenmere.example' }),
];
