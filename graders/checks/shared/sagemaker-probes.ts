/** The requests that the execution role of the SageMaker AI lab is tried with (lab-catalogue §7, exec-role). */
import type { Place, Probe } from './iam-probes.ts';

export interface ExecRoleParams {
  bucket: string;
  prefix: string;
  /** ARNs of every other role of the account. */
  otherRoles: readonly string[];
}

/** Account of the AWS Deep Learning Containers. https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html */
const CONTAINERS = '763104351884';

/** What training and serving do under the role, then what they must not be able to do. */
export function execRoleProbes({ bucket, prefix, otherRoles }: ExecRoleParams, place: Place): Probe[] {
  const { account, region } = place;
  const objects = `arn:aws:s3:::${bucket}`;
  const groups = ['TrainingJobs', `Endpoints/${prefix}-birdsong`].map(
    (name) => `arn:aws:logs:${region}:${account}:log-group:/aws/sagemaker/${name}`,
  );
  const probe =
    (topic: Probe['topic'], wanted: Probe['wanted']) =>
    (action: string, resource: string, context: Probe['context'] = {}): Probe => ({
      topic,
      wanted,
      action,
      resource,
      context,
    });
  const needed = probe('needed', 'allow');
  const dangerous = probe('dangerous', 'deny');
  return [
    needed('s3:ListBucket', objects, { 's3:prefix': 'datasets/' }),
    needed('s3:GetObject', `${objects}/datasets/x`),
    ...['models', 'checkpoints'].flatMap((folder) => [
      needed('s3:PutObject', `${objects}/${folder}/x`),
      needed('s3:GetObject', `${objects}/${folder}/x`),
    ]),
    ...groups.flatMap((group) => [
      needed('logs:CreateLogGroup', group),
      needed('logs:CreateLogStream', `${group}:log-stream:x`),
      needed('logs:PutLogEvents', `${group}:log-stream:x`),
    ]),
    needed('ecr:GetAuthorizationToken', '*'),
    needed('ecr:BatchGetImage', `arn:aws:ecr:${region}:${CONTAINERS}:repository/pytorch-training`),
    dangerous('s3:GetObject', 'arn:aws:s3:::my-sagemaker-x/y'),
    dangerous('s3:PutObject', `${objects}/datasets/x`),
    dangerous('s3:DeleteBucket', objects),
    ...otherRoles.flatMap((arn) => [
      dangerous('iam:PassRole', arn),
      dangerous('iam:PassRole', arn, { 'iam:PassedToService': 'sagemaker.amazonaws.com' }),
      dangerous('iam:PassRole', arn, { 'iam:PassedToService': 'ec2.amazonaws.com' }),
    ]),
    dangerous('sagemaker:CreateEndpoint', `arn:aws:sagemaker:${region}:${account}:endpoint/${prefix}-1`),
    dangerous('ec2:RunInstances', `arn:aws:ec2:${region}:${account}:instance/*`),
  ];
}
