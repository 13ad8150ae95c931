import { Type } from 'typebox';
import type { Catalog, Lesson } from '../catalog/index.ts';
import { Id, LessonProgressBody, LessonReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { App, Services } from '../services.ts';
import { lessonProgress, saveLessonProgress } from '../store/index.ts';
import { replies } from './replies.ts';

const Params = Type.Object({ part: Id });
const Progress = LessonReply.properties.progress;

/** Lessons as they were rendered at start, and where the learner is in them. */
export function lessonRoutes(app: App, { catalog, db, now }: Services): void {
  app.get(
    '/api/lessons/:part',
    { config: { access: 'learner' }, schema: { params: Params, response: replies({ 200: LessonReply }) } },
    async (request) => {
      const { part } = request.params;
      const lesson = findLesson(catalog, part);
      const row = (await lessonProgress(db, request.learner.id)).get(part);
      return lessonReply(catalog, lesson, { done: row?.done === 1, position: row?.position ?? null });
    },
  );

  app.put(
    '/api/lessons/:part/progress',
    {
      config: { access: 'learner' },
      schema: { params: Params, body: LessonProgressBody, response: replies({ 200: Progress }) },
    },
    async (request) => {
      const { part } = request.params;
      findLesson(catalog, part);
      const row = await saveLessonProgress(db, request.learner.id, part, request.body, now());
      return { done: row.done === 1, position: row.position };
    },
  );
}

function findLesson(catalog: Catalog, part: string): Lesson {
  const lesson = catalog.lessons.get(part);
  if (lesson) return lesson;
  const exists = catalog.parts.some(({ id }) => id === part);
  if (exists)
    throw new CodedError('LESSON_NOT_FOUND', { part, known: [...catalog.lessons.keys()].join(', ') });
  throw new CodedError('PART_NOT_FOUND', { part, known: catalog.parts.map(({ id }) => id).join(', ') });
}

function lessonReply(catalog: Catalog, lesson: Lesson, progress: LessonReply['progress']): LessonReply {
  const order = catalog.parts.filter(({ id }) => catalog.lessons.has(id));
  const at = order.findIndex(({ id }) => id === lesson.part);
  const neighbour = (index: number): LessonReply['next'] => {
    const part = order[index];
    return part ? { part: part.id, title: catalog.lessons.get(part.id)?.title ?? part.title } : null;
  };
  return {
    part: lesson.part,
    title: lesson.title,
    summary: lesson.summary,
    minutes: lesson.minutes,
    updated: lesson.updated,
    objectives: lesson.objectives.map(({ text }) => text),
    html: lesson.html,
    toc: [...lesson.toc],
    labs: lesson.labs.map((id) => {
      const lab = catalog.labs.get(id);
      return { id, title: lab?.manifest.title ?? id, ready: lab !== undefined };
    }),
    quiz: catalog.quizzes.has(lesson.part),
    sources: [...lesson.sources],
    priceDate: lesson.priceDate,
    previous: at > 0 ? neighbour(at - 1) : null,
    next: neighbour(at + 1),
    terms: catalog.glossary
      .filter(({ id }) => lesson.terms.includes(id))
      .map(({ id, term, html }) => ({ id, term, html })),
    progress,
  };
}
