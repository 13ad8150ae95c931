import type { TaskResult } from '../contract/index.ts';
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
    const open = session.misses(readsOfFailures(results));
    const longest = Math.max(0, ...open.map(({ leftMs }) => leftMs));
    if (longest === 0) return results;
    for (const { read, leftMs } of open) onWait?.({ read, secondsLeft: Math.ceil(leftMs / 1000) });
    const reads = new Set(open.map(({ read }) => read));
    const inTime = await session.pause(Math.min(pauseMs, longest));
    if (!inTime) {
      session.withhold(reads);
      return judge();
    }
    if (await session.lookAgain(reads)) results = await judge();
  }
}

/** Operations that a failing verdict points at. */
function readsOfFailures(results: readonly TaskResult[]): ReadonlySet<string> {
  const failed = results.flatMap(({ checks }) => checks.filter(({ status }) => status === 'fail'));
  return new Set(failed.flatMap(({ evidence }) => evidence.map(({ read }) => read)));
}
