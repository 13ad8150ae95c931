import { assignmentStandings, cohortTeaching } from '../assignments/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { requireEnrolled } from '../classroom/index.ts';
import type { OverrideBody, OverridesReply, RequestsReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  addMessage,
  endOverride,
  findAssignment,
  findAttempt,
  findRequest,
  getLabSession,
  inTransaction,
  openRequest,
  overridesOf,
  requestsOf,
  saveOverride,
  writeAudit,
  type Cohort,
  type Db,
} from '../store/index.ts';
import { tellWebhooks } from '../webhooks/outbox.ts';

/** What people decide over a grader's head, and what they are asked to. */
export class Corrections {
  readonly #db: Db;
  readonly #catalog: Catalog;
  readonly #now: () => number;

  constructor({ db, catalog, now }: { db: Db; catalog: Catalog; now(): number }) {
    this.#db = db;
    this.#catalog = catalog;
    this.#now = now;
  }

  /** Those that hold, each with what the grader says now; `changed` where that is not what it said when they were given. */
  async overrides(cohort: Cohort, learner?: string): Promise<OverridesReply> {
    const rows = await overridesOf(this.#db, cohort.id, learner);
    const of = { now: this.#now(), ...(learner === undefined ? {} : { learner }) };
    const standings = await assignmentStandings(this.#db, this.#catalog, cohort, of);
    return {
      overrides: rows.map((row) => {
        const task = standings
          .find(({ learner, assignment }) => learner === row.learner && assignment === row.assignment)
          ?.tasks.find((one) => one.task === row.task);
        const now = task?.automatic ?? null;
        return {
          assignment: row.assignment,
          title: row.title,
          learner: row.learner,
          name: row.name,
          task: row.task,
          points: row.points,
          reason: row.reason,
          by: row.given_by_name ?? row.given_by,
          at: new Date(row.given_at).toISOString(),
          automatic: { then: row.automatic_points, now },
          changed: row.automatic_points !== now,
        };
      }),
    };
  }

  /** @throws CodedError LEARNER_NOT_FOUND, REGRADE_TASK_UNKNOWN, POINTS_OUT_OF_RANGE */
  async setPoints(
    actor: string,
    cohort: Cohort,
    learner: string,
    body: OverrideBody,
  ): Promise<OverridesReply> {
    const { assignment: id, task, points, reason } = body;
    await requireEnrolled(this.#db, cohort.id, learner);
    const assignment = await findAssignment(this.#db, cohort.id, id);
    const [standing] = assignment
      ? await assignmentStandings(this.#db, this.#catalog, cohort, {
          now: this.#now(),
          learner,
          assignments: [assignment],
        })
      : [];
    const known = standing?.tasks.find((one) => one.task === task);
    if (!known) {
      const ids = standing?.tasks.map((one) => one.task).join(', ') ?? 'none';
      throw new CodedError('REGRADE_TASK_UNKNOWN', { assignment: id, task, known: ids });
    }
    if (points > known.maxPoints) {
      throw new CodedError('POINTS_OUT_OF_RANGE', { points, task, most: known.maxPoints });
    }
    const automatic = known.automatic;
    await inTransaction(this.#db, async (tx) => {
      const override = { assignment: id, learner, task, points, reason, given_by: actor };
      await saveOverride(tx, { ...override, automatic_points: automatic }, this.#now());
      const detail = { assignment: id, task, points, reason, automatic };
      await writeAudit(
        tx,
        { actor, action: 'points.set', cohort: cohort.id, subject: learner, detail },
        this.#now(),
      );
      const data = { assignment: id, task, points, automatic };
      await tellWebhooks(tx, { cohort: cohort.id, type: 'override.set', learner, data }, this.#now());
    });
    return await this.overrides(cohort);
  }

  /** @throws CodedError OVERRIDE_NOT_FOUND */
  async takeBack(
    actor: string,
    cohort: Cohort,
    learner: string,
    { assignment, task }: { assignment: string; task: string },
  ): Promise<OverridesReply> {
    await inTransaction(this.#db, async (tx) => {
      const found = await findAssignment(tx, cohort.id, assignment);
      if (!found || !(await endOverride(tx, { assignment, learner, task }, this.#now()))) {
        throw new CodedError('OVERRIDE_NOT_FOUND');
      }
      const detail = { assignment, task };
      const entry = { actor, action: 'points.taken-back', cohort: cohort.id, subject: learner, detail };
      await writeAudit(tx, entry, this.#now());
      const told = { cohort: cohort.id, type: 'override.removed' as const, learner, data: detail };
      await tellWebhooks(tx, told, this.#now());
    });
    return await this.overrides(cohort);
  }

  /** A student asks about a verdict. A second request about the same task goes on in the same thread. */
  async ask(
    learner: string,
    { attempt: id, task, text }: { attempt: string; task: string; text: string },
  ): Promise<RequestsReply> {
    const attempt = await findAttempt(this.#db, learner, id);
    if (!attempt) throw new CodedError('ATTEMPT_NOT_FOUND', { id });
    const lab = (await getLabSession(this.#db, attempt.session))?.lab ?? '';
    const tasks = this.#catalog.labs.get(lab)?.manifest.tasks.map((one) => one.id) ?? [];
    if (!tasks.includes(task)) throw new CodedError('TASK_NOT_FOUND', { lab, task, known: tasks.join(', ') });
    const cohort = await cohortTeaching(this.#db, { learner, lab }, this.#now());
    if (cohort === undefined) throw new CodedError('REQUEST_WITHOUT_COHORT');
    await inTransaction(this.#db, async (tx) => {
      const request = await openRequest(tx, { cohort, learner, attempt: id, task }, this.#now());
      await addMessage(tx, { request: request.id, author: learner, body: text }, 'open', this.#now());
      if (!request.opened) return;
      const data = { request: request.id, lab, attempt: id, task };
      await tellWebhooks(tx, { cohort, type: 'request.opened', learner, data }, this.#now());
    });
    return await this.ownRequests(learner);
  }

  async ownRequests(learner: string): Promise<RequestsReply> {
    return reply(await requestsOf(this.#db, { learner }));
  }

  /** Of a cohort, or of one of its learners. */
  async requests(cohort: string, learner?: string): Promise<RequestsReply> {
    return reply(await requestsOf(this.#db, { cohort, ...(learner === undefined ? {} : { learner }) }));
  }

  /** Staff answer, and may close. @throws CodedError REQUEST_NOT_FOUND */
  async answer(
    actor: string,
    cohort: string,
    id: string,
    { text, close }: { text: string; close: boolean },
  ): Promise<RequestsReply> {
    await inTransaction(this.#db, async (tx) => {
      const request = await findRequest(tx, id);
      if (request?.cohort !== cohort) throw new CodedError('REQUEST_NOT_FOUND', { id });
      await addMessage(
        tx,
        { request: id, author: actor, body: text },
        close ? 'closed' : 'answered',
        this.#now(),
      );
      const entry = {
        actor,
        action: 'request.answered',
        cohort,
        subject: request.learner,
        detail: { close },
      };
      await writeAudit(tx, entry, this.#now());
    });
    return await this.requests(cohort);
  }
}

function reply(rows: Awaited<ReturnType<typeof requestsOf>>): RequestsReply {
  return {
    requests: rows.map((row) => ({
      id: row.id,
      learner: row.learner,
      name: row.name,
      lab: row.lab,
      attempt: row.attempt,
      number: row.number,
      task: row.task,
      reason: row.reason,
      points: row.points,
      status: row.status as RequestsReply['requests'][number]['status'],
      messages: row.messages.map(({ author, name, body, sent_at }) => ({
        author: name,
        own: author === row.learner,
        text: body,
        at: new Date(sent_at).toISOString(),
      })),
    })),
  };
}
