import { paginateDescribeFleets, type FleetLaunchTemplateConfig } from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import type { Override, TemplateReference } from './auto-scaling.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';
import { requirements } from './ec2-templates.ts';

export interface FleetOverride extends Omit<Override, 'LaunchTemplate'> {
  /** Several stand in one text, with commas between. */
  SubnetId: string | null;
  MaxPrice: string | null;
}
export interface Fleet {
  FleetId: string;
  /** submitted, active, modifying, deleted… */
  FleetState: string | null;
  Type: string | null;
  Tags: Tag[];
  TotalTargetCapacity: number;
  OnDemandTargetCapacity: number;
  DefaultTargetCapacityType: string | null;
  AllocationStrategy: string | null;
  MaxTotalPrice: string | null;
  /** launch or launch-before-terminate; null for none. */
  Rebalance: string | null;
  Configs: { LaunchTemplate: TemplateReference; Overrides: FleetOverride[] }[];
}

/**
 * Every EC2 Fleet of the Region.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFleets.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetLaunchTemplateOverridesRequest.html
 */
export const fleets = defineRead<Record<string, never>, Fleet[]>({
  id: 'ec2:DescribeFleets',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: Fleet[] = [];
    for await (const page of paginateDescribeFleets({ client: client(ec2) }, {})) {
      for (const item of page.Fleets ?? []) {
        const { TargetCapacitySpecification: capacity, SpotOptions: spot } = item;
        all.push({
          FleetId: item.FleetId ?? '',
          FleetState: item.FleetState ?? null,
          Type: item.Type ?? null,
          Tags: tagsOf(item.Tags),
          TotalTargetCapacity: capacity?.TotalTargetCapacity ?? 0,
          OnDemandTargetCapacity: capacity?.OnDemandTargetCapacity ?? 0,
          DefaultTargetCapacityType: capacity?.DefaultTargetCapacityType ?? null,
          AllocationStrategy: spot?.AllocationStrategy ?? null,
          MaxTotalPrice: spot?.MaxTotalPrice ?? null,
          Rebalance: spot?.MaintenanceStrategies?.CapacityRebalance?.ReplacementStrategy ?? null,
          Configs: (item.LaunchTemplateConfigs ?? []).map(config),
        });
      }
    }
    return all;
  },
});

function config({ LaunchTemplateSpecification: template, Overrides = [] }: FleetLaunchTemplateConfig) {
  return {
    LaunchTemplate: {
      LaunchTemplateId: template?.LaunchTemplateId ?? null,
      LaunchTemplateName: template?.LaunchTemplateName ?? null,
      Version: template?.Version ?? null,
    },
    Overrides: Overrides.map((one) => ({
      InstanceType: one.InstanceType ?? null,
      InstanceRequirements: one.InstanceRequirements ? requirements(one.InstanceRequirements) : null,
      SubnetId: one.SubnetId ?? null,
      MaxPrice: one.MaxPrice ?? null,
    })),
  };
}
