import { Type, type Static } from 'typebox';

/** One thing that can be found. Every text is plain text; nothing of it depends on the learner. */
export const SearchDocument = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['lesson', 'task', 'lab', 'term', 'quiz', 'command']),
  title: Type.String(),
  of: Type.String({ description: 'What it belongs to: lesson, lab or part' }),
  href: Type.String({ description: 'Address of the section, task or term' }),
  text: Type.String({ description: 'What excerpts are cut from' }),
  words: Type.Optional(Type.String({ description: 'Other names that find it: aliases, API operations' })),
  code: Type.Optional(Type.String({ description: 'Commands and files of a section' })),
});
export type SearchDocument = Static<typeof SearchDocument>;

/** GET /api/search: all of it, for the browser to index. Never answers, rationales, hints, checks or solutions. */
export const SearchReply = Type.Object({ documents: Type.Array(SearchDocument) });
export type SearchReply = Static<typeof SearchReply>;
