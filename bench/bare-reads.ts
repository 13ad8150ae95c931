/** What the benches of grading share: a solved account, and the same reads by the SDK alone. */
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeKeyCommand, KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { resolveVariables, type StoredRead } from '../graders/engine/index.ts';
import type { ArtifactFile } from '../graders/kit/index.ts';
import { loadLabForGrading } from '../server/catalog/lab-manifest.ts';
import { repositoryRoot } from '../server/root.ts';
import { loadScripts, runScript } from '../server/scripts/index.ts';

export const LAB = 's3-lifecycle';
export const REGION = 'us-east-1';

const root = repositoryRoot();
/** A lab with the variables of a learner without a seed. */
export function labOf(id: string) {
  const lab = loadLabForGrading(root, id);
  return { lab, variables: resolveVariables({ lab: lab.manifest, common: lab.common }) };
}
export const { lab, variables } = labOf(LAB);

export interface Account {
  account: string;
  accessKeyId: string;
  secretAccessKey: string;
  readerAccessKeyId: string;
  readerSecretAccessKey: string;
  /** What the reference answer handed in, by task. */
  artifacts: ReadonlyMap<string, readonly ArtifactFile[]>;
}

/** An account with a lab's state. For most benches the sandbox is a process of its own: its work must not count as ours. */
export async function prepare(
  endpoint: string,
  adminToken: string,
  id = LAB,
  steps: readonly string[] = ['setup', 'solution'],
): Promise<Account> {
  const chosen = labOf(id);
  const reply = await fetch(`${endpoint}/_groundschool/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const account = (await reply.json()) as Omit<Account, 'artifacts'>;
  let artifacts: Account['artifacts'] = new Map();
  const { accessKeyId, secretAccessKey } = account;
  const scripts = loadScripts(root, id);
  for (const name of steps) {
    const script = scripts.get(name);
    if (!script) throw new Error(`${id} has no script ${name}.`);
    ({ artifacts } = await runScript(script, {
      scripts,
      labFolder: chosen.lab.folder,
      variables: chosen.variables,
      target: {
        endpoint,
        region: REGION,
        account: account.account,
        credentials: { accessKeyId, secretAccessKey },
      },
    }));
  }
  return { ...account, artifacts };
}

/** What a script without any engine would do: one client per service, every call at once. */
export async function bare(
  reads: readonly Pick<StoredRead, 'read' | 'args'>[],
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } },
  account: string,
): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const kms = new KMSClient(config);
  const sts = new STSClient(config);
  const call = async ({ read, args }: Pick<StoredRead, 'read' | 'args'>): Promise<unknown> => {
    const {
      bucket: Bucket = '',
      key: Key = '',
      prefix: Prefix,
      keyId: KeyId,
    } = args as Record<string, string>;
    switch (read) {
      case 'sts:GetCallerIdentity':
        return sts.send(new GetCallerIdentityCommand({}));
      case 'kms:ListAliases':
        return kms.send(new ListAliasesCommand({}));
      case 'kms:DescribeKey':
        return kms.send(new DescribeKeyCommand({ KeyId }));
      case 's3:HeadBucket':
        return s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: account }));
      case 's3:HeadObject':
        return s3.send(new HeadObjectCommand({ Bucket, Key }));
      case 's3:ListObjectsV2':
        return s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      case 's3:ListMultipartUploads':
        return s3.send(new ListMultipartUploadsCommand({ Bucket }));
      case 's3:GetBucketAcl':
        return s3.send(new GetBucketAclCommand({ Bucket }));
      case 's3:GetBucketEncryption':
        return s3.send(new GetBucketEncryptionCommand({ Bucket }));
      case 's3:GetBucketLifecycleConfiguration':
        return s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      case 's3:GetBucketOwnershipControls':
        return s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      case 's3:GetBucketPolicy':
        return s3.send(new GetBucketPolicyCommand({ Bucket }));
      case 's3:GetBucketVersioning':
        return s3.send(new GetBucketVersioningCommand({ Bucket }));
      case 's3:GetPublicAccessBlock':
        return s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      default:
        throw new Error(`This benchmark does not know the read ${read}.`);
    }
  };
  const absence = (error: unknown): void => {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== 404) throw error;
  };
  await Promise.all(reads.map((read) => call(read).catch(absence)));
  for (const client of [s3, kms, sts]) client.destroy();
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
