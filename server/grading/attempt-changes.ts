import type { Evidence, TaskResult } from '../../graders/contract/index.ts';
import type { Observation } from '../../graders/kit/index.ts';
import type { ReadChange, TaskChange } from '../contract/index.ts';
import { diffValues, valueAt, type ValueChange } from './value-diff.ts';

/** A read as an attempt stored it. */
export interface Read {
  read: string;
  args: unknown;
  observation: Observation<unknown>;
}

/** What one attempt found. */
export interface Finding {
  results: readonly TaskResult[];
  reads: readonly Read[];
}

type Seen = { value: unknown } | null;

/** A page shows so much of a change; who wants all of it has the evidence. */
const MOST_VALUES = 40;
const LONGEST_TEXT = 600;

/**
 * What changed about one task from one attempt to a later one: status, reason, and the values that the check looked at. A
 * check often stops at the first thing that is not right, so that the two looked at different places: such a place is looked
 * up in the other attempt's reads, and said to be unread (null) where they do not hold it.
 */
export function taskChange(
  task: string,
  before: Finding,
  after: Finding,
): Omit<TaskChange, 'from' | 'to'> | null {
  const old = before.results.find(({ id }) => id === task);
  const now = after.results.find(({ id }) => id === task);
  if (!old || !now) return null;
  const olds = rowsOf(old);
  const news = rowsOf(now);
  const values = [...new Set([...news.keys(), ...olds.keys()])].flatMap((key) => {
    const one = news.get(key) ?? olds.get(key);
    if (!one) return [];
    const was = seen(olds.get(key), news.get(key), after.reads, before.reads);
    const is = seen(news.get(key), olds.get(key), before.reads, after.reads);
    if (was && is && same(was.value, is.value)) return [];
    if (!was && !is) return [];
    return [{ read: one.read, path: one.path, expected: one.expected, before: short(was), after: short(is) }];
  });
  const side = ({ status, reason, points }: TaskResult) => ({ status, reason, points });
  return { task, before: side(old), after: side(now), values: values.slice(0, MOST_VALUES) };
}

/** What was read otherwise by two attempts, read by read, value by value. */
export function readChanges(before: readonly Read[], after: readonly Read[]): ReadChange[] {
  const keyOf = ({ read, args }: Read): string => `${read} ${JSON.stringify(args)}`;
  const olds = new Map(before.map((one) => [keyOf(one), one]));
  const news = new Map(after.map((one) => [keyOf(one), one]));
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((key) => {
    const old = olds.get(key);
    const now = news.get(key);
    // Not asked for is not the same as not there: a check that stopped early has asked for less.
    if (!old || !now) return [];
    const all = readDifferences(old.observation, now.observation);
    if (all.length === 0) return [];
    const values = all.slice(0, MOST_VALUES).map(({ path, before: was, after: is }) => ({
      path,
      before: short(was === undefined ? null : { value: was }),
      after: short(is === undefined ? null : { value: is }),
    }));
    return [{ read: now.read, args: now.args, values, more: all.length - values.length }];
  });
}

function readDifferences(before: Observation<unknown>, after: Observation<unknown>): ValueChange[] {
  if (before.state === 'present' && after.state === 'present') return diffValues(before.value, after.value);
  const word = (one: Observation<unknown>): string =>
    one.state === 'present' ? 'there' : one.state === 'absent' ? one.code : one.reason;
  return word(before) === word(after) ? [] : [{ path: '', before: word(before), after: word(after) }];
}

function rowsOf(result: TaskResult): Map<string, Evidence> {
  return new Map(
    result.checks.flatMap(({ use, evidence }) =>
      evidence.map((one) => [`${use} ${one.read} ${one.path}`, one] as const),
    ),
  );
}

/** What an attempt saw at a place: its own row, else its read of it, if the other attempt's row is really the value there. */
function seen(
  own: Evidence | undefined,
  other: Evidence | undefined,
  othersReads: readonly Read[],
  ownReads: readonly Read[],
): Seen {
  if (own) return { value: own.actual };
  if (!other || other.path === '') return null;
  const valuesOf = (reads: readonly Read[]): { args: string; value: unknown }[] =>
    reads.flatMap(({ read, args, observation }) =>
      read === other.read && observation.state === 'present'
        ? [{ args: JSON.stringify(args), value: valueAt(observation.value, other.path) }]
        : [],
    );
  const meant = valuesOf(othersReads).filter(({ value }) => value !== undefined && same(value, other.actual));
  if (meant.length !== 1) return null;
  const found = valuesOf(ownReads).find(({ args }) => args === meant[0]?.args);
  return found?.value === undefined ? null : { value: found.value };
}

const same = (one: unknown, another: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(another ?? null);

function short(one: Seen): Seen {
  if (one === null) return null;
  const text = typeof one.value === 'string' ? one.value : JSON.stringify(one.value);
  return text === undefined || text.length <= LONGEST_TEXT
    ? one
    : { value: `${text.slice(0, LONGEST_TEXT)}…` };
}
