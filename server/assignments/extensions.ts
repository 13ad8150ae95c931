import type {
  AssignmentDates,
  AssignmentPolicy,
  Extension,
  ExtensionBody,
  ExtensionsReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  deleteExtension,
  enrolmentsOf,
  extensionsOf,
  inTransaction,
  saveExtension,
  writeAudit,
  type Assignment,
  type Cohort,
  type Db,
  type Executor,
  type Extension as StoredExtension,
} from '../store/index.ts';
import { iso, requireAssignment } from './assignments.ts';
import { datesFor, limitFor, plannedDates, type Dates } from './dates.ts';
import { instantOf } from './local-time.ts';

/** Dates of single learners. Scores follow at once: they are worked out at every look. */
export class Extensions {
  readonly #db: Db;
  readonly #now: () => number;

  constructor({ db, now }: { db: Db; now(): number }) {
    this.#db = db;
    this.#now = now;
  }

  /** @throws CodedError ASSIGNMENT_NOT_FOUND */
  async list(cohort: Cohort, assignment: string): Promise<ExtensionsReply> {
    return await this.#list(this.#db, cohort, assignment);
  }

  /**
   * Gives learners, or a whole group, dates of their own, in place of what they had.
   *
   * @throws CodedError ASSIGNMENT_NOT_FOUND, EXTENSION_REFUSED, LEARNER_NOT_FOUND
   */
  async give(actor: string, cohort: Cohort, id: string, body: ExtensionBody): Promise<ExtensionsReply> {
    const {
      dueAt = null,
      extraMinutes = 0,
      extraPercent = 0,
      extraAttempts = 0,
      excused = false,
      reason,
    } = body;
    return await inTransaction(this.#db, async (tx) => {
      const assignment = await requireAssignment(tx, cohort, id);
      const refuse = (problem: string): never => {
        throw new CodedError('EXTENSION_REFUSED', { problem });
      };
      const planned = plannedDates(assignment, cohort.time_zone);
      const moves = dueAt !== null || extraMinutes > 0 || extraPercent > 0;
      const { attemptLimit } = JSON.parse(assignment.policy) as AssignmentPolicy;
      if (moves && planned.due === null) refuse('the assignment has no due time');
      if (extraAttempts > 0 && attemptLimit === null) refuse('the assignment has no limit of attempts');
      if (!excused && !moves && extraAttempts === 0) refuse('it changes nothing');
      const own = dueAt === null ? null : instantOf(dueAt, cohort.time_zone, 'later');
      if (dueAt !== null && own === null) refuse(`the calendar has no ${dueAt}`);
      if (own !== null && planned.due !== null && own < planned.due)
        refuse('its due time is earlier than the cohort’s');
      for (const learner of await this.#learners(tx, cohort, body)) {
        await saveExtension(tx, {
          assignment: id,
          learner,
          due_at: dueAt,
          extra_minutes: extraMinutes,
          extra_percent: extraPercent,
          extra_attempts: extraAttempts,
          excused: excused ? 1 : 0,
          reason: reason.trim(),
          by: actor,
          at: this.#now(),
        });
        const detail = { assignment: id, dueAt, extraMinutes, extraPercent, extraAttempts, excused, reason };
        await writeAudit(
          tx,
          { actor, action: 'extension.given', cohort: cohort.id, subject: learner, detail },
          this.#now(),
        );
      }
      return await this.#list(tx, cohort, id);
    });
  }

  /** @throws CodedError ASSIGNMENT_NOT_FOUND, EXTENSION_NOT_FOUND */
  async remove(actor: string, cohort: Cohort, id: string, learner: string): Promise<ExtensionsReply> {
    return await inTransaction(this.#db, async (tx) => {
      await requireAssignment(tx, cohort, id);
      if (!(await deleteExtension(tx, id, learner))) throw new CodedError('EXTENSION_NOT_FOUND');
      const detail = { assignment: id };
      await writeAudit(
        tx,
        { actor, action: 'extension.removed', cohort: cohort.id, subject: learner, detail },
        this.#now(),
      );
      return await this.#list(tx, cohort, id);
    });
  }

  async #learners(tx: Executor, cohort: Cohort, { learners, group }: ExtensionBody): Promise<string[]> {
    const students = (await enrolmentsOf(tx, cohort.id)).filter(
      ({ role, status }) => role === 'student' && status === 'active',
    );
    if ((learners === undefined) === (group === undefined)) {
      throw new CodedError('EXTENSION_REFUSED', { problem: 'it takes either learners or a group' });
    }
    if (learners) {
      const unknown = learners.find((id) => !students.some(({ learner }) => learner === id));
      if (unknown !== undefined) throw new CodedError('LEARNER_NOT_FOUND', { learner: unknown });
      return [...new Set(learners)];
    }
    const members = students.filter(({ group_name }) => group_name === group).map(({ learner }) => learner);
    if (members.length === 0) {
      throw new CodedError('EXTENSION_REFUSED', { problem: `nobody is in a group "${group ?? ''}"` });
    }
    return members;
  }

  async #list(db: Executor, cohort: Cohort, id: string): Promise<ExtensionsReply> {
    const assignment = await requireAssignment(db, cohort, id);
    const names = await namesOf(db, cohort.id);
    const planned = plannedDates(assignment, cohort.time_zone);
    const of = { zone: cohort.time_zone, begun: assignment.created_at };
    const rows = (await extensionsOf(db, cohort.id)).filter((one) => one.assignment === id);
    return {
      extensions: rows
        .map((one) => extensionReply(one, names, datesFor(planned, one, of)))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    };
  }
}

/** @param names of people, by id; @param dates that come of it */
function extensionReply(
  one: StoredExtension,
  names: ReadonlyMap<string, string>,
  { due, close }: Dates,
): Extension {
  return {
    learner: one.learner,
    name: names.get(one.learner) ?? '',
    dueAt: one.due_at,
    extraMinutes: one.extra_minutes,
    extraPercent: one.extra_percent,
    extraAttempts: one.extra_attempts,
    excused: one.excused === 1,
    reason: one.reason,
    by: one.by === null ? null : (names.get(one.by) ?? one.by),
    at: new Date(one.at).toISOString(),
    due: iso(due),
    close: iso(close),
  };
}

/** What is planned for an assignment, what holds for one learner with the attempts they have, and the extension behind it. */
export async function datesOf(
  db: Executor,
  cohort: Cohort,
  assignment: Assignment,
  learner: string,
): Promise<{
  planned: AssignmentDates;
  dates: AssignmentDates;
  extension: Extension | null;
  attemptLimit: number | null;
}> {
  const zone = cohort.time_zone;
  const planned = plannedDates(assignment, zone);
  const own = (await extensionsOf(db, cohort.id, learner)).find((one) => one.assignment === assignment.id);
  const dates = datesFor(planned, own, { zone, begun: assignment.created_at });
  const names = own ? await namesOf(db, cohort.id) : new Map<string, string>();
  return {
    planned: instants(planned),
    dates: instants(dates),
    attemptLimit: limitFor(JSON.parse(assignment.policy) as AssignmentPolicy, own),
    extension: own ? extensionReply(own, names, dates) : null,
  };
}

async function namesOf(db: Executor, cohort: string): Promise<Map<string, string>> {
  return new Map((await enrolmentsOf(db, cohort)).map(({ learner, name }) => [learner, name]));
}

const instants = ({ release, due, close }: Dates): AssignmentDates => ({
  release: iso(release),
  due: iso(due),
  close: iso(close),
});
