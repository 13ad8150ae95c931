/**
 * Fifty interruptions of the reference training script and every other property of the checkpoint judge, in the box,
 * beside a floor that the same machine sets in the same run: as many processes of the interpreter that do nothing, two at
 * a time. The ratio is comparable between machines. Needs bubblewrap and Python; run it in the project's folder.
 *
 *   npx esbuild bench/checkpoint.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-checkpoint.mjs && node .cache/bench-checkpoint.mjs
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createBox } from '../graders/box/index.ts';
import type { ReadContext, RunFacts } from '../graders/kit/index.ts';
import { checkpointRun } from '../graders/reads/checkpoint.ts';

const TARGET_SECONDS = 20;
const KILLS = 50;
/** Each interruption is a process that is killed and one that goes on; seven more ask the other properties. */
const PROCESSES = 2 * KILLS + 7;

async function idle(): Promise<void> {
  let left = PROCESSES;
  const worker = async (): Promise<void> => {
    while (left-- > 0)
      await new Promise((resolve) =>
        spawn('python3', ['-I', '-S', '-c', 'pass'], { stdio: 'ignore' }).once('exit', resolve),
      );
  };
  await Promise.all([worker(), worker()]);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const bytes = readFileSync('labs/ec2-gpu-spot/solution/checkpoint-script/train.py');
const run: RunFacts = {
  account: '123456789012',
  region: 'us-east-1',
  today: '2026-11-26',
  now: '2026-11-26T10:00:00.000Z',
  target: { kind: 'endpoint', endpoint: null },
};
const context: ReadContext = {
  run,
  client: () => {
    throw new Error('The checkpoint judge calls no AWS.');
  },
  artifacts: () => [{ name: 'train.py', bytes }],
  box: createBox(),
  callMs: 6_000,
  signal: new AbortController().signal,
};

const floor = await seconds(idle);
let kills = 0;
const taken = await seconds(async () => {
  const seen = await checkpointRun.call(context, { task: 'script', name: 'train.py', kills: KILLS });
  if (seen.error || seen.findings.length > 0) throw new Error(JSON.stringify(seen));
  kills = seen.kills;
});
const missed = taken > TARGET_SECONDS || kills < KILLS;
console.log(`${PROCESSES} idle processes: ${floor.toFixed(1)} s`);
console.log(`${kills} interruptions:   ${taken.toFixed(1)} s (target ≤ ${TARGET_SECONDS} s)`);
console.log(`ratio ${(taken / floor).toFixed(1)}`);
process.exitCode = missed ? 1 : 0;
