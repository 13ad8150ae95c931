import { Type, type Static } from 'typebox';
import { Id } from './common.ts';

export const TocEntry = Type.Object({ id: Type.String(), text: Type.String(), depth: Type.Number() });

/** GET /api/lessons/:part. `html` is sanitised on the server and carries classes only, no style and no script. */
export const LessonReply = Type.Object({
  part: Id,
  title: Type.String(),
  summary: Type.String(),
  minutes: Type.Number(),
  updated: Type.String(),
  objectives: Type.Array(Type.String()),
  html: Type.String(),
  toc: Type.Array(TocEntry),
  labs: Type.Array(Type.Object({ id: Id, title: Type.String(), ready: Type.Boolean() })),
  quiz: Type.Boolean(),
  sources: Type.Array(Type.Object({ title: Type.String(), url: Type.String() })),
  priceDate: Type.Union([Type.String(), Type.Null()], {
    description: 'Date of the price data the page shows',
  }),
  previous: Type.Union([Type.Object({ part: Id, title: Type.String() }), Type.Null()]),
  next: Type.Union([Type.Object({ part: Id, title: Type.String() }), Type.Null()]),
  terms: Type.Array(Type.Object({ id: Id, term: Type.String(), html: Type.String() }), {
    description: 'Definitions of the terms that the text links, as a.term',
  }),
  progress: Type.Object({ done: Type.Boolean(), position: Type.Union([Type.String(), Type.Null()]) }),
});
export type LessonReply = Static<typeof LessonReply>;

/** PUT /api/lessons/:part/progress */
export const LessonProgressBody = Type.Object(
  { done: Type.Optional(Type.Boolean()), position: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);
export type LessonProgressBody = Static<typeof LessonProgressBody>;
