/** Updates of SageMaker AI endpoints as phases in time. See README.md for the rules and their pages. */
export type { CapacitySize, DeploymentSettings, Outcome, Phase, Plan, Strategy } from './types.ts';
export { planOf } from './plan.ts';
export { failureAt, phaseAt, shareAt, timesOut } from './failure.ts';
