/** What ends the cost of a resource of the bill: a command of the AWS CLI, and where something else has to go first, that too. */
import type { Kind } from '../../graders/semantics/pricing/index.ts';

interface Facts {
  id: string;
  region: string;
}
/** In the order in which they can be taken down: who uses something goes before what is used. */
const COMMANDS: readonly [Kind, (facts: Facts) => string[]][] = [
  [
    'load-balancer',
    ({ id }) => [
      `aws elbv2 delete-load-balancer --load-balancer-arn "$(aws elbv2 describe-load-balancers --names ${quote(id)} --query 'LoadBalancers[0].LoadBalancerArn' --output text)"`,
    ],
  ],
  ['endpoint', ({ id }) => [`aws sagemaker delete-endpoint --endpoint-name ${quote(head(id))}`]],
  [
    'notebook',
    ({ id }) => [
      `aws sagemaker stop-notebook-instance --notebook-instance-name ${quote(id)}`,
      `aws sagemaker delete-notebook-instance --notebook-instance-name ${quote(id)}`,
    ],
  ],
  ['training', ({ id }) => [`aws sagemaker stop-training-job --training-job-name ${quote(id)}`]],
  [
    'instance',
    ({ id }) =>
      id.startsWith('i-') ? [`aws ec2 terminate-instances --instance-ids ${quote(id)}`] : groupOf(id),
  ],
  ['eks-cluster', ({ id }) => [`aws eks delete-cluster --name ${quote(id)}`]],
  ['nat-gateway', ({ id }) => [`aws ec2 delete-nat-gateway --nat-gateway-id ${quote(id)}`]],
  ['interface-endpoint', ({ id }) => [`aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${quote(id)}`]],
  [
    'public-ipv4',
    ({ id }) => (id.startsWith('eipalloc-') ? [`aws ec2 release-address --allocation-id ${quote(id)}`] : []),
  ],
  ['volume', ({ id }) => [`aws ec2 delete-volume --volume-id ${quote(id)}`]],
  ['s3-storage', ({ id }) => [`aws s3 rb --force ${quote(`s3://${id.split(' ')[0] ?? id}`)}`]],
  ['alarm', ({ id }) => [`aws cloudwatch delete-alarms --alarm-names ${quote(id)}`]],
  ['dashboard', ({ id }) => [`aws cloudwatch delete-dashboards --dashboard-names ${quote(id)}`]],
  ['logs', ({ id }) => [`aws logs delete-log-group --log-group-name ${quote(id)}`]],
  ['kms-key', ({ id }) => [`aws kms schedule-key-deletion --key-id ${quote(id)} --pending-window-in-days 7`]],
];
const BY_KIND = new Map(COMMANDS);

/** Place of a kind in the order of taking down; what has no command comes last. */
export function cleanUpOrder(kind: Kind): number {
  const at = COMMANDS.findIndex(([known]) => known === kind);
  return at < 0 ? COMMANDS.length : at;
}

/**
 * Commands that end what a resource costs. Empty where another resource's command takes it along (the addresses of a balancer)
 * or nobody here knows one. They are printed and never run.
 *
 * @param id as the bill names it; of an address its allocation, which one that came with an instance does not have
 */
export function cleanUpCommands(kind: Kind, id: string, region: string): string[] {
  return (BY_KIND.get(kind)?.({ id, region }) ?? []).map((command) =>
    command.startsWith('aws s3 ') ? command : `${command} --region ${region}`,
  );
}

/** `cluster/group`, as the bill calls the nodes of a group that are not listed one by one. */
function groupOf(id: string): string[] {
  const [cluster = '', group] = id.split('/');
  if (group === undefined) return [];
  return [`aws eks delete-nodegroup --cluster-name ${quote(cluster)} --nodegroup-name ${quote(group)}`];
}
const head = (id: string): string => id.split('/')[0] ?? id;

/** As a shell takes it: a name is a learner's text. */
function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
