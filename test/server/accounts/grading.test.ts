import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GradeReport } from '../../../graders/contract/index.ts';
import { checks } from '../../../graders/checks/index.ts';
import { resolveVariables } from '../../../graders/engine/index.ts';
import { Accounts } from '../../../server/accounts/index.ts';
import { loadCatalog, loadUsedChecks, type Catalog } from '../../../server/catalog/index.ts';
import { createGrading, type Grading } from '../../../server/grading/index.ts';
import { createGrader } from '../../../server/grading/real-grader.ts';
import { sandboxTarget } from '../../../server/proof/sandbox-target.ts';
import { openSigner } from '../../../server/records/index.ts';
import { repositoryRoot } from '../../../server/root.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { localLearner, openDatabase, type Db, type Learner } from '../../../server/store/index.ts';
import { residentAws } from '../../helpers/aws-cli.ts';
import type { DoubleReply } from '../../helpers/http-double.ts';
import { awsEnv, runProgram, sharedSandbox } from '../../helpers/sandbox.ts';
import { SandboxDouble, ScriptsDouble } from '../../helpers/server/doubles.ts';
import {
  opensTo,
  SESSION_SECRET,
  SESSION_TOKEN,
  startSts,
  stsError,
  type StsDouble,
} from '../../helpers/sts-double.ts';

const LAB = 'iam-foundations';
const root = repositoryRoot();
let catalog: Catalog;
let folder: string;
let db: Db;
let owner: Learner;
let log: string[];
beforeAll(async () => {
  catalog = loadCatalog({ root, checks: await loadUsedChecks(root, checks) });
}, 60_000);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-accounts-'));
  db = await openDatabase(join(folder, 'groundschool.sqlite'));
  owner = await localLearner(db, 0);
  log = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function ownKeys(accessKeyId: string, secretAccessKey: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
}

/** Registrations and grading with the real grader, and every line of the log at its loudest. */
function start(awsEndpoint: string, principal: string): { accounts: Accounts; grading: Grading } {
  const now = (): number => Date.now();
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString('utf8'));
      done();
    },
  });
  const { log: all } = Fastify({ logger: { level: 'trace', stream } });
  const accounts = new Accounts({
    db,
    catalog,
    checks,
    principal,
    log: all,
    version: '0.0.0',
    now,
    awsEndpoint,
  });
  const grading = createGrading({
    db,
    catalog,
    host: new SandboxDouble(),
    grader: createGrader(),
    scripts: new ScriptsDouble(),
    accounts: accounts.reach,
    log: all,
    version: '0.0.0',
    signer: openSigner(folder),
    today: null,
    workers: 1,
    now,
    retryMs: 10,
  });
  return { accounts, grading };
}

/** Begins the lab in the account and checks it once. */
async function graded({ sessions, attempts }: Grading, account: string): Promise<GradeReport> {
  const { reply: session } = await sessions.open(owner, LAB, { kind: 'aws', account });
  const { reply } = await attempts.create(owner.id, session.id, { key: `key-${log.length}-abcdefgh` });
  for (;;) {
    const { attempt, report } = await attempts.get(owner.id, reply.attempt.id);
    if (report) return report;
    if (attempt.status === 'failed') throw new Error(attempt.problem);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Everything that is kept: the database with its journal. */
const stored = (): string =>
  readdirSync(folder)
    .filter((name) => name.startsWith('groundschool.sqlite'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');

it(
  'a lab is graded from registration to score by the role that its owner made, and no key stays anywhere',
  {
    timeout: 120_000,
  },
  async () => {
    const sandbox = await sharedSandbox();
    const keys = await sandbox.createAccount('graded account');
    const { account } = keys;
    const lab = catalog.labs.get(LAB);
    if (!lab) throw new Error(LAB);
    const variables = resolveVariables({
      lab: lab.manifest,
      common: catalog.commonVariables,
      seed: owner.seed,
    });
    const scripts = loadScripts(root, LAB);
    for (const name of ['setup', 'solution']) {
      const script = scripts.get(name);
      if (!script) throw new Error(name);
      const target = sandboxTarget(sandbox, keys, 'us-east-1');
      await runScript(script, { scripts, labFolder: lab.folder, variables, target });
    }
    ownKeys(keys.accessKeyId, keys.secretAccessKey);
    const { accounts, grading } = start(sandbox.endpoint, `arn:aws:iam::${account}:root`);
    await grading.start();
    const { registration } = await accounts.begin(owner, { account, labs: [LAB] });
    const env = awsEnv(sandbox, keys);
    const made = await runProgram('/bin/sh', ['-euc', registration?.role?.cli ?? ''], {
      ...env,
      PATH: `${await residentAws()}:${env['PATH']}`,
    });
    await accounts.confirm(owner, made.stdout.trim());
    const report = await graded(grading, account);
    await grading.close();
    const ofAccount = new Set(lab.manifest.tasks.filter((task) => !task.artifacts).map((task) => task.id));
    const judged = report.tasks.filter((task) => ofAccount.has(task.id));
    expect(judged.length).toBeGreaterThan(4);
    expect(judged.map(({ id, status, message }) => `${id} ${status} ${message}`)).toEqual(
      judged.map(({ id, message }) => `${id} pass ${message}`),
    );
    expect(report.target).toMatchObject({ kind: 'aws', account, region: 'us-east-1' });
    const calls = sandbox.journal(account, { limit: 1_000 });
    const sessions = calls.filter(({ operation }) => operation === 'AssumeRole');
    expect(sessions.length, 'three to test the role, one to grade').toBe(4);
    const graders = calls.filter(({ principal }) => principal?.includes(`/groundschool-${LAB}-`) === true);
    expect(graders.length).toBeGreaterThan(5);
    // What the owner is shown is what the account saw, call for call.
    const { calls: listed } = await accounts.calls.page(owner.id, { limit: 500 });
    expect(listed.map(({ operation }) => operation).toSorted()).toEqual(
      ['sts:AssumeRole', ...graders.map(({ service, operation }) => `${service}:${operation}`)].toSorted(),
    );
    expect(new Set(listed.flatMap(({ requestId }) => requestId ?? [])).size).toBe(graders.length);
    for (const { principal } of graders) expect(principal).toContain(`/${listed[0]?.sessionName}`);
    const secret = keys.secretAccessKey;
    expect(stored()).toContain(registration?.externalId);
    for (const text of [stored(), log.join('')]) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/ASIA[A-Z0-9]{12}/);
      expect(text).not.toMatch(/FQoGZXIvYXdz|IQoJb3JpZ2lu/);
    }
    expect(log.join('')).not.toContain(registration?.externalId);
  },
);

describe('what AWS may answer when a lab is graded', () => {
  const ACCOUNT = '123456789012';
  let sts: StsDouble;
  let reachedBy: Accounts;
  let id: string;
  beforeAll(async () => {
    sts = await startSts();
  });
  afterAll(() => sts.close());

  async function confirmed(): Promise<Grading> {
    ownKeys('AKIAOWN', 'our-own-secret-access-key');
    sts.identity((account) => account);
    const { accounts, grading } = start(sts.endpoint, 'arn:aws:iam::111122223333:user/server');
    reachedBy = accounts;
    await grading.start();
    const { registration } = await accounts.begin(owner, { account: ACCOUNT });
    id = registration?.externalId ?? '';
    sts.roles(opensTo(() => id));
    await accounts.confirm(owner, `arn:aws:iam::${ACCOUNT}:role/grader`);
    return grading;
  }
  const reasons = ({ tasks }: GradeReport): string[] => [
    ...new Set(tasks.map(({ status, reason, points }) => `${status} ${reason} ${points}`)),
  ];

  it('nothing of another account is judged: it is asked whose the session is, and nothing else', async () => {
    const grading = await confirmed();
    sts.identity(() => '999999999999');
    sts.requests.length = 0;
    const report = await graded(grading, ACCOUNT);
    await grading.close();
    expect(reasons(report)).toEqual(['blocked credentials-expired 0']);
    expect(report.tasks[0]?.message).toContain('999999999999');
    const asked = sts.requests.map(({ body }) => new URLSearchParams(body).get('Action'));
    expect(new Set(asked)).toEqual(new Set(['AssumeRole', 'GetCallerIdentity']));
  });

  const troubles: [string, DoubleReply, string][] = [
    [
      'the role does not open any more',
      stsError('AccessDenied', 403, 'not authorized to perform: sts:AssumeRole'),
      'denied',
    ],
    ['our own session has ended', stsError('ExpiredToken'), 'credentials-expired'],
    [
      'our clock is off',
      stsError('SignatureDoesNotMatch', 403, 'Signature expired: 1 is now earlier than 2'),
      'credentials-expired',
    ],
    ['AWS breaks', stsError('InternalFailure', 500), 'timeout'],
  ];
  it.each(troubles)('blocked and without loss when %s', { timeout: 60_000 }, async (_what, reply, reason) => {
    const grading = await confirmed();
    sts.roles(() => reply);
    const report = await graded(grading, ACCOUNT);
    await grading.close();
    expect(reasons(report)).toEqual([`blocked ${reason} 0`]);
    expect(report.checkable).toBe(0);
    const { calls: listed } = await reachedBy.calls.page(owner.id, {});
    expect(listed.map(({ operation }) => operation)).toContain('sts:AssumeRole');
    expect(listed.filter(({ result }) => result === 'answered')).toEqual([]);
    for (const text of [stored(), log.join('')])
      for (const secret of [SESSION_SECRET, SESSION_TOKEN, 'our-own-secret-access-key'])
        expect(text).not.toContain(secret);
    expect(log.join('')).not.toContain(id);
  });

  it('a throttled start is tried again, and no check is lost', { timeout: 60_000 }, async () => {
    const grading = await confirmed();
    sts.identity(() => '999999999999');
    let throttled = 0;
    sts.roles((role) => ((throttled += 1) <= 2 ? stsError('Throttling', 400) : opensTo(() => id)(role)));
    const report = await graded(grading, ACCOUNT);
    await grading.close();
    expect(throttled).toBe(3);
    expect(reasons(report), 'it came as far as to ask whose the session is').toEqual([
      'blocked credentials-expired 0',
    ]);
  });

  it('sessions are of 900 seconds, narrowed to the lab, and named for CloudTrail', async () => {
    const grading = await confirmed();
    sts.identity(() => '999999999999');
    sts.roles(opensTo(() => id));
    await graded(grading, ACCOUNT);
    await grading.close();
    const [asked] = sts.assumed();
    expect(asked?.sessionName).toMatch(new RegExp(`^groundschool-${LAB}-`));
    expect(asked?.policy?.length).toBeLessThanOrEqual(2_048);
    const { Statement } = JSON.parse(asked?.policy ?? '{}') as { Statement: { Action: string | string[] }[] };
    for (const action of Statement.flatMap(({ Action }) => Action))
      expect(action).toMatch(/^[a-z0-9-]+:(Get|List|Describe)/);
    const durations = sts.requests.map(({ body }) => new URLSearchParams(body).get('DurationSeconds'));
    expect(durations).toContain('900');
  });
});
