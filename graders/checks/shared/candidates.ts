/** *Some* of several candidates has to meet every requirement of a task; the nearest miss is what the learner hears about. */
import type { Evidence } from '../../contract/index.ts';
import { Blocked } from '../../kit/index.ts';

/** What is wrong with a candidate. */
export interface Flaw {
  readonly data: Record<string, unknown>;
  readonly evidence: Evidence[];
}

export interface Requirement<T, K extends string> {
  readonly reason: K;
  /** Undefined when the candidate meets it. @throws Blocked when that cannot be told */
  readonly flaw: (candidate: T) => Flaw | undefined;
}

export interface Miss<K extends string> extends Flaw {
  readonly reason: K;
}

/**
 * Undefined when some candidate meets every requirement, else the first flaw of the candidate that gets furthest (the
 * earliest of those that get as far). Requirements stand in order of precedence. No candidate, no answer: ask before.
 *
 * @throws Blocked when a candidate without a proven flaw may yet meet them all
 */
export function nearestMiss<T, K extends string>(
  candidates: readonly T[],
  requirements: readonly Requirement<T, K>[],
): Miss<K> | undefined {
  let best: { stage: number; miss: Miss<K> } | undefined;
  let undecided: Blocked | undefined;
  for (const candidate of candidates) {
    const met = meets(candidate, requirements);
    if (met === 'all') return undefined;
    if (met instanceof Blocked) undecided ??= met;
    else if (best === undefined || met.stage > best.stage) best = met;
  }
  if (undecided) throw undecided;
  return best?.miss;
}

/** The first candidate that is known to meet every requirement. */
export function firstGood<T, K extends string>(
  candidates: readonly T[],
  requirements: readonly Requirement<T, K>[],
): T | undefined {
  return candidates.find((candidate) => meets(candidate, requirements) === 'all');
}

function meets<T, K extends string>(
  candidate: T,
  requirements: readonly Requirement<T, K>[],
): 'all' | Blocked | { stage: number; miss: Miss<K> } {
  let undecided: Blocked | undefined;
  for (const [stage, { reason, flaw }] of requirements.entries()) {
    try {
      const found = flaw(candidate);
      if (found) return { stage, miss: { reason, ...found } };
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      undecided ??= error;
    }
  }
  return undecided ?? 'all';
}

/**
 * The first thing with a finding; one that cannot be told does not hide a later one that is wrong.
 *
 * @throws Blocked when none has and one of them could not be decided
 */
export function firstFinding<U, F>(units: readonly U[], look: (unit: U) => F | undefined): F | undefined {
  let undecided: Blocked | undefined;
  for (const unit of units) {
    try {
      const finding = look(unit);
      if (finding !== undefined) return finding;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      undecided ??= error;
    }
  }
  if (undecided) throw undecided;
  return undefined;
}

/**
 * The first of several things, each of which needs some candidate, whose nearest miss has this reason.
 *
 * @throws Blocked when none has and one of them could not be decided
 */
export function firstMiss<U, K extends string>(
  units: readonly U[],
  reason: K,
  missOf: (unit: U) => Miss<K> | undefined,
): { readonly unit: U; readonly miss: Miss<K> } | undefined {
  return firstFinding(units, (unit) => {
    const miss = missOf(unit);
    return miss?.reason === reason ? { unit, miss } : undefined;
  });
}

/** Whether some unit certainly has a property. @throws Blocked when none has and one of them could not be decided */
export function someUnit<U>(units: readonly U[], has: (unit: U) => boolean): boolean {
  return firstFinding(units, (unit) => has(unit) || undefined) ?? false;
}

/** The value, or undefined where it could not be read: for arguments of further reads, where the judge meets it again. */
export function unlessBlocked<T>(look: () => T | undefined): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Blocked) return undefined;
    throw error;
  }
}
