import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QuizAnswer, QuizAttemptReply, QuizFeedback } from '../../server/contract/index.ts';
import { judgeAnswer } from '../../server/grading/quiz-judge.ts';
import { shuffled, shuffleItem } from '../../server/grading/quiz-shuffle.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const start = async (): Promise<QuizAttemptReply> =>
  (await t.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts')).body;
const answer = (id: string, item: string, given: QuizAnswer) =>
  t.call<QuizFeedback>('POST', `/api/quiz-attempts/${id}/answers`, { item, answer: given });

/** Ids of the right-hand sides by what they say. */
function rights(attempt: QuizAttemptReply): Record<string, string> {
  const item = attempt.items.find(({ id }) => id === 'match-words');
  if (item?.type !== 'match') throw new Error('no match item');
  return Object.fromEntries(item.right.map(({ id, html }) => [html, id]));
}

function rightAnswers(attempt: QuizAttemptReply): Record<string, QuizAnswer> {
  const by = rights(attempt);
  return {
    'who-shares-names': { type: 'single', option: 'everyone' },
    'valid-names': { type: 'multiple', options: ['digits', 'lower'] },
    'price-of-ten': { type: 'numeric', value: 0.23 },
    'steps-in-order': { type: 'order', order: ['make', 'fill', 'list', 'drop'] },
    'match-words': {
      type: 'match',
      pairs: {
        bucket: by['container of objects'] ?? '',
        object: by['bytes under a key'] ?? '',
        folder: by['nothing that exists'] ?? '',
      },
    },
    'type-the-command': { type: 'fill', text: '  aws   --region us-east-1 s3  ls ' },
  };
}

test('a quiz taken right from start to end scores 1, and only then the course shows it as the best', async () => {
  const attempt = await start();
  expect(attempt).toMatchObject({ part: 'storage', pass: 0.6, finishedAt: null, score: null, feedback: [] });
  const key = rightAnswers(attempt);
  for (const [item, given] of Object.entries(key)) {
    const { status, body } = await answer(attempt.id, item, given);
    expect([item, status, body.correct, body.credit]).toEqual([item, 200, true, 1]);
    expect(body.summaryHtml).not.toBe('');
  }
  const done = (await t.call<QuizAttemptReply>('GET', `/api/quiz-attempts/${attempt.id}`)).body;
  expect(done.score).toBe(1);
  expect(done.finishedAt).not.toBeNull();
  expect(done.feedback).toHaveLength(6);
  const course = (await t.call<{ parts: { id: string; quiz: unknown }[] }>('GET', '/api/course')).body;
  expect(course.parts.find(({ id }) => id === 'storage')?.quiz).toEqual({ items: 6, best: 1, pass: 0.6 });
});

test('the key leaves only with the answer: no reply before holds a rationale, a trap or the right answer', async () => {
  const replies: string[] = [];
  const look = async (method: 'GET' | 'POST', url: string): Promise<void> => {
    replies.push((await t.call(method, url)).text);
  };
  await look('GET', '/api/session');
  await look('GET', '/api/course');
  await look('GET', '/api/lessons/storage');
  await look('GET', '/api/lessons/intro');
  await look('GET', '/api/labs/tiny-bucket');
  await look('GET', '/api/health');
  await look('POST', '/api/quizzes/storage/attempts');
  const { id } = JSON.parse(replies.at(-1) ?? '{}') as { id: string };
  await look('GET', `/api/quiz-attempts/${id}`);
  for (const text of replies) {
    expect(text).not.toMatch(/RATIONALE/);
    expect(text).not.toMatch(/aws s3 ls/);
    expect(text).not.toMatch(/"(correct|key|accept|canonical|tolerance|traps|answer)"/);
  }
  const asked = JSON.parse(replies.at(-1) ?? '{}') as QuizAttemptReply;
  // Nor by position: the items' own order and the options' order are the attempt's.
  const order = asked.items.find(({ type }) => type === 'order');
  expect(order?.type === 'order' && order.options.map((option) => option.id)).not.toEqual([
    'make',
    'fill',
    'list',
    'drop',
  ]);

  const first = await answer(id, 'who-shares-names', { type: 'single', option: 'region' });
  expect(first.text).toMatch(/RATIONALE-everyone/);
  const after = (await t.call('GET', `/api/quiz-attempts/${id}`)).text;
  expect(after).toMatch(/RATIONALE-region/);
  expect(after.match(/RATIONALE-(?!everyone|account|region)/)).toBeNull();
});

test('an open attempt is resumed with the same order; two tabs get the same one', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect(one.id).toBe(two.id);
  expect(one.items).toEqual(two.items);
});

test('an item is answered once', async () => {
  const { id } = await start();
  const given: QuizAnswer = { type: 'numeric', value: 2.3 };
  const twice = await Promise.all([answer(id, 'price-of-ten', given), answer(id, 'price-of-ten', given)]);
  expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  const again = await answer(id, 'price-of-ten', { type: 'numeric', value: 0.23 });
  expect(again.body).toMatchObject({ code: 'QUIZ_ITEM_ANSWERED' });
  const stored = (await t.call<QuizAttemptReply>('GET', `/api/quiz-attempts/${id}`)).body;
  expect(stored.feedback.find(({ item }) => item === 'price-of-ten')?.correct).toBe(false);
});

describe('answers that cannot be answers', () => {
  test.each<[string, QuizAnswer, string]>([
    ['valid-names', { type: 'single', option: 'lower' }, 'of type multiple, the answer of type single'],
    ['valid-names', { type: 'multiple', options: ['lower', 'nope'] }, 'no choice "nope"'],
    ['steps-in-order', { type: 'order', order: ['make', 'fill'] }, 'every entry has to be there once'],
    [
      'steps-in-order',
      { type: 'order', order: ['make', 'make', 'list', 'drop'] },
      'every entry has to be there once',
    ],
    ['match-words', { type: 'match', pairs: { bucket: 'elsewhere' } }, 'no choice "elsewhere"'],
    ['match-words', { type: 'match', pairs: { nobody: 'x' } }, 'no choice "nobody"'],
  ])('%s %j', async (item, given, problem) => {
    const { id } = await start();
    const { status, body } = await answer(id, item, given);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'QUIZ_ANSWER_UNFIT', message: expect.stringContaining(problem) });
  });

  test('unknown item, attempt and quiz', async () => {
    const { id } = await start();
    expect((await answer(id, 'nope', { type: 'fill', text: 'x' })).body).toMatchObject({
      code: 'QUIZ_ITEM_NOT_FOUND',
    });
    expect((await t.call('GET', '/api/quiz-attempts/nosuchattempt1')).body).toMatchObject({
      code: 'QUIZ_ATTEMPT_NOT_FOUND',
    });
    expect((await t.call('POST', '/api/quizzes/later/attempts')).body).toMatchObject({
      code: 'QUIZ_NOT_FOUND',
      cure: 'Parts with a quiz: storage.',
    });
  });
});

describe('judging', () => {
  const entry = (id: string) => {
    const found = t.catalog.quizzes.get('storage')?.items.find((item) => item.id === id);
    if (!found) throw new Error(id);
    return found;
  };
  test.each<[string[], number]>([
    [['lower', 'digits'], 1],
    [['lower'], 0.5],
    [['lower', 'lower'], 0.5],
    [['lower', 'digits', 'upper'], 0.5],
    [['lower', 'upper'], 0],
    [['upper', 'under'], 0],
    [[], 0],
    [['lower', 'digits', 'upper', 'under'], 0],
  ])('multiple: %j earns %d credit', (options, credit) => {
    const feedback = judgeAnswer(entry('valid-names'), { type: 'multiple', options });
    expect(feedback.credit).toBe(credit);
    expect(feedback.correct).toBe(credit === 1);
  });
  test.each<[string[], number]>([
    [['make', 'fill', 'list', 'drop'], 1],
    [['fill', 'make', 'list', 'drop'], 0.667],
    [['drop', 'list', 'fill', 'make'], 0],
    [['make', 'list', 'fill', 'drop'], 0.667],
  ])('order: %j earns %d credit', (order, credit) => {
    expect(judgeAnswer(entry('steps-in-order'), { type: 'order', order }).credit).toBe(credit);
  });
  test('order: a trap explains the one mix-up it is about', () => {
    const notes = (order: string[]) =>
      judgeAnswer(entry('steps-in-order'), { type: 'order', order }).notes.map(({ html }) => html);
    expect(notes(['fill', 'make', 'list', 'drop'])).toContain('RATIONALE-no-bucket-yet');
    expect(notes(['make', 'list', 'fill', 'drop'])).not.toContain('RATIONALE-no-bucket-yet');
  });
  test('numeric: the tolerance is inclusive, whatever binary fractions make of it', () => {
    const right = (value: number) => judgeAnswer(entry('price-of-ten'), { type: 'numeric', value }).correct;
    expect([0.225, 0.23, 0.235].map(right)).toEqual([true, true, true]);
    expect([0.2249, 0.2351, 2.3, -0.23].map(right)).toEqual([false, false, false, false]);
    const trap = judgeAnswer(entry('price-of-ten'), { type: 'numeric', value: 2.302 });
    expect(trap.notes.map(({ html }) => html)).toEqual(['RATIONALE-decimal: the decimal point moved.']);
  });
  test('match: share of pairs; traps and distractors explain the tempting ones', async () => {
    const by = rights(await start());
    const key = { bucket: by['container of objects'] ?? '', object: by['bytes under a key'] ?? '' };
    const judged = judgeAnswer(entry('match-words'), {
      type: 'match',
      pairs: { ...key, folder: by['container of objects'] ?? '' },
    });
    expect(judged).toMatchObject({ correct: false, credit: 0.667 });
    expect(judged.notes.find(({ id }) => id === 'folder')?.html).toBe(
      'RATIONALE-folder-trap RATIONALE-folder',
    );
    const machine = judgeAnswer(entry('match-words'), {
      type: 'match',
      pairs: { bucket: by['a virtual machine'] ?? '' },
    });
    expect(machine.notes.find(({ id }) => id === 'bucket')?.html).toBe('RATIONALE-machine RATIONALE-bucket');
    expect(machine.credit).toBe(0);
  });
  test('fill: white space does not count, other words do', () => {
    const judged = (text: string) => judgeAnswer(entry('type-the-command'), { type: 'fill', text });
    expect(judged('aws --profile dev --region eu-west-1 s3 ls').correct).toBe(true);
    expect(judged('aws s3 ls s3://x').correct).toBe(false);
    expect(judged('aws s3api list-buckets').notes.map(({ html }) => html)).toEqual([
      'RATIONALE-s3api: that is the low-level one.',
    ]);
    expect(judged(`aws${' --profile a'.repeat(40)}`).correct).toBe(false);
  });
});

test('shuffling depends on the seed alone, and every option stays', () => {
  const list = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));
  expect(shuffled(list, 'seed')).toEqual(shuffled(list.toReversed(), 'seed'));
  const orders = new Set(
    Array.from({ length: 50 }, (_, index) =>
      shuffled(list, `s${index}`)
        .map(({ id }) => id)
        .join(''),
    ),
  );
  expect(orders.size).toBeGreaterThan(40);
  for (const order of orders) expect(order.split('').toSorted().join('')).toBe('abcdef');
  const item = {
    id: 'o',
    stemHtml: '',
    objective: '',
    type: 'order' as const,
    options: [
      { id: 'a', html: '' },
      { id: 'b', html: '' },
    ],
  };
  for (let index = 0; index < 20; index += 1) {
    const served = shuffleItem(item, `s${index}`);
    expect(served.type === 'order' && served.options.map(({ id }) => id)).toEqual(['b', 'a']);
  }
});

test('an attempt at an older version of the quiz is given up, and a new one begins', async () => {
  const old = await start();
  await t.db.updateTable('quiz_attempts').set({ open: null }).where('id', '=', old.id).execute();
  await t.db
    .insertInto('quiz_attempts')
    .values({
      id: 'oldattempt000001',
      learner: 'local-learner',
      part: 'storage',
      seed: 's',
      digest: 'older',
      open: 1,
      started_at: 1,
      finished_at: null,
      score: null,
    })
    .execute();
  const fresh = await start();
  expect(fresh.id).not.toBe('oldattempt000001');
  const given = await t.call<QuizAttemptReply>('GET', '/api/quiz-attempts/oldattempt000001');
  expect(given.body.score).toBeNull();
  expect(given.body.finishedAt).not.toBeNull();
});
