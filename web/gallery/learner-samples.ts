import type {
  AttemptReply,
  CommentsReply,
  EvidenceReply,
  LearnerLabReply,
  LearnerReply,
  QuizAttemptReply,
} from '../../server/contract/index.ts';
import { timeline } from './feedback-samples.ts';
import { overrides, requests } from './grading-samples.ts';
import { judge, quizItems } from './quiz-samples.ts';
import { AT, results } from './samples.ts';

const DATES = {
  release: '2026-11-20T07:00:00.000Z',
  due: '2026-12-04T17:00:00.000Z',
  close: '2026-12-08T17:00:00.000Z',
};
const LATER = { ...DATES, due: '2026-12-06T17:00:00.000Z', close: '2026-12-10T17:00:00.000Z' };

/** A student with a lab and a quiz. */
export const learnerReply: LearnerReply = {
  learner: {
    id: 'user-zoe-0002',
    name: 'Zoë Ångström',
    login: 'zoe@uni.example',
    studentNumber: '007',
    group: 'B',
  },
  timeZone: 'Europe/Berlin',
  assignments: [
    {
      id: 'assignment-0001',
      kind: 'lab',
      item: 's3-lifecycle',
      title: 'S3 life cycle',
      planned: DATES,
      dates: LATER,
      extension: {
        learner: 'user-zoe-0002',
        name: 'Zoë Ångström',
        dueAt: null,
        extraMinutes: 2880,
        extraPercent: 0,
        extraAttempts: 0,
        excused: false,
        reason: 'Ill, with a note.',
        by: 'Ada Lovelace',
        at: AT,
        due: LATER.due,
        close: LATER.close,
      },
      attemptLimit: 10,
      standing: {
        learner: 'user-zoe-0002',
        assignment: 'assignment-0001',
        tasks: [
          {
            task: 'secure-bucket',
            maxPoints: 16,
            automatic: 16,
            hintCost: 1.6,
            latePercent: 100,
            override: null,
            counted: 14.4,
            attempt: 'at_00000004',
          },
          {
            task: 'tiering',
            maxPoints: 20,
            automatic: 0,
            hintCost: 0,
            latePercent: 100,
            override: 15,
            counted: 15,
            attempt: null,
          },
        ],
        maxPoints: 100,
        score: 29.4,
        scoreBeforeLate: 14.4,
        latePercent: 100,
        attemptsUsed: 4,
        status: 'submitted',
        lastAt: AT,
        due: LATER.due,
        close: LATER.close,
      },
      titles: { 'secure-bucket': 'Private, owned, encrypted', tiering: 'The right class at the right age' },
      quizAttempts: [],
    },
    {
      id: 'assignment-0002',
      kind: 'quiz',
      item: 'storage',
      title: 'Quiz on storage',
      planned: { release: null, due: null, close: null },
      dates: { release: null, due: null, close: null },
      extension: null,
      attemptLimit: null,
      standing: {
        learner: 'user-zoe-0002',
        assignment: 'assignment-0002',
        tasks: [
          {
            task: 'storage',
            maxPoints: 100,
            automatic: null,
            hintCost: 0,
            latePercent: 100,
            override: null,
            counted: 0,
            attempt: null,
          },
        ],
        maxPoints: 100,
        score: null,
        scoreBeforeLate: null,
        latePercent: 100,
        attemptsUsed: 1,
        status: 'started',
        lastAt: AT,
        due: null,
        close: null,
      },
      titles: { storage: 'Quiz on storage' },
      quizAttempts: [{ id: 'quiz-at-0001', startedAt: AT, finishedAt: null, score: null }],
    },
  ],
  overrides: overrides.overrides,
  requests: requests.requests,
};

export const learnerLab: LearnerLabReply = {
  timeline,
  byStaff: ['at_00000002'],
  hints: [
    {
      task: 'tiering',
      level: 1,
      html: '<p>Look at the transitions of the rule.</p>',
      costPercent: 0,
      openedAt: AT,
    },
  ],
  files: [
    {
      task: 'tiering',
      name: 'notes.txt',
      bytes: 12,
      sha256: '0'.repeat(64),
      submittedAt: AT,
      text: 'to be judged',
    },
  ],
  graded: [{ task: 'tiering', name: 'notes.txt', text: 'to be judged', attempt: 4, gradedAt: AT }],
};

export const learnerAttempt: AttemptReply = {
  attempt: {
    id: 'at_00000004',
    number: 4,
    status: 'done',
    createdAt: AT,
    finishedAt: AT,
    score: 16,
    checkable: 36,
    tasks: null,
  },
  session: 'session-0001',
  lab: 's3-lifecycle',
  report: {
    lab: 's3-lifecycle',
    version: '0.1.0+abc',
    target: { kind: 'sandbox', endpoint: null, account: '100000000001', region: 'us-east-1' },
    startedAt: AT,
    durationMs: 800,
    awsCalls: 20,
    score: 16,
    checkable: 36,
    maxScore: 100,
    tasks: [results.pass, results.fail],
  },
};

export const learnerEvidence: EvidenceReply = {
  reads: [
    {
      read: 's3:GetBucketLifecycleConfiguration',
      args: { bucket: 'bm-ml-data-4f09c1' },
      state: 'present',
      value: { Rules: [] },
      digest: '0'.repeat(64),
    },
  ],
};

/** The first answer is right, the rest is open. */
export const learnerQuiz: QuizAttemptReply = {
  id: 'quiz-at-0001',
  part: 'storage',
  title: 'Quiz on storage',
  pass: 0.6,
  startedAt: AT,
  finishedAt: null,
  items: quizItems.map(({ item }) => item),
  feedback: quizItems.slice(0, 1).map(({ item, key }) => judge(item.id, key)),
  score: null,
};

export const learnerComments: CommentsReply = {
  comments: [
    {
      id: 'comment-0002',
      lab: 's3-lifecycle',
      attempt: 'at_00000004',
      number: 4,
      task: 'tiering',
      author: 'Ada Lovelace',
      own: true,
      text: 'The rule is right.\nLook at the day.',
      at: AT,
      editedAt: AT,
      seen: false,
    },
    {
      id: 'comment-0001',
      lab: 's3-lifecycle',
      attempt: 'at_00000001',
      number: 1,
      task: null,
      author: 'Olaf Dole',
      own: false,
      text: 'A good start.',
      at: AT,
      editedAt: null,
      seen: true,
    },
  ],
};
