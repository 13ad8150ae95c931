/** Errors of logins, cohorts and roles; part of ERRORS. */
export const CLASSROOM_ERRORS = {
  LOGIN_REQUIRED: { status: 401, message: 'This needs a login.', cure: 'Log in, then try again.' },
  LOGIN_WRONG: {
    status: 401,
    message: 'Login and password do not belong together.',
    cure: 'Check both; capitals count in the password. Your instructor can give you a link to set a new one.',
  },
  LOGIN_LOCKED: {
    status: 429,
    message: 'There were too many wrong passwords for this login.',
    cure: 'Wait {minutes}, then try again; or ask your instructor for a link to set a new password.',
  },
  NOT_IN_SELF_STUDY: {
    status: 409,
    message: 'This server runs in self-study mode and has no logins.',
    cure: 'Start it with GROUNDSCHOOL_MODE=classroom.',
  },
  ADMIN_ONLY: {
    status: 403,
    message: 'Only an admin of this server may do that.',
    cure: 'Ask an admin: they are named on the page of users.',
  },
  ROLE_FORBIDS: {
    status: 403,
    message: 'Your role in this cohort, {role}, does not allow that.',
    cure: 'It takes one of: {allowed}. The cohort’s owner gives roles.',
  },
  VIEW_ELSEWHERE: {
    status: 403,
    message: 'This student learns in another class too, whose work their pages would show you.',
    cure: 'Their page in this cohort shows what is assigned here.',
  },
  VIEWING_AS: {
    status: 403,
    message: 'You are looking at the pages of {name}; nothing can be changed or used there.',
    cure: 'End the view with the button at the top of the page.',
  },
  COHORT_NOT_FOUND: {
    status: 404,
    message: 'There is no cohort "{cohort}", or you are not in it.',
    cure: 'Your cohorts are listed under /cohorts.',
  },
  COHORT_EXISTS: {
    status: 409,
    message: 'There is a cohort "{cohort}" already.',
    cure: 'Choose another id, for example with the year in it.',
  },
  TIME_ZONE_UNKNOWN: {
    status: 400,
    message: 'The name "{zone}" is no time zone.',
    cure: 'Name one of the IANA list, such as Europe/Berlin or America/New_York.',
  },
  LEARNER_NOT_FOUND: {
    status: 404,
    message: 'Nobody with the id {learner} is in this cohort.',
    cure: 'The roster lists who is.',
  },
  USER_NOT_FOUND: { status: 404, message: 'There is no user {user}.', cure: 'The page of users lists them.' },
  LOGIN_TAKEN: {
    status: 409,
    message: 'The login "{login}" is taken.',
    cure: 'Choose another one, or use the user that there is.',
  },
  LOGIN_REFUSED: {
    status: 400,
    message: 'The login cannot be used: {problem}.',
    cure: 'A login has 2 to 100 letters, digits and the signs . _ - + @, without spaces.',
  },
  PASSWORD_REFUSED: {
    status: 400,
    message: 'The password cannot be used: {problem}.',
    cure: 'Take at least 10 characters; four random words are good and easy to keep.',
  },
  LINK_INVALID: {
    status: 410,
    message: 'This link has been used, has run out, or was replaced by a newer one.',
    cure: 'Ask whoever gave it to you for another one.',
  },
  LINK_NEEDS_ADMIN: {
    status: 403,
    message: '{name} is in other cohorts too, or administers the server.',
    cure: 'An admin of the server makes the link, on the page of users.',
  },
  LAST_ADMIN: {
    status: 409,
    message: 'This is the last admin who can log in.',
    cure: 'Make somebody else an admin first.',
  },
  LAST_OWNER: {
    status: 409,
    message: 'This is the last owner of the cohort.',
    cure: 'Make somebody else an owner first.',
  },
} as const;
