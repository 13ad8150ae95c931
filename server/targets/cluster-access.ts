/** What grading needs of a Kubernetes cluster beside the IAM policy. */
import type { LabManifest } from '../../graders/contract/index.ts';
import type { CheckMap } from '../../graders/engine/index.ts';
import type { ReadSlot } from '../../graders/kit/index.ts';

/**
 * What no IAM policy gives: a cluster knows its own access entries.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
export const ACCESS_ENTRY = `Tasks about Kubernetes objects judge the manifest that was handed in. Without one, and on a real cluster, its own API is read.
For that the principal that grades needs an access entry beside this policy:
  aws eks create-access-entry --cluster-name <cluster> --principal-arn <role that grades>
  aws eks associate-access-policy --cluster-name <cluster> --principal-arn <role that grades> \\
    --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy --access-scope type=cluster`;

/** Whether a check of the lab reads objects of a cluster. */
export async function asksClusters(lab: LabManifest, checks: CheckMap): Promise<boolean> {
  const uses = new Set(lab.tasks.flatMap((task) => task.checks.map(({ use }) => use)));
  for (const use of uses) {
    const check = (await checks[use]?.())?.default;
    const slots = Object.values((check?.reads ?? {}) as Record<string, ReadSlot>);
    if (slots.some((slot) => ('each' in slot ? slot.each : slot).source === 'kubernetes')) return true;
  }
  return false;
}
