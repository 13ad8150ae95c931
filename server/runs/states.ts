import type { RunAction, RunItemStatus, RunStatus } from '../contract/index.ts';

/** What a run in a state may be told, and the state that it then has. */
const NEXT: Readonly<Record<RunStatus, Partial<Record<RunAction, RunStatus>>>> = {
  running: { pause: 'paused', cancel: 'cancelled', retry: 'running' },
  paused: { resume: 'running', cancel: 'cancelled', retry: 'running' },
  cancelled: { retry: 'running' },
  done: { retry: 'running' },
};

/** The state after an action; undefined where it cannot be taken. */
export function afterAction(status: RunStatus, action: RunAction): RunStatus | undefined {
  return NEXT[status][action];
}

/** Who is taken once more by a retry: everybody that the run has not graded. */
export const RETRIED: readonly RunItemStatus[] = ['blocked', 'failed', 'not-started', 'cancelled'];

/**
 * What an ended attempt makes of its learner's item. Blocked: points that nothing could be said about, also when the rest
 * was judged.
 */
export function afterAttempt(attempt: {
  status: string;
  checkable: number | null;
  report: string | null;
}): RunItemStatus {
  if (attempt.status === 'failed' || attempt.report === null) return 'failed';
  const { maxScore } = JSON.parse(attempt.report) as { maxScore: number };
  return (attempt.checkable ?? 0) < maxScore ? 'blocked' : 'graded';
}
