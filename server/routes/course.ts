import { CourseReply, CoverageReply } from '../contract/index.ts';
import { coverageReply } from '../grading/coverage.ts';
import { courseReply } from '../grading/progress.ts';
import { labStandings } from '../grading/standings.ts';
import type { App, Services } from '../services.ts';
import { bestQuizScores, lessonProgress } from '../store/index.ts';
import { replies } from './replies.ts';

/** The course map with the learner's progress, and the proof that nothing of the source course is left out. */
export function courseRoutes(app: App, { catalog, db, learner }: Services): void {
  app.get(
    '/api/course',
    { config: { access: 'learner' }, schema: { response: replies({ 200: CourseReply }) } },
    async () =>
      courseReply(catalog, {
        lessons: await lessonProgress(db, learner.id),
        quizzes: await bestQuizScores(db, learner.id),
        labs: await labStandings(db, catalog, learner.id),
      }),
  );

  app.get(
    '/api/course/coverage',
    { config: { access: 'learner' }, schema: { response: replies({ 200: CoverageReply }) } },
    () => coverageReply(catalog),
  );
}
