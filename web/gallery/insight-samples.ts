import type {
  AnalysisItem,
  AnalysisReply,
  SimilarityItem,
  SimilarityReply,
  WatchItem,
  WatchReply,
} from '../../server/contract/index.ts';

const item: AnalysisItem = {
  id: 'tiering',
  title: 'The right class on the right day',
  stemHtml: null,
  maxPoints: 20,
  learners: 284,
  facility: 0.61,
  discrimination: { value: 0.43, low: 0.33, high: 0.52 },
  firstTry: 0.22,
  medianTries: 3,
  solved: 160,
  notReached: 9,
  blocked: 0.01,
  reasons: [
    {
      reason: 'wrong-class',
      words: 'On day …, … is in …, not ….',
      learners: 142,
      share: 0.5,
    },
    { reason: 'no-lifecycle', words: 'Bucket … has no lifecycle configuration.', learners: 57, share: 0.2 },
  ],
  choices: [],
  notes: [],
  suppressed: false,
};
const suspicious: AnalysisItem = {
  ...item,
  id: 'version-hygiene',
  title: 'Old versions do not pile up',
  facility: 0.18,
  discrimination: { value: -0.12, low: -0.23, high: -0.01 },
  notes: [
    {
      key: 'negative',
      words: 'Those who do well elsewhere fail here more often: look at the task or the grader.',
    },
    { key: 'hard', words: 'Most fail here. Look at the commonest reason first.' },
  ],
};
const question: AnalysisItem = {
  ...item,
  id: 'deep-archive-minimum',
  title: 'deep-archive-minimum',
  stemHtml: '<p>How long is an object in <strong>Deep Archive</strong> paid for at least?</p>',
  maxPoints: null,
  facility: 0.7,
  firstTry: 0.7,
  medianTries: null,
  notReached: 0,
  blocked: null,
  reasons: [],
  choices: [
    { html: '90 days', correct: false, learners: 85, share: 0.3 },
    { html: '180 days', correct: true, learners: 199, share: 0.7 },
  ],
};
const withheld: AnalysisItem = {
  ...item,
  id: 'attic-fix',
  title: 'The attic costs what it must',
  learners: null,
  facility: null,
  discrimination: null,
  firstTry: null,
  medianTries: null,
  solved: null,
  notReached: null,
  blocked: null,
  reasons: [],
  suppressed: true,
};
const unjudged: AnalysisItem = {
  ...withheld,
  id: 'dataset-sync',
  title: 'The data set',
  learners: 0,
  suppressed: false,
};
export const items = { item, suspicious, question, withheld, unjudged };

export const analysis: AnalysisReply = {
  learners: 300,
  suppressed: false,
  assignments: [
    {
      id: 'assignment-1',
      kind: 'lab',
      item: 's3-lifecycle',
      title: 'Recordings that age well',
      items: [item, suspicious, unjudged],
    },
    { id: 'assignment-2', kind: 'quiz', item: 'storage', title: 'Storage', items: [question] },
  ],
};

const AT = '2026-11-27T16:20:00.000Z';
const stuck: WatchItem = {
  learner: 'user-zoe-0002',
  name: 'Zoë Ångström',
  group: 'A',
  assignment: 'assignment-1',
  title: 'Recordings that age well',
  kind: 'lab',
  rule: 'same-failure',
  task: 'tiering',
  taskTitle: 'The right class on the right day',
  reason: 'wrong-class',
  words:
    '4 checks of “The right class on the right day” in a row failed in the same way, and what was read did not change.',
  since: AT,
  due: '2026-11-29T22:59:00.000Z',
  attempts: [
    { id: 'attempt-0001', at: AT },
    { id: 'attempt-0002', at: AT },
  ],
  urgency: 75,
  nextWord: { html: '<p>Days count from when the object was made, not from the rule.</p>', from: 'reason' },
  mark: null,
  quiet: false,
};
const blocked: WatchItem = {
  ...stuck,
  learner: 'user-mei-0003',
  name: '李 Mei',
  group: null,
  rule: 'blocked',
  reason: 'timeout',
  words: '3 checks in a row could not be judged. That is ours to mend. A read got no answer in time.',
  nextWord: { html: '<p>Say that nothing is lost.</p>', from: 'us' },
  urgency: 90,
};
const idle: WatchItem = {
  ...stuck,
  learner: 'user-ada-0004',
  name: 'Ada Okafor',
  rule: 'not-begun',
  task: null,
  taskTitle: null,
  reason: null,
  words: 'Has not checked anything yet, and it is due in 2 days.',
  attempts: [],
  nextWord: { html: '<p>Ask what keeps them from it.</p>', from: 'us' },
  mark: { kind: 'spoken', by: 'Ada Lovelace', at: AT, until: AT },
  quiet: true,
};
export const watched = { stuck, blocked, idle };
export const watch: WatchReply = { items: [blocked, stuck, idle] };

const similar: SimilarityItem = {
  id: 'similarity-0001',
  lab: 's3-lifecycle',
  assignment: 'assignment-1',
  title: 'Recordings that age well',
  learner: { id: 'user-zoe-0002', name: 'Zoë Ångström' },
  owner: { id: 'user-mei-0003', name: '李 Mei' },
  variable: 'bucket',
  about: 'Your new bucket',
  value: 'bm-ml-data-3fa9c1',
  place: 's3:GetBucketPolicy Statement[0].Resource[1]',
  attempt: 'attempt-0002',
  foundAt: AT,
  lastAt: AT,
  times: 3,
  dismissed: null,
};
export const similarity: SimilarityReply = {
  items: [
    similar,
    {
      ...similar,
      id: 'similarity-0002',
      variable: 'account',
      about: null,
      value: '100000000007',
      times: 1,
      dismissed: { by: 'Ada Lovelace', at: AT, reason: 'They worked as a pair.' },
    },
  ],
};
