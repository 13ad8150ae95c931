import type { Evidence } from '../../contract/index.ts';
import { cannotEvaluate, type Finding, type Saw } from '../../kit/index.ts';
import {
  agreeOnBothUploads,
  explainFinding,
  isGone,
  possibleStates,
  ruleName,
  type LifecycleConfiguration,
  type Probe,
  type ProbeState,
  type StateResult,
  type Versioning,
} from '../../semantics/lifecycle/index.ts';

/** What a task demands of one probe at one age. `present` means any class, `gone` expired, removed or aborted. */
export interface Expectation<Subject extends string = string> {
  /** Which demand of the task this is; a check maps it to its reason. */
  subject: Subject;
  probe: Probe;
  /** Days, counted as the probe's kind says. */
  age: number;
  want: ProbeState | 'present' | 'gone';
}

/** A demand that is not met, by the upload of today or by the one 200 days later. */
export interface Deviation<Subject extends string = string> {
  expectation: Expectation<Subject>;
  found: StateResult;
}

/**
 * The expectations that are not met, in their order. One that hangs on something the model cannot evaluate throws Blocked
 * when it is looked at, so that a proven failure elsewhere still counts; where every possible meaning gives the same answer
 * there is nothing to wait for (lab-catalogue §1).
 */
export function* deviations<Subject extends string>(
  configuration: LifecycleConfiguration | undefined,
  expectations: readonly Expectation<Subject>[],
  question: { today: string; versioning?: Versioning },
): Generator<Deviation<Subject> | { blocked: () => never }> {
  for (const expectation of expectations) {
    const both = agreeOnBothUploads(configuration, expectation.probe, {
      ...question,
      ageDays: expectation.age,
    });
    const uploads = [both.now, both.later];
    const found = uploads.find((result) => certainly(result, (state) => !meets(state, expectation.want)));
    if (found) {
      yield { expectation, found };
      continue;
    }
    const open = uploads.find((result) => !certainly(result, (state) => meets(state, expectation.want)));
    const [unsupported] = open?.unsupported ?? [];
    if (unsupported) {
      yield {
        blocked: () => cannotEvaluate('s3:GetBucketLifecycleConfiguration', explainFinding(unsupported)),
      };
    }
  }
}

/** True of every state that is possible, whatever the constructs mean that could not be evaluated. */
function certainly(result: StateResult, holds: (state: ProbeState) => boolean): boolean {
  return possibleStates(result)?.every(holds) ?? false;
}

function meets(state: ProbeState, want: Expectation['want']): boolean {
  if (want === 'present') return !isGone(state);
  if (want === 'gone') return isGone(state);
  return state === want;
}

/**
 * The first deviation that `select` takes, as a finding; undefined when there is none. Throws Blocked when there is none
 * but one could not be evaluated.
 */
export function firstDeviation<Subject extends string, K extends string>(
  all: readonly (Deviation<Subject> | { blocked: () => never })[],
  rules: Saw<LifecycleConfiguration>,
  reason: K,
  select: (deviation: Deviation<Subject>) => boolean,
): Finding<K> | undefined {
  const hit = all.find((entry): entry is Deviation<Subject> => 'expectation' in entry && select(entry));
  if (hit) return { reason, ...deviationData(hit, rules) };
  all.find((entry) => 'blocked' in entry)?.blocked();
  return undefined;
}

/** The data of a message and the evidence of one deviation: the rule that put the probe where it is, or none. */
function deviationData(
  { expectation, found }: Deviation,
  rules: Saw<LifecycleConfiguration>,
): { data: Record<string, unknown>; evidence: Evidence[] } {
  const { probe, age, want } = expectation;
  const by = found.decidedBy;
  const lostOn = isGone(found.state) && by ? by.day : age;
  const data = {
    key: probe.key,
    age: lostOn,
    class: found.state,
    expected: want,
    rule: by ? ruleName(by.rule) : 'no rule',
  };
  const path = by ? `Rules[${by.rule.index}].${by.action}` : 'Rules';
  const evidence = rules.at(
    path,
    { key: probe.key, age, state: want },
    { key: probe.key, age, state: found.state },
  );
  return { data, evidence: [evidence] };
}

/** True for a probe that should be there and is not. */
export function isLost({ expectation, found }: Deviation): boolean {
  return isGone(found.state) && expectation.want !== 'gone';
}
