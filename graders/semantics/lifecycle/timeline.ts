import type { LifecycleConfiguration } from './configuration.ts';
import { planFor } from './plan.ts';
import type {
  Change,
  Effect,
  Finding,
  Probe,
  ProbeState,
  Question,
  RuleNote,
  StateResult,
  Timeline,
  Versioning,
} from './types.ts';
import { dayNumber, isGone, isoDay, rank } from './values.ts';

/** The second upload of `agreeOnBothUploads` happens this many days after `today`. */
export const LATER_UPLOAD_DAYS = 200;

/**
 * Every change of a probe's state from age 0 to `untilDay`, computed from the rules without walking the days.
 * @param question.untilDay last age in days, inclusive
 */
export function timeline(
  config: LifecycleConfiguration | null | undefined,
  probe: Probe,
  question: { today: string; untilDay: number; versioning?: Versioning },
): Timeline {
  const { today, untilDay, versioning } = question;
  const plan = planFor(config, probe, today);
  const changes: Change[] = [];
  let state: ProbeState = plan.start;
  // Sorted by day and strongest first: the first effect of a day that improves on the state is that day's change.
  for (const effect of plan.effects) {
    if (effect.day > untilDay) break;
    if (rank(effect.to) <= rank(state)) continue;
    changes.push({ day: effect.day, from: state, to: effect.to, by: effect });
    state = effect.to;
  }
  return {
    start: plan.start,
    changes,
    end: state,
    hiddenByMarker: probe.kind === 'current' && state === 'expired' && versioning === 'Enabled',
    notes: [...plan.notes, ...leftOver(plan.effects, changes, untilDay)].sort(
      (a, b) => a.rule.index - b.rule.index,
    ),
    unsupported: plan.findings.filter(
      (one) => one.day <= untilDay && couldMove(one, stateBy(changes, one.day) ?? plan.start),
    ),
  };
}

/**
 * Where a probe is at one age, which rule put it there and why every other rule did not.
 * @param question.ageDays days since upload, since it became noncurrent, since the marker or the upload was created
 */
export function stateAt(
  config: LifecycleConfiguration | null | undefined,
  probe: Probe,
  question: Question,
): StateResult {
  const { today, ageDays, versioning } = question;
  const line = timeline(config, probe, { today, untilDay: ageDays, versioning });
  return {
    state: line.end,
    decidedBy: line.changes.at(-1)?.by ?? null,
    notes: line.notes,
    hiddenByMarker: line.hiddenByMarker,
    // What a sound rule has overtaken by now no longer matters, although it did on the way.
    unsupported: line.unsupported.filter((one) => couldMove(one, line.end)),
  };
}

/**
 * Every state that the probe could be in, given what could not be evaluated; null when that is anything. A judge whose
 * outcome is the same for all of them need not be blocked.
 */
export function possibleStates(result: StateResult): ProbeState[] | null {
  const others = result.unsupported.map((one) => one.to);
  // Each doubtful action may act or not, and the strongest that acts decides: one of them, or the sound answer.
  return others.includes(null) ? null : [...new Set([result.state, ...others.filter((to) => to !== null)])];
}

/** State of a computed timeline on one day of the probe's age. */
export function stateOnDay(line: Timeline, day: number): ProbeState {
  return stateBy(line.changes, day) ?? line.start;
}

/** The same question for an upload on `today` and for one 200 days later; rules with a Date may answer differently. */
export interface BothUploads {
  /** True when both uploads end in the same state. */
  agree: boolean;
  /** The common state; null when they disagree. */
  state: ProbeState | null;
  now: StateResult;
  later: StateResult;
  unsupported: Finding[];
}

/** Asks for both uploads, so that a `Date` which only happens to fit one of them is found out. */
export function agreeOnBothUploads(
  config: LifecycleConfiguration | null | undefined,
  probe: Probe,
  question: Question,
): BothUploads {
  const now = stateAt(config, probe, question);
  const later = stateAt(config, laterUpload(probe, question.today), question);
  const agree = now.state === later.state;
  const unsupported = [
    ...now.unsupported,
    ...later.unsupported.filter((one) => !now.unsupported.some(same(one))),
  ];
  return { agree, state: agree ? now.state : null, now, later, unsupported };
}

function same(a: Finding): (b: Finding) => boolean {
  return (b) => a.code === b.code && a.path === b.path;
}

/** The probe as uploaded 200 days later; only current objects know an upload date. */
function laterUpload(probe: Probe, today: string): Probe {
  if (probe.kind !== 'current') return probe;
  const first = dayNumber(probe.uploadedOn ?? today);
  return Number.isNaN(first) ? probe : { ...probe, uploadedOn: isoDay(first + LATER_UPLOAD_DAYS) };
}

/** Says of every effect that changed nothing why it did not. */
function leftOver(effects: readonly Effect[], changes: readonly Change[], untilDay: number): RuleNote[] {
  const end = changes.at(-1);
  return effects
    .filter((effect) => !changes.some((change) => change.by === effect))
    .map((effect) => {
      const { rule, action } = effect;
      if (end && isGone(end.to) && !isGone(effect.to)) {
        return { rule, action, why: 'expiration-wins', wanted: effect.to, found: end.day };
      }
      if (effect.day > untilDay) return { rule, action, why: 'not-yet', wanted: effect.day, found: untilDay };
      return { rule, action, why: 'outdone', wanted: effect.to, found: end?.to ?? null };
    });
}

function stateBy(changes: readonly Change[], day: number): ProbeState | undefined {
  return changes.findLast((change) => change.day <= day)?.to;
}

/** A finding matters only where its action could still move the probe further than the sound rules did. */
function couldMove(one: Finding, state: ProbeState): boolean {
  return !isGone(state) && (one.to === null || rank(one.to) > rank(state));
}
