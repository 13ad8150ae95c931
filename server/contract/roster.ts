import { Type, type Static } from 'typebox';
import { OneTimeLinkReply } from './people.ts';
import { Role } from './roles.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** GET /api/cohorts/:cohort/roster: everybody who is or was in the cohort. */
export const RosterReply = Type.Object({
  people: Type.Array(
    Type.Object({
      learner: Type.String(),
      login: nullable(Type.String()),
      name: Type.String(),
      email: nullable(Type.String()),
      studentNumber: nullable(Type.String()),
      group: nullable(Type.String()),
      role: Role,
      active: Type.Boolean(),
      /** Has chosen a password. */
      joined: Type.Boolean(),
    }),
  ),
});
export type RosterReply = Static<typeof RosterReply>;

/** The bytes of a CSV file as base64: its encoding is told from them, and text in JSON would have lost it. */
const csv = Type.String({ contentEncoding: 'base64', maxLength: 7_000_000 });
const skipBad = Type.Boolean({ default: false, description: 'Leave out rows that cannot be used' });
/** POST /api/cohorts/:cohort/roster/preview */
export const RosterPreviewBody = Type.Object({ csv, skipBad }, { additionalProperties: false });
export type RosterPreviewBody = Static<typeof RosterPreviewBody>;
/** POST /api/cohorts/:cohort/roster/apply. `digest` of a preview: apply this and nothing else. */
export const RosterApplyBody = Type.Object(
  { csv, skipBad, digest: Type.Optional(Type.String({ maxLength: 64 })) },
  { additionalProperties: false },
);
export type RosterApplyBody = Static<typeof RosterApplyBody>;

/** Why a row, or the file, cannot be used. */
export const RosterProblem = Type.Object({
  /** Line of the file, counted from 1; null: the file as a whole. */
  row: nullable(Type.Integer()),
  column: nullable(Type.String()),
  code: Type.String(),
  message: Type.String(),
  cure: Type.String(),
});
export type RosterProblem = Static<typeof RosterProblem>;
export const RosterChange = Type.Object({
  kind: Type.Enum(['added', 'changed', 'dropped']),
  login: Type.String(),
  name: Type.String(),
  /** Line of the file; null for somebody who is not in it any more. */
  row: nullable(Type.Integer()),
  fields: Type.Array(Type.Object({ field: Type.String(), before: Type.String(), after: Type.String() })),
});
export type RosterChange = Static<typeof RosterChange>;
const Counts = Type.Object({
  added: Type.Integer(),
  changed: Type.Integer(),
  dropped: Type.Integer(),
  unchanged: Type.Integer(),
});
export const RosterPreviewReply = Type.Object({
  encoding: Type.String(),
  separator: Type.String(),
  /** Columns that are not used. */
  ignoredColumns: Type.Array(Type.String()),
  counts: Counts,
  changes: Type.Array(RosterChange),
  /** At most the first 200. */
  problems: Type.Array(RosterProblem),
  problemCount: Type.Integer(),
  /** What is not a problem but good to know. */
  notes: Type.Array(Type.String()),
  digest: Type.String(),
});
export type RosterPreviewReply = Static<typeof RosterPreviewReply>;
export const RosterApplyReply = Type.Object({
  counts: Counts,
  /** Rows that were left out. */
  skipped: Type.Integer(),
  /** For those who have no password yet. Shown this once. */
  invitations: Type.Array(
    Type.Object({
      login: Type.String(),
      name: Type.String(),
      email: nullable(Type.String()),
      link: OneTimeLinkReply,
    }),
  ),
});
export type RosterApplyReply = Static<typeof RosterApplyReply>;
