import type { Static, TSchema } from 'typebox';
import type { Evidence } from '../contract/index.ts';
import type { Observation } from './observation.ts';
import type { After, ArgsOf, EachRead, Read, ReadSlot, RunFacts, ValueOf } from './read.ts';

/** A reason a check can give: its status, the message with {placeholders}, and one next step. */
export interface ReasonSpec {
  status: 'pass' | 'fail';
  message: string;
  next?: string;
}
export function pass(message: string): ReasonSpec {
  return { status: 'pass', message };
}
export function fail(message: string, next?: string): ReasonSpec {
  return next === undefined ? { status: 'fail', message } : { status: 'fail', message, next };
}

/** What a judge says: a key of the check's reasons, the values for its message, and what was read. */
export interface Finding<R extends string = string> {
  reason: R;
  data: Record<string, unknown>;
  evidence: Evidence[];
}

/**
 * The view of one read that a judge gets. Calling it gives the value, or undefined when there is none; it throws Blocked
 * (which `decide` understands) when the read could not be made.
 */
export interface Saw<T> {
  (): T | undefined;
  /** AWS's word for "there is none", or undefined when there is one. */
  absence(): string | undefined;
  /** Evidence that points into this read. */
  at(path: string, expected: unknown, actual: unknown): Evidence;
}

/**
 * The view of an `each` read: one entry per list of arguments. Looking at the `value` of an entry that could not be read
 * throws Blocked, so that *some* is decided by the entries that could; calling the view throws when the list is unknown.
 */
export interface SawEach<A, T> {
  (): { readonly args: A; readonly value: T | undefined }[];
  at(args: A, path: string, expected: unknown, actual: unknown): Evidence;
}

export type SawOf<S> =
  S extends EachRead<infer A, infer T> ? SawEach<A, T> : S extends Read<never, infer T> ? Saw<T> : never;

export type Bound<S> = S extends EachRead<infer A, unknown> ? A[] | After<A[]> : ArgsOf<S> | After<ArgsOf<S>>;

export interface Check<
  P extends TSchema = TSchema,
  R extends Record<string, ReadSlot> = Record<string, ReadSlot>,
  K extends string = string,
> {
  id: string;
  title: string;
  params: P;
  reads: R;
  bind(params: Static<P>, run: RunFacts, taskId: string): { [S in keyof R]: Bound<R[S]> };
  /** In order of precedence, as the catalogue lists them; exactly one pass. */
  reasons: Record<K, ReasonSpec>;
  /** Pure and total: no await, SDK, clock or randomness. A throw is our bug and becomes blocked: check-crashed. */
  judge(saw: { [S in keyof R]: SawOf<R[S]> }, params: Static<P>, run: RunFacts): Finding<K>;
}

/** Declares a check; it is the default export of `graders/checks/<service>/<check>.ts`. */
export function defineCheck<P extends TSchema, R extends Record<string, ReadSlot>, K extends string>(
  check: Check<P, R, K>,
): Check<P, R, K> {
  return check;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- checks of every shape live in one map
export type AnyCheck = Check<any, any, any>;

export type { Observation, ValueOf };
