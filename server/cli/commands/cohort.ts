import { UsageError } from '../usage.ts';

export const usage =
  'groundschool cohort import <cohort> <file.csv> [--apply] [--skip-bad] [--format text|json]\n' +
  '       groundschool cohort grade <cohort> <lab> [--watch] [--format text|json|junit] [--min-score N]\n' +
  '       groundschool cohort regrade <cohort> <lab> [--regrade ID] [--apply [--allow-lower] | --discard] [--format text|json]\n' +
  '       groundschool cohort export <cohort> [--format plain|canvas|moodle|nbgrader|json] [--assignment ID] [--out FILE] [--bom]';

const ACTIONS: Record<string, () => Promise<{ default: (args: readonly string[]) => Promise<number> }>> = {
  import: () => import('./cohort-import.ts'),
  grade: () => import('./cohort-grade.ts'),
  regrade: () => import('./cohort-regrade.ts'),
  export: () => import('./cohort-export.ts'),
};

/** `groundschool cohort …`: what a cohort's page does, from scripts, at the running server. */
export default async function run(args: readonly string[]): Promise<number> {
  const [action = '', ...rest] = args;
  const load = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!load)
    throw new UsageError(
      'USAGE',
      `Say what to do with the cohort: ${Object.keys(ACTIONS).join(', ')}.\nUsage: ${usage}`,
    );
  return (await load()).default(rest);
}
