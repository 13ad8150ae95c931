import { Type, type Static } from 'typebox';
import { Id, Instant } from './common.ts';

const LessonCard = Type.Object({
  title: Type.String(),
  minutes: Type.Number(),
  done: Type.Boolean(),
  position: Type.Union([Type.String(), Type.Null()], { description: 'Heading id where the reader stopped' }),
});
const QuizCard = Type.Object({
  items: Type.Number(),
  best: Type.Union([Type.Number(), Type.Null()], {
    description: 'Share of items right in the best attempt, 0 to 1',
  }),
  pass: Type.Number(),
});
const LabCard = Type.Object({
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  minutes: Type.Number(),
  ready: Type.Boolean({ description: 'False for a lab that the course plans but does not have yet' }),
  score: Type.Union([Type.Number(), Type.Null()], { description: '0 to 100; null before the first check' }),
  tasksPassed: Type.Number(),
  tasks: Type.Number(),
});

const Step = Type.Object({
  kind: Type.Enum(['lesson', 'lab', 'quiz']),
  label: Type.String(),
  href: Type.String(),
  minutes: Type.Number(),
});

/** GET /api/course: the course map with the learner's progress. Order is lessons/course.json's. */
export const CourseReply = Type.Object({
  title: Type.String(),
  parts: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      summary: Type.String(),
      status: Type.Union([Type.Literal('ready'), Type.Literal('planned')]),
      lesson: Type.Union([LessonCard, Type.Null()]),
      quiz: Type.Union([QuizCard, Type.Null()]),
      labs: Type.Array(LabCard),
      steps: Type.Array(Step, {
        description: 'What is still to do, in order; empty for a finished or planned part',
      }),
      minutesLeft: Type.Number(),
      done: Type.Boolean(),
    }),
  ),
  minutesLeft: Type.Number(),
  /** Where the learner was: the newest unfinished place among lessons, labs, quizzes and reviews. */
  resume: Type.Union([
    Type.Object({
      kind: Type.Enum(['lesson', 'lab', 'quiz', 'review']),
      href: Type.String(),
      label: Type.String(),
      where: Type.String(),
      at: Instant,
    }),
    Type.Null(),
  ]),
  /** The part that brings all others together, and what it waits for. */
  capstone: Type.Union([
    Type.Object({
      part: Id,
      waitsFor: Type.Array(
        Type.Object({ part: Id, title: Type.String(), steps: Type.Number(), minutes: Type.Number() }),
      ),
    }),
    Type.Null(),
  ]),
  /** The one thing to do next, as a link of the app. */
  next: Type.Union([Type.Object({ href: Type.String(), label: Type.String() }), Type.Null()]),
});
export type CourseReply = Static<typeof CourseReply>;
