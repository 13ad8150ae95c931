import { Type, type Static } from 'typebox';

/** POST …/erase: the login of the learner, typed. */
export const EraseBody = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);
export type EraseBody = Static<typeof EraseBody>;
/** How many rows went, by table. */
export const EraseReply = Type.Object({ erased: Type.Record(Type.String(), Type.Integer()) });
export type EraseReply = Static<typeof EraseReply>;
