/**
 * Grading every lab of labs/ in process, beside its floor: a bare script that sends the same AWS calls once, all at the same
 * time, with the SDK alone. Both run against the same solved sandbox account, alternating; the ratio of the medians is
 * comparable between machines. It also proves that no call is made twice.
 *
 * Nothing is handed in, so that AWS is all that is measured, on both sides: a script in the box takes the time that the
 * learner's script takes, and what the judges of scripts add has benches of its own (checkpoint.ts). The floor knows the
 * arguments of every call from the start; where a lab has to read one thing to know what to ask next, that is its handicap.
 *
 *   npx esbuild bench/grade.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-grade.mjs && node .cache/bench-grade.mjs [rounds] [lab …]
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../graders/checks/index.ts';
import { grade } from '../graders/engine/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import { repositoryRoot } from '../server/root.ts';
import { bundleSandboxProgram, startSandboxProcess } from '../test/helpers/sandbox-process.ts';
import { labOf, median, prepare, REGION, timed } from './bare-reads.ts';
import { recording, repeated, replay } from './recorded-calls.ts';

const TARGET = 1.25;
const ROUNDS = Number(process.argv[2] ?? 30);
const WARM_UP = 5;
const folder = join(repositoryRoot(), 'labs');
const LABS = readdirSync(folder)
  .filter((id) => existsSync(join(folder, id, 'lab.json')))
  .filter((id) => process.argv.length <= 3 || process.argv.slice(3).includes(id))
  .sort();

interface Row {
  lab: string;
  calls: number;
  graded: number;
  alone: number;
  ratio: number;
}

async function measure(id: string, endpoint: string, adminToken: string): Promise<Row> {
  const account = await prepare(endpoint, adminToken, id);
  const { lab, variables } = labOf(id);
  const credentials = {
    accessKeyId: account.readerAccessKeyId,
    secretAccessKey: account.readerSecretAccessKey,
  };
  const config = { endpoint, region: REGION, credentials };
  const run = (using?: ReturnType<typeof recording>) =>
    grade({
      lab: lab.manifest,
      version: lab.digest,
      variables,
      target: { kind: 'sandbox', ...config },
      checks: using?.checks ?? checks,
      identity: using?.identity ?? callerIdentity,
      // As the server does: it made the account and knows its number.
      expectedAccount: account.account,
    });

  const recorded = recording(checks, callerIdentity);
  const { report } = await run(recorded);
  const { calls } = recorded;
  const twice = repeated(calls);
  if (twice.length > 0) throw new Error(`${id} makes a call twice: ${twice.join('; ')}`);
  if (report.awsCalls !== calls.length)
    throw new Error(`${id}: ${report.awsCalls} AWS calls for ${calls.length} commands.`);

  const bare = () => replay(calls, config);
  const graded: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const graderFirst = round % 2 === 0;
    const first = await timed(graderFirst ? () => run() : bare);
    const second = await timed(graderFirst ? bare : () => run());
    if (round < WARM_UP) continue;
    graded.push(graderFirst ? first : second);
    alone.push(graderFirst ? second : first);
  }
  return {
    lab: id,
    calls: calls.length,
    graded: median(graded),
    alone: median(alone),
    ratio: median(graded) / median(alone),
  };
}

const program = await bundleSandboxProgram();
const sandbox = await startSandboxProcess(program.file, null);
const ms = (value: number): string => `${value.toFixed(1)} ms`;
try {
  const { endpoint, adminToken } = sandbox;
  const rows: Row[] = [];
  for (const id of LABS) rows.push(await measure(id, endpoint, adminToken));
  const width = Math.max(3, ...rows.map(({ lab }) => lab.length));
  const line = (...cells: string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(width) : cell.padStart(12))).join('  ');
  console.log(line('lab', 'AWS calls', 'graded', 'floor', 'ratio'));
  for (const { lab, calls, graded, alone, ratio } of rows)
    console.log(
      line(lab, String(calls), ms(graded), ms(alone), `${ratio.toFixed(2)}${ratio > TARGET ? ' !' : ''}`),
    );
  const missed = rows.filter(({ ratio }) => ratio > TARGET);
  console.log(
    missed.length === 0
      ? `every lab at ${TARGET} or less (medians of ${ROUNDS}), no call twice`
      : `above ${TARGET}: ${missed.map(({ lab }) => lab).join(', ')} (medians of ${ROUNDS})`,
  );
  process.exitCode = missed.length === 0 && rows.length > 0 ? 0 : 1;
} finally {
  await sandbox.stop();
  await program.remove();
}
