import { newId, type Db } from '../../../server/store/index.ts';

/** An attempt as grading would have left it. */
export interface DoneAttempt {
  at: number;
  points: Readonly<Record<string, number>>;
  /** Where they differ from pass (some points) and fail (none), and from `r`. */
  statuses?: Readonly<Record<string, string>>;
  reasons?: Readonly<Record<string, string>>;
  /** What the result of a task says it read. */
  evidence?: Readonly<Record<string, unknown>>;
  generation?: number;
  /** Default done and checkable. */
  status?: 'done' | 'failed' | 'queued';
  checkable?: number;
  source?: 'learner' | 'bulk';
}

/** Puts a lab session with its attempts into the store, as if a learner had worked. */
export async function addLabWork(
  db: Db,
  {
    learner,
    lab = 'tiny-bucket',
    attempts,
  }: { learner: string; lab?: string; attempts: readonly DoneAttempt[] },
): Promise<string> {
  const session = newId();
  await db
    .insertInto('lab_sessions')
    .values({
      id: session,
      learner,
      lab,
      seed: 's',
      variables: '{}',
      target_kind: 'sandbox',
      endpoint: null,
      region: 'us-east-1',
      account: null,
      generation: 1,
      status: 'ready',
      problem: null,
      created_at: 1,
      updated_at: 1,
    })
    .execute();
  const rows = attempts.map((attempt, index) => ({ ...attempt, id: newId(), number: index + 1 }));
  for (let from = 0; from < rows.length; from += 50) {
    await db
      .insertInto('attempts')
      .values(
        rows
          .slice(from, from + 50)
          .map(
            ({ id, number, at, status = 'done', checkable = 100, source = 'learner', generation = 1 }) => ({
              id,
              session,
              number,
              idempotency_key: id,
              source,
              tasks: null,
              generation,
              status,
              created_at: at,
              started_at: at,
              finished_at: status === 'queued' ? null : at,
              score: null,
              checkable: status === 'done' ? checkable : null,
              report: null,
              problem: null,
            }),
          ),
      )
      .execute();
  }
  const results = rows.flatMap(({ id, points, statuses, reasons, evidence }) =>
    Object.entries(points).map(([task, got], position) => ({
      attempt: id,
      session,
      task,
      position,
      status: statuses?.[task] ?? (got > 0 ? 'pass' : 'fail'),
      points: got,
      max_points: 100,
      reason: reasons?.[task] ?? 'r',
      result: JSON.stringify({ checks: [{ evidence: evidence?.[task] ?? [] }] }),
    })),
  );
  for (let from = 0; from < results.length; from += 200) {
    await db
      .insertInto('task_results')
      .values(results.slice(from, from + 200))
      .execute();
  }
  return session;
}
