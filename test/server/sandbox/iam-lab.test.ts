/** The reference solution of iam-foundations, lived in: what its probes say is what an engineer and a freelancer meet. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  CreateVirtualMFADeviceCommand,
  CreateAccessKeyCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { resolveVariables } from '../../../graders/engine/index.ts';
import type { Variables } from '../../../graders/contract/index.ts';
import { loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';
import { sandboxTarget } from '../../../server/proof/sandbox-target.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { account, admin, become, clients, sandbox, useSandbox, type Clients } from './iam-harness.ts';

useSandbox();

const root = new URL('../../..', import.meta.url).pathname;
const lab = loadLabForGrading(root, 'iam-foundations');
const scripts = loadScripts(root, 'iam-foundations');
const variables: Variables = resolveVariables({ lab: lab.manifest, common: lab.common });
const of = (name: string): string => String(variables[name]);
const role = (name: string): string => `arn:aws:iam::${account.account}:role/${of(name)}`;
const denied = {
  name: expect.stringMatching(/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/),
};
let shown: { SerialNumber: string; TokenCode: string };

beforeEach(async () => {
  for (const name of ['setup', 'solution']) {
    const script = scripts.get(name);
    if (script === undefined) throw new Error(`no script ${name}`);
    const target = sandboxTarget(sandbox, account, 'us-east-1');
    await runScript(script, { scripts, labFolder: lab.folder, variables, target });
  }
  await admin.iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'me' }));
  const { serial, code } = await sandbox.mfaCode(account.account);
  shown = { SerialNumber: serial, TokenCode: code };
});

describe('the reference solution of iam-foundations', () => {
  it('opens the engineer’s role to people with MFA, for the work and nothing else', async () => {
    await expect(become(admin, role('engineer_role'))).rejects.toMatchObject(denied);
    const engineer: Clients = clients(
      await become(admin, role('engineer_role'), { ...shown, DurationSeconds: 7_200 }),
    );
    const { s3, ec2, sagemaker, iam } = engineer;
    expect((await engineer.sts.send(new GetCallerIdentityCommand({}))).Arn).toContain(
      `assumed-role/${of('engineer_role')}/`,
    );

    const bucket = of('bucket');
    const [data, models] = [of('data_prefix'), of('model_prefix')];
    await admin.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const Key of [`${data}x`, 'payroll/x'])
      await admin.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: data }));
    await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${data}x` }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${models}x`, Body: 'x' }));
    await expect(s3.send(new ListObjectsV2Command({ Bucket: bucket }))).rejects.toMatchObject(denied);
    await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'payroll/x' }))).rejects.toMatchObject(
      denied,
    );
    await expect(
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${data}x`, Body: 'x' })),
    ).rejects.toMatchObject(denied);

    const { Images = [] } = await ec2.send(new DescribeImagesCommand({}));
    const run = (InstanceType: string, Project: string) =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: Images[0]?.ImageId,
          InstanceType: InstanceType as 'g6.xlarge',
          MinCount: 1,
          MaxCount: 1,
          TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Project', Value: Project }] }],
        }),
      );
    const ids = async (Project: string): Promise<string[]> =>
      (await run('g6.xlarge', Project)).Instances?.map(({ InstanceId = '' }) => InstanceId) ?? [];
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: await ids(of('project')) }));
    const others = await ids('somebody-else');
    await expect(ec2.send(new TerminateInstancesCommand({ InstanceIds: others }))).rejects.toMatchObject(
      denied,
    );
    await expect(run('p5.48xlarge', of('project'))).rejects.toMatchObject(denied);

    const train = (RoleArn: string, InstanceType: 'ml.g5.xlarge' | 'ml.p5.48xlarge') =>
      sagemaker.send(
        new CreateTrainingJobCommand({
          TrainingJobName: `${of('prefix')}-1`,
          RoleArn,
          AlgorithmSpecification: {
            TrainingImage: '1.dkr.ecr.us-east-1.amazonaws.com/i:1',
            TrainingInputMode: 'File',
          },
          OutputDataConfig: { S3OutputPath: `s3://${bucket}/${models}` },
          ResourceConfig: { InstanceType, InstanceCount: 1, VolumeSizeInGB: 10 },
          StoppingCondition: { MaxRuntimeInSeconds: 60 },
        }),
      );
    await expect(train(role('admin_role'), 'ml.g5.xlarge')).rejects.toMatchObject(denied);
    await expect(train(role('trainer_role'), 'ml.p5.48xlarge')).rejects.toMatchObject(denied);
    await train(role('trainer_role'), 'ml.g5.xlarge');
    await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: `${of('prefix')}-1` }));

    await expect(iam.send(new CreateAccessKeyCommand({ UserName: of('old_user') }))).rejects.toMatchObject(
      denied,
    );
    const widen = { RoleName: of('engineer_role'), PolicyName: 'x', PolicyDocument: '{}' };
    await expect(iam.send(new PutRolePolicyCommand(widen))).rejects.toMatchObject(denied);
    await expect(become(engineer, role('admin_role'))).rejects.toMatchObject(denied);
  });

  it('keeps the freelancer in one Region, and IAM open', async () => {
    const keys = await become(admin, role('freelance_role'), shown);
    const [home, away] = [clients(keys, of('guard_region')), clients(keys, 'us-east-1')];
    await home.ec2.send(new DescribeInstancesCommand({}));
    await home.s3.send(new ListBucketsCommand({}));
    await expect(away.ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject(denied);
    await expect(away.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject(denied);
    await home.iam.send(new ListRolesCommand({}));
    await away.sts.send(new GetCallerIdentityCommand({}));
  });
});
