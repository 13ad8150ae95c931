import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../graders/engine/index.ts';
import { AccountCalls } from '../../../server/accounts/calls.ts';
import type { AccountCall, AccountCallsReply } from '../../../server/contract/index.ts';
import { localLearner, openDatabase } from '../../../server/store/index.ts';
import { startTestApp, TOKEN, type TestApp } from '../../helpers/server/app.ts';
import { startClassroom } from '../../helpers/server/classroom.ts';

const call = (over: Partial<CallRecord> = {}): CallRecord => ({
  at: '2026-11-28T01:00:00.000Z',
  operation: 's3:GetBucketPolicy',
  region: 'us-east-1',
  input: { Bucket: 'bm-ml-data', ExpectedBucketOwner: '111122223333' },
  status: 200,
  error: null,
  requestId: 'r-1',
  durationMs: 12,
  ...over,
});
const context = {
  learner: '',
  account: '111122223333',
  lab: 'tiny-bucket',
  run: 'attempt-1',
  sessionName: 'groundschool-tiny-bucket-attempt-1',
};

let t: TestApp;
let learner: string;
let calls: AccountCalls;
beforeAll(async () => {
  t = await startTestApp();
  learner = (await localLearner(t.db, 0)).id;
});
beforeEach(() => {
  const { log } = Fastify({ logger: { level: 'silent' } });
  calls = new AccountCalls({ db: t.db, catalog: t.catalog, log, version: '1.2.3' });
});
afterEach(() => t.clear());
afterAll(() => t.close());

/** Lists these calls, one after the other, as those of one run. */
async function list(records: readonly Partial<CallRecord>[], run = 'attempt-1'): Promise<void> {
  const tell = calls.listener({ ...context, learner, run });
  for (const one of records) tell(call(one));
  await calls.settled();
}
const page = async (query = ''): Promise<AccountCallsReply> =>
  (await t.call<AccountCallsReply>('GET', `/api/account/calls${query}`)).body;

describe('the list of calls in an account', () => {
  it('says when, what, about what, how it went, and by which session and grader', async () => {
    await list([{}]);
    const { calls: found, next } = await page();
    expect(next).toBeNull();
    expect(found).toEqual([
      {
        at: '2026-11-28T01:00:00.000Z',
        account: '111122223333',
        lab: 'tiny-bucket',
        run: 'attempt-1',
        operation: 's3:GetBucketPolicy',
        region: 'us-east-1',
        resource: 'bm-ml-data',
        result: 'answered',
        status: 200,
        error: null,
        requestId: 'r-1',
        durationMs: 12,
        sessionName: 'groundschool-tiny-bucket-attempt-1',
        version: expect.stringMatching(/^1\.2\.3\+[0-9a-f]{8,}/) as string,
      } satisfies AccountCall,
    ]);
  });

  const results: [Partial<CallRecord>, AccountCall['result']][] = [
    [{ status: 403, error: 'AccessDenied' }, 'denied'],
    [{ status: 400, error: 'AccessDeniedException' }, 'denied'],
    [{ status: 403, error: 'HTTP 403' }, 'denied'],
    [{ status: 400, error: 'ThrottlingException' }, 'throttled'],
    [{ status: 503, error: 'SlowDown' }, 'throttled'],
    [{ status: 404, error: 'NoSuchBucketPolicy' }, 'absent'],
    [{ status: 400, error: 'ResourceNotFoundException' }, 'absent'],
    [{ status: 500, error: 'InternalError' }, 'failed'],
    [{ status: 0, error: 'ECONNRESET' }, 'no-answer'],
  ];
  it.each(results)('has it whatever came of it: %o', async (over, result) => {
    await list([over]);
    expect((await page()).calls.map((one) => one.result)).toEqual([result]);
  });

  const subjects: [unknown, string][] = [
    [{ Bucket: 'b', Key: 'models/a.tar' }, 'b/models/a.tar'],
    [{ RoleName: 'bm-trainer' }, 'RoleName=bm-trainer'],
    [
      { AutoScalingGroupNames: ['a', 'b'], MaxRecords: 100, NextToken: 'secret-looking' },
      'AutoScalingGroupNames=a+b',
    ],
    [{}, ''],
    [undefined, ''],
  ];
  it.each(subjects)('names what %o was about', async (input, resource) => {
    await list([{ input }]);
    expect((await page()).calls.map((one) => one.resource)).toEqual([resource]);
  });

  it('is paged, newest first, without losing calls of the same moment', async () => {
    const at = (second: number): string => new Date(Date.UTC(2026, 10, 28, 1, 0, second)).toISOString();
    await list(Array.from({ length: 25 }, (_, n) => ({ requestId: `r-${n}`, at: at(Math.floor(n / 10)) })));
    const seen: AccountCall[] = [];
    for (let query = '?limit=10'; ;) {
      const { calls: found, next } = await page(query);
      seen.push(...found);
      if (next === null) break;
      query = `?limit=10&before=${next}`;
    }
    expect(new Set(seen.map(({ requestId }) => requestId)).size).toBe(25);
    expect(seen.map((one) => one.at)).toEqual(
      seen
        .map((one) => one.at)
        .toSorted()
        .toReversed(),
    );
    expect((await t.call('GET', '/api/account/calls?before=nonsense')).status).toBe(400);
  });

  it('can be asked of one run', async () => {
    await list([{}], 'attempt-1');
    await list([{}, {}], 'picture-network');
    expect((await page('?run=picture-network')).calls).toHaveLength(2);
    expect((await page()).calls).toHaveLength(3);
  });

  it('is a CSV file as well, whole, and a spreadsheet runs nothing of it', async () => {
    await list(Array.from({ length: 450 }, (_, n) => ({ input: { Bucket: '=1+1' }, requestId: `r-${n}` })));
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { statusCode, body } = await t.app.inject({ url: '/api/account/calls.csv', headers });
    const lines = body.trimEnd().split('\r\n');
    expect([statusCode, lines.length]).toEqual([200, 451]);
    expect(lines[0]).toMatch(/^time,account,region,operation,resource,result,/);
    expect(lines[1]).toContain(",'=1+1,answered,200,");
  });

  it('is on the disk as soon as it is told: another process finds it without our doing', async () => {
    await list([{}, { status: 403, error: 'AccessDenied' }]);
    const other = await openDatabase(join(t.folder, 'groundschool.sqlite'));
    const rows = await other.selectFrom('account_calls').select('error').execute();
    await other.destroy();
    expect(new Set(rows.map(({ error }) => error))).toEqual(new Set(['AccessDenied', null]));
  });

  it('a database that fails costs no run anything', async () => {
    const tell = calls.listener({ ...context, learner: 'nobody-of-this-name' });
    expect(() => tell(call())).not.toThrow();
    await calls.settled();
    expect((await page()).calls).toEqual([]);
  });
});

it('is its owner’s alone: neither staff nor an admin sees anything of it', async () => {
  const classroom = await startClassroom();
  try {
    const owner = await classroom.user('the-owner');
    const others = [
      await classroom.user('the-admin', { admin: true }),
      await classroom.user('the-other'),
      classroom.local,
    ];
    const { log } = Fastify({ logger: { level: 'silent' } });
    const listed = new AccountCalls({ db: classroom.db, catalog: t.catalog, log, version: '1' });
    listed.listener({ ...context, learner: owner.id })(call());
    await listed.settled();
    const seenBy = async (who: typeof owner): Promise<number> =>
      (await who.call<AccountCallsReply>('GET', '/api/account/calls')).body.calls.length;
    expect(await seenBy(owner)).toBe(1);
    for (const other of others) expect(await seenBy(other)).toBe(0);
  } finally {
    await classroom.close();
  }
});
