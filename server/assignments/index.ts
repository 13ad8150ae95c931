export { Assignments } from './assignments.ts';
export { Extensions } from './extensions.ts';
export { checkAttemptAllowed } from './limits.ts';
export { myAssignments } from './mine.ts';
export type { Override, OverrideSource } from './overrides.ts';
export { assignmentStandings, standingOf } from './standings.ts';
