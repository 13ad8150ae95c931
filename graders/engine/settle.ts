import type { TaskResult, Verdict } from '../contract/index.ts';
import type { Doubt } from './misses.ts';
import type { Session } from './session.ts';
import type { Wait } from './types.ts';

/**
 * At AWS a change may take seconds to be seen everywhere (eventual consistency). A failure that rests on something that was missed
 * within the window that its read declares is not reported yet: what was missed is asked again at doubling pauses, and everything
 * is judged again when it has turned up. What is still missing when its window is over is missing. If the lab's time ends before,
 * it is blocked as not visible yet: nobody knows.
 *
 * @param judge judges the whole plan on what the session holds
 */
export async function settle(
  session: Session,
  judge: () => Promise<TaskResult[]>,
  { firstPauseMs, onWait }: { firstPauseMs: number; onWait: ((wait: Wait) => void) | undefined },
): Promise<TaskResult[]> {
  let results = await judge();
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const open = session.misses(doubtOf(results));
    const longest = Math.max(0, ...open.map(({ leftMs }) => leftMs));
    if (longest === 0) return results;
    for (const { read, leftMs } of open) onWait?.({ read: read.id, secondsLeft: Math.ceil(leftMs / 1000) });
    const inTime = await session.pause(Math.min(pauseMs, longest));
    if (!inTime) {
      session.withhold(open);
      return judge();
    }
    if (await session.lookAgain(open)) results = await judge();
  }
}

/** Operations that failing verdicts point at; reasons that end in `-missing` say that something is not there (lab-catalogue §1). */
function doubtOf(results: readonly TaskResult[]): Doubt {
  const failed = results.flatMap(({ checks }) => checks.filter(({ status }) => status === 'fail'));
  const readsOf = (verdicts: readonly Verdict[]): Set<string> =>
    new Set(verdicts.flatMap(({ evidence }) => evidence.map(({ read }) => read)));
  return {
    reads: readsOf(failed),
    lists: readsOf(failed.filter(({ reason }) => reason.endsWith('-missing'))),
  };
}
