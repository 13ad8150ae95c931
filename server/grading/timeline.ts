import type { TaskStatus } from '../../graders/contract/index.ts';
import type { CallSummary, TimelineReply } from '../contract/index.ts';
import { attemptCallsOf, attemptsOf, resultPlaces, type Db } from '../store/index.ts';
import { attemptSummary } from './attempt-summary.ts';
import { callsSince } from './call-notes.ts';
import type { LabSessions } from './lab-sessions.ts';
import type { SandboxHost } from './ports.ts';

/** The attempts of a session with what happened in the account between them. */
export class Timeline {
  readonly #db: Db;
  readonly #sessions: LabSessions;
  readonly #host: SandboxHost;

  constructor(db: Db, sessions: LabSessions, host: SandboxHost) {
    this.#db = db;
    this.#sessions = sessions;
    this.#host = host;
  }

  async get(learner: string, id: string): Promise<TimelineReply> {
    const session = await this.#sessions.find(learner, id);
    const tasks = this.#sessions.labOf(session).manifest.tasks.map((task) => task.id);
    const attempts = await attemptsOf(this.#db, id);
    const places = await resultPlaces(this.#db, id);
    const notes = new Map((await attemptCallsOf(this.#db, id)).map((note) => [note.attempt, note]));
    const now = await callsSince(this.#db, this.#host, session);
    return {
      now: now?.calls ?? null,
      attempts: attempts.map((attempt, index) => {
        const note = notes.get(attempt.id);
        const found = tasks.flatMap((task) => {
          const results = places.get(task) ?? [];
          const at = results.findIndex((place) => place.attempt === attempt.id);
          const place = results[at];
          if (!place) return [];
          const before = (results[at - 1]?.status ?? null) as TaskStatus | null;
          return [{ task, before, after: place.status as TaskStatus }];
        });
        const older = attempts[index + 1];
        return {
          attempt: attemptSummary(attempt),
          generation: attempt.generation,
          reset: older !== undefined && older.generation !== attempt.generation,
          calls: note ? (JSON.parse(note.body) as CallSummary) : null,
          moved: found.filter(({ before, after }) => before !== after),
          statuses: found.map(({ task, after }) => ({ task, status: after })),
        };
      }),
    };
  }
}
