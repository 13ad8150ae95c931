import { Type, type Static } from 'typebox';

/** The files of lessons/, as lessons/format.md describes them. */

const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description: 'Ids are kebab-case' });
const Line = Type.String({ minLength: 1 });
const InventoryId = Type.String({
  pattern: '^[A-Z0-9]+\\.[A-Z0-9]+$',
  description: 'An inventory id such as S3.12',
});
const closed = { additionalProperties: false };

export const CourseFile = Type.Object(
  {
    id: Id,
    title: Line,
    parts: Type.Array(
      Type.Object(
        {
          id: Id,
          title: Line,
          summary: Line,
          lesson: Type.Boolean(),
          quiz: Type.Boolean(),
          labs: Type.Array(Id),
          status: Type.Union([Type.Literal('ready'), Type.Literal('planned')]),
          capstone: Type.Optional(Type.Boolean({ description: 'The part that brings all others together' })),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);
export type CourseFile = Static<typeof CourseFile>;
export type PartEntry = CourseFile['parts'][number];

export const InventoryFile = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          id: InventoryId,
          part: Id,
          text: Line,
          verdict: Type.Union([Type.String(), Type.Array(Type.String())]),
        },
        { additionalProperties: true },
      ),
    ),
  },
  { additionalProperties: true },
);
export type InventoryFile = Static<typeof InventoryFile>;

export const FactsFile = Type.Object(
  {
    reviewed: Line,
    facts: Type.Record(
      Type.String(),
      Type.Object(
        {
          statement: Line,
          sources: Type.Array(Type.Object({ title: Line, url: Line }, { additionalProperties: true })),
          confidence: Type.Enum(['aws', 'measured', 'reported', 'known']),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type FactsFile = Static<typeof FactsFile>;

export const GlossaryFile = Type.Object(
  {
    terms: Type.Array(
      Type.Object(
        {
          id: Id,
          term: Line,
          part: Id,
          definition: Line,
          aliases: Type.Optional(Type.Array(Line, { minItems: 1 })),
          see: Type.Optional(Type.Array(Id, { minItems: 1 })),
          only: Type.Optional(Type.Array(Id, { minItems: 1 })),
          quiet: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);
export type GlossaryFile = Static<typeof GlossaryFile>;

export const FrontMatter = Type.Object(
  {
    title: Line,
    summary: Line,
    minutes: Type.Integer({ minimum: 1 }),
    objectives: Type.Array(
      Type.Object({ id: Id, text: Line, tasks: Type.Optional(Type.Array(Line)) }, closed),
      { minItems: 3, maxItems: 6, description: 'A lesson has three to six objectives' },
    ),
    labs: Type.Array(Id),
    covers: Type.Array(InventoryId),
    sources: Type.Array(Type.Object({ title: Line, url: Type.String({ pattern: '^https://' }) }, closed)),
    updated: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day as YYYY-MM-DD' }),
  },
  closed,
);
export type FrontMatter = Static<typeof FrontMatter>;

const Option = Type.Object({ id: Id, text: Line, correct: Type.Boolean(), why: Line }, closed);
const item = {
  id: Id,
  bank: Line,
  covers: Type.Array(InventoryId),
  fact: Line,
  dated: Type.Optional(Type.Boolean()),
  objective: Id,
  stem: Line,
};

export const QUIZ_ITEMS = {
  single: Type.Object(
    { ...item, type: Type.Literal('single'), options: Type.Array(Option, { minItems: 2 }) },
    closed,
  ),
  multiple: Type.Object(
    { ...item, type: Type.Literal('multiple'), options: Type.Array(Option, { minItems: 2 }) },
    closed,
  ),
  numeric: Type.Object(
    {
      ...item,
      type: Type.Literal('numeric'),
      numeric: Type.Object(
        {
          answer: Type.Number(),
          tolerance: Type.Number({ minimum: 0 }),
          unit: Type.String(),
          working: Line,
          traps: Type.Optional(Type.Array(Type.Object({ value: Type.Number(), why: Line }, closed))),
        },
        closed,
      ),
    },
    closed,
  ),
  order: Type.Object(
    {
      ...item,
      type: Type.Literal('order'),
      order: Type.Object(
        {
          sequence: Type.Array(Type.Object({ id: Id, text: Line, why: Line }, closed), { minItems: 2 }),
          traps: Type.Optional(Type.Array(Type.Object({ first: Id, then: Id, why: Line }, closed))),
        },
        closed,
      ),
    },
    closed,
  ),
  match: Type.Object(
    {
      ...item,
      type: Type.Literal('match'),
      match: Type.Object(
        {
          pairs: Type.Array(Type.Object({ id: Id, left: Line, right: Line, why: Line }, closed), {
            minItems: 2,
          }),
          distractors: Type.Optional(Type.Array(Type.Object({ right: Line, why: Line }, closed))),
          traps: Type.Optional(Type.Array(Type.Object({ pair: Id, right: Line, why: Line }, closed))),
        },
        closed,
      ),
    },
    closed,
  ),
  fill: Type.Object(
    {
      ...item,
      type: Type.Literal('fill'),
      fill: Type.Object(
        {
          canonical: Line,
          accept: Type.Array(Line, { minItems: 1 }),
          traps: Type.Optional(Type.Array(Type.Object({ contains: Line, why: Line }, closed))),
        },
        closed,
      ),
    },
    closed,
  ),
};
export type ItemType = keyof typeof QUIZ_ITEMS;
export type QuizItemSource = { [T in ItemType]: Static<(typeof QUIZ_ITEMS)[T]> }[ItemType];

/** The frame of a quiz; each item is validated by the schema of its type, so that errors name that type's fields. */
export const QuizFrame = Type.Object(
  {
    id: Id,
    title: Line,
    pass: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'A share such as 0.8' }),
    items: Type.Array(Type.Object({ type: Type.String() }), { minItems: 1 }),
  },
  closed,
);
