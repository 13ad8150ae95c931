import type { CapacitySize, DeploymentSettings, Phase, Plan, Strategy } from './types.ts';

/** A plan as it grows: each call adds a phase at its end. */
class Builder {
  readonly phases: Phase[] = [];
  #at = 0;

  add(kind: Phase['kind'], seconds: number, rest: Omit<Phase, 'kind' | 'from' | 'to' | 'watched'>): void {
    if (seconds <= 0) return;
    this.phases.push({ kind, from: this.#at, to: this.#at + seconds, watched: kind === 'bake', ...rest });
    this.#at += seconds;
  }

  plan(strategy: Strategy, steps: number, instances: number, timeout: number | null | undefined): Plan {
    const peak = Math.max(instances, ...this.phases.map(({ old, fresh }) => old + fresh));
    return {
      strategy,
      steps,
      instances,
      phases: this.phases,
      seconds: this.#at,
      peak,
      timeout: timeout ?? null,
    };
  }
}

/**
 * The phases of an update.
 *
 * @param settings null for an update without a deployment configuration: blue/green, all at once, without a bake
 * @param startSeconds how long instances need to start and load the model: no setting says it
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 */
export function planOf(settings: DeploymentSettings | null, instances: number, startSeconds: number): Plan {
  const fleet = Math.max(1, Math.floor(instances));
  const rolling = settings?.RollingUpdatePolicy;
  if (rolling) return rollingPlan(rolling, fleet, startSeconds);
  return blueGreenPlan(settings?.BlueGreenUpdatePolicy ?? {}, fleet, startSeconds);
}

/** The whole new fleet starts, traffic goes over in steps with a bake after each, the old fleet waits and ends. */
function blueGreenPlan(
  policy: NonNullable<DeploymentSettings['BlueGreenUpdatePolicy']>,
  fleet: number,
  startSeconds: number,
): Plan {
  const { TrafficRoutingConfiguration: traffic, TerminationWaitInSeconds: retire = 0 } = policy;
  const bake = traffic?.WaitIntervalInSeconds ?? 0;
  const strategy: Strategy =
    traffic?.Type === 'CANARY' ? 'canary' : traffic?.Type === 'LINEAR' ? 'linear' : 'all-at-once';
  const counts =
    strategy === 'canary'
      ? [...new Set([sizeOf(traffic?.CanarySize, fleet), fleet])]
      : strategy === 'linear'
        ? stepsOf(sizeOf(traffic?.LinearStepSize, fleet), fleet)
        : [fleet];
  const builder = new Builder();
  builder.add('start', startSeconds, { share: 0, old: fleet, fresh: fleet, step: 1 });
  for (const [index, count] of counts.entries())
    builder.add('bake', bake, { share: count / fleet, old: fleet, fresh: fleet, step: index + 1 });
  builder.add('retire', retire, { share: 1, old: fleet, fresh: fleet, step: counts.length });
  return builder.plan(strategy, counts.length, fleet, policy.MaximumExecutionTimeoutInSeconds);
}

/** Each batch starts, takes its share of the traffic, is watched, and as many old instances end. */
function rollingPlan(
  policy: NonNullable<DeploymentSettings['RollingUpdatePolicy']>,
  fleet: number,
  startSeconds: number,
): Plan {
  const counts = stepsOf(sizeOf(policy.MaximumBatchSize, fleet), fleet);
  const builder = new Builder();
  let before = 0;
  for (const [index, count] of counts.entries()) {
    const running = { old: fleet - before, fresh: count, step: index + 1 };
    builder.add('start', startSeconds, { share: before / fleet, ...running });
    builder.add('bake', policy.WaitIntervalInSeconds ?? 0, { share: count / fleet, ...running });
    before = count;
  }
  return builder.plan('rolling', counts.length, fleet, policy.MaximumExecutionTimeoutInSeconds);
}

/** How many instances of the new version have traffic after each step. */
function stepsOf(size: number, fleet: number): number[] {
  const steps = Math.ceil(fleet / size);
  return Array.from({ length: steps }, (_, index) => Math.min(fleet, (index + 1) * size));
}

/** At least one instance; all of them where nothing is said. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CapacitySize.html */
function sizeOf(size: CapacitySize | null | undefined, fleet: number): number {
  const value = size?.Value;
  if (value === undefined || !Number.isFinite(value)) return fleet;
  const count = size?.Type === 'INSTANCE_COUNT' ? value : (fleet * value) / 100;
  return Math.min(fleet, Math.max(1, Math.floor(count)));
}
