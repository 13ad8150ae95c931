import type { AnalysisReply } from '../../server/contract/index.ts';
import { get } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;

export const getAnalysis = (cohort: string): Promise<AnalysisReply> => get(`${of(cohort)}/analysis`);
