import { setImmediate as nextTurn } from 'node:timers/promises';
import { requireEnrolled } from '../classroom/index.ts';
import type { Catalog, UsedChecks } from '../catalog/index.ts';
import type { WatchItem, WatchMarkBody, WatchReply, WatchRule, WatchUnmarkBody } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  assignmentsOf,
  deleteWatchMark,
  enrolmentsOf,
  findAssignment,
  inTransaction,
  saveWatchMark,
  watchMarksOf,
  writeAudit,
  type Assignment,
  type Cohort,
  type Db,
  type Executor,
} from '../store/index.ts';
import { ReasonWords } from './reasons.ts';
import { nextWord, watchWords } from './watch-words.ts';
import { casesOf, type LearnerCase } from './watch-cases.ts';
import { findingsIn, isQuiet, type Finding, type Mark } from './watch-rules.ts';

const DAY_MS = 86_400_000;
/** Of a long row the latest say it. */
const ATTEMPTS = 10;

export interface WatchOptions {
  db: Db;
  catalog: Catalog;
  checks: UsedChecks;
  now(): number;
}
type Of = Pick<WatchMarkBody, 'assignment' | 'learner' | 'rule' | 'task'>;
type Marks = Awaited<ReturnType<typeof watchMarksOf>>;

/** Learners of a cohort who may be stuck, and what somebody did about it. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #words: ReasonWords;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#words = new ReasonWords(options.catalog, options.checks);
  }

  /** Everybody whom a rule finds, the most urgent first; those off the list for now are said to be so. */
  async list(cohort: Cohort): Promise<WatchReply> {
    const { db, catalog, now } = this.#options;
    const marks = new Map((await watchMarksOf(db, cohort.id)).map((mark) => [keyOf(mark), mark]));
    const people = new Map((await enrolmentsOf(db, cohort.id)).map((one) => [one.learner, one]));
    const items: WatchItem[] = [];
    for (const assignment of await assignmentsOf(db, cohort.id)) {
      for (const one of await casesOf(db, catalog, cohort, assignment, now())) {
        const person = people.get(one.learner);
        if (!person) continue;
        for (const finding of findingsIn(one)) {
          const of = {
            assignment: assignment.id,
            learner: one.learner,
            rule: finding.rule,
            task: finding.task ?? '',
          };
          items.push({
            ...this.#item(assignment, one, finding, marks.get(keyOf(of))),
            name: person.name,
            group: person.group_name,
          });
        }
      }
      // As in the analysis: others have their turn between two assignments.
      await nextTurn();
    }
    return { items: items.toSorted((a, b) => b.urgency - a.urgency || a.since.localeCompare(b.since)) };
  }

  /**
   * Takes somebody off the list: put off until a time, or spoken to, until it goes on all the same. On record.
   *
   * @throws CodedError ASSIGNMENT_NOT_FOUND, LEARNER_NOT_FOUND
   */
  async mark(actor: string, cohort: Cohort, { kind, days, ...of }: WatchMarkBody): Promise<WatchReply> {
    const { db, now } = this.#options;
    const at = now();
    await inTransaction(db, async (tx) => {
      await requireBoth(tx, cohort, of);
      const { task, ...rest } = of;
      await saveWatchMark(tx, { ...rest, task: task ?? '', kind, until: at + days * DAY_MS, by: actor, at });
      await audit(tx, { actor, action: `watch.${kind}`, cohort, of, now: at });
    });
    return await this.list(cohort);
  }

  /** Puts somebody back on the list. @throws CodedError ASSIGNMENT_NOT_FOUND, LEARNER_NOT_FOUND */
  async unmark(actor: string, cohort: Cohort, of: WatchUnmarkBody): Promise<WatchReply> {
    const { db, now } = this.#options;
    await inTransaction(db, async (tx) => {
      await requireBoth(tx, cohort, of);
      if (!(await deleteWatchMark(tx, { ...of, task: of.task ?? '' }))) return;
      await audit(tx, { actor, action: 'watch.back', cohort, of, now: now() });
    });
    return await this.list(cohort);
  }

  #item(
    assignment: Assignment,
    one: LearnerCase,
    finding: Finding,
    mark: Marks[number] | undefined,
  ): Omit<WatchItem, 'name' | 'group'> {
    const { catalog, now } = this.#options;
    const { rule, task, reason, since, attempts, urgency } = finding;
    const lab = assignment.kind === 'lab' ? catalog.labs.get(assignment.item) : undefined;
    const taskTitle = lab?.manifest.tasks.find(({ id }) => id === task)?.title ?? null;
    const why = reason === null ? null : this.#words.of(assignment.item, task ?? '', reason);
    return {
      learner: one.learner,
      assignment: assignment.id,
      title: assignment.title,
      kind: one.kind,
      rule,
      task,
      taskTitle,
      reason,
      words: watchWords(finding, { taskTitle, why, due: one.due, now: now() }),
      since: iso(since),
      due: one.due === null ? null : iso(one.due),
      attempts: attempts.slice(-ATTEMPTS).map(({ id, at }) => ({ id, at: iso(at) })),
      urgency,
      nextWord: nextWord(finding, lab, one.variables),
      mark: mark
        ? {
            kind: mark.kind as Mark['kind'],
            by: mark.by_name ?? mark.by,
            at: iso(mark.at),
            until: iso(mark.until),
          }
        : null,
      quiet: isQuiet(finding, mark && { ...mark, kind: mark.kind as Mark['kind'] }, now()),
    };
  }
}

const iso = (at: number): string => new Date(at).toISOString();
const keyOf = (of: { assignment: string; learner: string; rule: string; task: string }): string =>
  `${of.assignment} ${of.learner} ${of.rule} ${of.task}`;

async function requireBoth(tx: Executor, cohort: Cohort, { assignment, learner }: Of): Promise<void> {
  if (!(await findAssignment(tx, cohort.id, assignment)))
    throw new CodedError('ASSIGNMENT_NOT_FOUND', { assignment });
  await requireEnrolled(tx, cohort.id, learner);
}

async function audit(
  tx: Executor,
  { actor, action, cohort, of, now }: { actor: string; action: string; cohort: Cohort; of: Of; now: number },
): Promise<void> {
  const { learner, assignment, rule, task } = of;
  const detail: { assignment: string; rule: WatchRule; task: string | null } = { assignment, rule, task };
  await writeAudit(tx, { actor, action, cohort: cohort.id, subject: learner, detail }, now);
}
