import type { GradeReport, TaskResult } from '../contract/index.ts';
import type { AnyCheck, Observation, ReadSlot, RunFacts } from '../kit/index.ts';
import { GraderError } from './errors.ts';
import { blockedVerdict } from './judge.ts';
import { loadPlan, type PlannedTask } from './plan.ts';
import { judgePlan, type RunHooks } from './run.ts';
import { openSession } from './session.ts';
import { settle } from './settle.ts';
import { isEach, resolveSlots, type Ask } from './slots.ts';
import { decideTask, totals } from './tasks.ts';
import {
  DEFAULT_LIMITS,
  type GradeEvent,
  type GradeInput,
  type GradeOutcome,
  type StoredEvidence,
} from './types.ts';

/**
 * Grades one lab against one account: reads, judges, and returns the report with everything that was read.
 *
 * @throws GraderError for bad input (see errors.ts) and GRADE_ABORTED when `signal` fires; what is wrong with the account,
 *   the credentials or the network is in the report.
 */
export async function grade(input: GradeInput): Promise<GradeOutcome> {
  const { lab, target, identity, signal } = input;
  const started = performance.now();
  const now = input.now ?? new Date();
  const run: RunFacts = {
    account: '',
    region: target.region,
    today: dayOf(input.today, now),
    now: now.toISOString(),
    target: { kind: target.kind, endpoint: target.endpoint },
  };
  const plan = await loadPlan({
    lab,
    variables: input.variables,
    checks: input.checks,
    tasks: input.tasks,
  });
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const session = openSession({
    target,
    limits,
    allowed: new Set([identity.id, ...plan.flatMap((task) => task.checks.flatMap(readIds))]),
    artifacts: input.artifacts ?? {},
    box: input.box,
    run,
    gaps: input.gaps?.reads ?? {},
    acceptedCost: input.acceptedCost ?? 0,
    signal,
    standAside: input.standAside,
    onError: input.onError,
  });
  try {
    const asked = session.ask(identity, {});
    if (target.kind === 'sandbox' && input.expectedAccount !== undefined) {
      run.account = input.expectedAccount;
      beginReads(plan, run, session.ask);
    }
    const caller = checkAccount(await asked, input.expectedAccount);
    const account = accountOf(caller);
    run.account = account ?? '';
    const taskGaps = input.gaps?.tasks ?? {};
    const told = target.kind === 'aws' ? settledEvents(input.onEvent) : undefined;
    const onEvent = told ? told.onEvent : input.onEvent;
    const hooks: RunHooks = { onEvent, onError: input.onError, taskGaps };
    const judge = (): Promise<TaskResult[]> => judgeAll(plan, run, caller, session.ask, hooks);
    const results =
      target.kind === 'aws'
        ? await settle(session, judge, { firstPauseMs: limits.absenceMs, onWait: input.onWait })
        : await judge();
    told?.settle(results);
    const reads = await session.stored();
    if (signal?.aborted) throw aborted(lab.id);
    const evidence: StoredEvidence = {
      format: 1,
      lab: lab.id,
      version: input.version,
      run: { ...run },
      account,
      identity: caller,
      variables: input.variables,
      tasks: input.tasks ? [...input.tasks] : null,
      ...(Object.keys(taskGaps).length === 0 ? {} : { taskGaps }),
      startedAt: run.now,
      durationMs: Math.round(performance.now() - started),
      awsCalls: session.requests(),
      reads,
    };
    return { report: reportOf(plan, results, evidence, input.version), evidence };
  } finally {
    session.close();
  }
}

/**
 * Sends what the checks will ask while the first call, that for the identity, is still under way. Only in the sandbox, whose
 * accounts are ours: in an account of the learner nothing is read before it is known whose it is.
 */
function beginReads(plan: readonly PlannedTask[], run: RunFacts, ask: Ask): void {
  for (const { spec, checks } of plan)
    for (const { check, params } of checks)
      // The session keeps every answer, and a mistake in a check's code shows when the check is judged.
      void resolveSlots(check, params, run, spec.id, ask).catch(() => undefined);
}

/**
 * At AWS a failure may still turn out to be a change that was not visible yet. It is told when nothing is waited for any more; what
 * passed or could not be read is told at once, and again only where it became something else.
 */
function settledEvents(onEvent: GradeInput['onEvent']): {
  onEvent: (event: GradeEvent) => void;
  settle(results: readonly TaskResult[]): void;
} {
  const told = new Map<string, string>();
  const tell = (result: TaskResult): void => {
    const text = JSON.stringify(result);
    if (told.get(result.id) === text) return;
    told.set(result.id, text);
    onEvent?.({ type: 'task-result', result });
  };
  return {
    onEvent: (event) => {
      if (event.type === 'task-result') {
        if (event.result.status === 'pass' || event.result.status === 'blocked') tell(event.result);
      } else if (!told.has(event.task)) {
        told.set(event.task, '');
        onEvent?.(event);
      }
    },
    settle: (results) => results.forEach(tell),
  };
}

/** Judges the plan, or blocks all of it when the account is unknown. Shared with rejudge. */
export async function judgeAll(
  plan: readonly PlannedTask[],
  run: RunFacts,
  caller: Observation<unknown>,
  ask: Ask,
  hooks: RunHooks,
): Promise<TaskResult[]> {
  if (caller.state === 'present') return judgePlan(plan, run, ask, hooks);
  const blocked = caller.state === 'blocked' ? caller : NO_IDENTITY;
  return plan.map(({ spec, checks }) => {
    const result = decideTask(
      spec,
      checks.map(({ use }) => blockedVerdict(use, blocked, run)),
    );
    hooks.onEvent?.({ type: 'task-result', result });
    return result;
  });
}

/** Shared with rejudge, so that both print the same bytes. */
export function reportOf(
  plan: readonly PlannedTask[],
  results: TaskResult[],
  evidence: StoredEvidence,
  version: string,
): GradeReport {
  const { run } = evidence;
  return {
    lab: evidence.lab,
    version,
    target: {
      kind: run.target.kind,
      endpoint: run.target.endpoint,
      account: evidence.account,
      region: run.region,
    },
    startedAt: evidence.startedAt,
    durationMs: evidence.durationMs,
    awsCalls: evidence.awsCalls,
    ...totals(
      plan.map((task) => task.spec),
      results,
    ),
    tasks: results,
  };
}

const NO_IDENTITY: Extract<Observation<unknown>, { state: 'blocked' }> = {
  state: 'blocked',
  reason: 'unsupported-by-target',
  operation: 'sts:GetCallerIdentity',
  detail: 'it names no account',
  action: null,
};

function accountOf(caller: Observation<unknown>): string | null {
  return caller.state === 'present' ? (caller.value as { account: string }).account : null;
}

function checkAccount(caller: Observation<unknown>, expected: string | undefined): Observation<unknown> {
  const account = accountOf(caller);
  if (account === null || expected === undefined || account === expected) return caller;
  return {
    state: 'blocked',
    reason: 'credentials-expired',
    operation: 'sts:GetCallerIdentity',
    detail: `these keys belong to account ${account}, not to ${expected}, which is registered`,
    action: null,
  };
}

function readIds({ check }: { check: AnyCheck }): string[] {
  return Object.values(check.reads as Record<string, ReadSlot>)
    .map((slot) => (isEach(slot) ? slot.each : slot))
    .map((read) => read.id);
}

function dayOf(today: string | undefined, now: Date): string {
  if (today === undefined) return now.toISOString().slice(0, 10);
  const parsed = new Date(`${today}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(today) ||
    Number.isNaN(parsed.getTime()) ||
    !parsed.toISOString().startsWith(today)
  ) {
    throw new GraderError('TODAY_INVALID', `"${today}" is no day; write it as 2026-11-25.`);
  }
  return today;
}

function aborted(lab: string): GraderError {
  return new GraderError('GRADE_ABORTED', `Grading ${lab} was given up before it finished.`);
}
