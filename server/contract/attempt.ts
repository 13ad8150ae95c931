import { Type, type Static } from 'typebox';
import { GradeReport } from '../../graders/contract/index.ts';
import { Id, RowId } from './common.ts';
import { AttemptSummary } from './lab-session.ts';

/**
 * POST /api/lab-sessions/:id/attempts. `key` makes a repeated press the same attempt: chosen by the client, one per press.
 */
export const CreateAttemptBody = Type.Object(
  {
    key: Type.String({ minLength: 8, maxLength: 64 }),
    tasks: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 40 })),
  },
  { additionalProperties: false },
);
export type CreateAttemptBody = Static<typeof CreateAttemptBody>;

/** GET /api/attempts/:id */
export const AttemptReply = Type.Object({
  attempt: AttemptSummary,
  session: RowId,
  lab: Id,
  report: Type.Union([GradeReport, Type.Null()], { description: 'Null until done' }),
});
export type AttemptReply = Static<typeof AttemptReply>;

/** GET /api/attempts/:id/evidence: every read of the attempt as it was stored. */
export const EvidenceReply = Type.Object({
  reads: Type.Array(
    Type.Object({
      read: Type.String(),
      args: Type.Unknown(),
      state: Type.Enum(['present', 'absent', 'blocked']),
      value: Type.Unknown(),
      digest: Type.String({ description: 'SHA-256 of the canonical JSON of the observation' }),
    }),
  ),
});
export type EvidenceReply = Static<typeof EvidenceReply>;
