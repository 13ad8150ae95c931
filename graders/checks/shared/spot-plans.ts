/** An Auto Scaling group and an EC2 Fleet, in the same words. */
import type { AutoScalingGroup, Override, TemplateReference } from '../../reads/auto-scaling.ts';
import type { Fleet } from '../../reads/ec2-fleets.ts';
import type { LaunchTemplateVersion, Requirements, TemplateVersion } from '../../reads/ec2-templates.ts';

/** A launch template as it is referred to: by its name, else by its id. */
export interface Template {
  readonly name: string | null;
  readonly id: string | null;
  readonly version: string;
}
/** One way to launch. With neither type nor requirements its template says what is launched. */
export interface Choice {
  readonly type: string | null;
  readonly requirements: Requirements | null;
  readonly template: Template | undefined;
}

export interface Plan {
  /** Instances that it may grow to, or keeps. */
  readonly most: number;
  /** Why it is not all Spot. */
  readonly onDemand: string | undefined;
  /** Each override; the template alone where there is none. */
  readonly choices: readonly Choice[];
  /** https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html; lowest-price where none is said. */
  readonly strategy: string;
  readonly maxPrice: string | null;
  readonly rebalances: boolean;
  readonly subnetIds: readonly string[];
  readonly templates: readonly Template[];
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
  const main = template(policy?.LaunchTemplate);
  const choices = choicesOf(overrides, (one) => template(one.LaunchTemplate) ?? main, main);
  return {
    most: group.MaxSize,
    onDemand: policy ? groupShare(policy) : 'it has no mixed instances policy',
    choices,
    strategy: policy?.SpotAllocationStrategy ?? LOWEST,
    maxPrice: price(policy?.SpotMaxPrice),
    rebalances: group.CapacityRebalance,
    subnetIds: group.SubnetIds,
    templates: [main, ...choices.map((one) => one.template)].flatMap((one) => one ?? []),
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
    choices: fleet.Configs.flatMap(({ LaunchTemplate, Overrides }) => {
      const own = template(LaunchTemplate);
      return choicesOf(Overrides, () => own, own);
    }),
    strategy: fleet.AllocationStrategy ?? LOWEST,
    maxPrice: prices.map(price).find((one) => one !== null) ?? null,
    rebalances: fleet.Rebalance !== null,
    subnetIds: distinct(overrides.flatMap(({ SubnetId }) => (SubnetId ?? '').split(','))),
    templates: fleet.Configs.flatMap(({ LaunchTemplate }) => template(LaunchTemplate) ?? []),
  };
}

const price = (text: string | null | undefined): string | null => (text ? text : null);

const template = (one: TemplateReference | null | undefined): Template | undefined =>
  one
    ? {
        name: one.LaunchTemplateName,
        // Evidence from before the id was read lacks it.
        id: one.LaunchTemplateId ?? null,
        version: one.Version ?? '$Default',
      }
    : undefined;

function choicesOf<O extends Pick<Override, 'InstanceType' | 'InstanceRequirements'>>(
  overrides: readonly O[],
  templateOf: (one: O) => Template | undefined,
  main: Template | undefined,
): Choice[] {
  if (overrides.length === 0) return [{ type: null, requirements: null, template: main }];
  return overrides.map((one) => ({
    type: one.InstanceType,
    requirements: one.InstanceRequirements,
    template: templateOf(one),
  }));
}

/** How the version of a template is asked for; undefined for one without name and id. */
export function versionKey({ name, id, version }: Template): TemplateVersion | undefined {
  if (name !== null) return { name, version };
  return id === null ? undefined : { id, version };
}

/** Finds what was read of a template. Looking at its value throws where it could not be. */
export function versionOf(
  wanted: Template,
  read: readonly { readonly args: TemplateVersion; readonly value: LaunchTemplateVersion | undefined }[],
): LaunchTemplateVersion | undefined {
  const key = JSON.stringify(versionKey(wanted));
  return read.find(({ args }) => keyText(args) === key)?.value;
}
const keyText = (args: TemplateVersion): string =>
  JSON.stringify(
    'id' in args ? { id: args.id, version: args.version } : { name: args.name, version: args.version },
  );

const distinct = (values: readonly string[]): string[] =>
  [...new Set(values.map((one) => one.trim()).filter((one) => one !== ''))].sort();
