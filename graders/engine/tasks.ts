import type { TaskResult, TaskSpec, Verdict } from '../contract/index.ts';

/**
 * The result of one task from the verdicts of its checks (design §10): blocked when a check is blocked and none has failed;
 * with a failure, `partial` where other checks passed. The first failing (else first blocked) check gives the reason.
 */
export function decideTask(spec: TaskSpec, verdicts: readonly Verdict[]): TaskResult {
  const first = (status: Verdict['status']): Verdict | undefined =>
    verdicts.find((verdict) => verdict.status === status);
  const failed = first('fail');
  const blocked = first('blocked');
  const passed = first('pass');
  const deciding = failed ?? blocked ?? passed;
  if (!deciding) throw new Error(`Task ${spec.id} has no checks.`);
  const status = failed ? (passed ? 'partial' : 'fail') : blocked ? 'blocked' : 'pass';
  return {
    id: spec.id,
    title: spec.title,
    status,
    points: status === 'blocked' ? 0 : share(spec, verdicts, (verdict) => verdict.status === 'pass'),
    maxPoints: spec.points,
    reason: deciding.reason,
    message:
      status === 'pass'
        ? [...new Set(verdicts.map((verdict) => verdict.message))].join(' ')
        : deciding.message,
    checks: [...verdicts],
  };
}

/** A prerequisite failed or was skipped. A blocked prerequisite never skips (lab-catalogue §1). */
export function skippedTask(spec: TaskSpec, prerequisite: Pick<TaskResult, 'id' | 'title'>): TaskResult {
  return {
    id: spec.id,
    title: spec.title,
    status: 'skipped',
    points: 0,
    maxPoints: spec.points,
    reason: prerequisite.id,
    message: `Comes after "${prerequisite.title}", which has not passed yet.`,
    checks: [],
  };
}

export function holdsBack(result: Pick<TaskResult, 'status'>): boolean {
  return result.status === 'fail' || result.status === 'partial' || result.status === 'skipped';
}

export interface Totals {
  score: number;
  /** Points that could be judged: of a task with a failed and a blocked check, the judged share. */
  checkable: number;
  maxScore: number;
}

export function totals(specs: readonly TaskSpec[], results: readonly TaskResult[]): Totals {
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  let score = 0;
  let checkable = 0;
  let maxScore = 0;
  for (const result of results) {
    const spec = byId.get(result.id) as TaskSpec;
    maxScore += result.maxPoints;
    score += result.points;
    if (result.status === 'skipped') checkable += result.maxPoints;
    else if (result.status !== 'blocked') {
      checkable += share(spec, result.checks, (verdict) => verdict.status !== 'blocked');
    }
  }
  return { score: round(score), checkable: round(checkable), maxScore };
}

function share(spec: TaskSpec, verdicts: readonly Verdict[], counts: (verdict: Verdict) => boolean): number {
  const weights = spec.checks.map((check) => check.weight);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const part = weights.reduce((sum, weight, index) => {
    const verdict = verdicts[index];
    return verdict && counts(verdict) ? sum + weight : sum;
  }, 0);
  return part === all ? spec.points : round((spec.points * part) / all);
}

function round(points: number): number {
  return Math.round(points * 100) / 100;
}
