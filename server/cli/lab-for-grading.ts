import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Check } from 'typebox/value';
import { checks } from '../../graders/checks/index.ts';
import { CommonVariables, LabManifest } from '../../graders/contract/index.ts';
import { labDigest, labIds, LabNotFound, withParamFiles, type LabForGrading } from '../catalog/lab-files.ts';

/**
 * Loads what grading needs of a lab. The way through the catalog, which knows every line of every file, takes a tenth of a
 * second; a sound lab does not need it, and a lab in which anything is wrong is read again by it.
 *
 * @throws LabNotFound with the known ids; CatalogError with every problem of the lab by file and line
 */
export async function labForGrading(root: string, id: string): Promise<LabForGrading> {
  const known = labIds(root);
  if (!known.includes(id)) throw new LabNotFound(id, known);
  const lab = readQuickly(root, id);
  if (lab) return lab;
  await explainLab(root, id);
  const { loadLabForGrading } = await import('../catalog/lab-manifest.ts');
  return loadLabForGrading(root, id);
}

/** @throws CatalogError with everything that is wrong with a lab; returns when nothing is */
export async function explainLab(root: string, id: string): Promise<void> {
  const { loadUsedChecks } = await import('../catalog/checks.ts');
  const { loadCommonVariables, loadLab } = await import('../catalog/load-lab.ts');
  const { CatalogError, ProblemList } = await import('../catalog/problems.ts');
  const problems = new ProblemList();
  const common = loadCommonVariables(root, problems);
  loadLab(id, null, {
    root,
    problems,
    prices: null,
    inventory: null,
    common,
    checks: await loadUsedChecks(root, checks),
  });
  if (problems.count > 0) throw new CatalogError(problems.sorted());
}

/** The lab, or undefined when anything in it is not as it should be. */
function readQuickly(root: string, id: string): LabForGrading | undefined {
  const folder = join(root, 'labs', id);
  const text = readFileSync(join(folder, 'lab.json'), 'utf8');
  const written = parse(text);
  const common = parse(readFileSync(join(root, 'labs', 'variables.json'), 'utf8'));
  if (!Check(LabManifest, written) || !Check(CommonVariables, common)) return undefined;
  let isComplete = isConsistent(id, written);
  const { manifest, texts } = withParamFiles(written, folder, () => {
    isComplete = false;
  });
  return isComplete ? { manifest, common, digest: labDigest([text, ...texts]), folder } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The catalog says where the syntax is broken.
    return undefined;
  }
}

function isConsistent(id: string, { id: written, tasks }: LabManifest): boolean {
  const ids = new Set(tasks.map((task) => task.id));
  return (
    written === id &&
    ids.size === tasks.length &&
    tasks.reduce((sum, { points }) => sum + points, 0) === 100 &&
    tasks.every(
      (task) =>
        task.after.every((before) => ids.has(before)) &&
        task.checks.every(({ use }) => Object.hasOwn(checks, use)),
    )
  );
}
