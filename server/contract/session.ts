import { Type, type Static } from 'typebox';
import { Id } from './common.ts';
import { Role } from './roles.ts';

/** GET /api/session: who is here, and the token that every changing request sends back as `x-csrf-token`. */
export const SessionReply = Type.Object({
  mode: Type.Enum(['self-study', 'classroom']),
  /** Whose pages these are; null before the login. */
  learner: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()]),
  /** Who acts: somebody else than the learner while a student's pages are looked at. Null before the login. */
  user: Type.Union([
    Type.Object({ id: Type.String(), name: Type.String(), admin: Type.Boolean(), viewing: Type.Boolean() }),
    Type.Null(),
  ]),
  /** Cohorts the user is in, for the menu; an admin of the server may enter others too. */
  cohorts: Type.Array(Type.Object({ id: Id, title: Type.String(), role: Role })),
  csrfToken: Type.String(),
  version: Type.String(),
  engine: Type.Object({
    status: Type.Enum(['ready', 'starting', 'unavailable']),
    message: Type.String({ description: 'Empty when ready; else what is going on or missing, and the cure' }),
  }),
});
export type SessionReply = Static<typeof SessionReply>;
