import type { AttemptSummary } from '../contract/index.ts';
import type { Attempt } from '../store/index.ts';

/** An attempt as pages see it. */
export function attemptSummary(attempt: Attempt): AttemptSummary {
  return {
    id: attempt.id,
    number: attempt.number,
    status: attempt.status as AttemptSummary['status'],
    createdAt: new Date(attempt.created_at).toISOString(),
    finishedAt: attempt.finished_at === null ? null : new Date(attempt.finished_at).toISOString(),
    score: attempt.score,
    checkable: attempt.checkable,
    tasks: attempt.tasks === null ? null : (JSON.parse(attempt.tasks) as string[]),
    ...(attempt.problem === null ? {} : { problem: attempt.problem }),
  };
}
