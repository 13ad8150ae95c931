import { datesFor, plannedDates } from '../assignments/index.ts';
import type { RetentionReply } from '../contract/index.ts';
import {
  allCohorts,
  assignmentsOf,
  dropOldEvidence,
  extensionsOf,
  forGood,
  inTransaction,
  oldEvidence,
  retentionOf,
  saveRetention,
  writeAudit,
  type Assignment,
  type Cohort,
  type Db,
  type Executor,
} from '../store/index.ts';

const DAY_MS = 86_400_000;

export interface RetentionOptions {
  db: Db;
  now(): number;
  /** Days that cohorts keep evidence which say nothing themselves; null: for ever. */
  retentionDays: number | null;
}

/** A lab whose evidence a cohort need not keep any more. */
interface Ended {
  assignment: Assignment;
  closedAt: number;
}

/** What a cohort keeps, and what would go now. Writes nothing. @param days to try out instead of those that hold */
export async function retentionReply(
  { db, now, retentionDays }: RetentionOptions,
  cohort: Cohort,
  days?: number | null,
): Promise<RetentionReply> {
  const own = await retentionOf(db, cohort.id);
  const held = own ? own.days : retentionDays;
  const tried = days === undefined ? held : days;
  const due: RetentionReply['due'] = [];
  for (const { assignment, closedAt } of await endedLabs(db, cohort, tried, now())) {
    const ended = await endedCohorts(
      db,
      { cohort: cohort.id, days: tried, retentionDays },
      assignment.item,
      now(),
    );
    const { attempts, bytes } = await oldEvidence(db, { cohort: cohort.id, lab: assignment.item, ended });
    const { id, title } = assignment;
    due.push({ assignment: id, title, closedAt: new Date(closedAt).toISOString(), attempts, bytes });
  }
  return { days: held, own: own !== undefined, serverDays: retentionDays, due };
}

/** @returns what holds from now on */
export async function setRetention(
  options: RetentionOptions,
  actor: string,
  cohort: Cohort,
  days: number | null,
): Promise<RetentionReply> {
  await inTransaction(options.db, async (tx) => {
    await saveRetention(tx, cohort.id, days);
    const entry = { actor, action: 'retention.set', cohort: cohort.id, detail: { days } };
    await writeAudit(tx, entry, options.now());
  });
  return await retentionReply(options, cohort);
}

/** Takes away what is due, in every cohort. Twice is the same as once. @returns attempts whose evidence went, by cohort */
export async function sweep(options: RetentionOptions): Promise<Record<string, number>> {
  const { db, now } = options;
  const swept: Record<string, number> = {};
  for (const cohort of await allCohorts(db)) {
    const { days, due } = await retentionReply(options, cohort);
    const labs = due.filter(({ attempts }) => attempts > 0);
    if (labs.length === 0) continue;
    await forGood(db, async (tx) => {
      for (const { assignment: id, attempts, bytes } of labs) {
        const assignment = (await assignmentsOf(tx, cohort.id)).find((one) => one.id === id);
        if (!assignment) continue;
        const rule = { cohort: cohort.id, days, retentionDays: options.retentionDays };
        const ended = await endedCohorts(tx, rule, assignment.item, now());
        await dropOldEvidence(tx, { cohort: cohort.id, lab: assignment.item, ended });
        const detail = { assignment: id, attempts, bytes, days };
        await writeAudit(tx, { actor: null, action: 'retention.swept', cohort: cohort.id, detail }, now());
        swept[cohort.id] = (swept[cohort.id] ?? 0) + attempts;
      }
    });
  }
  return swept;
}

/** Labs of a cohort that closed, for the last of its learners, so many days ago. What never closes is kept. */
async function endedLabs(db: Executor, cohort: Cohort, days: number | null, now: number): Promise<Ended[]> {
  if (days === null) return [];
  const labs = (await assignmentsOf(db, cohort.id)).filter(({ kind }) => kind === 'lab');
  const ended: Ended[] = [];
  for (const assignment of labs) {
    const closedAt = await lastClose(db, cohort, assignment);
    if (closedAt !== null && closedAt + days * DAY_MS <= now) ended.push({ assignment, closedAt });
  }
  return ended;
}

async function lastClose(db: Executor, cohort: Cohort, assignment: Assignment): Promise<number | null> {
  const planned = plannedDates(assignment, cohort.time_zone);
  if (planned.close === null) return cohort.archived_at;
  const zone = { zone: cohort.time_zone, begun: assignment.created_at };
  const extensions = (await extensionsOf(db, cohort.id)).filter((one) => one.assignment === assignment.id);
  const own = extensions.map((one) => datesFor(planned, one, zone).close ?? 0);
  return Math.max(planned.close, ...own);
}

/** Cohorts that need the evidence of a lab no more: a learner may have the same lab in several. */
async function endedCohorts(
  db: Executor,
  rule: { cohort: string; days: number | null; retentionDays: number | null },
  lab: string,
  now: number,
): Promise<string[]> {
  const ended: string[] = [];
  for (const cohort of await allCohorts(db)) {
    const own = cohort.id === rule.cohort ? { days: rule.days } : await retentionOf(db, cohort.id);
    const days = own ? own.days : rule.retentionDays;
    const labs = await endedLabs(db, cohort, days, now);
    if (labs.some(({ assignment }) => assignment.item === lab)) ended.push(cohort.id);
  }
  return ended;
}
