import { instances, spotRequests } from '../../../graders/reads/ec2-instances.ts';
import { ec2Answer, set } from './ec2-further-cases.ts';
import type { ReadCase } from './s3-cases.ts';

const xml = { protocol: 'xml' as const };
const group = (id: string) => `<groupId>${id}</groupId><groupName>g</groupName>`;

export const EC2_INSTANCE_READ_CASES: readonly ReadCase[] = [
  {
    ...xml,
    read: instances,
    args: {},
    answer: ec2Answer(
      'DescribeInstances',
      set(
        'reservationSet',
        '<reservationId>r-1</reservationId>' +
          set(
            'instancesSet',
            '<instanceId>i-1</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState>' +
              '<keyName>ada</keyName><instanceType>g6.xlarge</instanceType><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId>' +
              '<ipAddress>203.0.113.9</ipAddress><instanceLifecycle>spot</instanceLifecycle><launchTime>2026-11-25T10:00:00.000Z</launchTime>' +
              '<iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/p</arn><id>x</id></iamInstanceProfile>' +
              '<metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpEndpoint>enabled</httpEndpoint></metadataOptions>' +
              set('groupSet', group('sg-2')) +
              set(
                'blockDeviceMapping',
                '<deviceName>/dev/sda1</deviceName><ebs><volumeId>vol-1</volumeId></ebs>',
              ) +
              set('tagSet', '<key>Name</key><value>one</value>') +
              set(
                'networkInterfaceSet',
                '<networkInterfaceId>eni-1</networkInterfaceId><association><publicIp>203.0.113.9</publicIp></association>' +
                  set('groupSet', group('sg-1')) +
                  set('ipv6AddressesSet', '<ipv6Address>2001:db8::1</ipv6Address>'),
              ),
            '<instanceId>i-2</instanceId><instanceState><code>48</code><name>terminated</name></instanceState>',
          ),
      ),
    ),
    value: [
      {
        InstanceId: 'i-1',
        State: 'running',
        ImageId: 'ami-1',
        InstanceType: 'g6.xlarge',
        InstanceLifecycle: 'spot',
        KeyName: 'ada',
        VpcId: 'vpc-1',
        SubnetId: 'subnet-1',
        MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
        IamInstanceProfile: 'arn:aws:iam::123456789012:instance-profile/p',
        SecurityGroupIds: ['sg-1', 'sg-2'],
        PublicAddresses: ['2001:db8::1', '203.0.113.9'],
        VolumeIds: ['vol-1'],
        LaunchTime: '2026-11-25T10:00:00.000Z',
        Tags: [{ Key: 'Name', Value: 'one' }],
      },
      {
        InstanceId: 'i-2',
        State: 'terminated',
        ImageId: null,
        InstanceType: null,
        InstanceLifecycle: null,
        KeyName: null,
        VpcId: null,
        SubnetId: null,
        MetadataOptions: { HttpTokens: null, HttpEndpoint: null },
        IamInstanceProfile: null,
        SecurityGroupIds: [],
        PublicAddresses: [],
        VolumeIds: [],
        LaunchTime: null,
        Tags: [],
      },
    ],
    absent: null,
    action: 'ec2:DescribeInstances',
  },
  {
    ...xml,
    read: spotRequests,
    args: {},
    answer: ec2Answer(
      'DescribeSpotInstanceRequests',
      set(
        'spotInstanceRequestSet',
        '<spotInstanceRequestId>sir-1</spotInstanceRequestId><spotPrice>0.50</spotPrice><type>persistent</type><state>active</state>' +
          `<launchSpecification><imageId>ami-1</imageId>${set('groupSet', group('sg-1'))}</launchSpecification><instanceId>i-1</instanceId>`,
        '<spotInstanceRequestId>sir-2</spotInstanceRequestId><type>one-time</type><state>open</state>' +
          `<launchSpecification>${set('networkInterfaceSet', `<deviceIndex>0</deviceIndex><SecurityGroupId><SecurityGroupId>sg-3</SecurityGroupId></SecurityGroupId>`)}</launchSpecification>`,
      ),
    ),
    value: [
      {
        SpotInstanceRequestId: 'sir-1',
        State: 'active',
        Type: 'persistent',
        InstanceId: 'i-1',
        SecurityGroupIds: ['sg-1'],
      },
      {
        SpotInstanceRequestId: 'sir-2',
        State: 'open',
        Type: 'one-time',
        InstanceId: null,
        SecurityGroupIds: ['sg-3'],
      },
    ],
    absent: null,
    action: 'ec2:DescribeSpotInstanceRequests',
  },
];
