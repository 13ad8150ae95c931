// A quiz with one item of every type, with the keys that only a server knows.
import type { QuizAnswer, QuizFeedback, QuizItem } from '../../server/contract/index.ts';

interface Known {
  item: QuizItem;
  key: QuizAnswer;
  summary: string;
  notes: Record<string, string>;
}

const choices = (...texts: string[]) => texts.map((html, index) => ({ id: 'abcdefgh'.charAt(index), html }));

export const quizItems: readonly Known[] = [
  {
    item: {
      id: 'keys',
      type: 'single',
      objective: 'Explain keys and prefixes',
      stemHtml: '<p>Which statement about names in S3 general purpose buckets is true today?</p>',
      options: choices(
        '<code>models/v1.pth</code> is one key; the slash is only a character that tools show as a folder',
        'Renaming the folder <code>models/</code> is one cheap operation',
        'Two objects with the same name in different folders conflict',
      ),
    },
    key: { type: 'single', option: 'a' },
    summary: '<p>There are no directories to create or rename.</p>',
    notes: {
      a: 'There are no directories.',
      b: 'Every object has to be copied and deleted.',
      c: 'The full key is the name, so they differ.',
    },
  },
  {
    item: {
      id: 'defaults',
      type: 'multiple',
      objective: 'Make a bucket private',
      stemHtml: '<p>Which of these does a bucket created today have without further settings?</p>',
      options: choices(
        'Encryption of new objects with S3-managed keys',
        'All four Block Public Access settings',
        'Versioning',
      ),
    },
    key: { type: 'multiple', options: ['a', 'b'] },
    summary: '<p>Both are defaults since 2023.</p>',
    notes: { a: 'Always on.', b: 'Default since April 2023.', c: 'You switch it on.' },
  },
  {
    item: {
      id: 'cost',
      type: 'numeric',
      objective: 'Price storage',
      stemHtml:
        '<p>2,048 GB rest in Glacier Instant Retrieval at $0.004 per GB-month, untouched. Storage cost per month?</p>',
      unit: 'USD',
    },
    key: { type: 'numeric', value: 8.19 },
    summary: '<p>2048 × 0.004 = 8.192</p>',
    notes: {},
  },
  {
    item: {
      id: 'order',
      type: 'order',
      objective: 'Pick a class',
      stemHtml: '<p>Order by storage price per GB, cheapest first.</p>',
      options: [
        { id: 'std', html: 'Standard' },
        { id: 'deep', html: 'Glacier Deep Archive' },
        { id: 'ia', html: 'Standard-IA' },
      ],
    },
    key: { type: 'order', order: ['deep', 'ia', 'std'] },
    summary: '<p>0.00099, 0.0125, 0.023.</p>',
    notes: {},
  },
  {
    item: {
      id: 'match',
      type: 'match',
      objective: 'Pick a class',
      stemHtml: '<p>Match each data set to the class that suits it.</p>',
      left: [
        { id: 'daily', html: 'training shards read every day' },
        { id: 'raw', html: 'raw runs kept seven years' },
      ],
      right: [
        { id: 'r1', html: 'Glacier Deep Archive' },
        { id: 'r2', html: 'S3 Standard' },
      ],
    },
    key: { type: 'match', pairs: { daily: 'r2', raw: 'r1' } },
    summary: '<p>Reads decide before storage does.</p>',
    notes: {},
  },
  {
    item: {
      id: 'fill',
      type: 'fill',
      objective: 'Sync without surprises',
      stemHtml:
        '<p>Show what a sync from <code>s3://larkfield-ml/datasets/</code> to <code>./datasets/</code> would do, without doing it.</p>',
    },
    key: { type: 'fill', text: 'aws s3 sync s3://larkfield-ml/datasets/ ./datasets/ --dryrun' },
    summary: '<p>The s3 commands spell it <code>--dryrun</code>.</p>',
    notes: {},
  },
];

/** Judges an answer as the server would, for one item of the fixture. */
export function judge(id: string, answer: QuizAnswer): QuizFeedback {
  const known = quizItems.find(({ item }) => item.id === id);
  if (!known) throw new Error(`no quiz item ${id}`);
  const correct = JSON.stringify(answer) === JSON.stringify(known.key);
  const chosen = 'option' in answer ? [answer.option] : 'options' in answer ? answer.options : [];
  const right = 'option' in known.key ? [known.key.option] : 'options' in known.key ? known.key.options : [];
  return {
    item: id,
    correct,
    credit: correct ? 1 : 0,
    answer,
    key: known.key,
    summaryHtml: known.summary,
    notes: Object.entries(known.notes).map(([option, html]) => ({
      id: option,
      correct: right.includes(option),
      chosen: chosen.includes(option),
      html,
    })),
  };
}
