export { digestOf } from './secrets.ts';
export { cohortReply, Cohorts } from './cohorts.ts';
export { gatekeeper, LOGIN_COOKIE, requireEnrolled } from './gatekeeper.ts';
export { checkLogin, People } from './people.ts';
