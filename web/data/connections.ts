import type { CreatedTokenReply, TokenBody, TokensReply } from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;
const id = encodeURIComponent;

export const getTokens = (cohort: string): Promise<TokensReply> => get(`${of(cohort)}/tokens`);
export const makeToken = (cohort: string, body: TokenBody): Promise<CreatedTokenReply> =>
  send('POST', `${of(cohort)}/tokens`, body);
export const revokeToken = (cohort: string, token: string): Promise<TokensReply> =>
  send('DELETE', `${of(cohort)}/tokens/${id(token)}`);
