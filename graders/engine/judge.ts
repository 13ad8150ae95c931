import type { Evidence, Verdict } from '../contract/index.ts';
import {
  Blocked,
  type AnyCheck,
  type AnyRead,
  type Finding,
  type Observation,
  type ReasonSpec,
  type RunFacts,
} from '../kit/index.ts';
import { plainJson } from './canonical.ts';
import { blockedMessage } from './cures.ts';
import { fillMessage } from './message.ts';
import { valueOf, type SlotResult } from './slots.ts';

export type { SlotResult };

export interface JudgeInput {
  check: AnyCheck;
  params: unknown;
  run: RunFacts;
  slots: Readonly<Record<string, SlotResult>>;
  onError?: ((error: unknown, where: string) => void) | undefined;
}

/**
 * Judges one check on what was read. Total: a read that could not be made and the outcome depends on gives `blocked`, a
 * judge that throws gives `blocked: check-crashed`, and the error goes to `onError`, never to the learner.
 */
export function judgeCheck({ check, params, run, slots, onError }: JudgeInput): Verdict {
  const use = check.id;
  try {
    const views = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, viewOf(slot)]));
    const finding: Finding = check.judge(views as never, params, run);
    const reasons = check.reasons as Record<string, ReasonSpec>;
    const reason = Object.hasOwn(reasons, finding.reason) ? reasons[finding.reason] : undefined;
    if (!reason)
      throw new Error(`Check ${use} gave the reason "${finding.reason}", which it does not declare.`);
    const values = { account: run.account, region: run.region, ...(params as object), ...finding.data };
    const message = [reason.message, reason.next ?? '']
      .map((text) => fillMessage(text, values))
      .join(' ')
      .trim();
    return {
      use,
      status: reason.status,
      reason: finding.reason,
      message,
      evidence: plainJson(finding.evidence),
      data: plainJson(finding.data),
    };
  } catch (error) {
    if (error instanceof Blocked) return blockedVerdict(use, error.observation, run);
    onError?.(error, `judge of ${use}`);
    return crashedVerdict(use, run);
  }
}

/** The verdict of a check that our own code could not finish. */
export function crashedVerdict(use: string, run: RunFacts): Verdict {
  return blockedVerdict(
    use,
    { state: 'blocked', reason: 'check-crashed', operation: use, detail: '', action: null },
    run,
  );
}

export function blockedVerdict(
  use: string,
  observation: Extract<Observation<unknown>, { state: 'blocked' }>,
  run: Pick<RunFacts, 'account' | 'region' | 'target'>,
): Verdict {
  const { reason, operation, detail, action } = observation;
  return {
    use,
    status: 'blocked',
    reason,
    message: blockedMessage(observation, run),
    evidence: [{ read: operation, path: '', expected: 'an answer', actual: detail || reason }],
    data: { operation, detail, action },
  };
}

function viewOf(slot: SlotResult): unknown {
  if (slot.kind === 'each') {
    return Object.assign(() => valueOf(slot), {
      at: (args: unknown, path: string, expected: unknown, actual: unknown): Evidence => ({
        read: nameOf(slot.read, args, undefined),
        path,
        expected: expected ?? null,
        actual: actual ?? null,
      }),
    });
  }
  const { observation } = slot;
  return Object.assign(() => valueOf(slot), {
    absence: (): string | undefined => {
      if (observation.state === 'blocked') throw new Blocked(observation);
      return observation.state === 'absent' ? observation.code : undefined;
    },
    at: (path: string, expected: unknown, actual: unknown): Evidence => ({
      read: nameOf(slot.read, slot.args, observation.state === 'present' ? observation.value : undefined),
      path,
      expected: expected ?? null,
      actual: actual ?? null,
    }),
  });
}

function nameOf(read: AnyRead, args: unknown, value: unknown): string {
  if (!read.evidenceName || args === null) return read.id;
  return (read.evidenceName as (args: unknown, value: unknown) => string)(args, value);
}
