import type { RequestsReply } from '../../server/contract/index.ts';
import { get, send } from './http.ts';

/** What the learner has asked the staff, with the answers. */
export const getMyRequests = (): Promise<RequestsReply> => get('/api/requests');
export const askForRegrade = (body: {
  attempt: string;
  task: string;
  text: string;
}): Promise<RequestsReply> => send('POST', '/api/requests', body);
