import type {
  AssignmentBody,
  AssignmentRow,
  AssignmentsReply,
  CreateAssignmentBody,
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
