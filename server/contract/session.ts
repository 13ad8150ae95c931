import { Type, type Static } from 'typebox';

/** GET /api/session: who is here, and the token that every changing request sends back as `x-csrf-token`. */
export const SessionReply = Type.Object({
  mode: Type.Literal('self-study'),
  learner: Type.Object({ id: Type.String(), name: Type.String() }),
  csrfToken: Type.String(),
  version: Type.String(),
  engine: Type.Object({
    status: Type.Enum(['ready', 'starting', 'unavailable']),
    message: Type.String({ description: 'Empty when ready; else what is going on or missing, and the cure' }),
  }),
});
export type SessionReply = Static<typeof SessionReply>;
