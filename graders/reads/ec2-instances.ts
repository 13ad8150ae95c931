import {
  paginateDescribeInstances,
  paginateDescribeSpotInstanceRequests,
  type Instance as SdkInstance,
} from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

export interface Instance {
  InstanceId: string;
  /** pending, running, stopping, stopped, shutting-down or terminated. */
  State: string | null;
  ImageId: string | null;
  InstanceType: string | null;
  /** `spot`, `scheduled` or `capacity-block`; null for on demand. */
  InstanceLifecycle: string | null;
  KeyName: string | null;
  VpcId: string | null;
  SubnetId: string | null;
  MetadataOptions: { HttpTokens: string | null; HttpEndpoint: string | null };
  IamInstanceProfile: string | null;
  /** Of all its interfaces. */
  SecurityGroupIds: string[];
  /** Public IPv4 and IPv6 addresses of all its interfaces. */
  PublicAddresses: string[];
  VolumeIds: string[];
  /** ISO instant of its last start. */
  LaunchTime: string | null;
  Tags: Tag[];
}

/**
 * Every instance of the Region, stopped and terminated ones too.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
export const instances = defineRead<Record<string, never>, Instance[]>({
  id: 'ec2:DescribeInstances',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: Instance[] = [];
    for await (const page of paginateDescribeInstances({ client: client(ec2) }, {}))
      for (const { Instances } of page.Reservations ?? []) all.push(...(Instances ?? []).map(instance));
    return all;
  },
});

function instance(item: SdkInstance): Instance {
  const interfaces = item.NetworkInterfaces ?? [];
  const groups = [...(item.SecurityGroups ?? []), ...interfaces.flatMap(({ Groups }) => Groups ?? [])];
  const addresses = [
    item.PublicIpAddress,
    item.Ipv6Address,
    ...interfaces.flatMap(({ Association, Ipv6Addresses, PrivateIpAddresses }) => [
      Association?.PublicIp,
      ...(Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
      ...(PrivateIpAddresses ?? []).map((one) => one.Association?.PublicIp),
    ]),
  ];
  return {
    InstanceId: item.InstanceId ?? '',
    State: item.State?.Name ?? null,
    ImageId: item.ImageId ?? null,
    InstanceType: item.InstanceType ?? null,
    InstanceLifecycle: item.InstanceLifecycle ?? null,
    KeyName: item.KeyName ?? null,
    VpcId: item.VpcId ?? null,
    SubnetId: item.SubnetId ?? null,
    MetadataOptions: {
      HttpTokens: item.MetadataOptions?.HttpTokens ?? null,
      HttpEndpoint: item.MetadataOptions?.HttpEndpoint ?? null,
    },
    IamInstanceProfile: item.IamInstanceProfile?.Arn ?? null,
    SecurityGroupIds: [...new Set(groups.flatMap(({ GroupId }) => GroupId ?? []))].sort(),
    PublicAddresses: [...new Set(addresses.flatMap((one) => (one ? [one] : [])))].sort(),
    VolumeIds: (item.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    LaunchTime: item.LaunchTime?.toISOString() ?? null,
    Tags: tagsOf(item.Tags),
  };
}

export interface SpotRequest {
  SpotInstanceRequestId: string;
  /** open, active, closed, cancelled, failed or disabled. */
  State: string | null;
  /** one-time or persistent. */
  Type: string | null;
  InstanceId: string | null;
  /** Of its launch specification. */
  SecurityGroupIds: string[];
}

/**
 * Every Spot request of the Region that EC2 still remembers.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotInstanceRequests.html
 */
export const spotRequests = defineRead<Record<string, never>, SpotRequest[]>({
  id: 'ec2:DescribeSpotInstanceRequests',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: SpotRequest[] = [];
    for await (const page of paginateDescribeSpotInstanceRequests({ client: client(ec2) }, {})) {
      for (const item of page.SpotInstanceRequests ?? []) {
        const { SecurityGroups = [], NetworkInterfaces = [] } = item.LaunchSpecification ?? {};
        const ids = [
          ...SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []),
          ...NetworkInterfaces.flatMap(({ Groups }) => Groups ?? []),
        ];
        all.push({
          SpotInstanceRequestId: item.SpotInstanceRequestId ?? '',
          State: item.State ?? null,
          Type: item.Type ?? null,
          InstanceId: item.InstanceId ?? null,
          SecurityGroupIds: [...new Set(ids)].sort(),
        });
      }
    }
    return all;
  },
});
