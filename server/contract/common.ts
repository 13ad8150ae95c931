import { Type, type Static } from 'typebox';

/** kebab-case id: the folder's, the URL's and the log's name of a lab, part, task or quiz item. */
export const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 });
/** Opaque id of a stored row. */
export const RowId = Type.String({ pattern: '^[A-Za-z0-9_-]{8,40}$' });
export const Instant = Type.String({ format: 'date-time' });

/** Every error reply. `code` is a key of server/errors.ts; `details` list places (file:line, field) where there are several. */
export const ErrorReply = Type.Object({
  code: Type.String(),
  message: Type.String(),
  cure: Type.Optional(Type.String()),
  details: Type.Optional(Type.Array(Type.String())),
});
export type ErrorReply = Static<typeof ErrorReply>;
