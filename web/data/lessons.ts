import type { LessonProgressBody, LessonReply } from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const url = (part: string) => `/api/lessons/${encodeURIComponent(part)}`;

export const getLesson = (part: string): Promise<LessonReply> => get(url(part));
export const saveLessonProgress = (part: string, body: LessonProgressBody): Promise<unknown> =>
  send('PUT', `${url(part)}/progress`, body);
