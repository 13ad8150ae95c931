import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { checks } from '../../../graders/checks/index.ts';
import { Accounts } from '../../../server/accounts/index.ts';
import { loadCatalog, loadUsedChecks, type Catalog } from '../../../server/catalog/index.ts';
import { repositoryRoot } from '../../../server/root.ts';
import { localLearner, openDatabase, type Db, type Learner } from '../../../server/store/index.ts';
import { residentAws } from '../../helpers/aws-cli.ts';
import { startMoto } from '../../helpers/moto.ts';
import { awsEnv, clientOf, runProgram, sharedSandbox } from '../../helpers/sandbox.ts';

let catalog: Catalog;
let db: Db;
let owner: Learner;
beforeAll(async () => {
  const root = repositoryRoot();
  catalog = loadCatalog({ root, checks: await loadUsedChecks(root, checks) });
  db = await openDatabase(':memory:');
  owner = await localLearner(db, 0);
}, 60_000);
afterAll(() => db.destroy());
afterEach(async () => {
  vi.unstubAllEnvs();
  await db.deleteFrom('aws_accounts').execute();
});

const ours = { log: Fastify({ logger: { level: 'silent' } }).log, version: '0.0.0' };
const accountsAt = (awsEndpoint: string, principal: string | null): Accounts =>
  new Accounts({ db, catalog, checks, principal, ...ours, now: () => Date.now(), awsEndpoint });
function ownKeys(accessKeyId: string, secretAccessKey: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
}

it(
  'at a STS that looks at trust policies: the role of all labs is made by its commands, confirmed, opened too far, and removed',
  {
    timeout: 120_000,
  },
  async () => {
    const sandbox = await sharedSandbox();
    const keys = await sandbox.createAccount('accounts');
    const { account } = keys;
    ownKeys(keys.accessKeyId, keys.secretAccessKey);
    const principal = `arn:aws:iam::${account}:root`;
    const accounts = accountsAt(sandbox.endpoint, principal);
    const { registration } = await accounts.begin(owner, { account });
    expect(registration?.labs).toEqual([...catalog.labs.keys()]);
    const { role, externalId = '' } = registration ?? {};
    expect(JSON.stringify(role?.policy).length, 'all labs fit into one role').toBeLessThan(10_240);
    const env = awsEnv(sandbox, keys);
    const shell = async (text = '') =>
      runProgram('/bin/sh', ['-euc', text], { ...env, PATH: `${await residentAws()}:${env['PATH']}` });
    const made = await shell(role?.cli);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const roleArn = made.stdout.trim();
    expect(roleArn).toBe(`arn:aws:iam::${account}:role/groundschool-grader`);
    expect((await accounts.confirm(owner, roleArn)).registration).toMatchObject({
      status: 'confirmed',
      roleArn,
    });

    const iam = new IAMClient(clientOf(sandbox, keys));
    const trust = (Condition?: object) =>
      iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'groundschool-grader',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: principal },
                Action: 'sts:AssumeRole',
                ...(Condition ? { Condition } : {}),
              },
            ],
          }),
        }),
      );
    await trust();
    await expect(accounts.test(owner)).rejects.toMatchObject({ code: 'ROLE_OPENS_WITHOUT_ID' });
    await trust({ StringLike: { 'sts:ExternalId': 'gs-*' } });
    await expect(accounts.test(owner)).rejects.toMatchObject({ code: 'ROLE_OPENS_WITH_WRONG_ID' });
    await trust({ StringEqualsIfExists: { 'sts:ExternalId': externalId } });
    await expect(accounts.test(owner)).rejects.toMatchObject({ code: 'ROLE_OPENS_WITHOUT_ID' });
    await trust({ StringEquals: { 'sts:ExternalId': externalId } });
    expect((await accounts.test(owner)).registration?.status).toBe('confirmed');
    iam.destroy();

    const { removal } = await accounts.remove(owner);
    expect(await shell(removal.join('\n'))).toMatchObject({ code: 0 });
    await accounts.begin(owner, { account });
    await expect(accounts.confirm(owner, roleArn)).rejects.toMatchObject({ code: 'ROLE_DOES_NOT_OPEN' });
  },
);

it(
  'at moto, whose STS looks at no trust policy: the server learns who it is, and takes no role',
  {
    timeout: 120_000,
  },
  async () => {
    const moto = await startMoto();
    const setup = new IAMClient({
      endpoint: moto.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
    });
    try {
      await setup.send(new CreateUserCommand({ UserName: 'server' }));
      const { AccessKey } = await setup.send(new CreateAccessKeyCommand({ UserName: 'server' }));
      ownKeys(AccessKey?.AccessKeyId ?? '', AccessKey?.SecretAccessKey ?? '');
      const accounts = accountsAt(moto.endpoint, null);
      const { problem, registration } = await accounts.begin(owner, {
        account: '123456789012',
        labs: ['s3-lifecycle'],
      });
      expect(problem).toBeNull();
      const { role } = registration ?? {};
      expect(role?.principal).toBe('arn:aws:iam::123456789012:user/server');
      const { Role } = await setup.send(
        new CreateRoleCommand({ RoleName: 'grader', AssumeRolePolicyDocument: JSON.stringify(role?.trust) }),
      );
      await expect(accounts.confirm(owner, Role?.Arn ?? '')).rejects.toMatchObject({
        code: 'ROLE_OPENS_WITHOUT_ID',
        details: [
          'without-id: bad, AWS gave a session',
          'wrong-id: bad, AWS gave a session',
          'right-id: good, AWS gave a session',
          'identity: good, the session is of account 123456789012',
        ],
      });
    } finally {
      setup.destroy();
      await moto.stop();
    }
  },
);

it('what each lab may cost is said with the commands that are its owner’s, and the commands name no seed', async () => {
  const accounts = accountsAt('http://127.0.0.1:9', 'arn:aws:iam::111122223333:user/server');
  await accounts.begin(owner, { account: '123456789012', labs: ['vpc-two-az', 's3-lifecycle'] });
  const vpc = await accounts.lab(owner, 'vpc-two-az');
  const sums = Object.fromEntries(vpc.costs.map(({ script, usdPerHour }) => [script, usdPerHour]));
  expect(sums['solution']).toBeGreaterThan(0.05);
  expect(vpc.costs.at(-1)?.lines[0]?.what).toContain('NatGateway');
  expect(vpc.covered).toBe(true);
  expect((await accounts.lab(owner, 'eks-serving')).covered).toBe(false);
  const s3 = await accounts.lab(owner, 's3-lifecycle');
  expect(s3.start).toMatch(
    /^npx groundschool lab apply s3-lifecycle setup --region us-east-1 --confirm-account 123456789012 .*--var suffix=[0-9a-f]{6}/,
  );
  expect(s3.leftovers).toContain('groundschool target leftovers --lab s3-lifecycle');
  expect(JSON.stringify(s3)).not.toContain(owner.seed);
  await expect(accounts.lab(owner, 'no-such-lab')).rejects.toMatchObject({ code: 'LAB_NOT_FOUND' });
});
