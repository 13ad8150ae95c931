import { Type, type Static } from 'typebox';
import { Id } from './common.ts';

const Place = Type.Object({
  kind: Type.Enum(['section', 'task', 'quiz']),
  title: Type.String({ description: 'Heading of the section, title of the task or of the quiz' }),
  of: Type.String({ description: 'Title of the lesson, lab or part it belongs to' }),
  href: Type.String({ description: 'A link of the app' }),
  count: Type.Integer({ description: 'Questions of a quiz; 1 for sections and tasks', minimum: 1 }),
});
export type CoveragePlace = Static<typeof Place>;

/** An item of the source course, and every place of this course that covers it. */
const Item = Type.Object({
  id: Type.String(),
  text: Type.String(),
  verdict: Type.Array(Type.String(), {
    description: 'What became of its statement: right, outdated, wrong, insecure, incomplete',
  }),
  places: Type.Array(Place),
});
export type CoverageItem = Static<typeof Item>;

/** GET /api/course/coverage: what the source course says, and where this one covers it. Only parts that are open count. */
export const CoverageReply = Type.Object({
  title: Type.String(),
  items: Type.Integer(),
  covered: Type.Integer(),
  parts: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      status: Type.Union([Type.Literal('ready'), Type.Literal('planned')]),
      covered: Type.Integer(),
      items: Type.Array(Item),
    }),
  ),
});
export type CoverageReply = Static<typeof CoverageReply>;
