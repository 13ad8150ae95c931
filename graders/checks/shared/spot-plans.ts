/** An Auto Scaling group and an EC2 Fleet, in the same words. */
import type { AutoScalingGroup, TemplateReference } from '../../reads/auto-scaling.ts';
import type { Fleet } from '../../reads/ec2-fleets.ts';
import type { Requirements } from '../../reads/ec2-templates.ts';

export interface Plan {
  /** Instances that it may grow to, or keeps. */
  readonly most: number;
  /** Why it is not all Spot. */
  readonly onDemand: string | undefined;
  /** Types that stand in place of the template's, each once. */
  readonly types: readonly string[];
  readonly requirements: readonly Requirements[];
  /** https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html; lowest-price where none is said. */
  readonly strategy: string;
  readonly maxPrice: string | null;
  readonly rebalances: boolean;
  readonly subnetIds: readonly string[];
  readonly templates: readonly { name: string | null; version: string }[];
}

const GONE: ReadonlySet<string | null> = new Set([
  'deleted',
  'deleted_running',
  'deleted_terminating',
  'failed',
]);
const LOWEST = 'lowest-price';

/** Living fleets that keep their capacity and bear the name. */
export function fleetsNamed(all: readonly Fleet[] | undefined, name: string): Fleet[] {
  return (all ?? []).filter(
    ({ FleetState, Type, Tags }) =>
      !GONE.has(FleetState) &&
      Type === 'maintain' &&
      Tags.some(({ Key, Value }) => Key === 'Name' && Value === name),
  );
}

export function groupPlan(group: AutoScalingGroup): Plan {
  const { MixedInstancesPolicy: policy } = group;
  const overrides = policy?.Overrides ?? [];
  return {
    most: group.MaxSize,
    onDemand: policy ? groupShare(policy) : 'it has no mixed instances policy',
    types: distinct(overrides.map(({ InstanceType }) => InstanceType)),
    requirements: overrides.flatMap(({ InstanceRequirements }) => InstanceRequirements ?? []),
    strategy: policy?.SpotAllocationStrategy ?? LOWEST,
    maxPrice: price(policy?.SpotMaxPrice),
    rebalances: group.CapacityRebalance,
    subnetIds: group.SubnetIds,
    templates: [policy?.LaunchTemplate, ...overrides.map(({ LaunchTemplate }) => LaunchTemplate)].flatMap(
      named,
    ),
  };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html */
function groupShare({
  OnDemandBaseCapacity: base,
  OnDemandPercentageAboveBaseCapacity: share,
}: NonNullable<AutoScalingGroup['MixedInstancesPolicy']>): string | undefined {
  if ((base ?? 0) > 0) return `the first ${base} run on demand`;
  if (share === null) return 'no share is said, and then all run on demand';
  return share > 0 ? `${share} percent run on demand` : undefined;
}

export function fleetPlan(fleet: Fleet): Plan {
  const overrides = fleet.Configs.flatMap(({ Overrides }) => Overrides);
  const share =
    fleet.OnDemandTargetCapacity > 0
      ? `${fleet.OnDemandTargetCapacity} run on demand`
      : fleet.DefaultTargetCapacityType === 'spot'
        ? undefined
        : 'what is not said to be Spot runs on demand';
  const prices = [fleet.MaxTotalPrice, ...overrides.map(({ MaxPrice }) => MaxPrice)];
  return {
    most: fleet.TotalTargetCapacity,
    onDemand: share,
    types: distinct(overrides.map(({ InstanceType }) => InstanceType)),
    requirements: overrides.flatMap(({ InstanceRequirements }) => InstanceRequirements ?? []),
    strategy: fleet.AllocationStrategy ?? LOWEST,
    maxPrice: prices.map(price).find((one) => one !== null) ?? null,
    rebalances: fleet.Rebalance !== null,
    subnetIds: distinct(overrides.map(({ SubnetId }) => SubnetId)),
    templates: fleet.Configs.map(({ LaunchTemplate }) => LaunchTemplate).flatMap(named),
  };
}

const price = (text: string | null | undefined): string | null => (text ? text : null);

const named = (one: TemplateReference | null | undefined): { name: string | null; version: string }[] =>
  one ? [{ name: one.LaunchTemplateName, version: one.Version ?? '$Default' }] : [];

const distinct = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.flatMap((one) => (one === null ? [] : [one])))].sort();
