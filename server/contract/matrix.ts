import { Type, type Static } from 'typebox';
import { AssignmentKind, StandingStatus } from './assignment.ts';
import { Id, RowId } from './common.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const Points = nullable(Type.Number());

/** One assignment over all learners: arrays in the order of `learners`. Null is "not judged", which is not zero. */
export const MatrixAssignment = Type.Object({
  id: RowId,
  kind: AssignmentKind,
  item: Id,
  title: Type.String(),
  maxPoints: Type.Number(),
  score: Type.Array(Points),
  /** Places in `statuses`. */
  status: Type.Array(Type.Integer()),
  tasks: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      maxPoints: Type.Number(),
      points: Type.Array(Points),
    }),
  ),
});
export type MatrixAssignment = Static<typeof MatrixAssignment>;

/** GET /api/cohorts/:cohort/matrix. With `since` and nothing new, `matrix` is null. */
export const MatrixReply = Type.Object({
  version: Type.String(),
  matrix: nullable(
    Type.Object({
      statuses: Type.Array(StandingStatus),
      learners: Type.Object({
        id: Type.Array(Type.String()),
        name: Type.Array(Type.String()),
        studentNumber: Type.Array(nullable(Type.String())),
        group: Type.Array(nullable(Type.String())),
      }),
      assignments: Type.Array(MatrixAssignment),
    }),
  ),
});
export type MatrixReply = Static<typeof MatrixReply>;
