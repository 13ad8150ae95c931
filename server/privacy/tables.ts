import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../store/index.ts';

type Condition = (learner: string) => RawBuilder<unknown>;

/** A table that holds something about learners: whose rows are whose, what an export leaves out. */
export interface PersonalTable {
  table: keyof Database;
  /** What the rows are, for the one who reads an export. */
  about: string;
  /** The rows about a learner. */
  of: Condition;
  /** Columns that leave no server: digests that open something, seeds that others' values could be guessed from, who somebody else is. */
  secret?: readonly string[];
}

const own =
  (column: string): Condition =>
  (learner) =>
    sql`${sql.ref(column)} = ${learner}`;
const sessions = (learner: string) => sql`select id from lab_sessions where learner = ${learner}`;
const attempts = (learner: string) => sql`select id from attempts where session in (${sessions(learner)})`;
const within =
  (column: string, rows: (learner: string) => RawBuilder<unknown>): Condition =>
  (learner) =>
    sql`${sql.ref(column)} in (${rows(learner)})`;
const rowsOf =
  (table: string) =>
  (learner: string): RawBuilder<unknown> =>
    sql`select id from ${sql.table(table)} where learner = ${learner}`;

/** Every table with something about a learner, children before parents: the order in which rows can be deleted. */
export const PERSONAL: readonly PersonalTable[] = [
  {
    table: 'webhook_tries',
    about: 'Tries of what was sent to webhooks',
    of: within('delivery', rowsOf('webhook_deliveries')),
  },
  { table: 'webhook_deliveries', about: 'What was sent to webhooks', of: own('learner') },
  {
    table: 'request_messages',
    about: 'Words of requests for another look',
    of: within('request', rowsOf('regrade_requests')),
  },
  { table: 'regrade_requests', about: 'Requests for another look', of: own('learner') },
  { table: 'comments', about: 'Comments of staff on attempts', of: own('learner') },
  {
    table: 'regrade_changes',
    about: 'Verdicts that a corrected grader changed or would have',
    of: own('learner'),
  },
  { table: 'overrides', about: 'Points set by hand, with reasons', of: own('learner') },
  { table: 'extensions', about: 'Extensions and extra time', of: own('learner') },
  { table: 'watch_marks', about: 'What staff noted on the watch list', of: own('learner') },
  {
    table: 'similarities',
    about: 'Values of another learner in this one’s work, or the other way round',
    of: (learner) => sql`${own('learner')(learner)} or ${own('owner')(learner)}`,
    secret: ['learner', 'owner', 'value', 'attempt', 'last_attempt'],
  },
  { table: 'run_items', about: 'Part in grading runs of staff', of: own('learner') },
  { table: 'receipts', about: 'Receipts', of: own('learner') },
  { table: 'certificates', about: 'Certificates', of: own('learner') },
  {
    table: 'evidence',
    about: 'What was read of the account at each attempt',
    of: within('attempt', attempts),
  },
  { table: 'attempt_calls', about: 'Summaries of calls to the account', of: within('session', sessions) },
  { table: 'task_results', about: 'Verdicts', of: within('session', sessions) },
  { table: 'graded_files', about: 'Files as they were graded', of: within('session', sessions) },
  { table: 'drafts', about: 'Drafts of files', of: within('session', sessions) },
  { table: 'artifacts', about: 'Files that were handed in', of: within('session', sessions) },
  { table: 'hint_openings', about: 'Hints that were opened', of: within('session', sessions) },
  {
    table: 'jobs',
    about: 'Work in the queue',
    of: (learner) => sql`subject in (${sessions(learner)}) or subject in (${attempts(learner)})`,
  },
  { table: 'attempts', about: 'Attempts', of: within('session', sessions) },
  {
    table: 'lab_sessions',
    about: 'Labs that were begun, with their values',
    of: own('learner'),
    secret: ['seed'],
  },
  { table: 'quiz_answers', about: 'Answers in quizzes', of: within('attempt', rowsOf('quiz_attempts')) },
  { table: 'quiz_attempts', about: 'Quizzes', of: own('learner'), secret: ['seed'] },
  { table: 'review_answers', about: 'Answers in reviews', of: within('session', rowsOf('review_sessions')) },
  { table: 'review_sessions', about: 'Reviews', of: own('learner'), secret: ['seed'] },
  { table: 'lesson_progress', about: 'Lessons, and where reading stopped', of: own('learner') },
  { table: 'account_calls', about: 'Requests sent to their AWS account', of: own('learner') },
  { table: 'aws_accounts', about: 'Registered AWS accounts', of: own('learner') },
  { table: 'api_tokens', about: 'Tokens of programs', of: own('owner'), secret: ['digest'] },
  {
    table: 'login_failures',
    about: 'Wrong passwords',
    of: (learner) => sql`login in (select login from users where id = ${learner})`,
  },
  { table: 'logins', about: 'Browsers that are logged in', of: own('user'), secret: ['id'] },
  { table: 'one_time_links', about: 'One-time links to the account', of: own('user'), secret: ['id'] },
  { table: 'enrolments', about: 'Cohorts', of: own('learner') },
  { table: 'users', about: 'The login', of: own('id'), secret: ['password_hash'] },
  { table: 'learners', about: 'The person', of: own('id'), secret: ['seed'] },
];

/**
 * Columns that say who did something to somebody else's rows, or to the cohort's. The rows stay when the person goes; `keyed` ones
 * have to name somebody who is there.
 */
export const MENTIONS: readonly { table: keyof Database; column: string; keyed: boolean }[] = [
  { table: 'logins', column: 'view_as', keyed: false },
  { table: 'one_time_links', column: 'created_by', keyed: false },
  { table: 'request_messages', column: 'author', keyed: true },
  { table: 'comments', column: 'author', keyed: true },
  { table: 'overrides', column: 'given_by', keyed: true },
  { table: 'extensions', column: 'by', keyed: false },
  { table: 'watch_marks', column: 'by', keyed: true },
  { table: 'similarities', column: 'dismissed_by', keyed: false },
  { table: 'regrades', column: 'created_by', keyed: true },
  { table: 'regrades', column: 'decided_by', keyed: false },
  { table: 'runs', column: 'started_by', keyed: false },
  { table: 'audit', column: 'actor', keyed: false },
  { table: 'audit', column: 'subject', keyed: false },
];

/** Tables without anything about a learner but mentions. */
export const IMPERSONAL: readonly (keyof Database)[] = [
  'assignments',
  'audit',
  'cohorts',
  'regrades',
  'retentions',
  'runs',
  'webhooks',
];
