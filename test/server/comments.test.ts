import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditReply, CommentsReply } from '../../server/contract/index.ts';
import { insertAssignment } from '../../server/store/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';
import { addLabWork } from '../helpers/server/work.ts';

let t: Classroom;
let teacher: Caller;
let assistant: Caller;
let ada: Caller;
let bob: Caller;
let attempt: string;
let base: string;

beforeAll(async () => {
  t = await startClassroom();
  [teacher, assistant, ada, bob] = [
    await t.user('teacher', { name: 'Dr. Who' }),
    await t.user('assistant'),
    await t.user('ada'),
    await t.user('bob'),
  ];
  await t.enrol(teacher, 'instructor');
  await t.enrol(assistant, 'assistant');
  await t.enrol(ada, 'student');
  await t.enrol(bob, 'student');
  await insertAssignment(t.db, {
    id: 'assignment-1',
    cohort: COHORT,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'Tiny bucket',
    release_at: null,
    due_at: null,
    close_at: null,
    policy: JSON.stringify({ late: [], attemptLimit: null, cooldownMinutes: 0, counting: 'best' }),
    released_at: null,
    created_at: 1,
    updated_at: 1,
  });
  const session = await addLabWork(t.db, {
    learner: ada.id,
    attempts: [{ at: 10, points: { 'make-bucket': 40 } }],
  });
  const row = await t.db
    .selectFrom('attempts')
    .select('id')
    .where('session', '=', session)
    .executeTakeFirstOrThrow();
  attempt = row.id;
  base = `/api/cohorts/${COHORT}/learners/${ada.id}`;
});
afterAll(() => t.close());

const mine = async (who: Caller) => (await who.call<CommentsReply>('GET', '/api/comments')).body.comments;
const write = (who: Caller, text: string, task: string | null = null) =>
  who.call<CommentsReply>('POST', `${base}/attempts/${attempt}/comments`, { task, text });

test('a comment is there for the student it is about, new until seen, and for nobody else', async () => {
  const written = await write(teacher, '  Well done.\n', 'make-bucket');
  expect(written.status).toBe(201);
  expect(await mine(ada)).toMatchObject([
    {
      author: 'Dr. Who',
      text: 'Well done.',
      lab: 'tiny-bucket',
      number: 1,
      task: 'make-bucket',
      own: false,
      seen: false,
    },
  ]);
  expect(await mine(bob)).toEqual([]);
  const ids = (await mine(ada)).map(({ id }) => id);
  // Somebody else's reading is not hers.
  await bob.call('POST', '/api/comments/seen', { comments: ids });
  expect((await mine(ada))[0]?.seen).toBe(false);
  const seen = await ada.call<CommentsReply>('POST', '/api/comments/seen', { comments: ids });
  expect(seen.body.comments[0]?.seen).toBe(true);
  expect((await teacher.call<CommentsReply>('GET', `${base}/comments`)).body.comments[0]?.seen).toBe(true);
});

test('only its author changes it, and then it is new again; who manages the cohort removes it', async () => {
  const [comment] = (await write(assistant, 'Nearly.')).body.comments;
  const url = `${base}/comments/${comment?.id}`;
  await ada.call('POST', '/api/comments/seen', { comments: [comment?.id] });
  expect((await teacher.call('PUT', url, { text: 'No.' })).code).toBe('COMMENT_OF_OTHERS');
  const changed = await assistant.call<CommentsReply>('PUT', url, { text: 'Very nearly.' });
  expect(changed.body.comments[0]).toMatchObject({ text: 'Very nearly.', seen: false, own: true });
  expect(changed.body.comments[0]?.editedAt).not.toBeNull();
  const other = (await mine(ada)).find(({ author }) => author === 'Dr. Who');
  expect((await assistant.call('DELETE', `${base}/comments/${other?.id}`)).code).toBe('COMMENT_OF_OTHERS');
  expect((await teacher.call('DELETE', url)).status).toBe(200);
  expect((await mine(ada)).map(({ text }) => text)).toEqual(['Well done.']);
  expect((await teacher.call('DELETE', url)).code).toBe('COMMENT_NOT_FOUND');
  const audit = await teacher.call<AuditReply>('GET', `/api/cohorts/${COHORT}/audit`);
  const entries = audit.body.entries.filter(({ action }) => action.startsWith('comment.'));
  expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
    ['comment.removed', 'Dr. Who'],
    ['comment.changed', 'assistant'],
    ['comment.written', 'assistant'],
    ['comment.written', 'Dr. Who'],
  ]);
  expect(entries[1]?.detail).toMatchObject({ before: 'Nearly.', after: 'Very nearly.' });
  expect(entries[0]?.detail).toMatchObject({ text: 'Very nearly.' });
});

test('what is no task, no attempt of hers or no words is refused', async () => {
  expect((await write(teacher, 'x', 'no-such-task')).code).toBe('TASK_NOT_FOUND');
  expect((await write(teacher, '   ')).status).toBe(400);
  const ofBob = `/api/cohorts/${COHORT}/learners/${bob.id}/attempts/${attempt}/comments`;
  expect((await teacher.call('POST', ofBob, { task: null, text: 'x' })).code).toBe('ATTEMPT_NOT_FOUND');
  expect((await write(ada, 'x')).code).toBe('ROLE_FORBIDS');
});
