import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../../graders/checks/index.ts';
import { labPolicy, resolveVariables } from '../../graders/engine/index.ts';
import type { Box, ReasonSpec } from '../../graders/kit/index.ts';
import { loadLabForGrading, type LabForGrading } from '../catalog/lab-manifest.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { loadScripts } from '../scripts/index.ts';
import { answerProblems } from './answers.ts';
import { fullScore, mistake, startState } from './cases.ts';
import { deniedReads } from './denied-reads.ts';
import type { LabProblem } from './problem.ts';
import { ProofBench } from './proof-bench.ts';
import { rememberingBox } from './remembering-box.ts';

export interface ProofOptions {
  root: string;
  lab: string;
  sandbox: Sandbox;
  box: Box;
  /** Called as each case begins. */
  onCase?: (title: string) => void;
  /** Cases at the same time; default 4. */
  concurrency?: number;
}

/** A learner with other values than the defaults: what holds for one learner has to hold for another. */
const OTHER_SEED = 'another-learner';

/**
 * Proves a lab (design §6): the start state passes nothing, the reference and every alternative score 100 (also with another
 * learner's variables), each mistake fails exactly what it says, each reason is reached by some case, every denied read
 * blocks and never fails, every call is one that a read declares and the policy allows, no read is declared in vain, and the policy
 * is current.
 *
 * @returns every problem at once; an empty list means that the lab proves itself
 * @throws CatalogError, ScriptError or LabNotFound when its files cannot be read
 */
export async function proveLab(options: ProofOptions): Promise<LabProblem[]> {
  const { root, sandbox, onCase } = options;
  const lab = loadLabForGrading(root, options.lab);
  const scripts = loadScripts(root, options.lab);
  const bench = new ProofBench({ sandbox, box: rememberingBox(options.box), onCase }, lab, scripts);
  const problems: LabProblem[] = [];
  for (const name of ['setup', 'solution']) {
    if (!scripts.has(name)) {
      problems.push({
        where: `labs/${options.lab}/${name}.yaml`,
        message: 'is missing',
        remedy: `Write the ${name} script.`,
      });
    }
  }
  if (problems.length > 0) return problems;

  const alternatives = [...scripts.values()].filter(({ name }) => name.startsWith('alternative-'));
  const mistakes = [...scripts.values()].filter(({ name }) => name.startsWith('mistake-'));
  const cases: (() => Promise<LabProblem[]>)[] = [
    () => startState(bench),
    () => fullScore(bench, 'solution', undefined),
    () => fullScore(bench, 'solution', OTHER_SEED),
    () => deniedReads(bench, ['solution', ...alternatives.map(({ name }) => name)]),
    ...alternatives.map(
      ({ name }) =>
        () =>
          fullScore(bench, name, undefined),
    ),
    ...mistakes.map((script) => () => mistake(bench, script)),
  ];
  const queue = [...cases];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) problems.push(...(await next()));
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency ?? 4 }, worker));
  } finally {
    await bench.close();
  }

  problems.push(...(await bench.privilege.problems()));
  onCase?.('reasons and policy');
  const reached = new Map<string, Set<string>>();
  for (const task of lab.manifest.tasks) {
    for (const { use } of task.checks) {
      const expected = mistakes.map(({ expect }) => expect[task.id]).filter((reason) => reason !== undefined);
      reached.set(use, new Set([...(reached.get(use) ?? []), ...expected]));
    }
  }
  for (const [use, reasons] of reached) problems.push(...(await missingReasons(root, use, reasons)));
  if (alternatives.length < 2) {
    problems.push({
      where: `fixtures/labs/${options.lab}`,
      message: `has ${alternatives.length} alternative answers`,
      remedy: 'Write at least two alternative-*.yaml that reach 100 in other ways than solution.yaml.',
    });
  }
  problems.push(...answerProblems(lab, scripts), ...(await policyProblems(root, lab)));
  return problems.toSorted((a, b) => a.where.localeCompare(b.where));
}

/** Reasons of a check that neither a mistake of the lab nor a case in fixtures/checks reaches. */
async function missingReasons(
  root: string,
  use: string,
  reached: ReadonlySet<string>,
): Promise<LabProblem[]> {
  const check = (await checks[use]?.())?.default;
  if (!check) return [];
  const folder = join(root, 'fixtures', 'checks', use);
  const cases = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const inCases = cases.map((name) => {
    const { expect } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { expect: { reason: string } };
    return expect.reason;
  });
  const seen = new Set([...reached, ...inCases]);
  return Object.entries(check.reasons as Record<string, ReasonSpec>)
    .filter(([reason, { status }]) => status === 'fail' && !seen.has(reason))
    .map(([reason]) => ({
      where: `graders/checks/${use}.ts`,
      message: `reason \`${reason}\` is reached by no case`,
      remedy: `Add fixtures/checks/${use}/fail-${reason}.json, or a mistake that expects it.`,
    }));
}

/** The policy that the lab's reads need, for the default learner. */
export async function generatePolicy(lab: LabForGrading): Promise<string> {
  const variables = resolveVariables({ lab: lab.manifest, common: lab.common });
  const policy = await labPolicy({
    lab: lab.manifest,
    checks,
    variables,
    region: String(variables['region']),
  });
  return `${JSON.stringify(policy, null, 2)}\n`;
}

async function policyProblems(root: string, lab: LabForGrading): Promise<LabProblem[]> {
  const file = `labs/${lab.manifest.id}/policy.json`;
  const remedy = `Run \`npx groundschool lab policy ${lab.manifest.id} --write\` and commit it.`;
  if (!existsSync(join(root, file))) return [{ where: file, message: 'is missing', remedy }];
  const current = readFileSync(join(root, file), 'utf8') === (await generatePolicy(lab));
  return current ? [] : [{ where: file, message: 'is not what the checks declare today', remedy }];
}
