/**
 * What a sandbox learner who does nothing keeps in memory: of the engine (Python) and of the process with the gateway, in
 * megabytes per account. Steps, each on top of the one before: accounts made; asked who they are (the floor: an idle account);
 * s3-lifecycle set up and solved, 0.7 MB of which are the bytes of its objects; IAM used, by which an engine loads the policies
 * that AWS manages (ours reads them once for all accounts: server/sandbox/engine/launcher.py).
 *
 *   npx esbuild bench/sandbox-memory.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-sandbox-memory.mjs && node .cache/bench-sandbox-memory.mjs [accounts]
 */
import { readFileSync } from 'node:fs';
import { IAMClient, ListPoliciesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { loadScripts, runScript } from '../server/scripts/index.ts';
import { repositoryRoot } from '../server/root.ts';
import { bundleSandboxProgram, startSandboxProcess } from '../test/helpers/sandbox-process.ts';
import { LAB, labOf, REGION, type Account } from './bare-reads.ts';

const ACCOUNTS = Number(process.argv[2] ?? 60);
const IDLE_MB = 1;
const ALL_MB = 6;

const program = await bundleSandboxProgram();
const sandbox = await startSandboxProcess(program.file, null);
const { endpoint, adminToken } = sandbox;

/** Resident memory, in megabytes. */
function memory(pid: number | undefined): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  return Number(found?.[1]) / 1_024;
}

const { lab, variables } = labOf(LAB);
const scripts = loadScripts(repositoryRoot(), LAB);
type Keys = Pick<Account, 'account' | 'accessKeyId' | 'secretAccessKey'>;
const configOf = ({ accessKeyId, secretAccessKey }: Keys) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId, secretAccessKey },
});

async function make(): Promise<Keys> {
  const reply = await fetch(`${endpoint}/_groundschool/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  return (await reply.json()) as Keys;
}
async function whoAmI(keys: Keys): Promise<void> {
  const client = new STSClient(configOf(keys));
  await client.send(new GetCallerIdentityCommand({}));
  client.destroy();
}
async function solve(keys: Keys): Promise<void> {
  for (const name of ['setup', 'solution']) {
    const script = scripts.get(name);
    if (!script) throw new Error(`${LAB} has no ${name}.`);
    const target = { ...configOf(keys), account: keys.account };
    await runScript(script, { scripts, labFolder: lab.folder, variables, target });
  }
}
async function useIam(keys: Keys): Promise<void> {
  const client = new IAMClient(configOf(keys));
  await client.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1 }));
  client.destroy();
}

try {
  // What the engine loads once, for whomever comes first, is nobody's.
  const first = await make();
  for (const step of [whoAmI, solve, useIam]) await step(first);
  const start = { engine: memory(sandbox.enginePid), gateway: memory(sandbox.child.pid) };
  const all: Keys[] = [];
  const perAccount: Record<string, number> = {};
  const steps: [string, (keys: Keys) => Promise<void>][] = [
    ['made', async () => void all.push(await make())],
    ['asked who they are', whoAmI],
    [`with ${LAB} solved`, solve],
    ['with IAM used', useIam],
  ];
  for (const [name, step] of steps) {
    const everybody = name === 'made' ? Array.from({ length: ACCOUNTS }, () => first) : all;
    for (const keys of everybody) await step(keys);
    const engine = (memory(sandbox.enginePid) - start.engine) / ACCOUNTS;
    const gateway = (memory(sandbox.child.pid) - start.gateway) / ACCOUNTS;
    perAccount[name] = engine;
    console.log(`${name}: engine ${engine.toFixed(2)} MB, gateway ${gateway.toFixed(2)} MB per account`);
  }
  const idle = perAccount['asked who they are'] ?? Number.NaN;
  const loaded = perAccount['with IAM used'] ?? Number.NaN;
  console.log(`all of it ${(loaded / Math.max(0.01, idle)).toFixed(0)} times an idle account`);
  if (!(idle < IDLE_MB && loaded <= ALL_MB)) {
    console.log(`missed: below ${IDLE_MB} MB idle, at most ${ALL_MB} MB with everything`);
    process.exitCode = 1;
  }
} finally {
  await sandbox.stop();
  await program.remove();
}
