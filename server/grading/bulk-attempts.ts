import { insertAttempt, newId, type Attempt, type Executor, type LabSession } from '../store/index.ts';
import { attemptSummary } from './attempt-summary.ts';
import type { SessionEvents } from './events.ts';
import type { JobQueue } from './job-queue.ts';

/** Attempts that staff make for learners: in the bulk lane, and no press of the learner's own. */
export class BulkAttempts {
  readonly #options: { events: SessionEvents; queue: JobQueue; now(): number };

  constructor(options: { events: SessionEvents; queue: JobQueue; now(): number }) {
    this.#options = options;
  }

  /**
   * Adds an attempt at all tasks of a session, inside the transaction of what it is for. Call `begin` when that is
   * committed.
   *
   * @param key names it within its session
   */
  async add(tx: Executor, session: LabSession, key: string): Promise<Attempt> {
    const { queue, now } = this.#options;
    const { id, generation } = session;
    const attempt = await insertAttempt(
      tx,
      { id: newId(), session: id, key, tasks: null, generation, source: 'bulk' },
      now(),
    );
    await queue.add(tx, 'grade', attempt.id, 'bulk');
    return attempt;
  }

  begin(attempts: readonly Attempt[]): void {
    const { events, queue } = this.#options;
    for (const attempt of attempts) {
      events.publish(attempt.session, { type: 'attempt', attempt: attemptSummary(attempt) });
    }
    queue.wake();
  }
}
