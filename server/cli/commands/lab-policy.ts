import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePolicy } from '../../proof/prove.ts';
import { repositoryRoot } from '../../root.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { EXIT, parseCommand } from '../usage.ts';

/** `groundschool lab policy`: the read-only policy of exactly this lab, generated from its graders. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    { write: { type: 'boolean', default: false } },
    'groundschool lab policy <lab> [--write]',
    { min: 1, max: 1 },
  );
  const lab = await labForGrading(repositoryRoot(), words[0] ?? '');
  const policy = await generatePolicy(lab);
  if (!values.write) {
    process.stdout.write(policy);
    return EXIT.ok;
  }
  const file = join(lab.folder, 'policy.json');
  writeFileSync(file, policy);
  process.stdout.write(`Wrote labs/${lab.manifest.id}/policy.json\n`);
  return EXIT.ok;
}
