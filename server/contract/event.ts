import { Type, type Static } from 'typebox';
import { TaskResult } from '../../graders/contract/index.ts';
import { Id, RowId } from './common.ts';
import { AttemptSummary, JournalEntry, LabSessionStatus } from './lab-session.ts';

/** Server-sent events of GET /api/lab-sessions/:id/events; the SSE event name is `type`, the data this object as JSON. */
export const SessionEvent = Type.Union([
  Type.Object({
    type: Type.Literal('session'),
    status: LabSessionStatus,
    problem: Type.Union([Type.String(), Type.Null()]),
  }),
  Type.Object({ type: Type.Literal('attempt'), attempt: AttemptSummary }),
  Type.Object({ type: Type.Literal('task-started'), attempt: RowId, task: Id }),
  Type.Object({ type: Type.Literal('task-result'), attempt: RowId, result: TaskResult }),
  Type.Object({
    type: Type.Literal('waiting'),
    attempt: RowId,
    read: Type.String({ description: 'Operation that missed something' }),
    secondsLeft: Type.Number({
      description: 'AWS may still answer with the past for so long; then a miss counts',
    }),
  }),
  Type.Object({ type: Type.Literal('journal'), entries: Type.Array(JournalEntry) }),
]);
export type SessionEvent = Static<typeof SessionEvent>;
