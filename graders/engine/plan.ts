import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { LabManifest, TaskSpec, Variables } from '../contract/index.ts';
import { fillTemplate, type AnyCheck } from '../kit/index.ts';
import { atPlace, GraderError } from './errors.ts';
import type { CheckMap } from './types.ts';

export interface PlannedCheck {
  use: string;
  weight: number;
  check: AnyCheck;
  /** Validated against the check's own schema. */
  params: unknown;
}
export interface PlannedTask {
  spec: TaskSpec;
  checks: PlannedCheck[];
}

export interface PlanInput {
  lab: LabManifest;
  variables: Variables;
  checks: CheckMap;
  tasks?: readonly string[] | null | undefined;
}

/**
 * Loads the checks that a run needs, fills their parameters from the variables and validates them. Tasks come in the
 * manifest's order, with the prerequisites of the chosen ones.
 *
 * @throws GraderError with all problems of one kind at once: TASK_UNKNOWN, TASK_CYCLE, CHECK_UNKNOWN, VARIABLE_UNKNOWN,
 *   CHECK_PARAMS_INVALID.
 */
export async function loadPlan({ lab, variables, checks, tasks }: PlanInput): Promise<PlannedTask[]> {
  const chosen = chooseTasks(lab, tasks ?? null);
  const uses = [...new Set(chosen.flatMap((task) => task.checks.map((check) => check.use)))];
  const missing = uses.filter((use) => !Object.hasOwn(checks, use));
  if (missing.length > 0) {
    const known = Object.keys(checks).sort().join(', ') || 'none';
    throw new GraderError(
      'CHECK_UNKNOWN',
      `Lab ${lab.id} uses ${missing.join(', ')}, which graders/checks/index.ts does not list. Known: ${known}.`,
    );
  }
  const loaded = new Map(
    await Promise.all(
      uses.map(async (use) => [use, (await (checks[use] as CheckMap[string])()).default] as const),
    ),
  );

  const problems: string[] = [];
  const plan = chosen.map((spec) => ({
    spec,
    checks: spec.checks.map(({ use, weight, params: raw }) => {
      const where = `Task ${spec.id} of lab ${lab.id}, check ${use}`;
      const check = loaded.get(use) as AnyCheck;
      const params = atPlace(where, () => fillTemplate(raw, variables));
      problems.push(...paramProblems(check.params as TSchema, params).map((line) => `${where}: ${line}`));
      return { use, weight, check, params };
    }),
  }));
  if (problems.length > 0) {
    throw new GraderError(
      'CHECK_PARAMS_INVALID',
      `Lab ${lab.id} gives checks parameters that they do not take:`,
      problems,
    );
  }
  return plan;
}

function paramProblems(schema: TSchema, params: unknown): string[] {
  if (Value.Check(schema, params)) return [];
  return Value.Errors(schema, params).map(
    (error) => `params${error.instancePath.replaceAll('/', '.')} ${error.message}`,
  );
}

/** The tasks asked for and all that come before them, in the manifest's order. */
function chooseTasks(lab: LabManifest, wanted: readonly string[] | null): TaskSpec[] {
  const byId = new Map(lab.tasks.map((task) => [task.id, task]));
  const chosen = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) {
      throw new GraderError(
        'TASK_CYCLE',
        `Tasks of lab ${lab.id} come after each other: ${[...path, id].join(' → ')}.`,
      );
    }
    const task = byId.get(id);
    if (!task) {
      const by = path.length > 0 ? ` (task ${path.at(-1) as string} comes after it)` : '';
      throw new GraderError(
        'TASK_UNKNOWN',
        `Lab ${lab.id} has no task ${id}${by}. Known: ${[...byId.keys()].join(', ')}.`,
      );
    }
    for (const earlier of task.after) visit(earlier, [...path, id]);
    chosen.add(id);
  };
  for (const id of wanted ?? byId.keys()) visit(id, []);
  return lab.tasks.filter((task) => chosen.has(task.id));
}
