/** Errors of regrades, points set by hand, requests and comments; part of ERRORS. */
export const CORRECTION_ERRORS = {
  REGRADE_NOT_FOUND: {
    status: 404,
    message: 'This cohort has no regrade {id}.',
    cure: 'The page of corrections lists those there are.',
  },
  REGRADE_NOT_READY: {
    status: 409,
    message: 'The regrade is {status} and cannot be decided.',
    cure: 'Wait until it has looked at every attempt; what is decided stays. Start another one to look again.',
  },
  REGRADE_TASK_UNKNOWN: {
    status: 400,
    message: 'The assignment "{assignment}" has no task "{task}".',
    cure: 'Its tasks: {known}.',
  },
  POINTS_OUT_OF_RANGE: {
    status: 400,
    message: '{points} points are not possible for task "{task}".',
    cure: 'Give between 0 and {most} points.',
  },
  OVERRIDE_NOT_FOUND: {
    status: 404,
    message: 'No points were set by hand for this task.',
    cure: 'The page of corrections lists those there are.',
  },
  REQUEST_NOT_FOUND: {
    status: 404,
    message: 'There is no request {id}.',
    cure: 'Your own are listed in GET /api/requests.',
  },
  REQUEST_WITHOUT_COHORT: {
    status: 409,
    message: 'Nobody teaches you this lab, so nobody can be asked.',
    cure: 'A request goes to the staff of a cohort that has the lab as an assignment.',
  },
  COMMENT_NOT_FOUND: {
    status: 404,
    message: 'There is no comment {id} about this learner.',
    cure: 'It may have been removed: load the page again.',
  },
  COMMENT_OF_OTHERS: {
    status: 403,
    message: 'Somebody else wrote this comment.',
    cure: 'Only its author changes it; its author and those who manage the cohort remove it.',
  },
} as const;
