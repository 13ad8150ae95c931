import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';
import { Role, type Permission } from './roles.ts';

/** What a program may do with a token, and what its role has to allow for that. A route names one of these, or takes no token. */
export const SCOPES = {
  'cohort:read': { permission: 'member', does: 'know the cohort: title, time zone' },
  'assignments:read': { permission: 'design', does: 'read assignments with dates and rules' },
  'grades:read': { permission: 'learners', does: 'read scores: gradebook and matrix' },
  'roster:read': { permission: 'learners', does: 'read who is in the cohort' },
  'roster:import': {
    permission: 'manage',
    does: 'bring the roster in line with a file; no new users, roles or links',
  },
  'runs:read': { permission: 'learners', does: 'read grading runs' },
  'runs:start': { permission: 'grade', does: 'start, pause and retry grading runs' },
} as const satisfies Record<string, { permission: Permission; does: string }>;
export type Scope = keyof typeof SCOPES;
export const Scope = Type.Enum([
  'cohort:read',
  'assignments:read',
  'grades:read',
  'roster:read',
  'roster:import',
  'runs:read',
  'runs:start',
]);

/** How a token begins, so that scanners for secrets find one that was published: `gsk_` and 43 characters of base64url. */
export const TOKEN_PREFIX = 'gsk_';

/** POST /api/cohorts/:cohort/tokens. The role may be no higher than one's own. */
export const TokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, description: 'What it is for' }),
    role: Role,
    scopes: Type.Array(Scope, { minItems: 1, uniqueItems: true }),
    days: Type.Union([Type.Integer({ minimum: 1, maximum: 730 }), Type.Null()], {
      description: 'Until it runs out; null for never',
    }),
  },
  { additionalProperties: false },
);
export type TokenBody = Static<typeof TokenBody>;

const moment = Type.Union([Instant, Type.Null()]);
export const TokenRow = Type.Object({
  id: RowId,
  cohort: Id,
  name: Type.String(),
  /** The first characters, to tell it by. */
  hint: Type.String(),
  role: Role,
  scopes: Type.Array(Scope),
  owner: Type.String(),
  own: Type.Boolean(),
  createdAt: Instant,
  expiresAt: moment,
  lastUsedAt: moment,
  /** Revoked, or ended because its owner may less than it. */
  endedAt: moment,
});
export type TokenRow = Static<typeof TokenRow>;
/** GET /api/cohorts/:cohort/tokens: one's own; those who manage the cohort see all. */
export const TokensReply = Type.Object({ tokens: Type.Array(TokenRow) });
export type TokensReply = Static<typeof TokensReply>;
/** The token itself is in this reply and nowhere else. */
export const CreatedTokenReply = Type.Object({ token: Type.String(), row: TokenRow });
export type CreatedTokenReply = Static<typeof CreatedTokenReply>;
