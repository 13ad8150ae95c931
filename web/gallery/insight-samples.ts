import type { AnalysisItem, AnalysisReply } from '../../server/contract/index.ts';

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
