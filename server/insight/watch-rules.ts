import type { WatchRule } from '../contract/index.ts';
import type { PlacedTry } from './tries.ts';

const DAY_MS = 86_400_000;
/** Failures in a row that are the same: who presses Check a third time without a change has no idea left. */
export const SAME = 3;
/** Of the points: whoever has so many was near. */
export const NEAR = 0.6;
export const SILENT_DAYS = 3;
export const NEAR_DUE_DAYS = 7;
export const BEGIN_DAYS = 3;
/** After the due time, where nothing closes: so long somebody may still want to hand in. */
export const AFTER_DUE_DAYS = 14;

/** One learner at one assignment, as far as rules look at it. */
export interface WatchCase {
  kind: 'lab' | 'quiz';
  tasks: readonly { id: string; points: number; final: boolean }[];
  /** What counts is the state at the end. */
  countsLast: boolean;
  /** Own dates of the learner, epoch ms. */
  due: number | null;
  close: number | null;
  excused: boolean;
  released: boolean;
  /** All attempts, oldest first. */
  attempts: readonly WatchAttempt[];
  /** Results by task, oldest first. */
  tries: ReadonlyMap<string, readonly PlacedTry[]>;
  now: number;
  /** What was read for a failed result: equal texts, equal evidence. Undefined where it is not known. */
  evidenceOf(attempt: string, task: string): string | undefined;
}
export interface WatchAttempt {
  id: string;
  at: number;
  own: boolean;
  generation: number;
  /** Ended without a result, by a fault of ours. */
  failed: boolean;
}

/** Somebody to look at, and why. */
export interface Finding {
  rule: WatchRule;
  task: string | null;
  /** Key of the failure, or why nothing could be judged. */
  reason: string | null;
  /** Epoch ms. */
  since: number;
  /** What it is seen in, oldest first. */
  attempts: { id: string; at: number }[];
  /** 0 to 100: what comes first. */
  urgency: number;
}

/** What a rule finds in a case. An assignment that is over, excused or not yet there is nobody's trouble. */
export function findingsIn(one: WatchCase): Finding[] {
  const { now, close, due } = one;
  const end = close ?? (due === null ? Infinity : due + AFTER_DUE_DAYS * DAY_MS);
  if (one.excused || !one.released || now >= end) return [];
  const begun = one.attempts.some(({ own }) => own);
  if (!begun) return notBegun(one);
  if (one.kind === 'quiz') return [];
  const blocked = blockedAgain(one);
  if (blocked.length > 0) return blocked;
  const byTask = one.tasks.flatMap(({ id, points, final }) => {
    const tries = one.tries.get(id) ?? [];
    const same = sameFailure(one, id, tries);
    const lost = same.length > 0 ? [] : regression(one, { id, points, final }, tries);
    return [...same, ...lost];
  });
  return byTask.length > 0 ? byTask : nearMiss(one);
}

/** Three own checks in a row that were blocked: ours to mend. Of several tasks the longest row. */
function blockedAgain(one: WatchCase): Finding[] {
  const own = one.attempts.filter((attempt) => attempt.own);
  const failed = trailing(own, (attempt) => attempt.failed);
  const rows = [...one.tries].flatMap(([task, tries]) => {
    const row = trailing(
      tries.filter((result) => result.own),
      ({ status }) => status === 'blocked',
    );
    const last = row.at(-1);
    return last ? [{ task, reason: last.reason, attempts: placed(one, row) }] : [];
  });
  const all = [{ task: null, reason: 'not-finished', attempts: failed.map(place) }, ...rows];
  const longest = all.reduce((a, b) => (b.attempts.length > a.attempts.length ? b : a));
  const [first] = longest.attempts;
  if (!first || longest.attempts.length < SAME) return [];
  return [{ rule: 'blocked', ...longest, since: first.at, urgency: urgency(one, 80) }];
}

/** The last own results are the same failure, and what was read was the same: nothing changes any more. */
function sameFailure(one: WatchCase, task: string, tries: readonly PlacedTry[]): Finding[] {
  const own = tries.filter(
    (result) => result.own && result.status !== 'blocked' && result.status !== 'skipped',
  );
  const last = own.at(-1);
  if (!last || !isFailure(last)) return [];
  const read = (result: PlacedTry): string | undefined =>
    one.evidenceOf(one.attempts[result.place]?.id ?? '', task);
  const evidence = read(last);
  if (evidence === undefined) return [];
  const row = trailing(
    own,
    (result) => isFailure(result) && result.reason === last.reason && read(result) === evidence,
  );
  const attempts = placed(one, row);
  const [first] = attempts;
  if (!first || row.length < SAME) return [];
  const more = Math.min(12, 2 * (row.length - SAME));
  return [
    {
      rule: 'same-failure',
      task,
      reason: last.reason,
      since: first.at,
      attempts,
      urgency: urgency(one, 60 + more),
    },
  ];
}

/** Had all points once and fails now, in the same account: a reset begins again, and that is no loss. */
function regression(
  one: WatchCase,
  task: WatchCase['tasks'][number],
  tries: readonly PlacedTry[],
): Finding[] {
  const judged = tries.filter(({ status }) => status !== 'blocked' && status !== 'skipped');
  const last = judged.at(-1);
  if (!last || !isFailure(last)) return [];
  const generation = one.attempts[last.place]?.generation;
  const had = judged.findLastIndex((result) => result.points >= task.points);
  const before = judged[had];
  if (!before || one.attempts[before.place]?.generation !== generation) return [];
  const attempts = placed(one, judged.slice(had + 1));
  const costs = task.final || one.countsLast;
  return [
    {
      rule: 'regression',
      task: task.id,
      reason: last.reason,
      since: attempts[0]?.at ?? one.now,
      attempts: [...placed(one, [before]), ...attempts],
      urgency: urgency(one, costs ? 65 : 25),
    },
  ];
}

/** Had most of the points, has done nothing for days, and it is due soon. */
function nearMiss(one: WatchCase): Finding[] {
  const { due, now, tasks } = one;
  if (due === null || now > due || due - now > NEAR_DUE_DAYS * DAY_MS) return [];
  const last = one.attempts.findLast(({ own }) => own);
  if (!last || now - last.at < SILENT_DAYS * DAY_MS) return [];
  const best = tasks.map(({ id, points }) => ({
    id,
    points,
    got: Math.max(0, ...(one.tries.get(id) ?? []).map((result) => result.points)),
  }));
  const share =
    best.reduce((sum, { got }) => sum + got, 0) / best.reduce((sum, { points }) => sum + points, 0);
  const open = best.find(({ got, points }) => got < points);
  if (!open || !(share >= NEAR)) return [];
  const result = (one.tries.get(open.id) ?? []).findLast(isFailure);
  return [
    {
      rule: 'near-miss',
      task: open.id,
      reason: result?.reason ?? null,
      since: last.at,
      attempts: [place(last)],
      urgency: urgency(one, 50),
    },
  ];
}

/** Has not checked anything, and it is due soon. */
function notBegun(one: WatchCase): Finding[] {
  const { due, now } = one;
  if (due === null || now > due || due - now > BEGIN_DAYS * DAY_MS) return [];
  const since = due - BEGIN_DAYS * DAY_MS;
  return [{ rule: 'not-begun', task: null, reason: null, since, attempts: [], urgency: urgency(one, 55) }];
}

/** The nearer the due time the more urgent; after it there is less to save. */
function urgency({ due, now }: WatchCase, base: number): number {
  if (due === null) return base;
  const days = (due - now) / DAY_MS;
  const more = days < 0 ? -10 : days <= 1 ? 15 : days <= 3 ? 8 : 0;
  return Math.max(0, Math.min(100, base + more));
}

const isFailure = ({ status }: PlacedTry): boolean => status === 'fail' || status === 'partial';
const place = ({ id, at }: WatchAttempt): { id: string; at: number } => ({ id, at });

function placed(one: WatchCase, tries: readonly PlacedTry[]): { id: string; at: number }[] {
  return tries.flatMap((result) => {
    const attempt = one.attempts[result.place];
    return attempt ? [place(attempt)] : [];
  });
}

/** The end of a list, as long as all of it is so. */
export function trailing<T>(list: readonly T[], is: (one: T) => boolean): T[] {
  const from = list.findLastIndex((one) => !is(one));
  return list.slice(from + 1);
}

/** What somebody did about a finding. */
export interface Mark {
  kind: 'spoken' | 'snoozed';
  at: number;
  until: number;
}

/** New attempts of the same kind after a talk that bring somebody back; rules without attempts come back by time. */
const AGAIN: Readonly<Partial<Record<WatchRule, number>>> = {
  'same-failure': SAME,
  blocked: SAME,
  regression: 1,
};

/** Is a finding off the list for now? Put off: until its time. Spoken to: until it goes on all the same. */
export function isQuiet({ rule, attempts }: Finding, mark: Mark | undefined, now: number): boolean {
  if (!mark) return false;
  const again = AGAIN[rule];
  if (mark.kind === 'snoozed' || again === undefined) return now < mark.until;
  return attempts.filter(({ at }) => at > mark.at).length < again;
}
