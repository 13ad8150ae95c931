import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';

const Choice = Type.Object({ id: Type.String(), html: Type.String() });
const base = { id: Id, stemHtml: Type.String(), objective: Type.String() };

/** An item as the browser gets it: shuffled, without key and without rationales. */
export const QuizItem = Type.Union([
  Type.Object({ ...base, type: Type.Literal('single'), options: Type.Array(Choice) }),
  Type.Object({ ...base, type: Type.Literal('multiple'), options: Type.Array(Choice) }),
  Type.Object({ ...base, type: Type.Literal('numeric'), unit: Type.String() }),
  Type.Object({ ...base, type: Type.Literal('order'), options: Type.Array(Choice) }),
  Type.Object({ ...base, type: Type.Literal('match'), left: Type.Array(Choice), right: Type.Array(Choice) }),
  Type.Object({ ...base, type: Type.Literal('fill') }),
]);
export type QuizItem = Static<typeof QuizItem>;

/** Answers by item type: option ids, a number, ids in order, left id → right id, a text. */
export const QuizAnswer = Type.Union([
  Type.Object({ type: Type.Literal('single'), option: Type.String() }, { additionalProperties: false }),
  Type.Object(
    { type: Type.Literal('multiple'), options: Type.Array(Type.String()) },
    { additionalProperties: false },
  ),
  Type.Object({ type: Type.Literal('numeric'), value: Type.Number() }, { additionalProperties: false }),
  Type.Object(
    { type: Type.Literal('order'), order: Type.Array(Type.String()) },
    { additionalProperties: false },
  ),
  Type.Object(
    { type: Type.Literal('match'), pairs: Type.Record(Type.String(), Type.String()) },
    { additionalProperties: false },
  ),
  Type.Object(
    { type: Type.Literal('fill'), text: Type.String({ maxLength: 500 }) },
    { additionalProperties: false },
  ),
]);
export type QuizAnswer = Static<typeof QuizAnswer>;

/** What the learner gets once the answer is in. */
export const QuizFeedback = Type.Object({
  item: Id,
  correct: Type.Boolean(),
  credit: Type.Number({ description: '0 to 1' }),
  answer: QuizAnswer,
  /** The right answer in the same shape. */
  key: QuizAnswer,
  summaryHtml: Type.String({ description: 'Working, canonical command or the decisive why' }),
  notes: Type.Array(
    Type.Object({ id: Type.String(), correct: Type.Boolean(), chosen: Type.Boolean(), html: Type.String() }),
    { description: 'Rationale per option, pair or trap' },
  ),
});
export type QuizFeedback = Static<typeof QuizFeedback>;

/** POST /api/quizzes/:part/attempts starts (or resumes) one; GET /api/quiz-attempts/:id. */
export const QuizAttemptReply = Type.Object({
  id: RowId,
  part: Id,
  title: Type.String(),
  pass: Type.Number(),
  startedAt: Instant,
  finishedAt: Type.Union([Instant, Type.Null()]),
  items: Type.Array(QuizItem),
  feedback: Type.Array(QuizFeedback, { description: 'For the items answered so far' }),
  score: Type.Union([Type.Number(), Type.Null()], { description: '0 to 1 once finished' }),
  closesAt: Type.Optional({ ...Instant, description: 'From then on answers are refused; absent: never' }),
});
export type QuizAttemptReply = Static<typeof QuizAttemptReply>;

/** POST /api/quiz-attempts/:id/answers: one item, once; the reply is its QuizFeedback. */
export const QuizAnswerBody = Type.Object({ item: Id, answer: QuizAnswer }, { additionalProperties: false });
export type QuizAnswerBody = Static<typeof QuizAnswerBody>;
