import type {
  AnalysisReply,
  SimilarityReply,
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

export const getSimilarity = (cohort: string): Promise<SimilarityReply> => get(`${of(cohort)}/similarity`);
export const dismissSimilarity = (cohort: string, item: string, reason: string): Promise<SimilarityReply> =>
  send('POST', `${of(cohort)}/similarity/${encodeURIComponent(item)}/dismiss`, { reason });
