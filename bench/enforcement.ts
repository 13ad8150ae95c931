/**
 * What holding a call to its policies adds: the same small S3 calls with the account's first key and with a role's
 * session, alternately, in one run. Also the first call after a change to IAM, when users, roles and policies are read
 * again. Target: at most 1 ms more at the median, 30 ms after a change.
 *
 *   npx esbuild bench/enforcement.ts --bundle --platform=node --format=esm --packages=external --log-level=warning | node --input-type=module
 */
import http from 'node:http';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startSandbox } from '../server/sandbox/index.ts';
import { clientOf } from '../test/helpers/sandbox.ts';
import { signHeaders } from '../test/helpers/signed-request.ts';

const TARGET_MS = 1;
const TARGET_CHANGED_MS = 30;
const ROUNDS = Number(process.env.ROUNDS ?? 1_000);
const CHANGES = 30;
const WARM_UP = 200;

const sandbox = await startSandbox({ port: 0, dataDir: null, engine: { moto: '' } });
const account = await sandbox.createAccount('bench');
const { accessKeyId, secretAccessKey } = account;
const iam = new IAMClient(clientOf(sandbox, account));
const sts = new STSClient(clientOf(sandbox, account));
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  token?: string;
}

function send(keys: Keys, method: string, path: string, body = ''): Promise<number> {
  const { headers } = signHeaders({
    endpoint: sandbox.endpoint,
    ...keys,
    service: 's3',
    method,
    path,
    body,
    ...(keys.token === undefined ? {} : { headers: { 'x-amz-security-token': keys.token } }),
  });
  const { hostname, port } = new URL(sandbox.endpoint);
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const all = { ...headers, 'content-length': String(body.length) };
    const request = http.request({ hostname, port, method, path, headers: all, agent }, (reply) => {
      reply.resume();
      reply.on('end', () => {
        if (reply.statusCode !== 200) reject(new Error(`${method} ${path}: ${reply.statusCode}`));
        else resolve(performance.now() - started);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

// A lab's account: twenty users, a role with an own policy of five statements and two of AWS's.
for (let i = 0; i < 20; i += 1) await iam.send(new CreateUserCommand({ UserName: `user-${i}` }));
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const trust = { Effect: 'Allow', Principal: { AWS: account.account }, Action: 'sts:AssumeRole' };
const role = { RoleName: 'bench', AssumeRolePolicyDocument: document(trust) };
const { Role } = await iam.send(new CreateRoleCommand(role));
const statements = [1, 2, 3, 4].map((i) => ({
  Effect: 'Deny',
  Action: `s3:Put*`,
  Resource: `arn:aws:s3:::no-${i}/*`,
}));
const own = document(...statements, { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::bench*' });
await iam.send(new PutRolePolicyCommand({ RoleName: 'bench', PolicyName: 'own', PolicyDocument: own }));
for (const name of ['AmazonEC2FullAccess', 'AmazonSageMakerFullAccess'])
  await iam.send(
    new AttachRolePolicyCommand({ RoleName: 'bench', PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
  );
const { Credentials } = await sts.send(
  new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'bench' }),
);
const first: Keys = { accessKeyId, secretAccessKey };
const session: Keys = {
  accessKeyId: Credentials?.AccessKeyId ?? '',
  secretAccessKey: Credentials?.SecretAccessKey ?? '',
  token: Credentials?.SessionToken ?? '',
};
await send(first, 'PUT', '/bench');
await send(first, 'PUT', '/bench/k', 'x');

const times = { first: [] as number[], session: [] as number[], changed: [] as number[] };
for (let i = 0; i < ROUNDS + WARM_UP; i += 1) {
  const a = await send(first, 'GET', '/bench/k');
  const b = await send(session, 'GET', '/bench/k');
  if (i >= WARM_UP) {
    times.first.push(a);
    times.session.push(b);
  }
}
for (let i = 0; i < CHANGES; i += 1) {
  await iam.send(new TagRoleCommand({ RoleName: 'bench', Tags: [{ Key: 'n', Value: String(i) }] }));
  times.changed.push(await send(session, 'GET', '/bench/k'));
}
await sandbox.close();

const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const [plain, judged, changed] = [median(times.first), median(times.session), median(times.changed)];
console.log(
  `first key ${plain.toFixed(2)} ms, session ${judged.toFixed(2)} ms: + ${(judged - plain).toFixed(2)} ms`,
);
console.log(
  `first call after a change to IAM ${changed.toFixed(2)} ms: + ${(changed - plain).toFixed(2)} ms`,
);
process.exit(judged - plain <= TARGET_MS && changed - plain <= TARGET_CHANGED_MS ? 0 : 1);
