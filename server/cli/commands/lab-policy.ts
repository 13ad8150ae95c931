import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../../../graders/checks/index.ts';
import type { ReadSlot } from '../../../graders/kit/index.ts';
import type { LabForGrading } from '../../catalog/lab-files.ts';
import { generatePolicy } from '../../proof/prove.ts';
import { repositoryRoot } from '../../root.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { EXIT, parseCommand } from '../usage.ts';

/**
 * What no IAM policy gives: a cluster knows its own access entries. On stderr, so that the policy can be piped on.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
const ACCESS_ENTRY = `
Tasks about Kubernetes objects judge the manifest that was handed in. Without one, and on a real cluster, its own API is read.
For that the principal that grades needs an access entry beside this policy:
  aws eks create-access-entry --cluster-name <cluster> --principal-arn <role that grades>
  aws eks associate-access-policy --cluster-name <cluster> --principal-arn <role that grades> \\
    --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy --access-scope type=cluster
`;

/** Whether a check of the lab reads objects of a cluster. */
async function asksClusters(lab: LabForGrading): Promise<boolean> {
  const uses = new Set(lab.manifest.tasks.flatMap((task) => task.checks.map(({ use }) => use)));
  for (const use of uses) {
    const check = (await checks[use]?.())?.default;
    const slots = Object.values((check?.reads ?? {}) as Record<string, ReadSlot>);
    if (slots.some((slot) => ('each' in slot ? slot.each : slot).source === 'kubernetes')) return true;
  }
  return false;
}

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
    if (await asksClusters(lab)) process.stderr.write(ACCESS_ENTRY);
    return EXIT.ok;
  }
  const file = join(lab.folder, 'policy.json');
  writeFileSync(file, policy);
  process.stdout.write(`Wrote labs/${lab.manifest.id}/policy.json\n`);
  return EXIT.ok;
}
