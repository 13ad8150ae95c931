import type { CourseReply, CoverageReply } from '../../server/contract/index.ts';
import { get } from './http.ts';

export const getCourse = (): Promise<CourseReply> => get('/api/course');
export const getCoverage = (): Promise<CoverageReply> => get('/api/course/coverage');
