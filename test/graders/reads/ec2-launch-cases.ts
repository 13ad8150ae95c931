import { autoScalingGroup } from '../../../graders/reads/auto-scaling.ts';
import { fleets } from '../../../graders/reads/ec2-fleets.ts';
import {
  ebsEncryption,
  image,
  instanceType,
  launchTemplateVersion,
} from '../../../graders/reads/ec2-templates.ts';
import { instanceProfile } from '../../../graders/reads/iam-profiles.ts';
import { ec2Answer, set } from './ec2-further-cases.ts';
import type { ReadCase } from './s3-cases.ts';

const xml = { protocol: 'xml' as const };
const requirementsXml =
  '<instanceRequirements><vCpuCount><min>4</min></vCpuCount><memoryMiB><min>1</min></memoryMiB>' +
  '<acceleratorCount><min>1</min><max>1</max></acceleratorCount>' +
  `${set('acceleratorManufacturerSet', 'nvidia')}</instanceRequirements>`;
const requirements = { AcceleratorManufacturers: ['nvidia'], AcceleratorCount: { Min: 1, Max: 1 } };
/** An answer of a service that wraps its result. */
const query = (operation: string, body: string, ns: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="${ns}"><${operation}Result>${body}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`,
});

export const EC2_LAUNCH_READ_CASES: readonly ReadCase[] = [
  {
    ...xml,
    read: launchTemplateVersion,
    args: { name: 'bm-trainer', version: '$Default' },
    answer: ec2Answer(
      'DescribeLaunchTemplateVersions',
      set(
        'launchTemplateVersionSet',
        '<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>bm-trainer</launchTemplateName><versionNumber>3</versionNumber><defaultVersion>true</defaultVersion>' +
          '<launchTemplateData><imageId>ami-1</imageId><instanceType>g6.xlarge</instanceType><keyName>ada</keyName>' +
          '<iamInstanceProfile><name>bm-trainer</name></iamInstanceProfile>' +
          '<metadataOptions><httpTokens>required</httpTokens><httpEndpoint>enabled</httpEndpoint></metadataOptions>' +
          set('securityGroupIdSet', 'sg-2') +
          set('securityGroupSet', 'old') +
          set(
            'networkInterfaceSet',
            `<deviceIndex>0</deviceIndex><associatePublicIpAddress>true</associatePublicIpAddress><groupSet><groupId>sg-1</groupId></groupSet>`,
          ) +
          set(
            'blockDeviceMappingSet',
            '<deviceName>/dev/sda1</deviceName><ebs><encrypted>true</encrypted><deleteOnTermination>false</deleteOnTermination><volumeSize>120</volumeSize><volumeType>gp3</volumeType></ebs>',
            '<deviceName>/dev/sdb</deviceName><virtualName>ephemeral0</virtualName>',
          ) +
          set(
            'tagSpecificationSet',
            `<resourceType>instance</resourceType>${set('tagSet', '<key>Project</key><value>birdsong</value>')}`,
          ) +
          requirementsXml +
          '</launchTemplateData>',
      ),
    ),
    value: {
      LaunchTemplateName: 'bm-trainer',
      VersionNumber: 3,
      ImageId: 'ami-1',
      InstanceType: 'g6.xlarge',
      InstanceRequirements: requirements,
      KeyName: 'ada',
      IamInstanceProfile: 'bm-trainer',
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
      SecurityGroupIds: ['sg-1', 'sg-2'],
      SecurityGroups: ['old'],
      AssociatePublicIpAddress: true,
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sda1',
          VolumeType: 'gp3',
          VolumeSize: 120,
          Encrypted: true,
          DeleteOnTermination: false,
        },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Project', Value: 'birdsong' }] }],
    },
    absent: { status: 400, code: 'InvalidLaunchTemplateName.NotFoundException' },
    action: 'ec2:DescribeLaunchTemplateVersions',
  },
  {
    ...xml,
    read: launchTemplateVersion,
    args: { id: 'lt-1', version: '2' },
    answer: ec2Answer(
      'DescribeLaunchTemplateVersions',
      set(
        'launchTemplateVersionSet',
        '<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>bm-trainer</launchTemplateName><versionNumber>2</versionNumber><launchTemplateData/>',
      ),
    ),
    value: {
      LaunchTemplateName: 'bm-trainer',
      VersionNumber: 2,
      ImageId: null,
      InstanceType: null,
      InstanceRequirements: null,
      KeyName: null,
      IamInstanceProfile: null,
      MetadataOptions: { HttpTokens: null, HttpEndpoint: null },
      SecurityGroupIds: [],
      SecurityGroups: [],
      AssociatePublicIpAddress: false,
      BlockDeviceMappings: [],
      TagSpecifications: [],
    },
    absent: { status: 400, code: 'InvalidLaunchTemplateId.NotFound' },
    action: 'ec2:DescribeLaunchTemplateVersions',
  },
  {
    ...xml,
    read: instanceType,
    args: { type: 'g6.xlarge' },
    answer: ec2Answer(
      'DescribeInstanceTypes',
      set(
        'instanceTypeSet',
        `<instanceType>g6.xlarge</instanceType><gpuInfo>${set('gpus', '<name>L4</name><manufacturer>NVIDIA</manufacturer><count>1</count><memoryInfo><sizeInMiB>22888</sizeInMiB></memoryInfo>')}<totalGpuMemoryInMiB>22888</totalGpuMemoryInMiB></gpuInfo><vCpuInfo><defaultVCpus>4</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>16384</sizeInMiB></memoryInfo><processorInfo>${set('supportedArchitectures', 'x86_64')}</processorInfo>`,
      ),
    ),
    value: {
      Gpus: [{ Manufacturer: 'NVIDIA', Count: 1, SizeInMiB: 22888 }],
      VCpus: 4,
      MemoryMiB: 16384,
      Architectures: ['x86_64'],
    },
    absent: { status: 400, code: 'InvalidInstanceType' },
    action: 'ec2:DescribeInstanceTypes',
  },
  {
    ...xml,
    read: image,
    args: { id: 'ami-1' },
    answer: ec2Answer(
      'DescribeImages',
      set(
        'imagesSet',
        '<imageId>ami-1</imageId><imageOwnerId>898082745236</imageOwnerId><imageOwnerAlias>amazon</imageOwnerAlias><name>Deep Learning</name><rootDeviceName>/dev/sda1</rootDeviceName><deprecationTime>2027-08-07T21:03:18.000Z</deprecationTime>',
      ),
    ),
    value: {
      ImageId: 'ami-1',
      Name: 'Deep Learning',
      OwnerId: '898082745236',
      ImageOwnerAlias: 'amazon',
      DeprecationTime: '2027-08-07T21:03:18.000Z',
      RootDeviceName: '/dev/sda1',
    },
    absent: { status: 400, code: 'InvalidAMIID.NotFound' },
    action: 'ec2:DescribeImages',
  },
  {
    ...xml,
    read: ebsEncryption,
    args: {},
    answer: ec2Answer('GetEbsEncryptionByDefault', '<ebsEncryptionByDefault>true</ebsEncryptionByDefault>'),
    value: true,
    absent: null,
    action: 'ec2:GetEbsEncryptionByDefault',
  },
  {
    ...xml,
    read: fleets,
    args: {},
    answer: ec2Answer(
      'DescribeFleets',
      set(
        'fleetSet',
        '<fleetId>fleet-1</fleetId><fleetState>active</fleetState><type>maintain</type>' +
          '<targetCapacitySpecification><totalTargetCapacity>2</totalTargetCapacity><onDemandTargetCapacity>1</onDemandTargetCapacity><defaultTargetCapacityType>spot</defaultTargetCapacityType></targetCapacitySpecification>' +
          '<spotOptions><allocationStrategy>capacity-optimized</allocationStrategy><maxTotalPrice>2</maxTotalPrice><maintenanceStrategies><capacityRebalance><replacementStrategy>launch</replacementStrategy></capacityRebalance></maintenanceStrategies></spotOptions>' +
          set('tagSet', '<key>Name</key><value>one</value>') +
          set(
            'launchTemplateConfigs',
            `<launchTemplateSpecification><launchTemplateName>bm-trainer</launchTemplateName><version>2</version></launchTemplateSpecification>${set('overrides', '<instanceType>g6.xlarge</instanceType><maxPrice>0.3</maxPrice><subnetId>subnet-a</subnetId>', `<subnetId>subnet-b, subnet-c</subnetId>${requirementsXml}`)}`,
            '<launchTemplateSpecification><launchTemplateId>lt-2</launchTemplateId><version>$Latest</version></launchTemplateSpecification>',
          ),
      ),
    ),
    value: [
      {
        FleetId: 'fleet-1',
        FleetState: 'active',
        Type: 'maintain',
        Tags: [{ Key: 'Name', Value: 'one' }],
        TotalTargetCapacity: 2,
        OnDemandTargetCapacity: 1,
        DefaultTargetCapacityType: 'spot',
        AllocationStrategy: 'capacity-optimized',
        MaxTotalPrice: '2',
        Rebalance: 'launch',
        Configs: [
          {
            LaunchTemplate: { LaunchTemplateId: null, LaunchTemplateName: 'bm-trainer', Version: '2' },
            Overrides: [
              {
                InstanceType: 'g6.xlarge',
                InstanceRequirements: null,
                SubnetId: 'subnet-a',
                MaxPrice: '0.3',
              },
              {
                InstanceType: null,
                InstanceRequirements: requirements,
                SubnetId: 'subnet-b, subnet-c',
                MaxPrice: null,
              },
            ],
          },
          {
            LaunchTemplate: { LaunchTemplateId: 'lt-2', LaunchTemplateName: null, Version: '$Latest' },
            Overrides: [],
          },
        ],
      },
    ],
    absent: null,
    action: 'ec2:DescribeFleets',
  },
  {
    ...xml,
    read: instanceProfile,
    args: { name: 'bm-trainer' },
    answer: query(
      'GetInstanceProfile',
      '<InstanceProfile><InstanceProfileName>bm-trainer</InstanceProfileName><InstanceProfileId>A</InstanceProfileId><Arn>arn:aws:iam::123456789012:instance-profile/bm-trainer</Arn><Path>/</Path><CreateDate>2026-11-25T10:00:00Z</CreateDate><Roles><member><RoleName>bm-trainer</RoleName><RoleId>B</RoleId><Arn>arn:aws:iam::123456789012:role/bm-trainer</Arn><Path>/</Path><CreateDate>2026-11-25T10:00:00Z</CreateDate></member></Roles></InstanceProfile>',
      'https://iam.amazonaws.com/doc/2010-05-08/',
    ),
    value: { Roles: ['bm-trainer'] },
    absent: { status: 404, code: 'NoSuchEntity' },
    action: 'iam:GetInstanceProfile',
  },
  {
    ...xml,
    read: autoScalingGroup,
    args: { name: 'bm-trainers' },
    answer: query(
      'DescribeAutoScalingGroups',
      '<AutoScalingGroups><member><AutoScalingGroupName>bm-trainers</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>2</MaxSize><DesiredCapacity>0</DesiredCapacity><DefaultCooldown>300</DefaultCooldown><AvailabilityZones/><HealthCheckType>EC2</HealthCheckType><CreatedTime>2026-11-25T10:00:00Z</CreatedTime><CapacityRebalance>true</CapacityRebalance><VPCZoneIdentifier>subnet-a, subnet-b</VPCZoneIdentifier>' +
        '<MixedInstancesPolicy><LaunchTemplate><LaunchTemplateSpecification><LaunchTemplateId>lt-1</LaunchTemplateId><LaunchTemplateName>bm-trainer</LaunchTemplateName><Version>$Default</Version></LaunchTemplateSpecification>' +
        '<Overrides><member><InstanceType>g6.xlarge</InstanceType></member><member><InstanceRequirements><VCpuCount><Min>4</Min></VCpuCount><MemoryMiB><Min>1</Min></MemoryMiB><AcceleratorCount><Min>1</Min><Max>1</Max></AcceleratorCount><AcceleratorManufacturers><member>nvidia</member></AcceleratorManufacturers></InstanceRequirements><LaunchTemplateSpecification><LaunchTemplateName>other</LaunchTemplateName></LaunchTemplateSpecification></member></Overrides></LaunchTemplate>' +
        '<InstancesDistribution><OnDemandBaseCapacity>0</OnDemandBaseCapacity><SpotAllocationStrategy>price-capacity-optimized</SpotAllocationStrategy></InstancesDistribution></MixedInstancesPolicy></member></AutoScalingGroups>',
      'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    ),
    value: {
      MaxSize: 2,
      CapacityRebalance: true,
      SubnetIds: ['subnet-a', 'subnet-b'],
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'bm-trainer', Version: '$Default' },
        Overrides: [
          { InstanceType: 'g6.xlarge', InstanceRequirements: null, LaunchTemplate: null },
          {
            InstanceType: null,
            InstanceRequirements: requirements,
            LaunchTemplate: { LaunchTemplateId: null, LaunchTemplateName: 'other', Version: null },
          },
        ],
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: null,
        SpotAllocationStrategy: 'price-capacity-optimized',
        SpotMaxPrice: null,
      },
    },
    absent: null,
    action: 'autoscaling:DescribeAutoScalingGroups',
  },
];
