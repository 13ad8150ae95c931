import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';
import { LearnerId } from './people.ts';

const Person = Type.Object({ id: LearnerId, name: Type.String() });

/** A value of one learner, found in what was read of another. For people to look at: it says neither who copied nor whether it matters. */
export const SimilarityItem = Type.Object({
  id: RowId,
  lab: Id,
  assignment: RowId,
  title: Type.String(),
  /** In whose work it was found. */
  learner: Person,
  /** Whose it is. */
  owner: Person,
  /** Name of the variable, or `account`. */
  variable: Type.String(),
  /** What the variable is about, in the lab's words. */
  about: Type.Union([Type.String(), Type.Null()]),
  value: Type.String(),
  /** The read and the place in it. */
  place: Type.String(),
  attempt: RowId,
  foundAt: Instant,
  lastAt: Instant,
  /** Attempts in which it was found. */
  times: Type.Integer(),
  dismissed: Type.Union([
    Type.Object({ by: Type.String(), at: Instant, reason: Type.String() }),
    Type.Null(),
  ]),
});
export type SimilarityItem = Static<typeof SimilarityItem>;

/** GET /api/cohorts/:cohort/similarity: the latest first. */
export const SimilarityReply = Type.Object({ items: Type.Array(SimilarityItem) });
export type SimilarityReply = Static<typeof SimilarityReply>;
/** POST /api/cohorts/:cohort/similarity/:similarity/dismiss */
export const DismissBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1_000 }) },
  { additionalProperties: false },
);
