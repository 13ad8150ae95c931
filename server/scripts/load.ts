import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ScriptError, type ScriptProblem } from './errors.ts';
import { parseScript } from './parse.ts';
import type { AccountScript } from './schema.ts';

/**
 * Every account script of a lab by name: setup, solution and teardown from the lab folder, alternatives and mistakes from
 * `fixtures/labs/<id>/`.
 *
 * @throws ScriptError with the problems of all files at once
 */
export function loadScripts(root: string, lab: string): Map<string, AccountScript> {
  const labFolder = join(root, 'labs', lab);
  const fixtures = join(root, 'fixtures', 'labs', lab);
  const files = ['setup.yaml', 'solution.yaml', 'teardown.yaml']
    .map((name) => join(labFolder, name))
    .filter((file) => existsSync(file));
  if (existsSync(fixtures)) {
    files.push(
      ...readdirSync(fixtures)
        .filter((name) => /^(alternative|mistake)-.*\.yaml$/.test(name))
        .toSorted()
        .map((name) => join(fixtures, name)),
    );
  }
  const problems: ScriptProblem[] = [];
  const scripts = new Map<string, AccountScript>();
  for (const file of files) {
    try {
      const script = parseScript(relative(root, file), readFileSync(file, 'utf8'));
      scripts.set(script.name, script);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScriptError(problems);
  return scripts;
}
