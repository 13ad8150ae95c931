import { CourseReply, CoverageReply } from '../contract/index.ts';
import { standingOf } from '../grading/certificates.ts';
import { coverageReply } from '../grading/coverage.ts';
import { courseReply } from '../grading/progress.ts';
import type { App, Services } from '../services.ts';
import { lastPlaces } from '../store/index.ts';
import { replies } from './replies.ts';

/** The course map with the learner's progress, and the proof that nothing of the source course is left out. */
export function courseRoutes(app: App, { catalog, db }: Services): void {
  app.get(
    '/api/course',
    { config: { access: 'learner' }, schema: { response: replies({ 200: CourseReply }) } },
    async (request) =>
      courseReply(
        catalog,
        await standingOf(db, catalog, request.learner.id),
        await lastPlaces(db, request.learner.id),
      ),
  );

  app.get(
    '/api/course/coverage',
    { config: { access: 'learner' }, schema: { response: replies({ 200: CoverageReply }) } },
    () => coverageReply(catalog),
  );
}
