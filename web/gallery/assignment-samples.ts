import type {
  AssignmentsReply,
  MyAssignment,
  RosterApplyReply,
  RosterPreviewReply,
  RosterReply,
  WhatIfReply,
} from '../../server/contract/index.ts';

export const roster: RosterReply = {
  people: [
    {
      learner: 'user-ada-0001',
      login: 'ada',
      name: 'Ada Lovelace',
      email: null,
      studentNumber: null,
      group: null,
      role: 'owner',
      active: true,
      joined: true,
    },
    {
      learner: 'user-zoe-0002',
      login: 'zoe@uni.example',
      name: 'Zoë Ångström',
      email: 'zoe@uni.example',
      studentNumber: '007001',
      group: 'Blue',
      role: 'student',
      active: true,
      joined: false,
    },
    {
      learner: 'user-old-0003',
      login: 'old',
      name: 'Olaf Dole',
      email: null,
      studentNumber: '007002',
      group: null,
      role: 'student',
      active: false,
      joined: true,
    },
  ],
};

export const rosterPreview: RosterPreviewReply = {
  encoding: 'utf-8',
  separator: ';',
  ignoredColumns: ['Shoe size'],
  counts: { added: 1, changed: 1, dropped: 1, unchanged: 40 },
  changes: [
    {
      kind: 'added',
      login: 'mei',
      name: '李 Mei',
      row: 2,
      fields: [{ field: 'student_number', before: '', after: '007003' }],
    },
    {
      kind: 'changed',
      login: 'zoe@uni.example',
      name: 'Zoë Ångström',
      row: 3,
      fields: [{ field: 'group', before: 'Blue', after: 'Red' }],
    },
    { kind: 'dropped', login: 'tom', name: 'Tom Thumb', row: null, fields: [] },
  ],
  problems: [],
  problemCount: 0,
  notes: [],
  digest: 'd1',
};
export const rosterProblems: RosterPreviewReply = {
  ...rosterPreview,
  problems: [
    {
      row: 7,
      column: 'student_number',
      code: 'rounded-number',
      message: '"1.23457E+11" is a number that a spreadsheet has rounded.',
      cure: 'Format the column as text before saving.',
    },
  ],
  problemCount: 1,
};
export const rosterApplied: RosterApplyReply = {
  counts: rosterPreview.counts,
  skipped: 0,
  invitations: [
    {
      login: 'mei',
      name: '李 Mei',
      email: null,
      link: {
        path: '/welcome#Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
        expiresAt: '2026-12-27T09:30:00.000Z',
      },
    },
  ],
};

export const assignments: AssignmentsReply = {
  timeZone: 'Europe/Berlin',
  assignments: [
    {
      id: 'assignment-0001',
      kind: 'lab',
      item: 's3-lifecycle',
      title: 'S3 life cycle',
      releaseAt: '2026-11-20T08:00',
      dueAt: '2026-12-04T18:00',
      closeAt: '2026-12-08T18:00',
      policy: {
        late: [
          { afterHours: 0, percent: 80 },
          { afterHours: 48, percent: 50 },
        ],
        attemptLimit: 10,
        cooldownMinutes: 5,
        counting: 'per-task-best',
        hiddenUntilReleased: false,
      },
      released: true,
      answersOpen: false,
      instants: {
        release: '2026-11-20T07:00:00.000Z',
        due: '2026-12-04T17:00:00.000Z',
        close: '2026-12-08T17:00:00.000Z',
      },
      maxPoints: 100,
      extensions: 1,
    },
  ],
};
export const whatIfReply: WhatIfReply = {
  learners: 40,
  gain: 0,
  lose: 1,
  averageBefore: 71.5,
  averageAfter: 70.75,
  changes: [
    {
      learner: 'user-zoe-0002',
      name: 'Zoë Ångström',
      before: 80,
      after: 50,
      statusBefore: 'late',
      statusAfter: 'late',
    },
  ],
};
export const ownAssignment: MyAssignment = {
  id: 'assignment-0001',
  cohort: 'spring-class',
  cohortTitle: 'ML infrastructure, spring',
  timeZone: 'Europe/Berlin',
  kind: 'lab',
  item: 's3-lifecycle',
  title: 'S3 life cycle',
  dates: { release: null, due: '2026-12-04T17:00:00.000Z', close: '2026-12-08T17:00:00.000Z' },
  state: 'open',
  percentNow: 100,
  late: [
    { afterHours: 0, percent: 80 },
    { afterHours: 48, percent: 50 },
  ],
  counting: 'per-task-best',
  attemptsUsed: 8,
  attemptsLeft: 2,
  nextAttemptAt: null,
  score: 60,
  maxPoints: 100,
  status: 'submitted',
};
