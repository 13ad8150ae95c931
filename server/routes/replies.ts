import type { TSchema } from 'typebox';
import { ErrorReply } from '../contract/index.ts';

/** Response schemas of a route: its own, and the one shape of all errors. What they do not name never leaves. */
export function replies<R extends Record<number, TSchema>>(
  own: R,
): R & { '4xx': typeof ErrorReply; '5xx': typeof ErrorReply } {
  return { ...own, '4xx': ErrorReply, '5xx': ErrorReply };
}
