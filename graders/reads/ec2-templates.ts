import {
  DescribeLaunchTemplateVersionsCommand,
  GetEbsEncryptionByDefaultCommand,
  paginateDescribeImages,
  paginateDescribeInstanceTypes,
  type _InstanceType,
  type InstanceRequirements as SdkRequirements,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { Absent, defineRead } from '../kit/index.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

export interface BlockDevice {
  DeviceName: string;
  VolumeType: string | null;
  /** GiB. */
  VolumeSize: number | null;
  Encrypted: boolean | null;
  DeleteOnTermination: boolean | null;
}
export interface Requirements {
  AcceleratorManufacturers: string[];
  AcceleratorCount: { Min: number | null; Max: number | null };
}
/** What a version of a launch template says, without what no judge needs. */
export interface LaunchTemplateVersion {
  LaunchTemplateName: string | null;
  VersionNumber: number;
  ImageId: string | null;
  InstanceType: string | null;
  InstanceRequirements: Requirements | null;
  KeyName: string | null;
  /** Name or ARN. */
  IamInstanceProfile: string | null;
  MetadataOptions: { HttpTokens: string | null; HttpEndpoint: string | null };
  /** Of the instance and of its interfaces. */
  SecurityGroupIds: string[];
  /** Groups that are named instead; the old way of the default VPC. */
  SecurityGroups: string[];
  AssociatePublicIpAddress: boolean;
  /** EBS volumes only. */
  BlockDeviceMappings: BlockDevice[];
  TagSpecifications: { ResourceType: string; Tags: Tag[] }[];
}

/** A version by number, `$Default` or `$Latest`, of a template that goes by its name or its id. */
export type TemplateVersion = { name: string; version: string } | { id: string; version: string };

const NO_TEMPLATE =
  /^InvalidLaunchTemplate(Id|Name)\.(NotFound|NotFoundException|VersionNotFound|Malformed.*)$/;

/**
 * A version of a launch template. Absent: InvalidLaunchTemplateName.NotFoundException.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 */
export const launchTemplateVersion = defineRead<TemplateVersion, LaunchTemplateVersion>({
  id: 'ec2:DescribeLaunchTemplateVersions',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }, { version, ...template }) => {
    const by = 'id' in template ? { LaunchTemplateId: template.id } : { LaunchTemplateName: template.name };
    const { LaunchTemplateVersions } = await client(ec2)
      .send(new DescribeLaunchTemplateVersionsCommand({ ...by, Versions: [version] }))
      .catch((error: unknown) => {
        if (error instanceof Error && NO_TEMPLATE.test(error.name)) throw new Absent(error.name);
        throw error;
      });
    const found = LaunchTemplateVersions?.[0];
    if (!found) throw new Absent('InvalidLaunchTemplateId.VersionNotFound');
    return {
      LaunchTemplateName: found.LaunchTemplateName ?? null,
      VersionNumber: found.VersionNumber ?? 0,
      ...dataOf(found.LaunchTemplateData ?? {}),
    };
  },
});

function dataOf(
  data: ResponseLaunchTemplateData,
): Omit<LaunchTemplateVersion, 'LaunchTemplateName' | 'VersionNumber'> {
  const interfaces = data.NetworkInterfaces ?? [];
  const groups = [...(data.SecurityGroupIds ?? []), ...interfaces.flatMap(({ Groups }) => Groups ?? [])];
  return {
    ImageId: data.ImageId ?? null,
    InstanceType: data.InstanceType ?? null,
    InstanceRequirements: data.InstanceRequirements ? requirements(data.InstanceRequirements) : null,
    KeyName: data.KeyName ?? null,
    IamInstanceProfile: data.IamInstanceProfile?.Arn ?? data.IamInstanceProfile?.Name ?? null,
    MetadataOptions: {
      HttpTokens: data.MetadataOptions?.HttpTokens ?? null,
      HttpEndpoint: data.MetadataOptions?.HttpEndpoint ?? null,
    },
    SecurityGroupIds: [...new Set(groups)].sort(),
    SecurityGroups: [...(data.SecurityGroups ?? [])].sort(),
    AssociatePublicIpAddress: interfaces.some((one) => one.AssociatePublicIpAddress === true),
    BlockDeviceMappings: (data.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
      Ebs
        ? [
            {
              DeviceName: DeviceName ?? '',
              VolumeType: Ebs.VolumeType ?? null,
              VolumeSize: Ebs.VolumeSize ?? null,
              Encrypted: Ebs.Encrypted ?? null,
              DeleteOnTermination: Ebs.DeleteOnTermination ?? null,
            },
          ]
        : [],
    ),
    TagSpecifications: (data.TagSpecifications ?? []).map(({ ResourceType, Tags }) => ({
      ResourceType: ResourceType ?? '',
      Tags: tagsOf(Tags),
    })),
  };
}

export function requirements({ AcceleratorManufacturers, AcceleratorCount }: SdkRequirements): Requirements {
  return {
    AcceleratorManufacturers: [...(AcceleratorManufacturers ?? [])],
    AcceleratorCount: { Min: AcceleratorCount?.Min ?? null, Max: AcceleratorCount?.Max ?? null },
  };
}

export interface Gpu {
  Manufacturer: string | null;
  Count: number;
  /** MiB of each. */
  SizeInMiB: number;
}

export interface InstanceTypeInfo {
  Gpus: Gpu[];
  VCpus: number | null;
  MemoryMiB: number | null;
  /** x86_64, arm64 … */
  Architectures: string[];
}

/**
 * What an instance type has: GPUs, vCPUs, memory. Absent: InvalidInstanceType.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
 */
export const instanceType = defineRead<{ type: string }, InstanceTypeInfo>({
  id: 'ec2:DescribeInstanceTypes',
  resources: () => ['*'],
  call: async ({ client }, { type }) => {
    const pages = paginateDescribeInstanceTypes(
      { client: client(ec2) },
      { InstanceTypes: [type as _InstanceType] },
    );
    try {
      for await (const page of pages)
        for (const { GpuInfo, VCpuInfo, MemoryInfo: memory, ProcessorInfo } of page.InstanceTypes ?? [])
          return {
            Gpus: (GpuInfo?.Gpus ?? []).map(({ Manufacturer, Count, MemoryInfo }) => ({
              Manufacturer: Manufacturer ?? null,
              Count: Count ?? 0,
              SizeInMiB: MemoryInfo?.SizeInMiB ?? 0,
            })),
            VCpus: VCpuInfo?.DefaultVCpus ?? null,
            MemoryMiB: memory?.SizeInMiB ?? null,
            Architectures: ProcessorInfo?.SupportedArchitectures ?? [],
          };
    } catch (error) {
      if (error instanceof Error && error.name === 'InvalidInstanceType') throw new Absent(error.name);
      throw error;
    }
    throw new Absent('InvalidInstanceType');
  },
});

export interface Image {
  ImageId: string;
  Name: string | null;
  OwnerId: string | null;
  ImageOwnerAlias: string | null;
  /** ISO 8601; null for never. */
  DeprecationTime: string | null;
  RootDeviceName: string | null;
}

/**
 * A machine image, a deprecated one too. Absent: InvalidAMIID.NotFound.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export const image = defineRead<{ id: string }, Image>({
  id: 'ec2:DescribeImages',
  resources: () => ['*'],
  call: async ({ client }, { id }) => {
    try {
      for await (const page of paginateDescribeImages(
        { client: client(ec2) },
        { ImageIds: [id], IncludeDeprecated: true },
      ))
        for (const found of page.Images ?? [])
          return {
            ImageId: found.ImageId ?? '',
            Name: found.Name ?? null,
            OwnerId: found.OwnerId ?? null,
            ImageOwnerAlias: found.ImageOwnerAlias ?? null,
            DeprecationTime: found.DeprecationTime ?? null,
            RootDeviceName: found.RootDeviceName ?? null,
          };
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('InvalidAMIID.')) throw new Absent(error.name);
      throw error;
    }
    throw new Absent('InvalidAMIID.NotFound');
  },
});

/**
 * Whether new volumes of the account are encrypted unasked.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html
 */
export const ebsEncryption = defineRead<Record<string, never>, boolean>({
  id: 'ec2:GetEbsEncryptionByDefault',
  resources: () => ['*'],
  call: async ({ client }) => {
    const { EbsEncryptionByDefault } = await client(ec2).send(new GetEbsEncryptionByDefaultCommand({}));
    return EbsEncryptionByDefault === true;
  },
});
