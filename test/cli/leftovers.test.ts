import { beforeAll, describe, expect, test } from 'vitest';
import type { Leftovers } from '../../server/targets/leftovers.ts';
import { cleanUpCommands } from '../../server/targets/clean-up.ts';
import type { Sandbox, SandboxAccount } from '../../server/sandbox/index.ts';
import { venvBin } from '../../server/sandbox/index.ts';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { dirname } from 'node:path';
import { cliProgram, runCli } from '../helpers/cli.ts';
import { awsEnv, sharedSandbox } from '../helpers/sandbox.ts';

type Found = Leftovers & { account: string; unread: unknown[] };
let sandbox: Sandbox;
let account: SandboxAccount;
let env: Record<string, string>;

beforeAll(async () => {
  await cliProgram();
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('leftovers');
  env = awsEnv(sandbox, account);
  for (const lab of ['cost-control', 'sagemaker-train-deploy', 'eks-serving']) {
    const { code, stderr } = await runCli(['lab', 'apply', lab, 'setup'], { env });
    expect([code, stderr]).toEqual([0, '']);
  }
}, 180_000);

async function leftovers(args: string[] = []): Promise<Found> {
  const run = await runCli(['target', 'leftovers', '--format', 'json', ...args], { env });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Found;
}

describe('what is still there and costs money', () => {
  test(
    'is listed with its price, in the order of taking down, and marked for a lab',
    { timeout: 120_000 },
    async () => {
      const { resources, usdPerHour, unread } = await leftovers(['--lab', 'sagemaker-train-deploy']);
      expect(unread).toEqual([]);
      const endpoints = resources.filter(({ kind }) => kind === 'endpoint');
      expect(
        endpoints
          .map(({ id, usdPerHour: usd, ofLab }) => ({ id, usd, ofLab }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ).toEqual([
        { id: 'bm-colony', usd: '0.7364', ofLab: true },
        { id: 'resnet-endpoint', usd: '0.7364', ofLab: true },
      ]);
      const kinds = [...new Set(resources.map(({ kind }) => kind))];
      expect(kinds.slice(0, 5)).toEqual([
        'endpoint',
        'instance',
        'eks-cluster',
        'nat-gateway',
        'public-ipv4',
      ]);
      const sum = resources.reduce((total, { usdPerHour: usd }) => total + Number(usd ?? 0), 0);
      expect(Number(usdPerHour)).toBeCloseTo(sum, 2);
      expect(Number(usdPerHour)).toBeGreaterThan(2);
    },
  );

  test(
    'goes with the commands that are printed, as the AWS CLI runs them',
    { timeout: 180_000 },
    async () => {
      const { resources } = await leftovers();
      for (const { cleanUp } of resources)
        for (const command of cleanUp)
          await promisify(execFile)('bash', ['-ec', command], {
            env: { ...env, PATH: `${dirname(venvBin('aws'))}:${process.env['PATH'] ?? ''}` },
          });
      const after = await leftovers();
      expect(after.resources.map(({ kind, id }) => `${kind} ${id}`)).toEqual([]);
      const text = await runCli(['target', 'leftovers'], { env });
      expect(text.stdout).toMatch(
        /^Nothing that costs money by the hour was found in account \d{12}, us-east-1\./,
      );
    },
  );

  test('is not guessed where it cannot be read', async () => {
    sandbox.faults.add(account.account, { operation: 'ec2:DescribeInstances', kind: 'deny' });
    const run = await runCli(['target', 'leftovers'], { env });
    sandbox.faults.clear(account.account);
    expect(run.stdout).toMatch(
      /Not seen, and so perhaps still there:\n {2}instances: ec2:DescribeInstances could not be read/,
    );
  });
});

describe('a clean-up command', () => {
  test('quotes what a shell would read', () => {
    expect(cleanUpCommands('logs', "/it's; rm -rf $HOME", 'us-east-1')).toEqual([
      "aws logs delete-log-group --log-group-name '/it'\\''s; rm -rf $HOME' --region us-east-1",
    ]);
  });

  test('of what goes with something else there is none', () => {
    expect(cleanUpCommands('public-ipv4', 'bm-cap addresses', 'us-east-1')).toEqual([]);
    expect(cleanUpCommands('transfer', 'data out to the Internet', 'us-east-1')).toEqual([]);
    expect(cleanUpCommands('instance', 'a-cluster/gpu', 'us-east-1')).toEqual([
      'aws eks delete-nodegroup --cluster-name a-cluster --nodegroup-name gpu --region us-east-1',
    ]);
  });
});
