import type {
  AnalysisReply,
  WatchMarkBody,
  WatchReply,
  WatchUnmarkBody,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;

export const getAnalysis = (cohort: string): Promise<AnalysisReply> => get(`${of(cohort)}/analysis`);

export const getWatch = (cohort: string): Promise<WatchReply> => get(`${of(cohort)}/watch`);
export const markWatch = (cohort: string, body: WatchMarkBody): Promise<WatchReply> =>
  send('PUT', `${of(cohort)}/watch/marks`, body);
export const unmarkWatch = (cohort: string, body: WatchUnmarkBody): Promise<WatchReply> =>
  send('DELETE', `${of(cohort)}/watch/marks`, body);
