export { digestOf } from './secrets.ts';
export { cohortReply, Cohorts } from './cohorts.ts';
export { gatekeeper, LOGIN_COOKIE, requireEnrolled } from './gatekeeper.ts';
export { People } from './people.ts';
export { Roster } from './roster/index.ts';
export { Tokens } from './tokens.ts';
