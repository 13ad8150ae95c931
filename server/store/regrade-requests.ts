import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { RegradeRequest, RequestMessage } from './schema-corrections.ts';

/** The request about a task of an attempt; a second one is the same one. `opened`: it was not waiting for an answer before. */
export async function openRequest(
  tx: Executor,
  request: Pick<RegradeRequest, 'cohort' | 'learner' | 'attempt' | 'task'>,
  now: number,
): Promise<RegradeRequest & { opened: boolean }> {
  const { numInsertedOrUpdatedRows: made = 0 } = await tx
    .insertInto('regrade_requests')
    .values({ id: newId(), ...request, status: 'open', created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.columns(['attempt', 'task']).doNothing())
    .executeTakeFirst();
  const row = await tx
    .selectFrom('regrade_requests')
    .selectAll()
    .where('attempt', '=', request.attempt)
    .where('task', '=', request.task)
    .executeTakeFirstOrThrow();
  return { ...row, opened: Number(made) > 0 || row.status !== 'open' };
}

export async function addMessage(
  tx: Executor,
  { request, author, body }: Pick<RequestMessage, 'request' | 'author' | 'body'>,
  status: 'open' | 'answered' | 'closed',
  now: number,
): Promise<void> {
  await tx
    .insertInto('request_messages')
    .values({ id: newId(), request, author, body, sent_at: now })
    .execute();
  await tx
    .updateTable('regrade_requests')
    .set({ status, updated_at: now })
    .where('id', '=', request)
    .execute();
}

/** Requests of a cohort, of one learner, or of one learner in one cohort, with their lab and thread; open ones first, then the latest. */
export async function requestsOf(db: Executor, { cohort, learner }: { cohort?: string; learner?: string }) {
  let query = db
    .selectFrom('regrade_requests')
    .innerJoin('learners', 'learners.id', 'regrade_requests.learner')
    .innerJoin('attempts', 'attempts.id', 'regrade_requests.attempt')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .leftJoin('task_results', (join) =>
      join
        .onRef('task_results.attempt', '=', 'regrade_requests.attempt')
        .onRef('task_results.task', '=', 'regrade_requests.task'),
    )
    .selectAll('regrade_requests')
    .select([
      'learners.name',
      'attempts.number',
      'lab_sessions.lab',
      'task_results.reason',
      'task_results.points',
    ])
    .orderBy('regrade_requests.updated_at', 'desc')
    .limit(200);
  if (cohort !== undefined) query = query.where('regrade_requests.cohort', '=', cohort);
  if (learner !== undefined) query = query.where('regrade_requests.learner', '=', learner);
  const requests = await query.execute();
  const ids = requests.map(({ id }) => id);
  const messages =
    ids.length === 0
      ? []
      : await db
          .selectFrom('request_messages')
          .innerJoin('learners', 'learners.id', 'request_messages.author')
          .selectAll('request_messages')
          .select('learners.name')
          .where('request', 'in', ids)
          .orderBy('sent_at')
          .execute();
  const rank = (status: string): number => ['open', 'answered', 'closed'].indexOf(status);
  return requests
    .map((request) => ({ ...request, messages: messages.filter((one) => one.request === request.id) }))
    .toSorted((a, b) => rank(a.status) - rank(b.status));
}

export async function findRequest(db: Executor, id: string): Promise<RegradeRequest | undefined> {
  return await db.selectFrom('regrade_requests').selectAll().where('id', '=', id).executeTakeFirst();
}
