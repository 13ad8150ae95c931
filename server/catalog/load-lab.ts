import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CommonVariables, LabManifest, type Variables } from '../../graders/contract/index.ts';
import { GraderError, resolveVariables } from '../../graders/engine/index.ts';
import { fillTemplate, UnknownName } from '../../graders/kit/index.ts';
import type { Lab } from './catalog.ts';
import type { UsedChecks } from './checks.ts';
import { pointer, readText, SourceDocument, validate } from './document.ts';
import { labDigest, withParamFiles } from './lab-files.ts';
import { loadLabTexts } from './lab-text.ts';
import type { PriceFile } from './prices.ts';
import type { ProblemList } from './problems.ts';
import { schemaErrors } from './schema-errors.ts';
import type { InventoryFile } from './schemas.ts';

export interface LabSurroundings {
  root: string;
  problems: ProblemList;
  prices: PriceFile | null;
  inventory: InventoryFile | null;
  common: CommonVariables;
  checks: UsedChecks;
}

type Report = (path: (string | number)[], message: string, remedy: string) => void;

/** `labs/variables.json`, the variables of every lab. */
export function loadCommonVariables(root: string, problems: ProblemList): CommonVariables {
  const file = 'labs/variables.json';
  const text = readText(root, file, problems);
  if (text === undefined) return {};
  return validate(new SourceDocument(file, text, problems), CommonVariables, problems) ?? {};
}

/**
 * Loads `labs/<id>`. Everything wrong in it is added to the problems.
 *
 * @param part the part that lists it; null where only the lab itself is asked about
 */
export function loadLab(id: string, part: string | null, around: LabSurroundings): Lab | undefined {
  const { problems, root } = around;
  const folder = `labs/${id}`;
  const file = `${folder}/lab.json`;
  const text = readText(root, file, problems);
  if (text === undefined) return undefined;
  const document = new SourceDocument(file, text, problems);
  const written = validate(document, LabManifest, problems);
  if (!written) return undefined;
  const report: Report = (path, message, remedy) =>
    problems.add(document.place(path), message, remedy, pointer(path));
  const { manifest, texts: paramFiles } = withParamFiles(written, join(root, folder), report);

  if (manifest.id !== id)
    report(['id'], `the lab in folder ${folder} is called "${manifest.id}"`, `Write ${id}.`);
  if (part !== null && manifest.lesson !== part) {
    report(['lesson'], `course.json lists this lab under part "${part}"`, `Write ${part}, or move it there.`);
  }
  checkTasks(manifest, around.inventory, report);
  const variables = defaults(manifest, around.common, report);
  checkUses(manifest, variables, around.checks, report);
  checkArtifacts(manifest, join(root, folder), report);
  const texts = loadLabTexts(manifest, {
    root,
    folder,
    problems,
    prices: around.prices,
    variables: new Set([...Object.keys(around.common), ...Object.keys(manifest.variables)]),
    failReasons: (task) => failReasons(manifest, task, around.checks),
  });
  return {
    manifest,
    digest: labDigest([text, ...paramFiles]),
    folder: join(root, folder),
    part: manifest.lesson,
    files: listFiles(join(root, folder), 'files'),
    ...texts,
  };
}

function checkTasks(manifest: LabManifest, inventory: InventoryFile | null, report: Report): void {
  const { tasks } = manifest;
  const ids = tasks.map(({ id }) => id);
  const sum = tasks.reduce((total, { points }) => total + points, 0);
  if (sum !== 100) report(['tasks'], `the points of the tasks sum to ${sum}`, 'They have to sum to 100.');
  const known = inventory && new Set(inventory.items.map((item) => item.id));
  tasks.forEach((task, index) => {
    if (ids.indexOf(task.id) !== index) {
      report(['tasks', index, 'id'], `task "${task.id}" is there twice`, 'Give every task its own id.');
    }
    task.after.forEach((before, at) => {
      if (!ids.includes(before)) {
        report(['tasks', index, 'after', at], `there is no task "${before}"`, `Tasks: ${ids.join(', ')}.`);
      }
    });
    task.covers.forEach((id, at) => {
      if (known && !known.has(id)) {
        report(['tasks', index, 'covers', at], `the inventory has no item ${id}`, 'Correct the id.');
      }
    });
  });
  const cycle = findCycle(tasks);
  if (cycle) {
    const at = ids.indexOf(cycle[0] ?? '');
    report(
      ['tasks', at, 'after'],
      `tasks wait for each other: ${cycle.join(' → ')}`,
      'Remove one of the `after` ids.',
    );
  }
}

function findCycle(tasks: readonly { id: string; after: readonly string[] }[]): string[] | undefined {
  const after = new Map(tasks.map((task) => [task.id, task.after]));
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const before of after.get(id) ?? []) {
      const cycle = visit(before, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const { id } of tasks) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function defaults(manifest: LabManifest, common: CommonVariables, report: Report): Variables | undefined {
  const known = [...Object.keys(common), ...Object.keys(manifest.variables)];
  let complete = true;
  for (const [name, spec] of Object.entries(manifest.variables)) {
    if (!('value' in spec)) continue;
    try {
      fillTemplate(spec.value, Object.fromEntries(known.map((key) => [key, ''])));
    } catch (error) {
      if (!(error instanceof UnknownName)) throw error;
      complete = false;
      report(['variables', name], `unknown variable "${error.unknown}"`, `Variables: ${known.join(', ')}.`);
    }
  }
  if (!complete) return undefined;
  try {
    return resolveVariables({ lab: manifest, common });
  } catch (error) {
    if (!(error instanceof GraderError)) throw error;
    report(['variables'], error.message.replace(/\.$/, ''), 'Correct the variable.');
    return undefined;
  }
}

function checkUses(
  manifest: LabManifest,
  variables: Variables | undefined,
  checks: UsedChecks,
  report: Report,
): void {
  manifest.tasks.forEach((task, index) => {
    task.checks.forEach((use, at) => {
      const path = ['tasks', index, 'checks', at];
      const check = checks.used.get(use.use);
      if (!check) {
        const service = use.use.split('/')[0] ?? '';
        const near = checks.known.filter((id) => id.startsWith(`${service}/`));
        const known = near.length > 0 ? near : checks.known;
        report([...path, 'use'], `there is no check "${use.use}"`, `Checks: ${known.join(', ')}.`);
        return;
      }
      // Broken variables have been told; what hangs on them cannot be judged yet.
      if (!variables) return;
      let filled: unknown;
      try {
        filled = fillTemplate(use.params, variables);
      } catch (error) {
        if (!(error instanceof UnknownName)) throw error;
        report(
          [...path, 'params'],
          `unknown variable "${error.unknown}"`,
          `Variables: ${error.known.join(', ')}.`,
        );
        return;
      }
      for (const problem of schemaErrors(check.params, filled)) {
        report([...path, 'params', ...problem.path], problem.message, problem.remedy);
      }
    });
  });
}

function failReasons(manifest: LabManifest, task: string, checks: UsedChecks): ReadonlySet<string> | null {
  const uses = manifest.tasks.find(({ id }) => id === task)?.checks ?? [];
  const reasons = new Set<string>();
  for (const { use } of uses) {
    const check = checks.used.get(use);
    if (!check) return null;
    for (const [key, { status }] of Object.entries(check.reasons)) if (status === 'fail') reasons.add(key);
  }
  return reasons;
}

function checkArtifacts(manifest: LabManifest, folder: string, report: Report): void {
  const files = new Set(listFiles(folder, '.').map(({ path }) => path));
  manifest.tasks.forEach((task, index) => {
    task.artifacts?.forEach(({ name, starter }, at) => {
      if (!/^[\w][\w.-]{0,79}$/.test(name)) {
        report(
          ['tasks', index, 'artifacts', at, 'name'],
          `"${name}" is not a plain file name`,
          'Use letters, digits, dots and dashes.',
        );
      }
      if (starter !== undefined && !files.has(starter)) {
        report(
          ['tasks', index, 'artifacts', at, 'starter'],
          `there is no file ${starter} in the lab folder`,
          'Add it, or correct the path.',
        );
      }
    });
  });
}

/** Files below `folder/below`, as paths with `/` relative to it, sorted. Empty when there is none. */
function listFiles(folder: string, below: string): { path: string; bytes: number }[] {
  const start = join(folder, below);
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(start, path).split(sep).join('/'), bytes: statSync(path).size }))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}
