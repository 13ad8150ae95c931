export { checkAttemptAllowed } from './limits.ts';
export type { Override, OverrideSource } from './overrides.ts';
export { assignmentStandings, standingOf } from './standings.ts';
