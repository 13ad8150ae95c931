import type {
  GradebookReply,
  OverridesReply,
  RegradeReply,
  RequestsReply,
  RunReply,
  RunsReply,
} from '../../server/contract/index.ts';

const AT = '2026-11-25T09:30:00.000Z';

export const runs: RunsReply = {
  runs: [
    {
      id: 'run-00000001',
      lab: 's3-lifecycle',
      title: 'Recordings that age well',
      status: 'done',
      startedBy: 'Ada Lovelace',
      createdAt: AT,
      finishedAt: AT,
      total: 4,
      counts: { graded: 2, blocked: 1, 'not-started': 1 },
    },
  ],
};
const [run] = runs.runs;
export const runReply: RunReply = {
  run: run as RunsReply['runs'][number],
  items: [
    {
      learner: 'user-zoe-0002',
      name: 'Zoë Ångström',
      studentNumber: '00042',
      group: 'A',
      status: 'graded',
      attempt: 'attempt-0001',
      score: 86,
      checkable: 100,
      problem: null,
    },
    {
      learner: 'user-mei-0003',
      name: '李 Mei',
      studentNumber: null,
      group: null,
      status: 'blocked',
      attempt: null,
      score: null,
      checkable: null,
      problem: 'The account is not ready.',
    },
  ],
};

export const requests: RequestsReply = {
  requests: [
    {
      id: 'request-0001',
      learner: 'user-zoe-0002',
      name: 'Zoë Ångström',
      lab: 's3-lifecycle',
      attempt: 'attempt-0001',
      number: 3,
      task: 'tiering',
      reason: 'wrong-class',
      points: 0,
      status: 'open',
      messages: [
        { author: 'Zoë Ångström', own: true, text: 'My rule moves it on day 90.\nWhy is it wrong?', at: AT },
        { author: 'Ada Lovelace', own: false, text: 'I look into it.', at: AT },
      ],
    },
  ],
};

export const regrade: RegradeReply = {
  id: 'regrade-0001',
  lab: 's3-lifecycle',
  version: '0.1.0+abc',
  status: 'ready',
  problem: null,
  total: 620,
  done: 620,
  withoutEvidence: 2,
  createdAt: AT,
  decidedAt: null,
  changes: [
    {
      attempt: 'attempt-0001',
      number: 3,
      learner: 'user-zoe-0002',
      name: 'Zoë Ångström',
      task: 'tiering',
      before: { status: 'fail', points: 0, reason: 'wrong-class', message: 'On day 90 it is in STANDARD.' },
      after: {
        status: 'pass',
        points: 20,
        reason: 'on-schedule',
        message: 'Every object is where it should be.',
      },
      applied: false,
    },
    {
      attempt: 'attempt-0002',
      number: 1,
      learner: 'user-mei-0003',
      name: '李 Mei',
      task: 'tiering',
      before: {
        status: 'pass',
        points: 20,
        reason: 'on-schedule',
        message: 'Every object is where it should be.',
      },
      after: { status: 'fail', points: 0, reason: 'wrong-class', message: 'On day 91 it is in GLACIER.' },
      applied: false,
    },
  ],
};

export const overrides: OverridesReply = {
  overrides: [
    {
      assignment: 'assignment-0001',
      title: 'S3 life cycle',
      learner: 'user-zoe-0002',
      name: 'Zoë Ångström',
      task: 'tiering',
      points: 15,
      reason: 'The rule was right; our check was not.',
      by: 'Ada Lovelace',
      at: AT,
      automatic: { then: 0, now: 20 },
      changed: true,
    },
  ],
};

export const gradebook: GradebookReply = {
  cohort: 'spring-class',
  title: 'ML infrastructure, spring',
  at: AT,
  assignments: [{ id: 'assignment-0001', title: 'S3 life cycle', maxPoints: 100 }],
  students: [],
};
export const gradebookCsv = 'login,name,S3 life cycle\r\nzoe@uni.example,Zoë Ångström,86\r\n';
