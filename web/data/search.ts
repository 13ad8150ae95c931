import type { SearchReply } from '../../server/contract/index.ts';
import { get } from './http.ts';

/** Everything that can be found, for an index in the browser. */
export const getSearch = (): Promise<SearchReply> => get('/api/search');
