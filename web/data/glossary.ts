import type { GlossaryReply } from '../../server/contract/index.ts';
import { get } from './http.ts';

export const getGlossary = (): Promise<GlossaryReply> => get('/api/glossary');
