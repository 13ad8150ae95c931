import { resolveVariables } from '../../../graders/engine/index.ts';
import { repositoryRoot } from '../../root.ts';
import { composeSteps, hourlyCostOf, loadScripts, type HourlyCost } from '../../scripts/index.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { EXIT, parseCommand, parseVariables } from '../usage.ts';

/** `groundschool lab cost`: what a lab may cost at AWS, before anything is started. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    { seed: { type: 'string' }, var: { type: 'string', multiple: true } },
    'groundschool lab cost <lab> [--seed S] [--var name=value …]',
    { min: 1, max: 1 },
  );
  const root = repositoryRoot();
  const lab = await labForGrading(root, words[0] ?? '');
  const variables = resolveVariables({
    lab: lab.manifest,
    common: lab.common,
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    overrides: parseVariables(values.var),
  });
  const scripts = loadScripts(root, lab.manifest.id);
  const today = new Date().toISOString().slice(0, 10);
  const parts = ['setup', 'solution'].flatMap((name) => {
    const script = scripts.get(name);
    return script ? [{ name, cost: hourlyCostOf(composeSteps(script, scripts), variables, today) }] : [];
  });
  process.stdout.write(`${lab.manifest.costNote}\n`);
  for (const { name, cost } of parts) process.stdout.write(`\n${inWords(name, cost)}\n`);
  return EXIT.ok;
}

/** What a script makes, line by line, and its sum an hour. */
export function inWords(script: string, { lines, known, missing, date }: HourlyCost): string {
  const rows = lines.map(({ what, usd }) => `  $${usd}/h  ${what}`);
  const rest = missing.map((one) => `  no price  ${one}`);
  const sum = `${script}: $${known.toFixed(2)} an hour${missing.length > 0 ? ' and more' : ''} while it stands (prices of ${date}).`;
  return [sum, ...rows, ...rest].join('\n');
}
