import { Type, type Static } from 'typebox';
import { AssignmentKind } from './assignment.ts';
import { Id, RowId } from './common.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const Share = nullable(Type.Number({ description: '0 to 1' }));
const Count = nullable(Type.Integer());

export const AnalysisNote = Type.Object({
  key: Type.Enum(['negative', 'flat', 'hard', 'easy', 'blocked', 'few']),
  words: Type.String(),
});
export type AnalysisNote = Static<typeof AnalysisNote>;

/** A task or a question over all learners. Null: nothing is known, or it is about too few people for this reader. */
export const AnalysisItem = Type.Object({
  id: Id,
  title: Type.String(),
  /** Of a question. */
  stemHtml: nullable(Type.String()),
  maxPoints: nullable(Type.Number()),
  /** Who was judged at it; the shares are of these. */
  learners: Count,
  facility: Share,
  /** Correlation with the rest of the lab or quiz, and its 95 % interval. Null below 30 learners. */
  discrimination: nullable(Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() })),
  firstTry: Share,
  medianTries: nullable(Type.Number()),
  solved: Count,
  /** Never got as far: what has to come first did not pass. */
  notReached: Count,
  /** Share of the checks that could not be judged. Counts in none of the other numbers. */
  blocked: Share,
  reasons: Type.Array(
    Type.Object({
      reason: Type.String(),
      words: Type.String(),
      learners: Type.Integer(),
      share: Type.Number(),
    }),
  ),
  /** What was answered to a question, with the key. */
  choices: Type.Array(
    Type.Object({
      html: Type.String(),
      correct: Type.Boolean(),
      learners: Type.Integer(),
      share: Type.Number(),
    }),
  ),
  notes: Type.Array(AnalysisNote),
  /** Some number is withheld or coarse, because it would be about fewer than five learners. */
  suppressed: Type.Boolean(),
});
export type AnalysisItem = Static<typeof AnalysisItem>;

/** GET /api/cohorts/:cohort/analysis: statistics without anybody's name. */
export const AnalysisReply = Type.Object({
  /** Active students. */
  learners: Count,
  suppressed: Type.Boolean(),
  assignments: Type.Array(
    Type.Object({
      id: RowId,
      kind: AssignmentKind,
      item: Id,
      title: Type.String(),
      items: Type.Array(AnalysisItem),
    }),
  ),
});
export type AnalysisReply = Static<typeof AnalysisReply>;
