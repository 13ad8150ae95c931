import { Type, type Static } from 'typebox';
import { Id } from './common.ts';

/** One way to write the answer down. */
export const SolutionNotation = Type.Object({
  id: Type.Enum(['cli', 'boto3', 'api']),
  html: Type.Union([Type.String(), Type.Null()], {
    description: 'The steps as highlighted code; null where this notation cannot say them',
  }),
  problem: Type.Union([Type.String(), Type.Null()], { description: 'Why there is none' }),
});

/** A file that the reference hands in. */
export const SolutionFile = Type.Object({
  name: Type.String(),
  html: Type.String(),
  text: Type.String(),
  mine: Type.Union([Type.String(), Type.Null()], {
    description: 'What the learner handed in under this name, to compare with',
  }),
});

/** GET /api/lab-sessions/:id/solution/:task: a task's own part of the reference answer. Never cached. */
export const SolutionReply = Type.Object({
  task: Id,
  open: Type.Enum(['earned', 'released'], { description: 'Why it may be read' }),
  notations: Type.Array(SolutionNotation, { description: 'Empty where the answer is files alone' }),
  files: Type.Array(SolutionFile),
  held: Type.Array(Type.Array(Id), {
    description: 'Per step that is left out because it answers these other tasks as well',
  }),
  needs: Type.Array(
    Type.Object({
      name: Type.String({ description: 'Result of another task’s step, by its name' }),
      tasks: Type.Array(Id),
      operation: Type.String({ description: 'What answered it; empty while that task is not open' }),
    }),
  ),
});
export type SolutionReply = Static<typeof SolutionReply>;
