import type { MasteryWord } from '../contract/index.ts';

/**
 * When a quiz item comes back, and how well an objective stands. Two well-known pieces:
 *
 * - **Leitner boxes** (S. Leitner, So lernt man lernen, 1972): a right answer moves an item one box on, a wrong one back
 *   to the start, and each box waits longer. An answer before the item is due moves nothing: cramming is not remembering.
 *   A first answer that is right skips box 1, because nothing had to be learned.
 * - **Half-life of memory** (B. Settles and B. Meeder, A Trainable Spaced Repetition Model for Language Learning, ACL
 *   2016): recall after a time t is 2^(−t / h). We do not fit h; each box's h is such that recall is 0.9 when it is due.
 *
 * The intervals are our own choice, each a little over twice the one before.
 */
export const INTERVAL_DAYS = [10 / 1440, 1, 3, 7, 16, 35] as const;
const DAY = 86_400_000;
const RECALL_WHEN_DUE = 0.9;
/** Mastery looks this far ahead: what is only fresh does not count as known. */
const HORIZON_DAYS = 14;

export interface Answered {
  correct: boolean;
  /** Epoch milliseconds. */
  at: number;
}

export interface Memory {
  /** 0 (missed) to 5. */
  box: number;
  /** Time of the answer that put it into the box. */
  since: number;
  dueAt: number;
  /** Was the last answer right? */
  right: boolean;
}

const interval = (box: number): number => (INTERVAL_DAYS[box] ?? 0) * DAY;

/** What the answers to one item add up to. @param answers oldest first @returns undefined before the first */
export function remember(answers: readonly Answered[]): Memory | undefined {
  let memory: Memory | undefined;
  for (const { correct, at } of answers) {
    if (correct && memory && at < memory.dueAt) {
      memory = { ...memory, right: true };
      continue;
    }
    const box: number = !correct ? 0 : memory ? Math.min(memory.box + 1, INTERVAL_DAYS.length - 1) : 2;
    memory = { box, since: at, dueAt: at + interval(box), right: correct };
  }
  return memory;
}

/** Probability of a right answer at a moment, 0 to 1; 0 for an item that was missed and not yet got right when due. */
export function recall(memory: Memory | undefined, at: number): number {
  if (!memory || memory.box === 0) return 0;
  const halfLife = interval(memory.box) / Math.log2(1 / RECALL_WHEN_DUE);
  return 2 ** (-Math.max(0, at - memory.since) / halfLife);
}

/** Expected share of right answers two weeks from now, if nothing is looked at until then; items never asked count 0. */
export function mastery(items: readonly (Memory | undefined)[], now: number): number {
  if (items.length === 0) return 0;
  const sum = items.reduce((total, memory) => total + recall(memory, now + HORIZON_DAYS * DAY), 0);
  return Math.round((sum / items.length) * 1000) / 1000;
}

export function masteryWord(share: number, asked: number): MasteryWord {
  if (asked === 0) return 'not-asked';
  if (share < 0.4) return 'learning';
  return share < 0.75 ? 'growing' : 'secure';
}
