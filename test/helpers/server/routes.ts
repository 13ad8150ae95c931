import type { Access } from '../../../server/plugins/access.ts';

/** Who may call what, said once more and by hand: a new route fails this test until somebody has thought about it. */
export const EXPECTED: Record<string, Access> = {
  'GET /api/session': 'public',
  'GET /api/health': 'public',
  'GET /api/course': 'learner',
  'GET /api/course/coverage': 'learner',
  'GET /api/lessons/:part': 'learner',
  'PUT /api/lessons/:part/progress': 'learner',
  'POST /api/quizzes/:part/attempts': 'learner',
  'GET /api/quiz-attempts/:id': 'learner',
  'POST /api/quiz-attempts/:id/answers': 'learner',
  'GET /api/reviews': 'learner',
  'POST /api/reviews': 'learner',
  'GET /api/reviews/:id': 'learner',
  'POST /api/reviews/:id/answers': 'learner',
  'GET /api/glossary': 'learner',
  'GET /api/search': 'learner',
  'GET /api/labs/:lab': 'learner',
  'GET /api/labs/:lab/files/*': 'learner',
  'POST /api/lab-sessions': 'learner',
  'GET /api/lab-sessions/:id': 'learner',
  'GET /api/lab-sessions': 'learner',
  'POST /api/lab-sessions/:id/reset': 'learner',
  'GET /api/lab-sessions/:id/connection': 'learner',
  'GET /api/lab-sessions/:id/journal': 'learner',
  'GET /api/lab-sessions/:id/lifecycle': 'learner',
  'GET /api/lab-sessions/:id/network': 'learner',
  'GET /api/lab-sessions/:id/decisions': 'learner',
  'GET /api/lab-sessions/:id/deployment': 'learner',
  'GET /api/lab-sessions/:id/spot-prices': 'learner',
  'GET /api/lab-sessions/:id/bill': 'learner',
  'GET /api/lab-sessions/:id/identities': 'learner',
  'GET /api/lab-sessions/:id/pods': 'learner',
  'GET /api/lab-sessions/:id/hints': 'learner',
  'POST /api/lab-sessions/:id/hints': 'learner',
  'GET /api/lab-sessions/:id/artifacts': 'learner',
  'PUT /api/lab-sessions/:id/artifacts/:task/:name': 'learner',
  'PUT /api/lab-sessions/:id/drafts/:task/:name': 'learner',
  'GET /api/lab-sessions/:id/solution/:task': 'learner',
  'POST /api/lab-sessions/:id/attempts': 'learner',
  'GET /api/lab-sessions/:id/events': 'learner',
  'GET /api/lab-sessions/:id/terminals': 'learner',
  'POST /api/lab-sessions/:id/terminals': 'learner',
  'DELETE /api/lab-sessions/:id/terminals/:terminal': 'learner',
  'GET /api/lab-sessions/:id/terminals/:terminal/stream': 'learner',
  'GET /api/attempts/:id': 'learner',
  'GET /api/attempts/:id/evidence': 'learner',
  'GET /api/attempts/:id/changes': 'learner',
  'GET /api/lab-sessions/:id/changes': 'learner',
  'GET /api/lab-sessions/:id/timeline': 'learner',
  'GET /api/receipts': 'learner',
  'GET /api/receipts/:id': 'learner',
  'GET /api/receipts/:id/text': 'learner',
  'POST /api/records/verify': 'learner',
  'GET /api/certificates': 'learner',
  'POST /api/certificates': 'learner',
  'GET /api/certificates/:id': 'learner',
  'POST /api/login': 'public',
  'POST /api/logout': 'learner',
  'POST /api/one-time-links/look': 'public',
  'POST /api/one-time-links/redeem': 'public',
  'POST /api/password': 'learner',
  'POST /api/view-as/end': 'learner',
  'GET /api/users': 'admin',
  'POST /api/users': 'admin',
  'PUT /api/users/:user': 'admin',
  'POST /api/users/:user/link': 'admin',
  'GET /api/audit': 'admin',
  'GET /api/cohorts': 'learner',
  'POST /api/cohorts': 'admin',
  'GET /api/cohorts/:cohort': 'cohort:member',
  'PUT /api/cohorts/:cohort': 'cohort:manage',
  'GET /api/cohorts/:cohort/staff': 'cohort:learners',
  'PUT /api/cohorts/:cohort/staff': 'cohort:own',
  'POST /api/cohorts/:cohort/learners/:learner/link': 'cohort:manage',
  'POST /api/cohorts/:cohort/learners/:learner/view': 'cohort:learners',
  'GET /api/cohorts/:cohort/audit': 'cohort:manage',
  'GET /metrics': 'loopback',
  'GET /assets/*': 'public',
  'GET /*': 'public',
};

/** An address of the route that means nothing that exists, where it can. */
export const urlOf = (url: string): string =>
  url
    .replace(':part', 'storage')
    .replace(':lab', 'tiny-bucket')
    .replace(':task', 'hand-in')
    .replace(':name', 'answer.txt')
    .replace(':cohort', 'spring-class')
    .replace(':learner', 'nosuchid12345678')
    .replace(':user', 'nosuchid12345678')
    .replace(':id', 'nosuchid12345678')
    .replace(':terminal', 'nosuchid12345678')
    .replace('*', 'answer.txt');

/** A body that each changing route takes. */
export const BODIES: Record<string, object> = {
  'PUT /api/lessons/:part/progress': { done: false },
  'POST /api/quiz-attempts/:id/answers': { item: 'x', answer: { type: 'fill', text: 'x' } },
  'POST /api/reviews/:id/answers': { part: 'storage', item: 'x', answer: { type: 'fill', text: 'x' } },
  'POST /api/records/verify': { text: '{}' },
  'POST /api/certificates': { scope: 'course', name: 'A' },
  'POST /api/lab-sessions': { lab: 'tiny-bucket' },
  'POST /api/lab-sessions/:id/hints': { task: 'hand-in', level: 1 },
  'PUT /api/lab-sessions/:id/artifacts/:task/:name': { text: 'x' },
  'PUT /api/lab-sessions/:id/drafts/:task/:name': { text: 'x' },
  'POST /api/lab-sessions/:id/attempts': { key: 'abcdefgh' },
  'POST /api/lab-sessions/:id/terminals': { cols: 80, rows: 24 },
  'POST /api/login': { login: 'nobody', password: 'not the password' },
  'POST /api/one-time-links/look': { token: 'a-token-that-nobody-ever-made' },
  'POST /api/one-time-links/redeem': {
    token: 'a-token-that-nobody-ever-made',
    password: 'correct horse battery',
  },
  'POST /api/password': { current: 'a', next: 'b' },
  'POST /api/users': { login: 'somebody', name: 'Some Body' },
  'PUT /api/users/:user': { name: 'Some Body' },
  'POST /api/cohorts': { id: 'another-class', title: 'Another class', timeZone: 'Europe/Berlin' },
  'PUT /api/cohorts/:cohort': { title: 'Spring class' },
  'PUT /api/cohorts/:cohort/staff': { login: 'nobody', role: 'assistant' },
};
