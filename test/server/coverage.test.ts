import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../server/catalog/index.ts';
import type { CoverageReply } from '../../server/contract/index.ts';
import { coverageReply } from '../../server/grading/coverage.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const item = (reply: CoverageReply, id: string) =>
  reply.parts.flatMap(({ items }) => items).find((one) => one.id === id);

test('every item of the inventory is there once, with the section, the task and the questions that cover it', async () => {
  const { status, body } = await t.call<CoverageReply>('GET', '/api/course/coverage');
  expect(status).toBe(200);
  expect([body.title, body.items, body.covered]).toEqual([t.catalog.title, 3, 3]);
  expect(
    body.parts.map(({ id, status: state, covered, items }) => [id, state, covered, items.length]),
  ).toEqual([
    ['intro', 'ready', 1, 1],
    ['storage', 'ready', 2, 2],
    ...t.catalog.parts.slice(2).map(({ id, status: state }) => [id, state, 0, 0]),
  ]);
  expect(item(body, 'S3.1')).toEqual({
    id: 'S3.1',
    text: 'Buckets',
    verdict: ['right'],
    places: [
      { kind: 'section', title: 'Buckets', of: 'Storage', href: '/lessons/storage#buckets', count: 1 },
      {
        kind: 'task',
        title: t.catalog.labs.get('tiny-bucket')?.manifest.tasks[0]?.title,
        of: 'A tiny bucket',
        href: '/labs/tiny-bucket/make-bucket',
        count: 1,
      },
      {
        kind: 'quiz',
        title: t.catalog.quizzes.get('storage')?.title,
        of: t.catalog.parts[1]?.title,
        href: '/quizzes/storage',
        count: 1,
      },
    ],
  });
  expect(item(body, 'S3.2')?.places.map(({ href }) => href)).toEqual([
    '/lessons/storage#prices',
    '/quizzes/storage',
  ]);
});

test('what nothing covers is said, and what a planned part brings does not count', () => {
  const catalog: Catalog = {
    ...t.catalog,
    inventory: [...t.catalog.inventory, { id: 'S9.9', part: 'intro', text: 'Nobody', verdict: ['wrong'] }],
  };
  const more = coverageReply(catalog);
  expect([more.items, more.covered]).toEqual([4, 3]);
  expect(item(more, 'S9.9')?.places).toEqual([]);

  const planned = t.catalog.parts.map((part) =>
    part.id === 'storage' ? { ...part, status: 'planned' as const } : part,
  );
  const less = coverageReply({ ...t.catalog, parts: planned });
  expect([less.items, less.covered]).toEqual([3, 1]);
  expect(less.parts.find(({ id }) => id === 'storage')).toMatchObject({ status: 'planned', covered: 0 });
});

test('questions about the same item are counted, not listed', () => {
  const quiz = t.catalog.quizzes.get('storage');
  if (!quiz) throw new Error('the fixture has no quiz');
  const items = quiz.items.map((entry) => ({ ...entry, covers: ['S3.2', 'S3.2'] }));
  const reply = coverageReply({ ...t.catalog, quizzes: new Map([['storage', { ...quiz, items }]]) });
  expect(item(reply, 'S3.2')?.places.filter(({ kind }) => kind === 'quiz')).toMatchObject([
    { href: '/quizzes/storage', count: items.length },
  ]);
  expect(item(reply, 'S3.1')?.places.filter(({ kind }) => kind === 'quiz')).toEqual([]);
});
