/** Errors of rosters and assignments; part of ERRORS. */
export const ASSIGNMENT_ERRORS = {
  ATTEMPT_LIMIT_REACHED: {
    status: 409,
    message: 'All {limit} attempts that "{title}" allows are used.',
    cure: 'What you have reached stays. Your instructor can change the limit.',
  },
  ATTEMPT_TOO_SOON: {
    status: 409,
    message: 'Between two attempts at "{title}" there is a pause of {minutes} minutes.',
    cure: 'The next one is possible at {at}. An attempt that could not be checked costs no pause.',
  },
  ASSIGNMENT_NOT_OPEN: {
    status: 409,
    message: 'The assignment "{title}" has not been released yet.',
    cure: 'It opens {when}.',
  },
  ASSIGNMENT_CLOSED: {
    status: 409,
    message: 'The assignment "{title}" closed at {at}; nothing is accepted any more.',
    cure: 'If you had a good reason, ask your instructor for an extension.',
  },
  ASSIGNMENT_NOT_FOUND: {
    status: 404,
    message: 'There is no assignment {assignment} in this cohort.',
    cure: 'The page of assignments lists them.',
  },
  ASSIGNMENT_HAS_WORK: {
    status: 409,
    message: 'The assignment "{title}" has work of {learners} learners and own dates of {extensions}.',
    cure: 'To delete it all the same, confirm with "{item}". What learners did stays; own dates and points by hand go.',
  },
  QUIZ_CLOSED: {
    status: 409,
    message: 'This quiz closed at {at}; the answer was not judged.',
    cure: 'What you answered before is kept. If you had a good reason, ask your instructor for an extension.',
  },
  ASSIGNMENT_EXISTS: {
    status: 409,
    message: 'The {kind} "{item}" is an assignment of this cohort already.',
    cure: 'Change that one: an attempt counts for one assignment of a cohort.',
  },
  ASSIGNMENT_ITEM_UNKNOWN: {
    status: 400,
    message: 'The course has no {kind} "{item}".',
    cure: 'It has: {known}.',
  },
  ASSIGNMENT_REFUSED: {
    status: 400,
    message: 'These dates and rules do not go together.',
    cure: 'See the details; nothing was saved.',
  },
  EXTENSION_REFUSED: {
    status: 400,
    message: 'The extension cannot be given: {problem}.',
    cure: 'Nothing was saved. Name learners or a group of this cohort, and a time or an amount.',
  },
  EXTENSION_NOT_FOUND: {
    status: 404,
    message: 'This learner has no dates of their own in this assignment.',
    cure: 'The list of extensions shows who has.',
  },
  ROSTER_HAS_PROBLEMS: {
    status: 422,
    message: 'The roster was not changed: {count} in the file cannot be used.',
    cure: 'See the details for row and column. Correct the file, or leave the bad rows out on purpose (skip bad rows).',
  },
  ROSTER_CHANGED: {
    status: 409,
    message: 'The roster has changed since this preview was made.',
    cure: 'Look at the preview again, then apply it. Nothing was changed.',
  },
} as const;
