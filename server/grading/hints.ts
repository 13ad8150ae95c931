import { fillVariables } from '../catalog/index.ts';
import type { HintReply, HintsReply, OpenHintBody } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { hintOpenings, openHints, type Db, type HintOpening, type LabSession } from '../store/index.ts';
import type { LabSessions } from './lab-sessions.ts';
import { hintCosts } from './score.ts';
import { variablesOf } from './targets.ts';

/** Hints: what they cost is known before, what they say only when they are open. */
export class Hints {
  readonly #db: Db;
  readonly #sessions: LabSessions;
  readonly #now: () => number;

  constructor(db: Db, sessions: LabSessions, now: () => number) {
    this.#db = db;
    this.#sessions = sessions;
    this.#now = now;
  }

  async list(learner: string, id: string): Promise<HintsReply> {
    const session = await this.#sessions.find(learner, id);
    const openings = await hintOpenings(this.#db, id);
    return { hints: openings.flatMap((row) => this.#reply(session, row)) };
  }

  /** Opens one level with those below it. A level that is open already stays as it was and costs nothing more. */
  async open(learner: string, id: string, { task, level }: OpenHintBody): Promise<HintReply> {
    const session = await this.#sessions.find(learner, id);
    const lab = this.#sessions.labOf(session);
    const text = lab.tasks.get(task);
    if (!text) {
      throw new CodedError('TASK_NOT_FOUND', {
        lab: session.lab,
        task,
        known: [...lab.tasks.keys()].join(', '),
      });
    }
    const count = text.hints.length;
    if (level > count) throw new CodedError('HINT_NOT_FOUND', { task, level, count });
    const costs = hintCosts(lab.manifest);
    const levels = Array.from({ length: level }, (_, index) => ({
      level: index + 1,
      costPercent: costs[index] ?? 0,
    }));
    await openHints(this.#db, id, task, levels, this.#now());
    const opened = await hintOpenings(this.#db, id);
    const hint = opened
      .filter((row) => row.task === task && row.level === level)
      .flatMap((row) => this.#reply(session, row))[0];
    if (!hint) throw new CodedError('HINT_NOT_FOUND', { task, level, count });
    return hint;
  }

  /** Nothing for a hint that the lab does not have any more. */
  #reply(session: LabSession, { task, level, cost_percent, opened_at }: HintOpening): HintReply[] {
    const html = this.#sessions.labOf(session).tasks.get(task)?.hints[level - 1];
    if (html === undefined) return [];
    return [
      {
        task,
        level,
        html: fillVariables(html, variablesOf(session)),
        costPercent: cost_percent,
        openedAt: new Date(opened_at).toISOString(),
      },
    ];
  }
}
