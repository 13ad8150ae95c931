export { answerRelease } from './answers.ts';
export { Assignments, requireAssignment } from './assignments.ts';
export { datesOf, Extensions } from './extensions.ts';
export { isHidden } from './dates.ts';
export { checkAttemptAllowed, cohortTeaching, quizCloseFor } from './limits.ts';
export { myAssignments } from './mine.ts';
export type { Override, OverrideSource } from './overrides.ts';
export { datesFor, isReleased, plannedDates } from './dates.ts';
export { assignmentStandings, standingOf } from './standings.ts';
