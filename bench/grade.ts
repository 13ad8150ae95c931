/**
 * Grading `s3-lifecycle` in process, beside a bare script that issues the same distinct reads once, concurrently, with the
 * SDK alone. Both run against the same sandbox account, alternating; the ratio of the medians is comparable between machines.
 * No artifacts are handed in, so that AWS is all that is measured. It also proves that no read is made twice.
 *
 *   npx esbuild bench/grade.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-grade.mjs && node .cache/bench-grade.mjs [rounds]
 */
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
import { checks } from '../graders/checks/index.ts';
import { grade, resolveVariables, type StoredRead } from '../graders/engine/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import { loadLabForGrading } from '../server/catalog/lab-manifest.ts';
import { repositoryRoot } from '../server/root.ts';
import { loadScripts, runScript } from '../server/scripts/index.ts';
import { bundleSandboxProgram, startSandboxProcess } from '../test/helpers/sandbox-process.ts';

const TARGET = 1.25;
const ROUNDS = Number(process.argv[2] ?? 60);
const WARM_UP = 8;
const REGION = 'us-east-1';
const LAB = 's3-lifecycle';

const root = repositoryRoot();
const lab = loadLabForGrading(root, LAB);
const variables = resolveVariables({ lab: lab.manifest, common: lab.common });

interface Account {
  account: string;
  accessKeyId: string;
  secretAccessKey: string;
  readerAccessKeyId: string;
  readerSecretAccessKey: string;
}

/** The sandbox is a process of its own: its work must not count as ours. */
async function prepare(endpoint: string, adminToken: string): Promise<Account> {
  const reply = await fetch(`${endpoint}/_groundschool/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const account = (await reply.json()) as Account;
  const { accessKeyId, secretAccessKey } = account;
  const scripts = loadScripts(root, LAB);
  for (const name of ['setup', 'solution']) {
    const script = scripts.get(name);
    if (!script) throw new Error(`${LAB} has no script ${name}.`);
    await runScript(script, {
      scripts,
      labFolder: lab.folder,
      variables,
      target: {
        endpoint,
        region: REGION,
        account: account.account,
        credentials: { accessKeyId, secretAccessKey },
      },
    });
  }
  return account;
}

/** What a script without any engine would do: one client per service, every call at once. */
async function bare(
  reads: readonly StoredRead[],
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } },
  account: string,
): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const kms = new KMSClient(config);
  const sts = new STSClient(config);
  const call = async ({ read, args }: StoredRead): Promise<unknown> => {
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

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const program = await bundleSandboxProgram();
const sandbox = await startSandboxProcess(program.file, null);
try {
  const { endpoint, adminToken } = sandbox;
  const account = await prepare(endpoint, adminToken);
  const credentials = {
    accessKeyId: account.readerAccessKeyId,
    secretAccessKey: account.readerSecretAccessKey,
  };
  const config = { endpoint, region: REGION, credentials };
  const run = () =>
    grade({
      lab: lab.manifest,
      version: lab.digest,
      variables,
      target: { kind: 'sandbox', ...config },
      checks,
      identity: callerIdentity,
    });

  const { report, evidence } = await run();
  const overAws = evidence.reads.filter(({ read }) => !/^(artifact|box|link):/.test(read));
  const reply = await fetch(`${endpoint}/_groundschool/accounts/${account.account}/journal`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const journal = JSON.stringify(await reply.json());
  if (report.awsCalls !== overAws.length) {
    throw new Error(
      `${report.awsCalls} AWS calls for ${overAws.length} distinct reads: a read was made twice.`,
    );
  }
  if (!journal.includes('GetBucketLifecycleConfiguration')) throw new Error('The journal shows no reads.');

  const graded: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const first = await timed(round % 2 === 0 ? run : () => bare(overAws, config, account.account));
    const second = await timed(round % 2 === 0 ? () => bare(overAws, config, account.account) : run);
    if (round < WARM_UP) continue;
    graded.push(round % 2 === 0 ? first : second);
    alone.push(round % 2 === 0 ? second : first);
  }
  const ratio = median(graded) / median(alone);
  console.log(
    `score ${report.score} of ${report.checkable} decided, ${report.awsCalls} AWS calls, none twice`,
  );
  console.log(
    `grade ${median(graded).toFixed(1)} ms, bare script ${median(alone).toFixed(1)} ms (median of ${ROUNDS})`,
  );
  console.log(`ratio ${ratio.toFixed(2)} (target ${TARGET} or less)`);
  process.exitCode = ratio <= TARGET ? 0 : 1;
} finally {
  await sandbox.stop();
  await program.remove();
}
