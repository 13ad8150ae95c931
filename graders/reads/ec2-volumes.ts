/** What costs money whether anybody uses it or not: volumes and Elastic IP addresses. */
import { DescribeAddressesCommand, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

export interface Volume {
  VolumeId: string;
  VolumeType: string | null;
  /** GiB. */
  Size: number | null;
  Iops: number | null;
  Throughput: number | null;
  Encrypted: boolean;
  AvailabilityZone: string | null;
  /** creating, available, in-use, deleting, deleted or error. */
  State: string | null;
  /** State: attaching, attached, detaching, detached or busy. */
  Attachments: { InstanceId: string | null; State: string | null }[];
  Tags: Tag[];
}

/** Every volume of the Region. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
export const volumes = defineRead<Record<string, never>, Volume[]>({
  id: 'ec2:DescribeVolumes',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: Volume[] = [];
    for await (const page of paginateDescribeVolumes({ client: client(ec2) }, {})) {
      for (const item of page.Volumes ?? [])
        all.push({
          VolumeId: item.VolumeId ?? '',
          VolumeType: item.VolumeType ?? null,
          Size: item.Size ?? null,
          Iops: item.Iops ?? null,
          Throughput: item.Throughput ?? null,
          Encrypted: item.Encrypted === true,
          AvailabilityZone: item.AvailabilityZone ?? null,
          State: item.State ?? null,
          Attachments: (item.Attachments ?? []).map(({ InstanceId, State }) => ({
            InstanceId: InstanceId ?? null,
            State: State ?? null,
          })),
          Tags: tagsOf(item.Tags),
        });
    }
    return all;
  },
});

export interface Address {
  AllocationId: string;
  PublicIp: string | null;
  /** Null for an address that nothing uses. */
  AssociationId: string | null;
  InstanceId: string | null;
  NetworkInterfaceId: string | null;
  Tags: Tag[];
}

/**
 * Every Elastic IP address of the Region; the operation has no pages.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html
 */
export const addresses = defineRead<Record<string, never>, Address[]>({
  id: 'ec2:DescribeAddresses',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const { Addresses = [] } = await client(ec2).send(new DescribeAddressesCommand({}));
    return Addresses.map((item) => ({
      AllocationId: item.AllocationId ?? '',
      PublicIp: item.PublicIp ?? null,
      // Emulators say "nothing" with an empty text.
      AssociationId: item.AssociationId || null,
      InstanceId: item.InstanceId || null,
      NetworkInterfaceId: item.NetworkInterfaceId || null,
      Tags: tagsOf(item.Tags),
    }));
  },
});
