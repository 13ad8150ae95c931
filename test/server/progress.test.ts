import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  CourseReply,
  LabSessionReply,
  LessonReply,
  QuizAttemptReply,
} from '../../server/contract/index.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const course = async (): Promise<CourseReply> => (await t.call<CourseReply>('GET', '/api/course')).body;

test('the one thing to do next leads through lesson, lab and quiz of each part, to the end', async () => {
  const next = async () => (await course()).next;
  const resume = async () => (await course()).resume?.href;
  expect(await course()).toMatchObject({ resume: null, minutesLeft: 5 + 20 + 10 + 9 });
  expect((await course()).capstone).toEqual({
    part: 'later',
    waitsFor: [
      { part: 'intro', title: 'Before', steps: 1, minutes: 5 },
      { part: 'storage', title: 'Storage', steps: 3, minutes: 39 },
    ],
  });
  expect(await next()).toEqual({ href: '/lessons/intro', label: 'Read “Before”' });
  await t.call('PUT', '/api/lessons/intro/progress', { position: 'start-here' });
  expect(await next()).toEqual({ href: '/lessons/intro#start-here', label: 'Read on in “Before”' });
  expect((await course()).resume).toMatchObject({ kind: 'lesson', href: '/lessons/intro#start-here' });
  await t.call('PUT', '/api/lessons/intro/progress', { done: true });
  expect(await resume()).toBeUndefined();
  expect((await course()).capstone?.waitsFor.map(({ part }) => part)).toEqual(['storage']);
  expect(await next()).toEqual({ href: '/lessons/storage', label: 'Read “Storage”' });
  await t.call('PUT', '/api/lessons/storage/progress', { done: true });
  expect(await next()).toEqual({ href: '/labs/tiny-bucket', label: 'Start the lab “A tiny bucket”' });

  const session = (await t.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' })).body;
  const state = async () => (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${session.id}`)).body;
  await t.until(async () => (await state()).status === 'ready', 'a ready session');
  const check = async (key: string): Promise<void> => {
    await t.call('POST', `/api/lab-sessions/${session.id}/attempts`, { key });
    await t.until(
      async () =>
        (await state()).attempts[0]?.status === 'done' &&
        (await state()).attempts.length === Number(key.at(-1)),
      'the attempt',
    );
  };
  expect((await course()).resume).toMatchObject({ kind: 'lab', href: '/labs/tiny-bucket' });
  await t.call('PUT', `/api/lab-sessions/${session.id}/drafts/hand-in/answer.txt`, { text: 'almost' });
  expect(await resume()).toBe('/labs/tiny-bucket/hand-in');
  t.grader.outcomes = { 'hand-in': 'fail' };
  await check('press-number-1');
  expect(await next()).toEqual({ href: '/labs/tiny-bucket', label: 'Go on with the lab “A tiny bucket”' });
  t.grader.outcomes = {};
  await check('press-number-2');
  expect(await next()).toEqual({ href: '/quizzes/storage', label: 'Take the quiz on “Storage”' });

  const quiz = (await t.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts')).body;
  expect((await course()).resume).toMatchObject({ kind: 'quiz', href: '/quizzes/storage' });
  for (const item of quiz.items) {
    const key = t.catalog.quizzes.get('storage')?.items.find(({ id }) => id === item.id)?.key;
    const answer =
      key?.type === 'single'
        ? { type: 'single', option: key.correct[0] }
        : key?.type === 'multiple'
          ? { type: 'multiple', options: key.correct }
          : key?.type === 'numeric'
            ? { type: 'numeric', value: key.answer }
            : key?.type === 'order'
              ? { type: 'order', order: key.order }
              : key?.type === 'match'
                ? { type: 'match', pairs: key.pairs }
                : { type: 'fill', text: 'something else' };
    await t.call('POST', `/api/quiz-attempts/${quiz.id}/answers`, { item: item.id, answer });
  }
  const end = await course();
  expect(end).toMatchObject({ next: null, resume: null, minutesLeft: 0, capstone: { waitsFor: [] } });
  expect(end.parts.map(({ done }) => done)).toEqual([true, true, false]);
  expect(end.parts[1]?.quiz?.best).toBeCloseTo(5 / 6);
});

test('planned parts are shown with title and summary, and nothing of them is loaded', async () => {
  const later = (await course()).parts[2];
  expect(later).toEqual({
    id: 'later',
    title: 'Later',
    summary: 'Planned.',
    status: 'planned',
    lesson: null,
    quiz: null,
    labs: [
      {
        id: 'later-lab',
        title: 'later-lab',
        summary: '',
        minutes: 0,
        ready: false,
        score: null,
        tasksPassed: 0,
        tasks: 0,
      },
    ],
    steps: [],
    minutesLeft: 0,
    done: false,
  });
});

test('a lesson knows its neighbours, its labs and its dated prices', async () => {
  const lesson = (await t.call<LessonReply>('GET', '/api/lessons/storage')).body;
  expect(lesson).toMatchObject({
    previous: { part: 'intro', title: 'Before' },
    next: null,
    labs: [{ id: 'tiny-bucket', title: 'A tiny bucket', ready: true }],
    quiz: true,
    priceDate: '2025-07',
    progress: { done: true, position: null },
  });
  const intro = (await t.call<LessonReply>('GET', '/api/lessons/intro')).body;
  expect(intro).toMatchObject({ previous: null, next: { part: 'storage' }, quiz: false, priceDate: null });
});

test('unknown and planned lessons say which there are', async () => {
  expect((await t.call('GET', '/api/lessons/nope')).body).toMatchObject({
    code: 'PART_NOT_FOUND',
    cure: 'Parts: intro, storage, later.',
  });
  expect((await t.call('GET', '/api/lessons/later')).body).toMatchObject({
    code: 'LESSON_NOT_FOUND',
    cure: 'Parts with a lesson: intro, storage.',
  });
  expect((await t.call('PUT', '/api/lessons/later/progress', { done: true })).status).toBe(404);
  expect((await t.call('GET', '/api/lessons/..%2F..%2Fpackage')).status).toBe(400);
});
