/**
 * Grading `s3-lifecycle` in process, beside a bare script that issues the same distinct reads once, concurrently, with the
 * SDK alone. Both run against the same sandbox account, alternating; the ratio of the medians is comparable between machines.
 * No artifacts are handed in, so that AWS is all that is measured. It also proves that no read is made twice.
 *
 *   npx esbuild bench/grade.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-grade.mjs && node .cache/bench-grade.mjs [rounds]
 */
import { checks } from '../graders/checks/index.ts';
import { grade } from '../graders/engine/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import { bundleSandboxProgram, startSandboxProcess } from '../test/helpers/sandbox-process.ts';
import { bare, lab, median, prepare, REGION, timed, variables } from './bare-reads.ts';

const TARGET = 1.25;
const ROUNDS = Number(process.argv[2] ?? 60);
const WARM_UP = 8;

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
