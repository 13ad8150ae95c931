import { Type, type Static } from 'typebox';
import { ArtifactSpec } from '../../graders/contract/index.ts';
import { Id } from './common.ts';

/** GET /api/labs/:lab: what everybody may see of a lab. Check parameters, solutions and hint texts stay on the server. */
export const LabReply = Type.Object({
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  part: Id,
  minutes: Type.Number(),
  costNote: Type.String(),
  introHtml: Type.String(),
  hintCosts: Type.Array(Type.Number(), { description: 'Percent of the task for hint 1, 2, 3' }),
  tasks: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      kind: Type.Union([Type.Literal('build'), Type.Literal('fix')]),
      points: Type.Number(),
      after: Type.Array(Id),
      artifacts: Type.Array(ArtifactSpec),
      hints: Type.Number({ description: 'How many levels there are' }),
    }),
  ),
  files: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Number() }), {
    description: 'What the learner is handed; GET /api/labs/:lab/files/*',
  }),
});
export type LabReply = Static<typeof LabReply>;
