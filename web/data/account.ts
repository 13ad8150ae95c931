import type {
  AccountCallsReply,
  AccountLabReply,
  AccountReply,
  RegisterAccountBody,
  RemovedAccountReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

export const getAccount = (): Promise<AccountReply> => get('/api/account');
export const registerAccount = (body: RegisterAccountBody): Promise<AccountReply> =>
  send('POST', '/api/account', body);
export const confirmAccount = (roleArn: string): Promise<AccountReply> =>
  send('POST', '/api/account/confirm', { roleArn });
export const testAccount = (): Promise<AccountReply> => send('POST', '/api/account/test');
export const removeAccount = (): Promise<RemovedAccountReply> => send('DELETE', '/api/account');
/** What a lab may cost in the registered account. */
export const getAccountLab = (lab: string): Promise<AccountLabReply> =>
  get(`/api/account/labs/${encodeURIComponent(lab)}`);
/** Calls that were made in the account, newest first. @param before where the page before ended */
export const getAccountCalls = (before: string | null): Promise<AccountCallsReply> =>
  get(`/api/account/calls${before === null ? '' : `?before=${encodeURIComponent(before)}`}`);
/** All of them as a file. */
export const ACCOUNT_CALLS_FILE = '/api/account/calls.csv';
