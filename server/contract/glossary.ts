import { Type, type Static } from 'typebox';
import { Id } from './common.ts';

/** GET /api/glossary: the terms of the course by name, each with where it is used first in each lesson. */
export const GlossaryReply = Type.Object({
  parts: Type.Array(Type.Object({ id: Id, title: Type.String() }), {
    description: 'The parts that have terms, in the order of the course',
  }),
  terms: Type.Array(
    Type.Object({
      id: Id,
      term: Type.String(),
      aliases: Type.Array(Type.String()),
      part: Id,
      html: Type.String(),
      see: Type.Array(Type.Object({ id: Id, term: Type.String() })),
      uses: Type.Array(Type.Object({ title: Type.String(), href: Type.String() })),
    }),
  ),
});
export type GlossaryReply = Static<typeof GlossaryReply>;
