import { Type, type Static } from 'typebox';
import { TaskStatus } from '../../graders/contract/index.ts';
import { Id, RowId } from './common.ts';

const Seen = Type.Union([Type.Object({ value: Type.Unknown() }), Type.Null()], {
  description: 'Null where that attempt did not read this place',
});
const Side = Type.Object({ status: TaskStatus, reason: Type.String(), points: Type.Number() });

/** What changed about one task between two attempts that have a result for it. */
export const TaskChange = Type.Object({
  task: Id,
  from: Type.Number({ description: 'Number of the earlier attempt' }),
  to: Type.Number(),
  before: Side,
  after: Side,
  values: Type.Array(
    Type.Object({
      read: Type.String(),
      path: Type.String(),
      expected: Type.Unknown(),
      before: Seen,
      after: Seen,
    }),
    { description: 'What the check looked at and now is otherwise' },
  ),
});
export type TaskChange = Static<typeof TaskChange>;

/** A read that answered two attempts differently. */
export const ReadChange = Type.Object({
  read: Type.String(),
  args: Type.Unknown(),
  values: Type.Array(Type.Object({ path: Type.String(), before: Seen, after: Seen })),
  more: Type.Number({ description: 'Differences beyond those listed' }),
});
export type ReadChange = Static<typeof ReadChange>;

/** GET /api/lab-sessions/:id/changes: per task, its last result against the one before. */
export const ChangesReply = Type.Object({ tasks: Type.Array(TaskChange) });
export type ChangesReply = Static<typeof ChangesReply>;

/** GET /api/attempts/:id/changes?since=: two attempts of a session side by side. */
export const AttemptChangesReply = Type.Object({
  from: Type.Object({ id: RowId, number: Type.Number(), generation: Type.Number() }),
  to: Type.Object({ id: RowId, number: Type.Number(), generation: Type.Number() }),
  tasks: Type.Array(TaskChange, { description: 'Tasks that both judged, changed or not' }),
  reads: Type.Array(ReadChange),
});
export type AttemptChangesReply = Static<typeof AttemptChangesReply>;
