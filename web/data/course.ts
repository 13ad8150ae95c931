import type { CourseReply } from '../../server/contract/index.ts';
import { get } from './http.ts';

export const getCourse = (): Promise<CourseReply> => get('/api/course');
