import type { GradeReport } from '../../graders/contract/index.ts';
import type { Observation } from '../../graders/kit/index.ts';
import type { AttemptReply, CreateAttemptBody, EvidenceReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  attemptByKey,
  evidenceOf,
  findAttempt,
  insertAttempt,
  inTransaction,
  newId,
  resultsOfAttempt,
  unfinishedAttempts,
  type Attempt,
  type Db,
  type LabSession,
} from '../store/index.ts';
import { attemptSummary } from './attempt-summary.ts';
import type { SessionEvents } from './events.ts';
import type { JobQueue } from './job-queue.ts';
import type { LabSessions } from './lab-sessions.ts';
import type { AttemptRule } from './ports.ts';

/** Checks of one session that may wait or run at the same time: some tasks pressed one after the other. */
const MAX_UNFINISHED = 4;

export interface AttemptsOptions {
  db: Db;
  sessions: LabSessions;
  events: SessionEvents;
  queue: JobQueue;
  rule: AttemptRule;
  now(): number;
}

/** Attempts: accepted, looked at, and the evidence they were judged by. */
export class Attempts {
  readonly #options: AttemptsOptions;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /**
   * Accepts a press of Check: from here on it survives a crash. The same key is the same attempt, whatever arrives twice;
   * that, the limits and the dates of assignments are decided inside the inserting transaction.
   */
  async create(
    learner: string,
    sessionId: string,
    body: CreateAttemptBody,
  ): Promise<{ reply: AttemptReply; created: boolean }> {
    const { db, sessions, events, queue, rule, now } = this.#options;
    const session = await sessions.find(learner, sessionId);
    const tasks = this.#tasks(session, body.tasks);
    const { attempt, created } = await inTransaction(db, async (tx) => {
      const same = await attemptByKey(tx, session.id, body.key);
      if (same) {
        if (same.tasks !== (tasks === null ? null : JSON.stringify(tasks)))
          throw new CodedError('ATTEMPT_KEY_REUSED');
        return { attempt: same, created: false };
      }
      if (session.status !== 'ready') {
        const cure = session.problem ?? 'Wait until the account is ready.';
        throw new CodedError('LAB_SESSION_NOT_READY', { status: session.status, cure });
      }
      await rule(tx, { learner, kind: 'lab', item: session.lab }, now());
      const open = await unfinishedAttempts(tx, session.id);
      if (open.length >= MAX_UNFINISHED)
        throw new CodedError('ATTEMPT_RUNNING', { number: open[0]?.number ?? 0 });
      const { id, generation } = session;
      const made = await insertAttempt(
        tx,
        { id: newId(), session: id, key: body.key, tasks, generation },
        now(),
      );
      await queue.add(tx, 'grade', made.id, 'interactive');
      return { attempt: made, created: true };
    });
    if (created) {
      events.publish(session.id, { type: 'attempt', attempt: attemptSummary(attempt) });
      queue.wake();
    }
    return { reply: await this.#reply(attempt, session.lab), created };
  }

  async get(learner: string, id: string): Promise<AttemptReply> {
    const attempt = await this.#find(learner, id);
    const session = await this.#options.sessions.find(learner, attempt.session);
    return await this.#reply(attempt, session.lab);
  }

  /** Every read of the attempt, as it was stored. */
  async evidence(learner: string, id: string): Promise<EvidenceReply> {
    const attempt = await this.#find(learner, id);
    const stored = (await evidenceOf(this.#options.db, id)) as
      | { reads?: { read: string; args: unknown; observation: Observation<unknown>; digest: string }[] }
      | undefined;
    if (!stored) {
      if (attempt.status === 'done' || attempt.status === 'failed') return { reads: [] };
      throw new CodedError('ATTEMPT_UNFINISHED', { id });
    }
    return {
      reads: (stored.reads ?? []).map(({ read, args, observation, digest }) => {
        const { state, ...rest } = observation;
        return { read, args, state, value: 'value' in rest ? rest.value : rest, digest };
      }),
    };
  }

  #tasks(session: LabSession, tasks: readonly string[] | undefined): string[] | null {
    if (tasks === undefined) return null;
    const ids = this.#options.sessions.labOf(session).manifest.tasks.map(({ id }) => id);
    const unknown = tasks.find((task) => !ids.includes(task));
    if (unknown !== undefined) {
      throw new CodedError('TASK_NOT_FOUND', { lab: session.lab, task: unknown, known: ids.join(', ') });
    }
    return ids.filter((id) => tasks.includes(id));
  }

  async #find(learner: string, id: string): Promise<Attempt> {
    const attempt = await findAttempt(this.#options.db, learner, id);
    if (!attempt) throw new CodedError('ATTEMPT_NOT_FOUND', { id });
    return attempt;
  }

  async #reply(attempt: Attempt, lab: string): Promise<AttemptReply> {
    const tasks = attempt.report === null ? [] : await resultsOfAttempt(this.#options.db, attempt.id);
    const report =
      attempt.report === null ? null : ({ ...(JSON.parse(attempt.report) as object), tasks } as GradeReport);
    return { attempt: attemptSummary(attempt), session: attempt.session, lab, report };
  }
}
