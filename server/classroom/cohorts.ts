import {
  may,
  permissionsOf,
  type AuditReply,
  type ChangeCohortBody,
  type CohortReply,
  type CreateCohortBody,
  type Role,
  type StaffBody,
  type StaffReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  allCohorts,
  auditEntries,
  changeCohort,
  changeLogin,
  cohortsOf,
  enrolmentsOf,
  findCohort,
  findEnrolment,
  insertCohort,
  inTransaction,
  saveEnrolment,
  userByLogin,
  writeAudit,
  type Cohort,
  type Db,
  type Executor,
} from '../store/index.ts';
import { requireEnrolled } from './gatekeeper.ts';
import { standingOf } from './standing.ts';
import { endTokensBeyond } from './tokens.ts';

const AUDIT_PAGE = 200;

/** Cohorts: made, named, archived; their staff; what was changed in them. */
export class Cohorts {
  readonly #db: Db;
  readonly #now: () => number;

  constructor({ db, now }: { db: Db; now(): number }) {
    this.#db = db;
    this.#now = now;
  }

  /** Those of a person with the role there; an admin sees all. */
  async list(user: { id: string; admin: boolean }): Promise<CohortReply[]> {
    const own = await cohortsOf(this.#db, user.id);
    if (!user.admin) return own.map((cohort) => cohortReply(cohort, cohort.role as Role));
    return (await allCohorts(this.#db)).map((cohort) => cohortReply(cohort, 'owner'));
  }

  /** @throws CodedError COHORT_EXISTS, TIME_ZONE_UNKNOWN */
  async create(actor: string, { id, title, timeZone }: CreateCohortBody): Promise<CohortReply> {
    checkZone(timeZone);
    return await inTransaction(this.#db, async (tx) => {
      if (!(await insertCohort(tx, { id, title: title.trim(), timeZone }, this.#now()))) {
        throw new CodedError('COHORT_EXISTS', { cohort: id });
      }
      const enrolment = { student_number: null, group_name: null, status: 'active', created_at: this.#now() };
      await saveEnrolment(tx, { cohort: id, learner: actor, role: 'owner', ...enrolment });
      await writeAudit(
        tx,
        { actor, action: 'cohort.created', cohort: id, detail: { title, timeZone } },
        this.#now(),
      );
      return cohortReply(await this.#cohort(tx, id), 'owner');
    });
  }

  /** @throws CodedError TIME_ZONE_UNKNOWN */
  async change(actor: string, cohort: Cohort, role: Role, change: ChangeCohortBody): Promise<CohortReply> {
    const { title, timeZone, archived } = change;
    if (timeZone !== undefined) checkZone(timeZone);
    return await inTransaction(this.#db, async (tx) => {
      await changeCohort(tx, cohort.id, {
        ...(title === undefined ? {} : { title: title.trim() }),
        ...(timeZone === undefined ? {} : { time_zone: timeZone }),
        ...(archived === undefined ? {} : { archived_at: archived ? this.#now() : null }),
      });
      await writeAudit(
        tx,
        { actor, action: 'cohort.changed', cohort: cohort.id, detail: change },
        this.#now(),
      );
      return cohortReply(await this.#cohort(tx, cohort.id), role);
    });
  }

  async staff(cohort: string): Promise<StaffReply> {
    const people = await enrolmentsOf(this.#db, cohort);
    return {
      staff: people
        .filter(({ role }) => role !== 'student')
        .map(({ learner, name, login, role, status }) => ({
          learner,
          name,
          login,
          role: role as Role,
          active: status === 'active',
        })),
    };
  }

  /** Gives somebody a role, or takes them out. @throws CodedError USER_NOT_FOUND, LAST_OWNER */
  async setRole(actor: string, cohort: string, { login, role }: StaffBody): Promise<StaffReply> {
    await inTransaction(this.#db, async (tx) => {
      const person = await userByLogin(tx, login);
      if (!person) throw new CodedError('USER_NOT_FOUND', { user: login });
      const known = await findEnrolment(tx, cohort, person.id);
      await saveEnrolment(tx, {
        cohort,
        learner: person.id,
        role: role ?? known?.role ?? 'student',
        student_number: known?.student_number ?? null,
        group_name: known?.group_name ?? null,
        status: role === null ? 'dropped' : 'active',
        created_at: this.#now(),
      });
      const owners = (await enrolmentsOf(tx, cohort)).filter(
        (one) => one.role === 'owner' && one.status === 'active',
      );
      if (owners.length === 0) throw new CodedError('LAST_OWNER');
      const detail = { role, before: known?.status === 'active' ? known.role : null };
      await writeAudit(tx, { actor, action: 'role.set', cohort, subject: person.id, detail }, this.#now());
      await endTokensBeyond(tx, actor, { owner: person.id }, this.#now());
    });
    return await this.staff(cohort);
  }

  /**
   * Shows the pages of a student to staff, on record.
   *
   * @throws CodedError LEARNER_NOT_FOUND, for staff and those who left too; VIEW_ELSEWHERE where the pages would show the work of
   *   a class whose learners the viewer may not see
   */
  async viewAs(actor: string, login: string, cohort: string, learner: string): Promise<void> {
    const { role, status } = await requireEnrolled(this.#db, cohort, learner);
    if (role !== 'student' || status !== 'active') throw new CodedError('LEARNER_NOT_FOUND', { learner });
    for (const { id, archived_at } of await cohortsOf(this.#db, learner)) {
      const standing = await standingOf(this.#db, id, actor);
      if (archived_at === null && (!standing || !may(standing, 'learners')))
        throw new CodedError('VIEW_ELSEWHERE');
    }
    await inTransaction(this.#db, async (tx) => {
      await changeLogin(tx, login, { view_as: learner });
      await writeAudit(tx, { actor, action: 'view.began', cohort, subject: learner }, this.#now());
    });
  }

  async endView(login: string): Promise<void> {
    await changeLogin(this.#db, login, { view_as: null });
  }

  /** What was changed, newest first. */
  async audit(cohort: string | null, before: number): Promise<AuditReply> {
    const entries = await auditEntries(this.#db, { cohort, before, limit: AUDIT_PAGE });
    return {
      entries: entries.map((entry) => ({
        id: entry.id,
        at: new Date(entry.at).toISOString(),
        actor: entry.actor_name ?? entry.actor,
        action: entry.action,
        cohort: entry.cohort,
        subject: entry.subject_name ?? entry.subject,
        detail: JSON.parse(entry.detail) as Record<string, unknown>,
      })),
    };
  }

  async #cohort(tx: Executor, id: string): Promise<Cohort> {
    const cohort = await findCohort(tx, id);
    if (!cohort) throw new CodedError('COHORT_NOT_FOUND', { cohort: id });
    return cohort;
  }
}

export function cohortReply(cohort: Cohort, role: Role): CohortReply {
  return {
    id: cohort.id,
    title: cohort.title,
    timeZone: cohort.time_zone,
    createdAt: new Date(cohort.created_at).toISOString(),
    archived: cohort.archived_at !== null,
    role,
    permissions: permissionsOf(role),
  };
}

/** @throws CodedError TIME_ZONE_UNKNOWN */
function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new CodedError('TIME_ZONE_UNKNOWN', { zone });
  }
}
