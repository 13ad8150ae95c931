import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';
import { QuizAnswer, QuizFeedback, QuizItem } from './quiz.ts';

/** How well an objective stands, in a word; server/grading/memory.ts has the model. */
export const MasteryWord = Type.Enum(['not-asked', 'learning', 'growing', 'secure']);
export type MasteryWord = Static<typeof MasteryWord>;

/** GET /api/reviews: what is due, and how well each objective stands. */
export const ReviewOverviewReply = Type.Object({
  due: Type.Number(),
  nextDueAt: Type.Union([Instant, Type.Null()], {
    description: 'When the next one falls due; null when none will',
  }),
  open: Type.Union([RowId, Type.Null()], { description: 'A review that was begun' }),
  /** Days after which an item comes back, box by box. */
  intervalDays: Type.Array(Type.Number()),
  parts: Type.Array(
    Type.Object({
      part: Id,
      title: Type.String(),
      objectives: Type.Array(
        Type.Object({
          id: Id,
          text: Type.String(),
          word: MasteryWord,
          mastery: Type.Number({ description: 'Expected share of right answers in two weeks, 0 to 1' }),
          items: Type.Number(),
          asked: Type.Number(),
          right: Type.Number({ description: 'Items whose last answer was right' }),
          due: Type.Number(),
          nextDueAt: Type.Union([Instant, Type.Null()]),
          tasks: Type.Array(Type.String(), { description: 'Lab tasks that test it: <lab>/<task>' }),
        }),
      ),
    }),
  ),
});
export type ReviewOverviewReply = Static<typeof ReviewOverviewReply>;

const Outcome = Type.Object({
  part: Id,
  feedback: QuizFeedback,
  dueAt: Type.Union([Instant, Type.Null()], { description: 'When it will be asked again' }),
});

/** POST /api/reviews starts one with what is due, or resumes; GET /api/reviews/:id. */
export const ReviewReply = Type.Object({
  id: RowId,
  startedAt: Instant,
  finishedAt: Type.Union([Instant, Type.Null()]),
  items: Type.Array(Type.Object({ part: Id, partTitle: Type.String(), item: QuizItem })),
  outcomes: Type.Array(Outcome, { description: 'For the items answered so far' }),
});
export type ReviewReply = Static<typeof ReviewReply>;

/** POST /api/reviews/:id/answers: one item, once. */
export const ReviewAnswerBody = Type.Object(
  { part: Id, item: Id, answer: QuizAnswer },
  { additionalProperties: false },
);
export type ReviewAnswerBody = Static<typeof ReviewAnswerBody>;
export const ReviewAnswerReply = Outcome;
export type ReviewAnswerReply = Static<typeof ReviewAnswerReply>;
