import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  type LaunchTemplateOverrides,
  type LaunchTemplateSpecification as SdkSpecification,
} from '@aws-sdk/client-auto-scaling';
import { Absent, defineRead, type ClientSpec } from '../kit/index.ts';
import type { Requirements } from './ec2-templates.ts';

const autoscaling: ClientSpec<AutoScalingClient> = {
  service: 'autoscaling',
  create: (config) => new AutoScalingClient(config),
};

export interface TemplateReference {
  /** AWS shows a group's templates by both, a fleet's as they were given: by one of them. */
  LaunchTemplateId: string | null;
  LaunchTemplateName: string | null;
  /** A number, `$Default` or `$Latest`; null for the default. */
  Version: string | null;
}
export interface Override {
  InstanceType: string | null;
  InstanceRequirements: Requirements | null;
  LaunchTemplate: TemplateReference | null;
}
export interface AutoScalingGroup {
  MaxSize: number;
  CapacityRebalance: boolean;
  SubnetIds: string[];
  MixedInstancesPolicy: {
    LaunchTemplate: TemplateReference | null;
    Overrides: Override[];
    /** Null where AWS takes its default: 0, 100, lowest-price. */
    OnDemandBaseCapacity: number | null;
    OnDemandPercentageAboveBaseCapacity: number | null;
    SpotAllocationStrategy: string | null;
    SpotMaxPrice: string | null;
  } | null;
}

/**
 * One Auto Scaling group. Absent: NoSuchGroup.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html
 */
export const autoScalingGroup = defineRead<{ name: string }, AutoScalingGroup>({
  id: 'autoscaling:DescribeAutoScalingGroups',
  resources: () => ['*'],
  call: async ({ client }, { name }) => {
    const { AutoScalingGroups } = await client(autoscaling).send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    );
    const found = AutoScalingGroups?.[0];
    if (!found) throw new Absent('NoSuchGroup');
    const { MixedInstancesPolicy: policy, VPCZoneIdentifier: subnets = '' } = found;
    const distribution = policy?.InstancesDistribution;
    return {
      MaxSize: found.MaxSize ?? 0,
      CapacityRebalance: found.CapacityRebalance === true,
      SubnetIds: subnets.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()])),
      MixedInstancesPolicy: policy
        ? {
            LaunchTemplate: reference(policy.LaunchTemplate?.LaunchTemplateSpecification),
            Overrides: (policy.LaunchTemplate?.Overrides ?? []).map(override),
            OnDemandBaseCapacity: distribution?.OnDemandBaseCapacity ?? null,
            OnDemandPercentageAboveBaseCapacity: distribution?.OnDemandPercentageAboveBaseCapacity ?? null,
            SpotAllocationStrategy: distribution?.SpotAllocationStrategy ?? null,
            SpotMaxPrice: distribution?.SpotMaxPrice ?? null,
          }
        : null,
    };
  },
});

function override(item: LaunchTemplateOverrides): Override {
  const { InstanceRequirements: wanted } = item;
  return {
    InstanceType: item.InstanceType ?? null,
    InstanceRequirements: wanted
      ? {
          AcceleratorManufacturers: [...(wanted.AcceleratorManufacturers ?? [])],
          AcceleratorCount: {
            Min: wanted.AcceleratorCount?.Min ?? null,
            Max: wanted.AcceleratorCount?.Max ?? null,
          },
        }
      : null,
    LaunchTemplate: reference(item.LaunchTemplateSpecification),
  };
}

function reference(item: SdkSpecification | undefined): TemplateReference | null {
  if (!item) return null;
  const { LaunchTemplateId = null, LaunchTemplateName = null, Version = null } = item;
  return { LaunchTemplateId, LaunchTemplateName, Version };
}
