import type { Catalog } from '../catalog/index.ts';
import type {
  AssignmentBody,
  AssignmentPolicy,
  AssignmentRow,
  AssignmentsReply,
  CreateAssignmentBody,
  WhatIfReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  assignmentsOf,
  changeAssignment,
  deleteAssignment,
  enrolmentsOf,
  extensionsOf,
  findAssignment,
  insertAssignment,
  inTransaction,
  newId,
  overridesOf,
  writeAudit,
  type Assignment,
  type Cohort,
  type Db,
  type Executor,
  type Extension,
} from '../store/index.ts';
import { answersOpen } from './answers.ts';
import { isReleased, plannedDates, policyProblems } from './dates.ts';
import { storedOverrides, type OverrideSource } from './overrides.ts';
import { cents } from './score.ts';
import { assignmentStandings } from './standings.ts';
import { scoredTasks } from './work.ts';

export interface AssignmentsOptions {
  db: Db;
  catalog: Catalog;
  overrides?: OverrideSource;
  now(): number;
}

/** Assignments of a cohort: made, changed, released, taken away, and what a change would do to scores. */
export class Assignments {
  readonly #options: AssignmentsOptions;

  constructor(options: AssignmentsOptions) {
    this.#options = options;
  }

  async list(cohort: Cohort): Promise<AssignmentsReply> {
    const { db } = this.#options;
    const extensions = await extensionsOf(db, cohort.id);
    const rows = await assignmentsOf(db, cohort.id);
    const own = (id: string) => extensions.filter(({ assignment }) => assignment === id);
    return {
      timeZone: cohort.time_zone,
      assignments: rows.map((row) => this.#row(row, cohort, own(row.id))),
    };
  }

  /** @throws CodedError ASSIGNMENT_ITEM_UNKNOWN, ASSIGNMENT_REFUSED, ASSIGNMENT_EXISTS */
  async create(actor: string, cohort: Cohort, body: CreateAssignmentBody): Promise<AssignmentRow> {
    const { db, catalog, now } = this.#options;
    const { kind, item } = body;
    const known = kind === 'lab' ? catalog.labs : catalog.quizzes;
    if (!known.has(item)) {
      throw new CodedError('ASSIGNMENT_ITEM_UNKNOWN', { kind, item, known: [...known.keys()].join(', ') });
    }
    check(body, cohort);
    const at = now();
    const row = {
      id: newId(),
      cohort: cohort.id,
      kind,
      item,
      ...columns(body),
      released_at: null,
      answers_at: null,
    };
    const assignment: Assignment = { ...row, created_at: at, updated_at: at };
    await inTransaction(db, async (tx) => {
      if (!(await insertAssignment(tx, assignment)))
        throw new CodedError('ASSIGNMENT_EXISTS', { kind, item });
      await writeAudit(tx, entry(actor, 'assignment.created', assignment, body), at);
    });
    return this.#row(assignment, cohort, []);
  }

  /** @throws CodedError ASSIGNMENT_NOT_FOUND, ASSIGNMENT_REFUSED */
  async change(actor: string, cohort: Cohort, id: string, body: AssignmentBody): Promise<AssignmentRow> {
    check(body, cohort);
    return await this.#changed(actor, cohort, id, 'assignment.changed', columns(body), body);
  }

  /** Opens it now, whatever its release time says. @throws CodedError ASSIGNMENT_NOT_FOUND */
  async release(actor: string, cohort: Cohort, id: string): Promise<AssignmentRow> {
    const change = { released_at: this.#options.now() };
    return await this.#changed(actor, cohort, id, 'assignment.released', change, {});
  }

  /**
   * What learners did stays, and can be assigned again; dates of single learners and points by hand go.
   *
   * @param confirm the lab or part that the assignment is about: asked for when there is work or a decision of staff
   * @throws CodedError ASSIGNMENT_NOT_FOUND, ASSIGNMENT_HAS_WORK
   */
  async remove(actor: string, cohort: Cohort, id: string, confirm?: string): Promise<void> {
    const { db, catalog, now } = this.#options;
    await inTransaction(db, async (tx) => {
      const assignment = await requireAssignment(tx, cohort, id);
      const { title, item } = assignment;
      const standings = await assignmentStandings(tx, catalog, cohort, {
        now: now(),
        assignments: [assignment],
      });
      const learners = standings.filter(
        ({ attemptsUsed, score }) => attemptsUsed > 0 || score !== null,
      ).length;
      const extensions = (await extensionsOf(tx, cohort.id)).filter((one) => one.assignment === id).length;
      if (learners + extensions > 0 && confirm !== item) {
        throw new CodedError('ASSIGNMENT_HAS_WORK', { title, item, learners, extensions });
      }
      const overrides = (await overridesOf(tx, cohort.id)).filter((one) => one.assignment === id).length;
      await deleteAssignment(tx, id);
      const detail = { title, item, learners, extensions, overrides };
      await writeAudit(tx, entry(actor, 'assignment.deleted', assignment, detail), now());
    });
  }

  /** Opens the reference answers to the students, or closes them again. @throws CodedError ASSIGNMENT_NOT_FOUND */
  async openAnswers(actor: string, cohort: Cohort, id: string, open: boolean): Promise<AssignmentRow> {
    const change = { answers_at: open ? this.#options.now() : null };
    const action = open ? 'answers.opened' : 'answers.closed';
    return await this.#changed(actor, cohort, id, action, change, {});
  }

  /** Who would gain or lose by other dates or rules; saves nothing. @throws CodedError ASSIGNMENT_NOT_FOUND, ASSIGNMENT_REFUSED */
  async whatIf(cohort: Cohort, id: string, body: AssignmentBody): Promise<WhatIfReply> {
    const { db, catalog, overrides = storedOverrides } = this.#options;
    const assignment = await requireAssignment(db, cohort, id);
    check(body, cohort);
    const now = this.#options.now();
    const under = (one: Assignment) =>
      assignmentStandings(db, catalog, cohort, { now, overrides, assignments: [one] });
    const before = await under(assignment);
    const after = new Map(
      (await under({ ...assignment, ...columns(body) })).map((row) => [row.learner, row]),
    );
    const names = new Map((await enrolmentsOf(db, cohort.id)).map(({ learner, name }) => [learner, name]));
    const pairs = before.flatMap((old) => {
      const next = after.get(old.learner);
      return next ? [{ old, next, gain: cents((next.score ?? 0) - (old.score ?? 0)) }] : [];
    });
    return {
      learners: pairs.length,
      gain: pairs.filter(({ gain }) => gain > 0).length,
      lose: pairs.filter(({ gain }) => gain < 0).length,
      averageBefore: average(pairs.map(({ old }) => old.score)),
      averageAfter: average(pairs.map(({ next }) => next.score)),
      changes: pairs
        .filter(({ old, next }) => old.score !== next.score || old.status !== next.status)
        .toSorted((a, b) => a.gain - b.gain)
        .map(({ old, next }) => ({
          learner: old.learner,
          name: names.get(old.learner) ?? '',
          before: old.score,
          after: next.score,
          statusBefore: old.status,
          statusAfter: next.status,
        })),
    };
  }

  async #changed(
    actor: string,
    cohort: Cohort,
    id: string,
    action: string,
    change: Partial<Omit<Assignment, 'id' | 'cohort' | 'kind' | 'item' | 'created_at' | 'updated_at'>>,
    detail: object,
  ): Promise<AssignmentRow> {
    const { db, now } = this.#options;
    return await inTransaction(db, async (tx) => {
      const assignment = await requireAssignment(tx, cohort, id);
      await changeAssignment(tx, id, { ...change, updated_at: now() });
      await writeAudit(tx, entry(actor, action, assignment, detail), now());
      const extensions = await extensionsOf(tx, cohort.id);
      const own = extensions.filter((one) => one.assignment === id);
      return this.#row(await requireAssignment(tx, cohort, id), cohort, own);
    });
  }

  #row(assignment: Assignment, cohort: Cohort, extensions: readonly Extension[]): AssignmentRow {
    const { catalog, now } = this.#options;
    const policy = JSON.parse(assignment.policy) as AssignmentPolicy;
    const dates = plannedDates(assignment, cohort.time_zone);
    return {
      id: assignment.id,
      kind: assignment.kind as AssignmentRow['kind'],
      item: assignment.item,
      title: assignment.title,
      releaseAt: assignment.release_at,
      dueAt: assignment.due_at,
      closeAt: assignment.close_at,
      policy,
      released: isReleased(dates, policy, now()),
      answersOpen: answersOpen(assignment, extensions, cohort.time_zone, now()),
      instants: { release: iso(dates.release), due: iso(dates.due), close: iso(dates.close) },
      maxPoints: cents(scoredTasks(catalog, assignment).reduce((sum, { points }) => sum + points, 0)),
      extensions: extensions.length,
    };
  }
}

/** @throws CodedError ASSIGNMENT_NOT_FOUND */
export async function requireAssignment(db: Executor, cohort: Cohort, id: string): Promise<Assignment> {
  const assignment = await findAssignment(db, cohort.id, id);
  if (!assignment) throw new CodedError('ASSIGNMENT_NOT_FOUND', { assignment: id });
  return assignment;
}

export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function check(body: AssignmentBody, cohort: Cohort): void {
  const details = policyProblems(body, cohort.time_zone);
  if (details.length > 0) throw new CodedError('ASSIGNMENT_REFUSED', {}, { details });
}

function columns({ title, releaseAt, dueAt, closeAt, policy }: AssignmentBody) {
  return {
    title: title.trim(),
    release_at: releaseAt,
    due_at: dueAt,
    close_at: closeAt,
    policy: JSON.stringify(policy),
  };
}

function entry(actor: string, action: string, assignment: Assignment, detail: object) {
  return { actor, action, cohort: assignment.cohort, subject: assignment.id, detail: { ...detail } };
}

function average(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null);
  return known.length === 0 ? null : cents(known.reduce((sum, score) => sum + score, 0) / known.length);
}
