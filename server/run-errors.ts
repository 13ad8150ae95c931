/** Errors of bulk runs; part of ERRORS. */
export const RUN_ERRORS = {
  RUN_NOT_FOUND: {
    status: 404,
    message: 'There is no grading run {run} in this cohort.',
    cure: 'The page of grading runs lists them.',
  },
  RUN_ACTIVE: {
    status: 409,
    message: 'A run of {lab} over this cohort is not finished.',
    cure: 'Follow that one ({run}), or cancel it first.',
  },
  RUN_STATE: {
    status: 409,
    message: 'The run is {status}; it cannot take "{action}".',
    cure: 'Read the run again and look what it can take.',
  },
  RUN_HIDDEN: {
    status: 409,
    message:
      'The assignment "{title}" is hidden until it is released: a run would show the students its verdicts.',
    cure: 'Release the assignment first. What is graded before that counts for nothing.',
  },
} as const;
