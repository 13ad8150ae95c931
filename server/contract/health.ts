import { Type, type Static } from 'typebox';

/** GET /api/health */
export const HealthReply = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
  version: Type.String(),
  database: Type.Union([Type.Literal('ok'), Type.Literal('failing')]),
  engine: Type.Enum(['ready', 'starting', 'unavailable']),
  queue: Type.Object({ waiting: Type.Number(), running: Type.Number() }),
});
export type HealthReply = Static<typeof HealthReply>;
