import type {
  AssignmentBody,
  AssignmentRow,
  AssignmentsReply,
  CreateAssignmentBody,
  ExtensionBody,
  ExtensionsReply,
  MyAssignmentsReply,
  WhatIfReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const of = (cohort: string, assignment = ''): string =>
  `/api/cohorts/${encodeURIComponent(cohort)}/assignments${assignment === '' ? '' : `/${encodeURIComponent(assignment)}`}`;

/** What the learner has to do and by when. */
export const getMyAssignments = (): Promise<MyAssignmentsReply> => get('/api/assignments');
export const getAssignments = (cohort: string): Promise<AssignmentsReply> => get(of(cohort));
export const createAssignment = (cohort: string, body: CreateAssignmentBody): Promise<AssignmentRow> =>
  send('POST', of(cohort), body);
export const changeAssignment = (cohort: string, id: string, body: AssignmentBody): Promise<AssignmentRow> =>
  send('PUT', of(cohort, id), body);
export const releaseAssignment = (cohort: string, id: string): Promise<AssignmentRow> =>
  send('POST', `${of(cohort, id)}/release`);
export const whatIf = (cohort: string, id: string, body: AssignmentBody): Promise<WhatIfReply> =>
  send('POST', `${of(cohort, id)}/what-if`, body);
/** @param confirm the lab or part that it is about: asked for when learners have worked for it */
export const deleteAssignment = (cohort: string, id: string, confirm: string): Promise<void> =>
  send('DELETE', `${of(cohort, id)}?confirm=${encodeURIComponent(confirm)}`);
/** Opens the reference answers to the students, or closes them. */
export const openAnswers = (cohort: string, id: string, open: boolean): Promise<AssignmentRow> =>
  send('POST', `${of(cohort, id)}/answers`, { open });
export const getExtensions = (cohort: string, id: string): Promise<ExtensionsReply> =>
  get(`${of(cohort, id)}/extensions`);
export const giveExtension = (cohort: string, id: string, body: ExtensionBody): Promise<ExtensionsReply> =>
  send('PUT', `${of(cohort, id)}/extensions`, body);
export const takeBackExtension = (cohort: string, id: string, learner: string): Promise<ExtensionsReply> =>
  send('DELETE', `${of(cohort, id)}/extensions/${encodeURIComponent(learner)}`);
