import type { CommentBody, CommentsReply } from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const id = encodeURIComponent;
const of = (cohort: string, learner: string): string => `/api/cohorts/${id(cohort)}/learners/${id(learner)}`;

/** What staff wrote beside the learner's own attempts. */
export const getMyComments = (): Promise<CommentsReply> => get('/api/comments');
export const markSeen = (comments: readonly string[]): Promise<CommentsReply> =>
  send('POST', '/api/comments/seen', { comments });
export const getComments = (cohort: string, learner: string): Promise<CommentsReply> =>
  get(`${of(cohort, learner)}/comments`);
export const writeComment = (
  cohort: string,
  learner: string,
  attempt: string,
  body: CommentBody,
): Promise<CommentsReply> => send('POST', `${of(cohort, learner)}/attempts/${id(attempt)}/comments`, body);
export const changeComment = (
  cohort: string,
  learner: string,
  comment: string,
  text: string,
): Promise<CommentsReply> => send('PUT', `${of(cohort, learner)}/comments/${id(comment)}`, { text });
export const removeComment = (cohort: string, learner: string, comment: string): Promise<CommentsReply> =>
  send('DELETE', `${of(cohort, learner)}/comments/${id(comment)}`);
