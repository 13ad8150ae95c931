import { Type, type Static } from 'typebox';

const Id = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  description: 'kebab-case, never numbered, never renamed',
});
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/**
 * How a variable gets its value for one learner: drawn from `choices` (the first is the default), `hex` random digits,
 * or computed from other variables by a template.
 */
export const VariableSpec = Type.Union([
  Type.Object(
    { choices: Type.Array(Scalar, { minItems: 1 }), about: Type.Optional(Type.String()) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      hex: Type.Integer({ minimum: 1, maximum: 16 }),
      default: Type.String(),
      about: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      value: Type.String({ description: 'Template such as `{{prefix}}-ml-data-{{suffix}}`' }),
      match: Type.Optional(
        Type.String({
          description:
            'Regular expression whose first group is taken of it: `^([^,]+),` of `{{azs}}` is the first zone',
        }),
      ),
      about: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
]);
export type VariableSpec = Static<typeof VariableSpec>;

export const CheckUse = Type.Object(
  {
    use: Type.String({ pattern: '^[a-z0-9-]+/[a-z0-9-]+$' }),
    params: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'Strings may hold {{variables}}; a string that is one whole template keeps the type of its value',
    }),
    weight: Type.Number({ exclusiveMinimum: 0 }),
  },
  { additionalProperties: false },
);
export type CheckUse = Static<typeof CheckUse>;

export const ArtifactSpec = Type.Object(
  {
    name: Type.String({
      description: 'Suggested file name; `grade` takes any name when the task wants one file',
    }),
    language: Type.Enum(['text', 'json', 'yaml', 'python', 'ini']),
    about: Type.Optional(Type.String()),
    starter: Type.Optional(
      Type.String({ description: 'File below the lab folder that the editor opens with' }),
    ),
  },
  { additionalProperties: false },
);
export type ArtifactSpec = Static<typeof ArtifactSpec>;

export const TaskSpec = Type.Object(
  {
    id: Id,
    title: Type.String(),
    kind: Type.Union([Type.Literal('build'), Type.Literal('fix')]),
    points: Type.Integer({ minimum: 1, maximum: 100 }),
    after: Type.Array(Id),
    final: Type.Optional(Type.Boolean({ description: 'Counts from the last attempt instead of the best' })),
    artifacts: Type.Optional(Type.Array(ArtifactSpec)),
    covers: Type.Array(Type.String({ description: 'Inventory ids of the course' })),
    checks: Type.Array(CheckUse, { minItems: 1 }),
  },
  { additionalProperties: false },
);
export type TaskSpec = Static<typeof TaskSpec>;

/** `labs/<id>/lab.json` (design §6, contract). Points of the tasks sum to 100. */
export const LabManifest = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Id,
    title: Type.String(),
    summary: Type.String(),
    lesson: Id,
    minutes: Type.Integer({ minimum: 1 }),
    costNote: Type.String({ description: 'What the lab costs on a real account' }),
    variables: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$' }), VariableSpec),
    hintCosts: Type.Optional(
      Type.Tuple([Type.Number(), Type.Number(), Type.Number()], {
        description: 'Percent of the task; default 0, 10, 25',
      }),
    ),
    tasks: Type.Array(TaskSpec, { minItems: 1 }),
  },
  { additionalProperties: false },
);
export type LabManifest = Static<typeof LabManifest>;

/** `labs/variables.json`: the variables that every lab has. */
export const CommonVariables = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$' }), VariableSpec);
export type CommonVariables = Static<typeof CommonVariables>;

export const DEFAULT_HINT_COSTS: readonly [number, number, number] = [0, 10, 25];

/** Values of a lab's variables for one learner. */
export type Variables = Record<string, string | number | boolean>;
