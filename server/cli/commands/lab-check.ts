import { checks } from '../../../graders/checks/index.ts';
import { createBox } from '../../../graders/box/index.ts';
import { CatalogError, formatProblem, loadCatalog, loadUsedChecks } from '../../catalog/index.ts';
import { labIds } from '../../catalog/lab-manifest.ts';
import { proveLab } from '../../proof/prove.ts';
import { repositoryRoot } from '../../root.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { ScriptError } from '../../scripts/index.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

/** `groundschool lab check`: everything that is missing or wrong in a lab, in one go, each with its remedy. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    { all: { type: 'boolean', default: false } },
    'groundschool lab check <lab …|--all>',
    { min: 0, max: 50 },
  );
  const root = repositoryRoot();
  const known = labIds(root);
  const labs = values.all ? known : words;
  if (labs.length === 0) throw new UsageError('USAGE', `Name a lab, or --all. Labs: ${known.join(', ')}.`);
  const unknown = labs.filter((lab) => !known.includes(lab));
  if (unknown.length > 0)
    throw new UsageError(
      'LAB_NOT_FOUND',
      `There is no lab ${unknown.join(', ')}. Labs: ${known.join(', ')}.`,
    );

  const lines: string[] = [];
  try {
    loadCatalog({ root, checks: await loadUsedChecks(root, checks) });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    lines.push(...error.problems.map(formatProblem));
  }
  const progress = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  };
  progress('Starting a sandbox …');
  const sandbox = await startSandbox({ port: 0, dataDir: null, onEvent: ({ message }) => progress(message) });
  try {
    for (const lab of labs) {
      try {
        const problems = await proveLab({
          root,
          lab,
          sandbox,
          box: createBox(),
          onCase: (title) => progress(`${lab}: ${title}`),
        });
        lines.push(...problems.map(({ where, message, remedy }) => `${where} ${message}\n    ${remedy}`));
      } catch (error) {
        // What the catalog said already need not be said twice.
        if (error instanceof ScriptError)
          lines.push(...error.problems.map(({ file, line, message }) => `${file}:${line} ${message}`));
        else if (!(error instanceof CatalogError)) throw error;
      }
    }
  } finally {
    progress('');
    await sandbox.close();
  }
  if (lines.length === 0) {
    process.stdout.write(`${labs.join(', ')}: proved.\n`);
    return EXIT.ok;
  }
  process.stdout.write(`${lines.map((line) => `- ${line}`).join('\n')}\n${lines.length} to repair.\n`);
  return EXIT.badInput;
}
