import type { Executor } from './database.ts';
import { newId, newSeed } from './ids.ts';
import type { NewEnrolment } from './schema-classroom.ts';

/** Rows in one statement: SQLite takes 32,766 values. */
const CHUNK = 500;

function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += CHUNK) yield list.slice(from, from + CHUNK);
}

export interface KnownUser {
  id: string;
  login: string;
  name: string;
  admin: number;
}

/** Users by their logins, in lower case. */
export async function usersByLogins(
  db: Executor,
  logins: readonly string[],
): Promise<Map<string, KnownUser>> {
  const found = new Map<string, KnownUser>();
  for (const some of chunks(logins)) {
    const rows = await db
      .selectFrom('users')
      .innerJoin('learners', 'learners.id', 'users.id')
      .select(['users.id', 'users.login', 'users.admin', 'learners.name'])
      .where('users.login', 'in', some)
      .execute();
    for (const row of rows) found.set(row.login, row);
  }
  return found;
}

/** Who of a cohort has chosen a password. */
export async function usersWithPassword(db: Executor, cohort: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('users')
    .innerJoin('enrolments', 'enrolments.learner', 'users.id')
    .select('users.id')
    .where('enrolments.cohort', '=', cohort)
    .where('users.password_hash', 'is not', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Which of these people are in another cohort too. */
export async function enrolledElsewhere(
  db: Executor,
  cohort: string,
  learners: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of chunks(learners)) {
    const rows = await db
      .selectFrom('enrolments')
      .select('learner')
      .distinct()
      .where('learner', 'in', some)
      .where('cohort', '!=', cohort)
      .execute();
    for (const { learner } of rows) found.add(learner);
  }
  return found;
}

/** Makes many people at once. Their logins must be free. */
export async function insertUsers(
  tx: Executor,
  people: readonly { id: string; login: string; name: string }[],
  now: number,
): Promise<void> {
  for (const some of chunks(people)) {
    await tx
      .insertInto('learners')
      .values(some.map(({ id, name }) => ({ id, name, seed: newSeed(), created_at: now })))
      .execute();
    await tx
      .insertInto('users')
      .values(
        some.map(({ id, login }) => ({
          id,
          login,
          password_hash: null,
          admin: 0,
          disabled: 0,
          created_at: now,
        })),
      )
      .execute();
  }
}

/** Enrols many at once, or changes the enrolments that there are. */
export async function saveEnrolments(tx: Executor, enrolments: readonly NewEnrolment[]): Promise<void> {
  for (const some of chunks(enrolments)) {
    await tx
      .insertInto('enrolments')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['cohort', 'learner']).doUpdateSet((eb) => ({
          role: eb.ref('excluded.role'),
          student_number: eb.ref('excluded.student_number'),
          group_name: eb.ref('excluded.group_name'),
          email: eb.ref('excluded.email'),
          status: eb.ref('excluded.status'),
        })),
      )
      .execute();
  }
}

/** One-time links for people who were just made and have no other. */
export async function insertInvitations(
  tx: Executor,
  links: readonly { id: string; user: string }[],
  { createdBy, expiresAt }: { createdBy: string; expiresAt: number },
  now: number,
): Promise<void> {
  for (const some of chunks(links)) {
    await tx
      .insertInto('one_time_links')
      .values(
        some.map(({ id, user }) => ({
          id,
          user,
          purpose: 'invite',
          created_by: createdBy,
          created_at: now,
          expires_at: expiresAt,
          used_at: null,
        })),
      )
      .execute();
  }
}

/** Many entries of the audit at once; see writeAudit. */
export async function writeAudits(
  tx: Executor,
  { actor, cohort }: { actor: string; cohort: string },
  entries: readonly { action: string; subject: string | null; detail: Readonly<Record<string, unknown>> }[],
  now: number,
): Promise<void> {
  for (const some of chunks(entries)) {
    await tx
      .insertInto('audit')
      .values(
        some.map(({ action, subject, detail }) => ({
          id: newId(),
          at: now,
          actor,
          action,
          cohort,
          subject,
          detail: JSON.stringify(detail),
        })),
      )
      .execute();
  }
}
