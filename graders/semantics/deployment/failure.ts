import type { Outcome, Phase, Plan } from './types.ts';

export const phaseAt = ({ phases }: Plan, at: number): Phase | null =>
  phases.find(({ from, to }) => at >= from && at < to) ?? null;

/** The share of the traffic on the new version. */
export function shareAt(plan: Plan, at: number): number {
  if (at >= plan.seconds) return 1;
  return phaseAt(plan, at)?.share ?? 0;
}

/**
 * What happens when the new version begins to fail at a moment: every request that it gets from then on.
 *
 * @param noticeSeconds how long the fastest alarm needs with failing traffic; null when no alarm watches
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export function failureAt(plan: Plan, at: number, noticeSeconds: number | null): Outcome {
  const phase = phaseAt(plan, at);
  const base = { phase, noticedAt: null, backAt: null };
  if (phase !== null && phase.share === 0) return { ...base, kind: 'not-serving', exposure: 0, worst: 0 };
  const met = (until: number) => ({ exposure: exposureOf(plan, at, until), worst: worstOf(plan, at, until) });
  if (noticeSeconds === null) return { ...base, kind: 'unwatched', ...met(Math.max(at, plan.seconds)) };
  const noticedAt = at + noticeSeconds;
  const backAt = turnsBackAt(plan, noticedAt);
  const until = backAt ?? Math.max(noticedAt, plan.seconds);
  return { phase, kind: backAt === null ? 'too-late' : 'rolled-back', noticedAt, backAt, ...met(until) };
}

/** An alarm counts while a part of the traffic is baked; between two batches at the next bake. */
function turnsBackAt({ phases }: Plan, noticedAt: number): number | null {
  const watched = phases.find((phase) => phase.watched && phase.to > noticedAt);
  return watched === undefined ? null : Math.max(noticedAt, watched.from);
}

function exposureOf(plan: Plan, from: number, until: number): number {
  const inside = plan.phases.reduce(
    (sum, phase) => sum + phase.share * Math.max(0, Math.min(phase.to, until) - Math.max(phase.from, from)),
    0,
  );
  return inside + Math.max(0, until - Math.max(from, plan.seconds));
}

function worstOf(plan: Plan, from: number, until: number): number {
  const inside = plan.phases
    .filter((phase) => phase.to > from && phase.from < until)
    .map(({ share }) => share);
  return Math.max(0, ...inside, until > plan.seconds || from >= plan.seconds ? 1 : 0);
}

/** Whether the waits of the plan fit into its own time limit. */
export const timesOut = ({ seconds, timeout }: Plan): boolean => timeout !== null && seconds > timeout;
