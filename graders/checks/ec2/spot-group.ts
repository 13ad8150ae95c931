import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { autoScalingGroup, type AutoScalingGroup } from '../../reads/auto-scaling.ts';
import { fleets, type Fleet } from '../../reads/ec2-fleets.ts';
import {
  instanceType,
  launchTemplateVersion,
  type LaunchTemplateVersion,
} from '../../reads/ec2-templates.ts';
import { isPublic, placeArgs, placeReads } from '../shared/private-subnets.ts';
import {
  fleetPlan,
  fleetsNamed,
  groupPlan,
  versionKey,
  versionOf,
  type Choice,
  type Plan,
} from '../shared/spot-plans.ts';
import { gpuFinding, requirementsFinding } from '../shared/trainer.ts';

const STRATEGIES: ReadonlySet<string> = new Set([
  'price-capacity-optimized',
  'capacity-optimized',
  'capacity-optimized-prioritized',
]);
const LEAST_TYPES = 3;

const planArgs = (plans: readonly (Plan | undefined)[]) => {
  const known = plans.flatMap((plan) => plan ?? []);
  const versions = known.flatMap(({ templates }) => templates.flatMap((one) => versionKey(one) ?? []));
  return {
    versions: [...new Map(versions.map((one) => [JSON.stringify(one), one])).values()],
    types: typeArgs(known.flatMap(({ choices }) => choices.map(({ type }) => type))),
  };
};
const typeArgs = (types: readonly (string | null | undefined)[]) =>
  [...new Set(types.flatMap((type) => type ?? []))].sort().map((type) => ({ type }));
const ownTypes = (versions: readonly { value: LaunchTemplateVersion | undefined }[] | undefined) =>
  typeArgs((versions ?? []).map(({ value }) => value?.InstanceType));
const ofGroup = (group: AutoScalingGroup | undefined) => planArgs([group && groupPlan(group)]);

export default defineCheck({
  id: 'ec2/spot-group',
  title: 'Spot capacity from many pools, replaced before it is taken',
  params: Type.Object({ asg: Type.String(), template: Type.String() }),
  reads: {
    group: autoScalingGroup,
    fleets,
    groupVersions: each(launchTemplateVersion),
    fleetVersions: each(launchTemplateVersion),
    groupTypes: each(instanceType),
    fleetTypes: each(instanceType),
    groupOwnTypes: each(instanceType),
    fleetOwnTypes: each(instanceType),
    ...placeReads,
  },
  bind: ({ asg }) => {
    const ofFleets = (all: readonly Fleet[] | undefined) => planArgs(fleetsNamed(all, asg).map(fleetPlan));
    return {
      group: { name: asg },
      fleets: {},
      groupVersions: after('group', (group: AutoScalingGroup | undefined) => ofGroup(group).versions),
      fleetVersions: after('fleets', (all: readonly Fleet[] | undefined) => ofFleets(all).versions),
      groupTypes: after('group', (group: AutoScalingGroup | undefined) => ofGroup(group).types),
      fleetTypes: after('fleets', (all: readonly Fleet[] | undefined) => ofFleets(all).types),
      groupOwnTypes: after('groupVersions', ownTypes),
      fleetOwnTypes: after('fleetVersions', ownTypes),
      ...placeArgs,
    };
  },
  reasons: {
    diversified: pass(
      '{asg} takes Spot from {types} in {zones}, by {strategy}, and moves before it is interrupted.',
    ),
    'group-missing': fail(
      '{asg} {finding}.',
      'Create an Auto Scaling group of that name, or a fleet with it as Name tag.',
    ),
    'on-demand-share': fail(
      '{asg} is not all Spot: {finding}.',
      'A mixed instances policy with no on-demand base and a share of 0 percent.',
    ),
    'too-few-types': fail('{asg} {finding}.', 'Override at least three types, each with one NVIDIA GPU.'),
    'wrong-strategy': fail(
      '{asg} allocates Spot by {strategy}.',
      'Let AWS weigh capacity: price-capacity-optimized.',
    ),
    'price-or-rebalance': fail('{asg} {finding}.', 'No maximum price, and capacity rebalancing on.'),
    'wrong-subnets': fail('{asg} {finding}.', 'Private subnets in two Availability Zones or more.'),
    'wrong-template': fail(
      '{asg} launches {finding}.',
      'Use a version of the template that requires metadata tokens.',
    ),
  },
  judge(saw, { asg, template }) {
    /** The group and the fleets of that name that may start something. */
    const sources = () => {
      const group = saw.group();
      return [
        ...(group
          ? [
              {
                plan: groupPlan(group),
                view: saw.group,
                types: saw.groupTypes,
                ownTypes: saw.groupOwnTypes,
                versions: saw.groupVersions,
              },
            ]
          : []),
        ...fleetsNamed(saw.fleets(), asg).map((fleet) => ({
          plan: fleetPlan(fleet),
          view: saw.fleets,
          types: saw.fleetTypes,
          ownTypes: saw.fleetOwnTypes,
          versions: saw.fleetVersions,
        })),
      ].filter(({ plan }) => plan.most >= 1);
    };
    type Source = ReturnType<typeof sources>[number];
    const clause =
      <R extends string>(
        reason: R,
        expected: string,
        look: (plan: Plan, source: Source) => string | undefined,
        key = 'finding',
      ) =>
      () => {
        for (const source of sources()) {
          const words = look(source.plan, source);
          if (words !== undefined)
            return { reason, data: { asg, [key]: words }, evidence: [source.view.at('', expected, words)] };
        }
        return undefined;
      };
    /** What a choice launches: its own type or attributes, else those of its template. */
    const launched = (one: Choice, source: Source) => {
      if (one.type !== null || one.requirements) return { ...one, gpus: source.types };
      const found = one.template && versionOf(one.template, source.versions());
      return {
        type: found?.InstanceType ?? null,
        requirements: found?.InstanceRequirements ?? null,
        gpus: source.ownTypes,
      };
    };
    const typesFinding = ({ choices }: Plan, source: Source): string | undefined => {
      const types = new Set<string>();
      let byAttributes = false;
      for (const choice of choices) {
        const { type, requirements, gpus } = launched(choice, source);
        if (type !== null) {
          const wrong = gpuFinding(gpus().find(({ args }) => args.type === type)?.value?.Gpus, 0);
          if (wrong !== undefined) return `may launch ${type}, ${wrong}`;
          types.add(type);
        } else if (requirements) {
          const wrong = requirementsFinding(requirements);
          if (wrong !== undefined) return `chooses types by attributes that are ${wrong}`;
          byAttributes = true;
        }
      }
      return byAttributes || types.size >= LEAST_TYPES
        ? undefined
        : `has ${types.size === 1 ? 'one type' : `${types.size} types`} to choose from`;
    };
    const zonesOf = ({ subnetIds }: Plan): string[] => [
      ...new Set(
        (saw.subnets() ?? []).flatMap((one) =>
          subnetIds.includes(one.SubnetId) && one.AvailabilityZone !== null ? [one.AvailabilityZone] : [],
        ),
      ),
    ];
    return decide(
      [
        () => {
          if (sources().length > 0) return undefined;
          const words = saw.group()
            ? 'may start no instance: its largest size is 0'
            : 'is neither an Auto Scaling group nor a maintained fleet';
          return {
            reason: 'group-missing' as const,
            data: { asg, finding: words },
            evidence: [saw.group.at('', asg, words)],
          };
        },
        clause('on-demand-share', 'Spot only', ({ onDemand }) => onDemand),
        clause('too-few-types', 'three types with one NVIDIA GPU each', typesFinding),
        clause(
          'wrong-strategy',
          'a strategy that weighs capacity',
          ({ strategy }) => (STRATEGIES.has(strategy) ? undefined : strategy),
          'strategy',
        ),
        clause('price-or-rebalance', 'no maximum price, rebalancing on', ({ maxPrice, rebalances }) => {
          if (maxPrice !== null)
            return `caps the Spot price at ${maxPrice}, which gets it interrupted more often`;
          return rebalances ? undefined : 'waits for the interruption: capacity rebalancing is off';
        }),
        clause('wrong-subnets', 'private subnets in two zones', (plan) => {
          const open = plan.subnetIds.find((id) => isPublic(saw, id));
          if (open !== undefined) return `uses subnet ${open}, which is public`;
          const zones = zonesOf(plan);
          return zones.length >= 2 ? undefined : `has subnets in ${zones.join(', ') || 'no zone'} only`;
        }),
        clause('wrong-template', `${template}, with tokens`, ({ templates }, source) => {
          if (templates.length === 0) return 'no launch template';
          for (const one of templates) {
            const { version } = one;
            if (one.name !== null && one.name !== template) return `template ${one.name}, not ${template}`;
            const found = versionOf(one, source.versions());
            if (!found) return `version ${version}, which is not there`;
            const name = one.name ?? found.LaunchTemplateName;
            if (name !== template) return `template ${name ?? 'unknown'}, not ${template}`;
            if (found.MetadataOptions.HttpTokens !== 'required')
              return `version ${version}, which asks for no metadata token`;
          }
          return undefined;
        }),
      ],
      () => {
        const plans = sources().map(({ plan }) => plan);
        const types = [
          ...new Set(
            sources().flatMap((source) =>
              source.plan.choices.flatMap((choice) => {
                const { type, requirements } = launched(choice, source);
                return type ?? (requirements ? ['types chosen by attributes'] : []);
              }),
            ),
          ),
        ]
          .sort()
          .join(', ');
        const zones = [...new Set(plans.flatMap(zonesOf))].sort().join(', ');
        const strategy = [...new Set(plans.map((plan) => plan.strategy))].join(', ');
        return {
          reason: 'diversified',
          data: { asg, types, zones, strategy },
          evidence: [saw.group.at('', 'Spot only, from many pools', strategy)],
        };
      },
    );
  },
});
