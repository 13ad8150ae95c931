import type {
  AuditReply,
  ChangeUserBody,
  CohortReply,
  CohortsReply,
  CreateCohortBody,
  CreatedUserReply,
  LinkReply,
  LoginBody,
  OneTimeLinkReply,
  PasswordBody,
  RedeemBody,
  StaffBody,
  StaffReply,
  UserRow,
  UsersReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;

export const logIn = (body: LoginBody): Promise<void> => send('POST', '/api/login', body);
export const logOut = (): Promise<void> => send('POST', '/api/logout');
export const changePassword = (body: PasswordBody): Promise<void> => send('POST', '/api/password', body);
export const lookAtLink = (token: string): Promise<LinkReply> =>
  send('POST', '/api/one-time-links/look', { token });
export const redeemLink = (body: RedeemBody): Promise<void> =>
  send('POST', '/api/one-time-links/redeem', body);
export const endView = (): Promise<void> => send('POST', '/api/view-as/end');

export const getUsers = (): Promise<UsersReply> => get('/api/users');
export const createUser = (body: {
  login: string;
  name: string;
  admin: boolean;
}): Promise<CreatedUserReply> => send('POST', '/api/users', body);
export const changeUser = (user: string, body: ChangeUserBody): Promise<UserRow> =>
  send('PUT', `/api/users/${encodeURIComponent(user)}`, body);
export const linkForUser = (user: string): Promise<OneTimeLinkReply> =>
  send('POST', `/api/users/${encodeURIComponent(user)}/link`);

export const getCohorts = (): Promise<CohortsReply> => get('/api/cohorts');
export const createCohort = (body: CreateCohortBody): Promise<CohortReply> =>
  send('POST', '/api/cohorts', body);
export const getCohort = (cohort: string): Promise<CohortReply> => get(of(cohort));
export const getStaff = (cohort: string): Promise<StaffReply> => get(`${of(cohort)}/staff`);
export const setRole = (cohort: string, body: StaffBody): Promise<StaffReply> =>
  send('PUT', `${of(cohort)}/staff`, body);
export const getAudit = (cohort: string): Promise<AuditReply> => get(`${of(cohort)}/audit`);
/** From the next page on, the pages are those of this student. */
export const viewAs = (cohort: string, learner: string): Promise<void> =>
  send('POST', `${of(cohort)}/learners/${encodeURIComponent(learner)}/view`);
export const linkForStudent = (cohort: string, learner: string): Promise<OneTimeLinkReply> =>
  send('POST', `${of(cohort)}/learners/${encodeURIComponent(learner)}/link`);
