import type {
  AuditReply,
  CohortReply,
  OneTimeLinkReply,
  StaffReply,
  UserRow,
} from '../../server/contract/index.ts';

const AT = '2026-11-25T09:30:00.000Z';

export const cohort: CohortReply = {
  id: 'spring-class',
  title: 'ML infrastructure, spring',
  timeZone: 'Europe/Berlin',
  createdAt: AT,
  archived: false,
  role: 'owner',
  permissions: ['member', 'learners', 'grade', 'manage', 'design', 'own'],
};

/** What a student may see of it. */
export const studentCohort: CohortReply = { ...cohort, role: 'student', permissions: ['member'] };

export const link: OneTimeLinkReply = {
  path: '/welcome#Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
  expiresAt: '2026-11-27T09:30:00.000Z',
};

export const users: UserRow[] = [
  {
    id: 'user-ada-0001',
    login: 'ada',
    name: 'Ada Lovelace',
    admin: true,
    disabled: false,
    hasPassword: true,
    createdAt: AT,
  },
  {
    id: 'user-zoe-0002',
    login: 'zoe@uni.example',
    name: 'Zoë Ångström',
    admin: false,
    disabled: false,
    hasPassword: false,
    createdAt: AT,
  },
  {
    id: 'user-old-0003',
    login: 'old',
    name: 'Olaf Dole',
    admin: false,
    disabled: true,
    hasPassword: true,
    createdAt: AT,
  },
];

export const staff: StaffReply = {
  staff: [
    { learner: 'user-ada-0001', name: 'Ada Lovelace', login: 'ada', role: 'owner', active: true },
    { learner: 'user-old-0003', name: 'Olaf Dole', login: 'old', role: 'assistant', active: false },
  ],
};

export const audit: AuditReply = {
  entries: [
    {
      id: 'audit-000001',
      at: AT,
      actor: 'Ada Lovelace',
      action: 'role.set',
      cohort: cohort.id,
      subject: 'Olaf Dole',
      detail: { role: null, before: 'assistant' },
    },
  ],
};
