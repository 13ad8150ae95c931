import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { AccountCall } from '../../server/contract/index.ts';
import { insertAccountCalls, localLearner } from '../../server/store/index.ts';
import { commandLine, type Said } from '../helpers/command-line.ts';
import { startTestApp, TOKEN, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
  const { id: learner } = await localLearner(t.db, 0);
  const row = (n: number) => ({
    learner,
    account: '111122223333',
    lab: 'tiny-bucket',
    run: n < 500 ? 'attempt-1' : 'attempt-2',
    session_name: 'groundschool-tiny-bucket-attempt-1',
    version: '1.0.0+abc',
    at: 1_000 + n,
    operation: 's3:GetBucketPolicy',
    region: 'us-east-1',
    resource: `bucket-${n}`,
    status: n === 600 ? 403 : 200,
    error: n === 600 ? 'AccessDenied' : null,
    request_id: null,
    duration_ms: 1,
  });
  for (let n = 0; n < 601; n += 100)
    await insertAccountCalls(
      t.db,
      Array.from({ length: Math.min(100, 601 - n) }, (_, i) => row(n + i)),
    );
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => t.close());

async function run(...args: string[]): Promise<Said> {
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
  return await commandLine('account', ...args);
}

test('calls are listed newest first, over the pages of the server', async () => {
  const { code, out } = await run('calls', '--limit', '600');
  const lines = out.trimEnd().split('\n');
  expect([code, lines.length]).toEqual([0, 600]);
  expect(lines[0]).toContain('bucket-600  denied (AccessDenied)');
  expect(lines[599]).toContain('bucket-1 ');
});

test('calls come as JSON of one run, and as a CSV file of all', async () => {
  const json = await run('calls', '--run', 'attempt-2', '--format', 'json', '--limit', '1000');
  const calls = JSON.parse(json.out) as AccountCall[];
  expect([calls.length, new Set(calls.map((call) => call.run))]).toEqual([101, new Set(['attempt-2'])]);
  const csv = await run('calls', '--format', 'csv');
  expect(csv.out.trimEnd().split('\n')).toHaveLength(602);
});

test.each([[['calls', '--format', 'xml']], [['calls', '--limit', '0']], [['nonsense']], [[]]])(
  'what is not understood is said with the usage: %j',
  async (args) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('USAGE');
  },
);
