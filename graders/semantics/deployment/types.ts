/** How an update of a SageMaker AI endpoint moves its traffic, and what a failure at a moment of it does. */

/** Instances, or a share of the fleet. */
export interface CapacitySize {
  readonly Type?: string | undefined;
  readonly Value?: number | undefined;
}

/** A DeploymentConfig as UpdateEndpoint takes it and DescribeEndpoint returns it; null where nothing is said. */
export interface DeploymentSettings {
  readonly BlueGreenUpdatePolicy?: {
    readonly TrafficRoutingConfiguration?: {
      readonly Type?: string | undefined;
      readonly WaitIntervalInSeconds?: number | undefined;
      readonly CanarySize?: CapacitySize | null | undefined;
      readonly LinearStepSize?: CapacitySize | null | undefined;
    } | null;
    readonly TerminationWaitInSeconds?: number | undefined;
    readonly MaximumExecutionTimeoutInSeconds?: number | null | undefined;
  } | null;
  readonly RollingUpdatePolicy?: {
    readonly MaximumBatchSize?: CapacitySize | null | undefined;
    readonly WaitIntervalInSeconds?: number | undefined;
    readonly RollbackMaximumBatchSize?: CapacitySize | null | undefined;
    readonly MaximumExecutionTimeoutInSeconds?: number | null | undefined;
  } | null;
}

export type Strategy = 'all-at-once' | 'canary' | 'linear' | 'rolling';

export interface Phase {
  /** Instances start; a part of the traffic is tried; the old fleet waits for its end. */
  readonly kind: 'start' | 'bake' | 'retire';
  /** Seconds since the update was asked for. */
  readonly from: number;
  readonly to: number;
  /** Of the traffic, on the new version: 0 to 1. */
  readonly share: number;
  /** Instances that run. */
  readonly old: number;
  readonly fresh: number;
  /** Whether an alarm turns the update back. */
  readonly watched: boolean;
  /** Which of the steps of traffic, from 1. */
  readonly step: number;
}

export interface Plan {
  readonly strategy: Strategy;
  readonly steps: number;
  readonly instances: number;
  readonly phases: readonly Phase[];
  /** Seconds until it is over. */
  readonly seconds: number;
  /** Most instances at one time. */
  readonly peak: number;
  /** When the deployment is given up; null where nothing is said. */
  readonly timeout: number | null;
}

export interface Outcome {
  /**
   * `not-serving`: the new version has no traffic yet; `rolled-back`; `too-late`: the alarm comes when nothing turns back any
   * more; `unwatched`: no alarm at all.
   */
  readonly kind: 'not-serving' | 'rolled-back' | 'too-late' | 'unwatched';
  /** Null after the end. */
  readonly phase: Phase | null;
  /** When the alarm goes off at the soonest; null without one. */
  readonly noticedAt: number | null;
  /** When the traffic is back; null when nothing turns it back. */
  readonly backAt: number | null;
  /** Seconds of full traffic that met the failure until then, or until the end of the update. */
  readonly exposure: number;
  /** The largest share of the traffic that met it. */
  readonly worst: number;
}
