import { beforeAll, expect, test } from 'vitest';
import type { Catalog, QuizEntry } from '../../../server/catalog/index.ts';
import type { QuizAnswer } from '../../../server/contract/index.ts';
import { choicesOf } from '../../../server/insight/choices.ts';
import { smallCatalog } from '../../helpers/server/app.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = await smallCatalog();
});
const look = (id: string, given: [QuizAnswer, boolean][]) => {
  const entry = catalog.quizzes.get('storage')?.items.find((item) => item.id === id) as QuizEntry;
  return choicesOf(
    entry,
    given.map(([answer, correct]) => ({ answer, correct })),
  );
};

test('a single choice shows every option, also those that nobody took, and the key', () => {
  expect(
    look('who-shares-names', [
      [{ type: 'single', option: 'everyone' }, true],
      [{ type: 'single', option: 'region' }, false],
      [{ type: 'single', option: 'region' }, false],
    ]),
  ).toEqual([
    { html: 'All accounts of a partition', correct: true, learners: 1 },
    { html: 'Only your account', correct: false, learners: 0 },
    { html: 'Only your Region', correct: false, learners: 2 },
  ]);
});

test('several choices: each option by itself, once per learner', () => {
  const found = look('valid-names', [[{ type: 'multiple', options: ['lower', 'upper', 'lower'] }, false]]);
  expect(found.map(({ correct, learners }) => [correct, learners])).toEqual([
    [true, 1],
    [true, 0],
    [false, 1],
    [false, 0],
  ]);
});

test('a number with its unit, a text as code and harmless, the commonest first', () => {
  expect(
    look('price-of-ten', [
      [{ type: 'numeric', value: 2.3 }, false],
      [{ type: 'numeric', value: 0.23 }, true],
      [{ type: 'numeric', value: 2.3 }, false],
    ]),
  ).toEqual([
    { html: '2.3 USD', correct: false, learners: 2 },
    { html: '0.23 USD', correct: true, learners: 1 },
  ]);
  expect(look('type-the-command', [[{ type: 'fill', text: ' <img src=x>  ls ' }, false]])).toEqual([
    { html: '<code>&lt;img src=x&gt; ls</code>', correct: false, learners: 1 },
  ]);
});

test('sequences and pairs in the words of their entries', () => {
  const [order] = look('steps-in-order', [
    [{ type: 'order', order: ['make', 'fill', 'list', 'drop'] }, true],
  ]);
  expect(order?.html).toBe('Make the bucket → Put an object → List it → Delete it');
  const entry = catalog.quizzes.get('storage')?.items.find(({ id }) => id === 'match-words');
  const key = entry?.key.type === 'match' ? entry.key.pairs : {};
  const wrong = { ...key, folder: key['bucket'] ?? '' };
  const pairs = look('match-words', [[{ type: 'match', pairs: wrong }, false]]);
  expect(pairs.filter(({ correct }) => !correct).map(({ html }) => html)).toEqual([
    'folder: container of objects',
  ]);
});

test('no rationale is among the labels', () => {
  const quiz = catalog.quizzes.get('storage');
  const all = quiz?.items.map((entry) => choicesOf(entry, []));
  expect(JSON.stringify(all)).not.toContain('RATIONALE');
});
