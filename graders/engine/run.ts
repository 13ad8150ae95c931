import type { TaskResult, Verdict } from '../contract/index.ts';
import type { RunFacts } from '../kit/index.ts';
import { blockedVerdict, crashedVerdict, judgeCheck } from './judge.ts';
import type { PlannedCheck, PlannedTask } from './plan.ts';
import { resolveSlots, type Ask } from './slots.ts';
import { decideTask, holdsBack, skippedTask } from './tasks.ts';
import type { GradeEvent, TargetGaps } from './types.ts';

export interface RunHooks {
  onEvent?: ((event: GradeEvent) => void) | undefined;
  onError?: ((error: unknown, where: string) => void) | undefined;
  taskGaps?: TargetGaps['tasks'] | undefined;
}

/**
 * Judges every task of a plan. All reads start at once; a task's result is out as soon as its own reads and the results of
 * its prerequisites are. The same function serves a live run and a rejudge: only `ask` differs.
 */
export async function judgePlan(
  plan: readonly PlannedTask[],
  run: RunFacts,
  ask: Ask,
  hooks: RunHooks,
): Promise<TaskResult[]> {
  const results = new Map<string, Promise<TaskResult>>();
  const tasks = new Map(plan.map((task) => [task.spec.id, task]));

  const resultOf = (id: string): Promise<TaskResult> => {
    const known = results.get(id);
    if (known) return known;
    const made = judgeTask(tasks.get(id) as PlannedTask);
    results.set(id, made);
    return made;
  };
  const judgeTask = async ({ spec, checks }: PlannedTask): Promise<TaskResult> => {
    hooks.onEvent?.({ type: 'task-started', task: spec.id });
    const [verdicts, ...earlier] = await Promise.all([
      Promise.all(checks.map((check) => judgeOne(check, spec.id, run, ask, hooks))),
      ...spec.after.map(resultOf),
    ]);
    const holding = earlier.find(holdsBack);
    const gap = hooks.taskGaps?.[spec.id];
    const judged = gap === undefined ? verdicts : verdicts.map((one) => withinGap(one, gap, run));
    const result = holding ? skippedTask(spec, holding) : decideTask(spec, judged);
    hooks.onEvent?.({ type: 'task-result', result });
    return result;
  };

  return Promise.all(plan.map((task) => resultOf(task.spec.id)));
}

/** Where a target cannot take on the state that a task asks for, only a pass says something about the learner. */
function withinGap(verdict: Verdict, gap: { operation: string; why: string }, run: RunFacts): Verdict {
  if (verdict.status === 'pass') return verdict;
  return blockedVerdict(
    verdict.use,
    {
      state: 'blocked',
      reason: 'unsupported-by-target',
      operation: gap.operation,
      detail: gap.why,
      action: null,
    },
    run,
  );
}

async function judgeOne(
  { use, check, params }: PlannedCheck,
  taskId: string,
  run: RunFacts,
  ask: Ask,
  hooks: RunHooks,
): Promise<Verdict> {
  try {
    const slots = await resolveSlots(check, params, run, taskId, ask);
    return { ...judgeCheck({ check, params, run, slots, onError: hooks.onError }), use };
  } catch (error) {
    // bind and after are the check's own code; like a judge they may have bugs that are not the learner's.
    hooks.onError?.(error, `reads of ${use}`);
    return crashedVerdict(use, run);
  }
}
