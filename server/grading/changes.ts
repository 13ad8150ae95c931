import type { AttemptChangesReply, ChangesReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  attemptBefore,
  evidenceOf,
  findAttempt,
  lastTwoResults,
  resultsOfAttempt,
  type Attempt,
  type Db,
} from '../store/index.ts';
import { readChanges, taskChange, type Finding, type Read } from './attempt-changes.ts';
import type { LabSessions } from './lab-sessions.ts';

/** What changed from one attempt to another, from what both have stored. */
export class Changes {
  readonly #db: Db;
  readonly #sessions: LabSessions;

  constructor(db: Db, sessions: LabSessions) {
    this.#db = db;
    this.#sessions = sessions;
  }

  /** Per task, its last result against the one before; a task that was judged once has none. */
  async latest(learner: string, id: string): Promise<ChangesReply> {
    const session = await this.#sessions.find(learner, id);
    const findings = new Map<string, Promise<Finding>>();
    const findingOf = (attempt: string): Promise<Finding> => {
      const known = findings.get(attempt) ?? this.#finding(attempt);
      findings.set(attempt, known);
      return known;
    };
    const pairs = await lastTwoResults(this.#db, session.id);
    const tasks = this.#sessions.labOf(session).manifest.tasks.map(async ({ id: task }) => {
      const pair = pairs.get(task);
      if (!pair) return [];
      const [from, to] = pair;
      const change = taskChange(task, await findingOf(from.attempt), await findingOf(to.attempt));
      return change ? [{ ...change, from: from.number, to: to.number }] : [];
    });
    return { tasks: (await Promise.all(tasks)).flat() };
  }

  /** Two attempts of one session side by side. @param since the earlier one; default the one before */
  async between(learner: string, id: string, since: string | undefined): Promise<AttemptChangesReply> {
    const one = this.#ended(await findAttempt(this.#db, learner, id), id);
    const other =
      since === undefined
        ? await attemptBefore(this.#db, one)
        : this.#ended(await findAttempt(this.#db, learner, since), since);
    if (other?.session !== one.session || other.id === one.id)
      throw new CodedError('NOTHING_TO_COMPARE', { id });
    const [from, to] = other.number < one.number ? [other, one] : [one, other];
    const [before, after] = await Promise.all([this.#finding(from.id), this.#finding(to.id)]);
    const side = ({ id: attempt, number, generation }: Attempt) => ({ id: attempt, number, generation });
    return {
      from: side(from),
      to: side(to),
      tasks: after.results.flatMap(({ id: task }) => {
        const change = taskChange(task, before, after);
        return change ? [{ ...change, from: from.number, to: to.number }] : [];
      }),
      reads: readChanges(before.reads, after.reads),
    };
  }

  #ended(attempt: Attempt | undefined, id: string): Attempt {
    if (!attempt) throw new CodedError('ATTEMPT_NOT_FOUND', { id });
    if (attempt.status !== 'done') throw new CodedError('ATTEMPT_UNFINISHED', { id });
    return attempt;
  }

  async #finding(attempt: string): Promise<Finding> {
    const stored = (await evidenceOf(this.#db, attempt)) as { reads?: Read[] } | undefined;
    return { results: await resultsOfAttempt(this.#db, attempt), reads: stored?.reads ?? [] };
  }
}
