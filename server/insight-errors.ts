/** Errors of what an instructor learns of a cohort; part of ERRORS. */
export const INSIGHT_ERRORS = {
  SIMILARITY_NOT_FOUND: {
    status: 404,
    message: 'There is no similarity {id} in this cohort.',
    cure: 'Read the list again.',
  },
} as const;
