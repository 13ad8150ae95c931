import type {
  RosterApplyBody,
  RosterApplyReply,
  RosterPreviewBody,
  RosterPreviewReply,
  RosterReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}/roster`;

export const getRoster = (cohort: string): Promise<RosterReply> => get(of(cohort));
export const previewRoster = (cohort: string, body: RosterPreviewBody): Promise<RosterPreviewReply> =>
  send('POST', `${of(cohort)}/preview`, body);
export const applyRoster = (cohort: string, body: RosterApplyBody): Promise<RosterApplyReply> =>
  send('POST', `${of(cohort)}/apply`, body);
