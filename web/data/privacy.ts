import type { EraseReply } from '../../server/contract/index.ts';
import { send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;

/** Addresses of files, for links that download them. */
export const learnerExportUrl = (cohort: string, learner: string): string =>
  `${of(cohort)}/learners/${encodeURIComponent(learner)}/export`;
export const pseudonymousUrl = (cohort: string): string => `${of(cohort)}/pseudonymous.json`;
export const eraseLearner = (cohort: string, learner: string, login: string): Promise<EraseReply> =>
  send('POST', `${of(cohort)}/learners/${encodeURIComponent(learner)}/erase`, { login });
