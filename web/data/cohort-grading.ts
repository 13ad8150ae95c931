import type {
  GradebookReply,
  OverrideBody,
  OverridesReply,
  RegradeReply,
  RegradesReply,
  RequestsReply,
  RunAction,
  RunReply,
  RunsReply,
} from '../../server/contract/index.ts';
import { get, getText, send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;
const id = encodeURIComponent;

export const getRuns = (cohort: string): Promise<RunsReply> => get(`${of(cohort)}/runs`);
export const getRun = (cohort: string, run: string): Promise<RunReply> =>
  get(`${of(cohort)}/runs/${id(run)}`);
export const startRun = (cohort: string, lab: string): Promise<unknown> =>
  send('POST', `${of(cohort)}/runs`, { lab });
export const actOnRun = (cohort: string, run: string, action: RunAction): Promise<unknown> =>
  send('POST', `${of(cohort)}/runs/${id(run)}/actions`, { action });

export const getRegrades = (cohort: string): Promise<RegradesReply> => get(`${of(cohort)}/regrades`);
export const getRegrade = (cohort: string, regrade: string): Promise<RegradeReply> =>
  get(`${of(cohort)}/regrades/${id(regrade)}`);
export const startRegrade = (cohort: string, lab: string): Promise<RegradeReply> =>
  send('POST', `${of(cohort)}/regrades`, { lab });
export const applyRegrade = (cohort: string, regrade: string, allowLower: boolean): Promise<RegradeReply> =>
  send('POST', `${of(cohort)}/regrades/${id(regrade)}/apply`, { allowLower });
export const discardRegrade = (cohort: string, regrade: string): Promise<RegradeReply> =>
  send('POST', `${of(cohort)}/regrades/${id(regrade)}/discard`);

export const getOverrides = (cohort: string): Promise<OverridesReply> => get(`${of(cohort)}/overrides`);
export const setPoints = (cohort: string, learner: string, body: OverrideBody): Promise<OverridesReply> =>
  send('PUT', `${of(cohort)}/learners/${id(learner)}/points`, body);
export const takeBackPoints = (
  cohort: string,
  learner: string,
  body: { assignment: string; task: string },
): Promise<OverridesReply> => send('DELETE', `${of(cohort)}/learners/${id(learner)}/points`, body);

export const getRequests = (cohort: string): Promise<RequestsReply> => get(`${of(cohort)}/requests`);
export const answerRequest = (
  cohort: string,
  request: string,
  body: { text: string; close: boolean },
): Promise<RequestsReply> => send('POST', `${of(cohort)}/requests/${id(request)}/messages`, body);

export const getGradebook = (cohort: string): Promise<GradebookReply> => get(`${of(cohort)}/gradebook`);
/** Address of a gradebook file, for a link that downloads it. */
export const gradebookUrl = (cohort: string, format: string, assignment: string): string =>
  `${of(cohort)}/gradebook.csv?format=${format}${assignment === '' ? '' : `&assignment=${id(assignment)}`}`;
export const previewGradebook = (cohort: string, format: string, assignment: string): Promise<string> =>
  getText(`${gradebookUrl(cohort, format, assignment)}&preview=yes`);
