import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import { grade, resolveVariables } from '../../graders/engine/index.ts';
import type { ArtifactFile } from '../../graders/kit/index.ts';
import { createBox } from '../../graders/box/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { venvBin, type SandboxAccount } from '../../server/sandbox/index.ts';
import {
  composeSteps,
  loadScripts,
  parseScript,
  renderApi,
  renderBoto3,
  renderCli,
  runScript,
  ScriptError,
  type Step,
} from '../../server/scripts/index.ts';
import { cliArgument, xformName } from '../../server/scripts/names.ts';
import { residentAws } from '../helpers/aws-cli.ts';
import { awsEnv, clientOf, sharedSandbox } from '../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'rendered-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs a program with the AWS CLI and the project's own Python first on the path. */
async function run(
  program: string,
  args: string[],
  account: SandboxAccount,
  cwd: string,
): Promise<{ stdout: string; stderr: string }> {
  const env = awsEnv(await sharedSandbox(), account, {
    HOME: cwd,
    PATH: [await residentAws(), dirname(venvBin('python')), process.env['PATH'] ?? ''].join(':'),
  });
  return promisify(execFile)(program, args, { env, cwd });
}

function handedIn(folder: string): Record<string, ArtifactFile[]> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder).map((task) => [
      task,
      readdirSync(join(folder, task)).map((name) => ({
        name,
        bytes: readFileSync(join(folder, task, name)),
      })),
    ]),
  );
}

describe('the reference answer of s3-lifecycle, written for people, does what the script does', () => {
  const lab = loadLabForGrading(root, 's3-lifecycle');
  const scripts = loadScripts(root, 's3-lifecycle');
  const variables = resolveVariables({ lab: lab.manifest, common: lab.common, seed: 'a-learner' });
  const rendering = { variables, labFolder: lab.folder };
  const stepsOf = (name: string): Step[] => {
    const script = scripts.get(name);
    if (!script) throw new Error(name);
    return composeSteps(script, scripts);
  };

  const forms: [string, string, string, (steps: Step[]) => Promise<string>, string][] = [
    ['AWS CLI', 'solution', 'bash', (steps) => renderCli(steps, rendering), 'solution.sh'],
    ['boto3', 'solution', venvBin('python'), (steps) => renderBoto3(steps, rendering), 'solution.py'],
    [
      'boto3',
      'alternative-other-ways',
      venvBin('python'),
      (steps) => renderBoto3(steps, rendering),
      'other.py',
    ],
  ];
  test.each(forms)('%s: %s reaches 100', { timeout: 900_000 }, async (_form, name, program, render, file) => {
    const sandbox = await sharedSandbox();
    const account = await sandbox.createAccount(file);
    const cwd = mkdtempSync(join(work, 'run-'));
    const setup = scripts.get('setup');
    if (!setup) throw new Error('setup');
    const keys = { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey };
    const target = {
      endpoint: sandbox.endpoint,
      region: 'us-east-1',
      account: account.account,
      credentials: keys,
    };
    await runScript(setup, { scripts, labFolder: lab.folder, variables, target });
    writeFileSync(join(cwd, file), await render(stepsOf(name)));

    await run(program, [file], account, cwd);

    const { report } = await grade({
      lab: lab.manifest,
      version: 'test',
      variables,
      target: {
        kind: 'sandbox',
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: {
          accessKeyId: account.readerAccessKeyId,
          secretAccessKey: account.readerSecretAccessKey,
        },
      },
      checks,
      identity: callerIdentity,
      artifacts: handedIn(join(cwd, 'answers')),
      box: createBox(),
    });
    expect(report.tasks.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(report.score).toBe(100);
  });

  test('every script of the lab has all three forms', async () => {
    for (const name of scripts.keys()) {
      const steps = stepsOf(name);
      expect(await renderCli(steps, rendering), name).toMatch(/^set -euo pipefail\n/);
      expect(await renderBoto3(steps, rendering), name).toMatch(
        /^(import json\n)?(from pathlib import Path\n)?\nimport boto3\n/,
      );
      expect(JSON.parse(renderApi(steps, rendering)), name).toHaveLength(steps.length);
    }
  });
});

/** A script that uses every construct, and what it has to leave behind. */
const EVERYTHING = `
- s3:CreateBucket: { Bucket: '{{bucket}}-{{acct}}' }
- s3:DeleteBucketPolicy: { Bucket: nobody-has-this-bucket }
  mayFail: [NoSuchBucket]
- s3:PutObject: { Bucket: '{{bucket}}-{{acct}}', Key: it's "quoted" $HOME \`x\` \\n.txt, Body: { $text: "don't\\n$x" } }
- s3:PutObject: { Bucket: '{{bucket}}-{{acct}}', Key: '{{item.key}}', Body: { $zeros: '{{item.size}}' } }
  forEach: { list: [{ key: one, size: 1 }, { key: two, size: 2 }] }
- s3:PutObject: { Bucket: '{{bucket}}-{{acct}}', Key: 'many/{{item}}', Body: { $text: '{{item}}' } }
  forEach: { list: [a b, "c'd", $e, f*] }
- s3:PutObject: { Bucket: '{{bucket}}-{{acct}}', Key: -dash, Body: { $file: 'data/{{name}}.json' } }
- s3:ListObjectsV2: { Bucket: '{{bucket}}-{{acct}}', Prefix: many/ }
  as: open
- s3:PutObjectTagging:
    Bucket: '{{bucket}}-{{acct}}'
    Key: '{{item.Key}}'
    Tagging: { TagSet: [{ Key: class, Value: '{{item.StorageClass}}' }, { Key: days, Value: '{{days}}' }] }
  forEach: { of: open.Contents }
- s3:ListObjectsV2: { Bucket: '{{bucket}}-{{acct}}', Prefix: nothing-here/ }
  as: none
- s3:DeleteObject: { Bucket: '{{bucket}}-{{acct}}', Key: '{{item.Key}}' }
  forEach: { of: none.Contents }
- kms:CreateKey: { Description: 'of {{acct}}', Policy: { $json: { Version: '2012-10-17', Statement: [{ Sid: All, Effect: Allow, Principal: { AWS: 'arn:aws:iam::{{acct}}:root' }, Action: 'kms:*', Resource: '*' }] } } }
  as: key
- kms:EnableKeyRotation: { KeyId: '{{key.KeyMetadata.KeyId}}' }
- s3:PutBucketEncryption:
    Bucket: '{{bucket}}-{{acct}}'
    ServerSideEncryptionConfiguration:
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: '{{key.KeyMetadata.Arn}}' }, BucketKeyEnabled: true }]
- s3:PutBucketVersioning: { Bucket: '{{bucket}}-{{acct}}', VersioningConfiguration: { Status: Enabled } }
- presign: { Bucket: '{{bucket}}-{{acct}}', Key: one, ExpiresIn: '{{days}}' }
  as: lambda
- part: { of: '{{key.KeyMetadata.KeyState}}', from: able }
  as: ending
- s3:PutObject: { Bucket: '{{bucket}}-{{acct}}', Key: 'parts/{{ending}}', Body: { $text: '{{ending}}' } }
- artifact: { task: link, name: url.txt, text: 'see {{lambda}}' }
- artifact: { task: list, name: list.json, file: 'data/{{name}}.json' }
- s3:PutObject: { Bucket: '{{bucket}}-{{acct}}', Key: 'sizes/{{item.key}}', Body: { $zeros: '{{item.size}}' } }
  forEach: { list: [{ key: small, size: 9, on: 30 }, { key: never, size: 1, on: 31 }, { key: large, size: 12, on: 30 }], where: { on: '{{days}}' } }
- s3:ListObjectsV2: { Bucket: '{{bucket}}-{{acct}}', Prefix: sizes/ }
  as: sizes
- artifact: { task: least, name: least.txt, text: '{{item.Key}} {{item.Size}}' }
  forEach: { of: sizes.Contents, lowest: Size }
`;

describe('every construct reaches the same account by SDK, CLI and boto3', () => {
  const labFolder = mkdtempSync(join(work, 'lab-'));
  const variables = { bucket: 'all', days: 30, name: 'list', region: 'us-east-1' };
  const script = parseScript('solution.yaml', EVERYTHING);

  async function outcome(how: 'sdk' | 'cli' | 'boto3'): Promise<unknown> {
    mkdirSync(join(labFolder, 'data'), { recursive: true });
    writeFileSync(join(labFolder, 'data', 'list.json'), '["x"]');
    const sandbox = await sharedSandbox();
    const account = await sandbox.createAccount(how);
    const cwd = mkdtempSync(join(work, 'all-'));
    let artifacts: Record<string, ArtifactFile[]>;
    if (how === 'sdk') {
      const credentials = { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey };
      const target = {
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        account: account.account,
        credentials,
      };
      const result = await runScript(script, { scripts: new Map(), labFolder, variables, target });
      artifacts = Object.fromEntries(result.artifacts);
    } else {
      const options = { variables, labFolder };
      const text = await (how === 'cli' ? renderCli(script.add, options) : renderBoto3(script.add, options));
      writeFileSync(join(cwd, 'script'), text);
      await run(how === 'cli' ? 'bash' : venvBin('python'), ['script'], account, cwd);
      artifacts = handedIn(join(cwd, 'answers'));
    }
    const bucket = `all-${account.account}`;
    const client = new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true });
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "many/c'd" }));
    const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
    client.destroy();
    const link = Buffer.from(artifacts['link']?.[0]?.bytes ?? []).toString();
    const plain = (value: unknown): string =>
      JSON.stringify(value)
        .replaceAll(account.account, 'ACCOUNT')
        .replaceAll(/key\/[0-9a-f-]{36}/g, 'key/ID');
    return {
      objects: (Contents ?? []).map(({ Key, Size, ETag }) => [Key, Size, ETag]),
      tags: TagSet,
      encryption: plain(encryption.ServerSideEncryptionConfiguration),
      versioning: Status,
      link: [link.startsWith('see http'), /X-Amz-Expires=30\b/.test(link), link.includes('AWS4-HMAC-SHA256')],
      list: Buffer.from(artifacts['list']?.[0]?.bytes ?? []).toString(),
      least: Buffer.from(artifacts['least']?.[0]?.bytes ?? []).toString(),
    };
  }

  test('objects, tags, encryption, versions, links and files', { timeout: 900_000 }, async () => {
    const bySdk = await outcome('sdk');
    expect(bySdk).toMatchObject({
      objects: expect.arrayContaining([
        ['-dash', 5, expect.any(String)],
        ["many/c'd", 3, expect.any(String)],
        ['two', 2, expect.any(String)],
        ['parts/abled', 5, expect.any(String)],
        ['it\'s "quoted" $HOME `x` \\n.txt', 8, expect.any(String)],
      ]) as unknown,
      tags: [
        { Key: 'class', Value: 'STANDARD' },
        { Key: 'days', Value: '30' },
      ],
      versioning: 'Enabled',
      link: [true, true, true],
      list: '["x"]',
      least: 'sizes/small 9',
    });
    expect(await outcome('cli')).toEqual(bySdk);
    expect(await outcome('boto3')).toEqual(bySdk);
  });
});

describe('rendering', () => {
  const options = { variables: { region: 'eu-west-1', min: 1 }, labFolder: work };
  const steps = (text: string): Step[] => parseScript('solution.yaml', text).add;

  test('an instant is a text', async () => {
    const prices = steps("- ec2:DescribeSpotPriceHistory: { StartTime: '2100-01-01T00:00:00Z' }");
    for (const render of [renderCli, renderBoto3])
      expect(await render(prices, options)).toContain('2100-01-01T00:00:00.000Z');
  });

  test('outside us-east-1 a bucket is made in its region, which only the JavaScript SDK says by itself', async () => {
    const made = steps('- s3:CreateBucket: { Bucket: b }');
    expect(await renderCli(made, options)).toContain('export AWS_DEFAULT_REGION=eu-west-1');
    expect(await renderCli(made, options)).toContain(
      `--create-bucket-configuration '{"LocationConstraint":"eu-west-1"}'`,
    );
    expect(await renderBoto3(made, options)).toContain(
      's3.create_bucket(Bucket="b", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})',
    );
  });

  test('numbers from variables stay numbers where AWS wants numbers, and become texts where it wants texts', async () => {
    const sent = steps(
      "- s3:PutObject: { Bucket: b, Key: k, Metadata: { Days: '{{min}}' } }\n- iam:CreateRole: { RoleName: r, MaxSessionDuration: '{{min}}' }\n- cloudwatch:PutMetricData: { Namespace: n, MetricData: [{ MetricName: m, Value: '{{min}}' }] }",
    );
    const cli = await renderCli(sent, options);
    expect(cli).toContain(`--metadata '{"Days":"1"}'`);
    expect(cli).toContain('--max-session-duration 1');
    expect(cli).toContain(`--metric-data '[{"MetricName":"m","Value":1}]'`);
    const boto3 = await renderBoto3(sent, options);
    expect(boto3).toContain('Metadata={"Days": "1"}');
    expect(boto3).toContain('MetricData=[{"MetricName": "m", "Value": 1}]');
  });

  test('an ETag keeps its quotation marks inside JSON', async () => {
    const text = await renderCli(
      steps(
        "- s3:UploadPart: { Bucket: b, Key: k, UploadId: u, PartNumber: 1 }\n  as: part\n- s3:CompleteMultipartUpload: { Bucket: b, Key: k, UploadId: u, MultipartUpload: { Parts: [{ ETag: '{{part.ETag}}', PartNumber: 1 }] } }",
      ),
      options,
    );
    const [, argument] = /--multipart-upload (.*)$/m.exec(text) ?? [];
    const { stdout } = await promisify(execFile)('bash', ['-c', `part_e_tag='"abc"'; printf %s ${argument}`]);
    expect(JSON.parse(stdout)).toEqual({ Parts: [{ ETag: '"abc"', PartNumber: 1 }] });
  });

  test('arguments that the CLI names otherwise', async () => {
    expect(
      await renderCli(
        steps("- ec2:RunInstances: { ImageId: ami-1, MinCount: '{{min}}', MaxCount: 2 }"),
        options,
      ),
    ).toContain('aws ec2 run-instances --image-id ami-1 --count 1:2');
    expect(await renderCli(steps("- eks:CreateCluster: { name: c, version: '1.34' }"), options)).toContain(
      'aws eks create-cluster --name c --kubernetes-version 1.34',
    );
    expect(
      await renderCli(
        steps('- sns:Subscribe: { TopicArn: t, Protocol: email, Endpoint: a@b.example }'),
        options,
      ),
    ).toContain('aws sns subscribe --topic-arn t --protocol email --notification-endpoint a@b.example');
  });

  test('several values of one answer are selected at once', async () => {
    const text = await renderCli(
      steps(
        "- ec2:CreateVpc: { CidrBlock: 10.0.0.0/16 }\n  as: vpc\n- ec2:CreateSubnet: { VpcId: '{{vpc.Vpc.VpcId}}', CidrBlock: '{{vpc.Vpc.CidrBlock}}' }\n- ec2:AssociateSubnetCidrBlock: { SubnetId: s, Ipv6CidrBlock: '{{vpc.Vpc.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock}}' }",
      ),
      options,
    );
    expect(text).toContain(
      "--query '[Vpc.VpcId, Vpc.CidrBlock, Vpc.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock]' \\\n    --output text)",
    );
    expect(text).toContain(`read -r vpc_vpc_vpc_id vpc_vpc_cidr_block `);
    expect(text).toContain('--vpc-id "$vpc_vpc_vpc_id" --cidr-block "$vpc_vpc_cidr_block"');
  });

  test.each<[string, RegExp]>([
    [
      '- presign: { Bucket: b, Key: k, Method: PUT }',
      /solution\.yaml:1 The AWS CLI presigns plain downloads only/,
    ],
    ['- presign: { Bucket: b, Key: k, VersionId: v }', /plain downloads only/],
    [
      "- kms:CreateKey: {}\n  as: key\n- artifact: { task: t, name: n, text: '{{key}}' }",
      /:1 \{\{key\}\} is a whole answer/,
    ],
    ['- sagemaker:CreateModel: { Containers: [{ Image: { $zeros: 1 } }] }', /:1 \$zeros inside a structure/],
    [
      "- ec2:CreateVpc: { CidrBlock: a }\n  as: v\n- ec2:DeleteVpc: { VpcId: '{{v.Vpc.VpcId}}' }\n- ec2:DeleteVpc: { VpcId: '{{item.Id}}' }\n  forEach: { of: v.All }",
      /:1 The AWS CLI shows one selection of an answer/,
    ],
  ])('says what has no form on a command line: %s', async (text, expected) => {
    await expect(renderCli(steps(text), options)).rejects.toThrow(ScriptError);
    await expect(renderCli(steps(text), options)).rejects.toThrow(expected);
  });
});

test(
  'operations and arguments are spelt as botocore and the CLI spell them',
  { timeout: 120_000 },
  async () => {
    const services = ['cloudwatch', 'eks', 'iam', 'kms', 's3', 'sagemaker', 'sts', 'ec2'];
    const program = `
import json, botocore.session
from botocore import xform_name
session = botocore.session.Session()
names = {}
for service in ${JSON.stringify(services)}:
    model = session.get_service_model(service)
    for operation in model.operation_names:
        names[operation] = xform_name(operation)
        shape = model.operation_model(operation).input_shape
        for member in (shape.members if shape else []):
            names[member] = xform_name(member)
print(json.dumps(names))
`;
    const { stdout } = await promisify(execFile)(venvBin('python'), ['-c', program], {
      maxBuffer: 64 * 1024 * 1024,
      env: { PATH: process.env['PATH'] ?? '', HOME: work },
    });
    const names = JSON.parse(stdout) as Record<string, string>;
    expect(Object.keys(names).length).toBeGreaterThan(2000);
    const ours = Object.fromEntries(Object.keys(names).map((name) => [name, xformName(name, '_')]));
    const wrong = Object.entries(ours).filter(([name, spelt]) => spelt !== names[name]);
    expect(wrong.map(([name, spelt]) => `${name}: ${spelt}, botocore ${names[name]}`)).toEqual([]);
    expect(cliArgument('s3', 'PutBucketAcl', 'ACL')).toBe('acl');
  },
);
