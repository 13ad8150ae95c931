/**
 * `groundschool grade s3-lifecycle` as a process of its own, cold, with the reference artifacts, beside what the same machine
 * needs in the same run for `node -e 0` and for a bare script, bundled in the same way, that issues the same reads once. The
 * processes alternate. Build first, so that no round pays for it: `npm run build`.
 *
 *   npx esbuild bench/cli.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-cli.mjs && node .cache/bench-cli.mjs [rounds]
 */
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../graders/checks/index.ts';
import { grade } from '../graders/engine/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import { repositoryRoot } from '../server/root.ts';
import { bundleSandboxProgram, startSandboxProcess } from '../test/helpers/sandbox-process.ts';
import { lab, median, prepare, REGION, timed, variables } from './bare-reads.ts';

/** Wall time of a cold process on two cores, in milliseconds. */
const TARGET_MS = 1_200;
const ROUNDS = Number(process.argv[2] ?? 15);

const root = repositoryRoot();
const folder = join(root, '.cache', `bench-cli-${process.pid}`);

async function bundleBare(): Promise<string> {
  const file = join(folder, 'bare.mjs');
  await build({
    stdin: {
      contents: `import { bare } from './bench/bare-reads.ts';
const { reads, config, account } = JSON.parse(process.env.BARE);
await bare(reads, config, account);`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    treeShaking: true,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile: file,
    logLevel: 'warning',
  });
  return file;
}

function run(args: readonly string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`)),
    );
  });
}

mkdirSync(folder, { recursive: true });
const program = await bundleSandboxProgram();
const sandbox = await startSandboxProcess(program.file, null);
try {
  const { endpoint, adminToken } = sandbox;
  const account = await prepare(endpoint, adminToken);
  for (const [task, files] of account.artifacts) {
    mkdirSync(join(folder, 'answers', task), { recursive: true });
    for (const { name, bytes } of files) writeFileSync(join(folder, 'answers', task, name), bytes);
  }
  const credentials = {
    accessKeyId: account.readerAccessKeyId,
    secretAccessKey: account.readerSecretAccessKey,
  };
  const config = { endpoint, region: REGION, credentials };
  const { evidence } = await grade({
    lab: lab.manifest,
    version: lab.digest,
    variables,
    target: { kind: 'sandbox', ...config },
    checks,
    identity: callerIdentity,
  });
  const reads = evidence.reads
    .filter(({ read }) => !/^(artifact|box|link):/.test(read))
    .map(({ read, args }) => ({ read, args }));
  const bare = await bundleBare();
  const contestants: Record<string, () => Promise<void>> = {
    'node -e 0': () => run(['-e', '0'], {}),
    'bare reads': () => run([bare], { BARE: JSON.stringify({ reads, config, account: account.account }) }),
    'groundschool grade': () =>
      run(
        [
          'server/cli/bin.js',
          'grade',
          lab.manifest.id,
          '--endpoint-url',
          endpoint,
          '--artifacts-from',
          join(folder, 'answers'),
          '--min-score',
          '100',
        ],
        { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
      ),
  };
  const times = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
  // The first round also builds and fills the disk cache, and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(contestants)) {
      const time = await timed(work);
      if (round > 0) times.get(name)?.push(time);
    }
  }
  for (const [name, list] of times)
    console.log(
      `${name.padEnd(20)} ${median(list).toFixed(0)} ms (best ${Math.min(...list).toFixed(0)}, median of ${ROUNDS})`,
    );
  const graded = median(times.get('groundschool grade') ?? []);
  const ratio = graded / median(times.get('bare reads') ?? []);
  console.log(`grade / bare process ${ratio.toFixed(2)}; target ${TARGET_MS} ms for grade`);
  process.exitCode = graded <= TARGET_MS ? 0 : 1;
} finally {
  await sandbox.stop();
  await program.remove();
  rmSync(folder, { recursive: true, force: true });
}
