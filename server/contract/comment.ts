import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';

/** What staff wrote beside an attempt, or one task of it. */
export const Comment = Type.Object({
  id: RowId,
  lab: Id,
  attempt: RowId,
  number: Type.Integer({ description: 'Of the attempt' }),
  task: Type.Union([Id, Type.Null()], { description: 'Null: about the whole attempt' }),
  author: Type.String(),
  /** The caller wrote it. */
  own: Type.Boolean(),
  text: Type.String(),
  at: Instant,
  editedAt: Type.Union([Instant, Type.Null()]),
  /** The learner has had it on the screen. */
  seen: Type.Boolean(),
});
export type Comment = Static<typeof Comment>;

/** GET /api/comments: the caller's own; what staff do with one learner's answers the same. Newest first. */
export const CommentsReply = Type.Object({ comments: Type.Array(Comment) });
export type CommentsReply = Static<typeof CommentsReply>;

const Text = Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' });
/** POST …/learners/:learner/attempts/:attempt/comments */
export const CommentBody = Type.Object(
  { task: Type.Union([Id, Type.Null()]), text: Text },
  { additionalProperties: false },
);
export type CommentBody = Static<typeof CommentBody>;
/** PUT …/learners/:learner/comments/:comment */
export const ChangeCommentBody = Type.Object({ text: Text }, { additionalProperties: false });
/** POST /api/comments/seen */
export const SeenBody = Type.Object(
  { comments: Type.Array(RowId, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);
