import { expect, test } from 'vitest';
import type { Box, BoxJob } from '../../graders/kit/index.ts';
import { rememberingBox } from '../../server/proof/remembering-box.ts';

const ANSWER = { exitCode: 0, signal: null, stdout: '', stderr: '', limit: null };

/** Counts its runs; a report is the nonce and what was asked, a script `refuse` is refused. */
function countingBox(): { box: Box; runs: () => number } {
  let runs = 0;
  const box: Box = {
    run: (job) => {
      runs += 1;
      if (job.files['work/train.py'] === 'refuse') return Promise.reject(new Error('no room'));
      const { nonce, seed } = JSON.parse(job.stdin ?? '{}') as { nonce: string; seed: string };
      return Promise.resolve({ ...ANSWER, report: `${nonce}{"seed":"${seed}"}` });
    },
  };
  return { box, runs: () => runs };
}
const job = (harness: string, script: string, request: Record<string, unknown>): BoxJob => ({
  files: { 'work/train.py': script },
  argv: [`/box/harness/${harness}.py`],
  stdin: JSON.stringify(request),
});

test('the same script is killed once, and each attempt finds its own nonce', async () => {
  const { box, runs } = countingBox();
  const remembering = rememberingBox(box);
  const [one, other] = await Promise.all(
    ['a', 'b'].map((nonce) =>
      remembering.run(job('checkpoint', 'x', { nonce, seed: `at ${nonce}`, kills: 4 })),
    ),
  );
  expect([one?.report, other?.report]).toEqual(['a{"seed":"at a"}', 'b{"seed":"at a"}']);
  expect(runs()).toBe(1);
});

test.each<[string, BoxJob]>([
  ['another script', job('checkpoint', 'y', { nonce: 'b', seed: 's', kills: 4 })],
  ['another request', job('checkpoint', 'x', { nonce: 'b', seed: 's', kills: 8 })],
  ['another harness', job('inventory', 'x', { nonce: 'b', seed: 's', kills: 4 })],
])('%s runs by itself', async (_what, second) => {
  const { box, runs } = countingBox();
  const remembering = rememberingBox(box);
  await remembering.run(job('checkpoint', 'x', { nonce: 'a', seed: 's', kills: 4 }));
  await remembering.run(second);
  expect(runs()).toBe(2);
});

test('where the truth is computed from what was drawn, every attempt runs', async () => {
  const { box, runs } = countingBox();
  const remembering = rememberingBox(box);
  for (const seed of ['1', '2']) await remembering.run(job('inventory', 'x', { nonce: 'a', seed }));
  expect(runs()).toBe(2);
});

test('a refusal is not remembered', async () => {
  const { box, runs } = countingBox();
  const remembering = rememberingBox(box);
  for (const nonce of ['a', 'b'])
    await expect(remembering.run(job('checkpoint', 'refuse', { nonce }))).rejects.toThrow('no room');
  expect(runs()).toBe(2);
});
