/** What of an account decides where a GPU is taken from: the template, the group or fleet, and what runs. */
import { fleetPlan, fleetsNamed, groupPlan, type Plan } from '../../graders/checks/shared/spot-plans.ts';
import { offered } from '../../graders/checks/shared/gpu-jobs.ts';
import type { Observation } from '../../graders/kit/index.ts';
import { autoScalingGroup, type AutoScalingGroup } from '../../graders/reads/auto-scaling.ts';
import { fleets, type Fleet } from '../../graders/reads/ec2-fleets.ts';
import { instances, type Instance } from '../../graders/reads/ec2-instances.ts';
import { launchTemplateVersion, type LaunchTemplateVersion } from '../../graders/reads/ec2-templates.ts';
import { subnets, type Subnet } from '../../graders/reads/ec2-vpc.ts';
import type { SpotPricesReply } from '../contract/index.ts';
import { blockedMessage, type AskRead } from './picture-session.ts';

type Use = SpotPricesReply['uses'][number];

export interface UseParams {
  /** Name of the Auto Scaling group or fleet. */
  group: string | null;
  template: string | null;
}

export const USE_READS = [autoScalingGroup, fleets, instances, launchTemplateVersion, subnets];
const LIVE: ReadonlySet<string | null> = new Set(['pending', 'running']);
const BY_ATTRIBUTES = 'It chooses its types by attributes, so that AWS decides among all that match.';

/** Each with its types and zones; what could not be read is said and left out. */
export async function usesOf(
  ask: AskRead,
  { group, template }: UseParams,
): Promise<{ uses: Use[]; unread: SpotPricesReply['unread'] }> {
  const unread: SpotPricesReply['unread'] = [];
  const seen = <T>(what: string, observation: Observation<T> | null): T | undefined => {
    if (observation?.state === 'blocked') unread.push({ what, message: blockedMessage(observation) });
    return observation?.state === 'present' ? observation.value : undefined;
  };
  const [places, machines, version, scaling, all] = await Promise.all([
    ask<Subnet[]>(subnets, {}),
    ask<Instance[]>(instances, {}),
    template === null
      ? null
      : ask<LaunchTemplateVersion>(launchTemplateVersion, { name: template, version: '$Default' }),
    group === null ? null : ask<AutoScalingGroup>(autoScalingGroup, { name: group }),
    group === null ? null : ask<Fleet[]>(fleets, {}),
  ]);
  const zoneOf = new Map(
    (seen('subnets', places) ?? []).map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]),
  );
  const zones = (ids: readonly (string | null)[]): string[] =>
    [...new Set(ids.flatMap((id) => (id === null ? [] : (zoneOf.get(id) ?? []))))].sort();

  const uses: Use[] = [];
  const data = seen('the launch template', version);
  const templateType = data?.InstanceType ?? null;
  if (data && template !== null)
    uses.push({
      kind: 'template',
      name: template,
      market: 'either',
      types: templateType === null ? [] : [templateType],
      zones: [],
      note: data.InstanceRequirements ? BY_ATTRIBUTES : '',
    });
  const plan = (kind: 'group' | 'fleet', { onDemand, choices, subnetIds }: Plan): Use => {
    // What names neither types nor attributes launches what its template says.
    const types = choices.flatMap(({ type, requirements }) =>
      requirements === null ? (type ?? templateType ?? []) : [],
    );
    const attributes = choices.some(({ requirements }) => requirements !== null);
    return {
      kind,
      name: group ?? '',
      market: onDemand === undefined ? 'spot' : 'mixed',
      types: [...new Set(types)].sort(),
      zones: zones(subnetIds),
      note: attributes ? BY_ATTRIBUTES : onDemand === undefined ? '' : `Not all Spot: ${onDemand}.`,
    };
  };
  const found = seen('the Auto Scaling group', scaling);
  if (found) uses.push(plan('group', groupPlan(found)));
  for (const fleet of fleetsNamed(seen('fleets', all), group ?? ''))
    uses.push(plan('fleet', fleetPlan(fleet)));
  for (const one of seen('instances', machines) ?? []) {
    const { InstanceType: type, State, Tags, SubnetId, InstanceLifecycle } = one;
    if (type === null || !LIVE.has(State) || !offered(type)?.gpus) continue;
    uses.push({
      kind: 'instance',
      name: Tags.find(({ Key }) => Key === 'Name')?.Value ?? one.InstanceId,
      market: InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
      types: [type],
      zones: zones([SubnetId]),
      note: '',
    });
  }
  return { uses, unread };
}
