import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  QuizAnswer,
  QuizAttemptReply,
  ReviewAnswerReply,
  ReviewOverviewReply,
  ReviewReply,
} from '../../server/contract/index.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';
import { rightAnswer } from '../helpers/server/quiz-answers.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-02T08:00:00Z');
let t: TestApp;
let now = START;
beforeAll(async () => {
  t = await startTestApp({ now: () => now });
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.clear();
  now = START;
});

const WRONG: QuizAnswer = { type: 'numeric', value: 99 };
const key = (item: string): QuizAnswer => rightAnswer(t.catalog, 'storage', item);
const overview = async (): Promise<ReviewOverviewReply> =>
  (await t.call<ReviewOverviewReply>('GET', '/api/reviews')).body;
const start = () => t.call<ReviewReply>('POST', '/api/reviews');
const answer = (id: string, item: string, given: QuizAnswer) =>
  t.call<ReviewAnswerReply>('POST', `/api/reviews/${id}/answers`, { part: 'storage', item, answer: given });

/** Takes the quiz with the price wrong and all else right. */
async function takeQuiz(): Promise<void> {
  const { body } = await t.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts');
  for (const { id } of body.items) {
    const given = id === 'price-of-ten' ? WRONG : key(id);
    const reply = await t.call('POST', `/api/quiz-attempts/${body.id}/answers`, { item: id, answer: given });
    expect(reply.status).toBe(200);
  }
}
const objective = async (id: string) => {
  const found = (await overview()).parts[0]?.objectives.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};

test('before any answer nothing is due and every objective says so', async () => {
  expect(await overview()).toMatchObject({ due: 0, nextDueAt: null, open: null });
  expect((await overview()).parts.map(({ part }) => part)).toEqual(['storage']);
  expect(await objective('names')).toMatchObject({ word: 'not-asked', mastery: 0, asked: 0, items: 3 });
  expect(await start()).toMatchObject({ status: 409, body: { code: 'REVIEW_NOTHING_DUE' } });
});

test('a missed item comes back after ten minutes, alone, and then at growing intervals', async () => {
  await takeQuiz();
  expect(await overview()).toMatchObject({ due: 0, nextDueAt: new Date(START + DAY / 144).toISOString() });
  expect(await objective('prices')).toMatchObject({ word: 'learning', asked: 1, right: 0 });
  expect(await objective('order')).toMatchObject({ word: 'growing', right: 2, mastery: 0.612 });
  const waits: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    now = Date.parse((await objective('prices')).nextDueAt ?? '');
    const { status, body } = await start();
    expect(status).toBe(201);
    // On the third round what was right at first is due as well.
    expect(body.items.map(({ item }) => item.id)).toContain('price-of-ten');
    if (round < 2) expect(body.items).toHaveLength(1);
    for (const { item } of body.items) {
      const reply = await answer(body.id, item.id, key(item.id));
      expect(reply).toMatchObject({ status: 200, body: { part: 'storage', feedback: { correct: true } } });
      if (item.id === 'price-of-ten') waits.push((Date.parse(reply.body.dueAt ?? '') - now) / DAY);
    }
    const done = (await t.call<ReviewReply>('GET', `/api/reviews/${body.id}`)).body;
    expect(done.finishedAt).not.toBeNull();
    expect(done.outcomes).toHaveLength(body.items.length);
  }
  expect(waits).toEqual([1, 3, 7]);
});

test('a missed item of a review starts again', async () => {
  await takeQuiz();
  now += DAY;
  const { body } = await start();
  const reply = await answer(body.id, 'price-of-ten', WRONG);
  expect(reply.body.feedback.correct).toBe(false);
  expect(Date.parse(reply.body.dueAt ?? '') - now).toBe(DAY / 144);
});

test('no key before the answer, and no answer twice', async () => {
  await takeQuiz();
  now += 4 * DAY;
  const { text, body } = await start();
  expect(body.items).toHaveLength(6);
  for (const reply of [
    text,
    (await t.call('GET', `/api/reviews/${body.id}`)).text,
    JSON.stringify(await overview()),
  ]) {
    expect(reply).not.toMatch(/RATIONALE|"(correct|key|accept|canonical|tolerance|traps|answer)"|aws s3 ls/);
  }
  const first = await answer(body.id, 'who-shares-names', { type: 'single', option: 'region' });
  expect(first.text).toMatch(/RATIONALE-everyone/);
  const after = (await t.call('GET', `/api/reviews/${body.id}`)).text;
  expect(after.match(/RATIONALE-(?!everyone|account|region)/)).toBeNull();
  expect(await answer(body.id, 'who-shares-names', key('who-shares-names'))).toMatchObject({
    status: 409,
    body: { code: 'QUIZ_ITEM_ANSWERED' },
  });
});

test('two tabs get the same review, and it is resumed with the same order', async () => {
  await takeQuiz();
  now += 4 * DAY;
  const [one, two] = await Promise.all([start(), start()]);
  expect(one.body.id).toBe(two.body.id);
  expect(one.body.items).toEqual(two.body.items);
  expect((await overview()).open).toBe(one.body.id);
});

test('what cannot be an answer is refused with its code', async () => {
  await takeQuiz();
  now += DAY / 144;
  const { body } = await start();
  const other = await answer(body.id, 'valid-names', key('valid-names'));
  expect(other.body).toMatchObject({ code: 'QUIZ_ITEM_NOT_FOUND' });
  const unfit = await answer(body.id, 'price-of-ten', { type: 'fill', text: 'x' });
  expect(unfit.body).toMatchObject({ code: 'QUIZ_ANSWER_UNFIT' });
  const none = await answer('nosuchreview1', 'price-of-ten', WRONG);
  expect(none.body).toMatchObject({ code: 'REVIEW_NOT_FOUND' });
});

test('an item that left the course asks nobody any more', async () => {
  await takeQuiz();
  await t.db
    .updateTable('quiz_answers')
    .set({ item: 'gone' as never })
    .where('item', '=', 'price-of-ten')
    .execute();
  now += DAY;
  expect(await overview()).toMatchObject({ due: 0 });
});
