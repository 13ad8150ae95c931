import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import type { Evidence, TaskResult } from '../../graders/contract/index.ts';
import type { AttemptChangesReply, ChangesReply } from '../../server/contract/index.ts';
import { readChanges, taskChange, type Read } from '../../server/grading/attempt-changes.ts';
import { diffValues, valueAt } from '../../server/grading/value-diff.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';
import { checked, readySession } from '../helpers/server/session-work.ts';

describe('where two values differ', () => {
  test.each([
    ['the same', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['a member', { Status: 'Off', Rest: 1 }, { Status: 'On', Rest: 1 }, [['Status', 'Off', 'On']]],
    ['a member that came', {}, { Status: 'On' }, [['Status', undefined, 'On']]],
    ['a kind', { a: [1] }, { a: 'x' }, [['a', [1], 'x']]],
    ['plain lists are one value', { Types: ['a', 'b'] }, { Types: ['a'] }, [['Types', ['a', 'b'], ['a']]]],
    [
      'entries are known by their name, whatever the order',
      {
        Rules: [
          { ID: 'a', Days: 1 },
          { ID: 'b', Days: 2 },
        ],
      },
      {
        Rules: [
          { ID: 'b', Days: 3 },
          { ID: 'a', Days: 1 },
        ],
      },
      [['Rules[ID=b].Days', 2, 3]],
    ],
    [
      'a name that stands twice names nothing',
      {
        Rules: [
          { ID: 'a', Days: 1 },
          { ID: 'a', Days: 2 },
        ],
      },
      { Rules: [{ ID: 'a', Days: 1 }] },
      [['Rules[1]', { ID: 'a', Days: 2 }, undefined]],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(diffValues(before, after).map(({ path, before: was, after: is }) => [path, was, is])).toEqual(
      expected,
    );
  });

  test('a value differs from itself nowhere, and every difference can be looked up', () => {
    const names = fc.stringMatching(/^[A-Z][a-z]{0,3}$/);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'b', 1, 2, true, null),
        fc.dictionary(names, tie('tree'), { maxKeys: 3 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (one, another) => {
        expect(diffValues(one, structuredClone(one))).toEqual([]);
        for (const { path, before, after } of diffValues(one, another)) {
          if (path === '') continue;
          expect(valueAt(one, path)).toEqual(before);
          expect(valueAt(another, path)).toEqual(after);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['Rules[0].Status', 'On'],
    ['Rules[ID=two].Status', 'Off'],
    ['Rules[9].Status', undefined],
    ["Rules[?ID=='one'] | [0].Status", undefined],
    ['nowhere', undefined],
    ['Rules.length', undefined],
  ])('the value at %s', (path, expected) => {
    const rules = {
      Rules: [
        { ID: 'one', Status: 'On' },
        { ID: 'two', Status: 'Off' },
      ],
    };
    expect(valueAt(rules, path)).toBe(expected);
  });
});

const row = (
  path: string,
  expected: unknown,
  actual: unknown,
  read = 's3:GetPublicAccessBlock',
): Evidence => ({
  read,
  path,
  expected,
  actual,
});
const result = (status: TaskResult['status'], reason: string, evidence: Evidence[]): TaskResult => ({
  id: 'block',
  title: 'Block it',
  status,
  points: status === 'pass' ? 10 : 0,
  maxPoints: 10,
  reason,
  message: '',
  checks: [{ use: 's3/block', status: 'fail', reason, message: '', evidence, data: {} }],
});
const present = (
  value: unknown,
  args: unknown = { bucket: 'b' },
  read = 's3:GetPublicAccessBlock',
): Read => ({
  read,
  args,
  observation: { state: 'present', value },
});

describe('what changed about a task', () => {
  test('status, reason and the value at the same place', () => {
    const change = taskChange(
      'block',
      { results: [result('fail', 'flag-off', [row('Acls', true, false)])], reads: [] },
      { results: [result('pass', 'blocked', [row('Acls', true, true)])], reads: [] },
    );
    expect(change).toMatchObject({
      before: { status: 'fail', reason: 'flag-off', points: 0 },
      after: { status: 'pass', reason: 'blocked', points: 10 },
      values: [{ path: 'Acls', expected: true, before: { value: false }, after: { value: true } }],
    });
  });

  test('what stayed as it was is not listed', () => {
    const same = { results: [result('fail', 'flag-off', [row('Acls', true, false)])], reads: [] };
    expect(taskChange('block', same, structuredClone(same))?.values).toEqual([]);
  });

  test('a place that only one check looked at is looked up in the other’s reads', () => {
    const change = taskChange(
      'block',
      {
        results: [result('fail', 'flag-off', [row('Acls', true, false)])],
        reads: [present({ Acls: false, Policy: false })],
      },
      {
        results: [result('fail', 'flag-off', [row('Policy', true, false)])],
        reads: [present({ Acls: true, Policy: false })],
      },
    );
    // The policy flag was off before as well: no change, though the check names it for the first time.
    expect(change?.values.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['Acls', { value: false }, { value: true }],
    ]);
  });

  test('a place that the other reads do not hold, or that is only described, is said to be unread', () => {
    const change = taskChange(
      'block',
      { results: [result('fail', 'none', [row('Rules', 'a rule', 'nothing there')])], reads: [present({})] },
      {
        results: [result('fail', 'flag-off', [row('Acls', true, false)])],
        reads: [present({ Acls: false })],
      },
    );
    expect(change?.values.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['Acls', null, { value: false }],
      ['Rules', { value: 'nothing there' }, null],
    ]);
  });

  test('two reads with the same answer do not tell which was meant', () => {
    const twice = [present({ Acls: false }, { bucket: 'b' }), present({ Acls: false }, { bucket: 'c' })];
    const change = taskChange(
      'block',
      { results: [result('fail', 'flag-off', [row('Acls', true, false)])], reads: twice },
      { results: [result('pass', 'ok', [])], reads: [present({ Acls: true })] },
    );
    expect(change?.values[0]?.after).toBeNull();
  });

  test('a task that one of them did not judge has no change', () => {
    const one = { results: [result('fail', 'x', [])], reads: [] };
    expect(taskChange('block', { results: [], reads: [] }, one)).toBeNull();
    expect(taskChange('other', one, one)).toBeNull();
  });

  test('long values are cut, and say so', () => {
    const change = taskChange(
      'block',
      { results: [result('fail', 'x', [row('Policy', '', 'a'.repeat(5_000))])], reads: [] },
      { results: [result('fail', 'x', [row('Policy', '', 'b')])], reads: [] },
    );
    const [value] = change?.values ?? [];
    expect(value?.before).toEqual({ value: expect.stringMatching(/^a{600}…$/) });
  });
});

describe('what was read otherwise', () => {
  test('present, absent and blocked; what only one of them asked is no change', () => {
    const absent = (code: string): Read => ({
      read: 's3:GetBucketPolicy',
      args: {},
      observation: { state: 'absent', code },
    });
    const changes = readChanges(
      [absent('NoSuchBucketPolicy'), present({ Acls: false }), present(1, {}, 's3:Only')],
      [present({ Statement: [] }, {}, 's3:GetBucketPolicy'), present({ Acls: true })],
    );
    expect(
      changes.map(({ read, values }) => [read, values.map(({ before, after }) => [before, after])]),
    ).toEqual([
      ['s3:GetBucketPolicy', [[{ value: 'NoSuchBucketPolicy' }, { value: 'there' }]]],
      ['s3:GetPublicAccessBlock', [[{ value: false }, { value: true }]]],
    ]);
  });

  test('more differences than a page shows are counted', () => {
    const many = (value: number) =>
      present(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, value])));
    const [change] = readChanges([many(1)], [many(2)]);
    expect([change?.values.length, change?.more]).toEqual([40, 20]);
  });
});

describe('from what is stored', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await startTestApp();
  });
  afterEach(() => t.clear());
  afterAll(() => t.close());

  const latest = async (session: string) =>
    (await t.call<ChangesReply>('GET', `/api/lab-sessions/${session}/changes`)).body.tasks;
  const state = (actual: boolean): void => {
    t.grader.outcomes = { 'make-bucket': actual ? 'pass' : 'fail' };
    t.grader.evidence = { 'make-bucket': [row('Acls', true, actual)] };
    t.grader.reads = [present({ Acls: actual, Owner: 'me' })];
  };

  test('each task against its own check before, also when others were checked in between', async () => {
    const session = await readySession(t);
    state(false);
    await checked(t, session);
    expect(await latest(session)).toEqual([]);
    await checked(t, session, ['tidy-up']);
    state(true);
    await checked(t, session, ['make-bucket']);
    const tasks = await latest(session);
    expect(tasks.map(({ task, from, to }) => [task, from, to])).toEqual([
      ['make-bucket', 1, 3],
      ['tidy-up', 1, 2],
    ]);
    expect(tasks[0]).toMatchObject({
      before: { status: 'fail' },
      after: { status: 'pass' },
      values: [
        { read: 's3:GetPublicAccessBlock', path: 'Acls', before: { value: false }, after: { value: true } },
      ],
    });
    expect(tasks[1]?.values).toEqual([]);
  });

  test('a check that could not be made is stepped over', async () => {
    const session = await readySession(t);
    state(false);
    await checked(t, session);
    t.grader.outcomes = { 'make-bucket': 'blocked' };
    t.grader.evidence = {};
    await checked(t, session);
    state(true);
    await checked(t, session);
    expect((await latest(session))[0]).toMatchObject({ from: 1, to: 3, values: [{ path: 'Acls' }] });
  });

  test('any two attempts, in whichever order they are named', async () => {
    const session = await readySession(t);
    state(false);
    const one = await checked(t, session);
    state(true);
    const two = await checked(t, session);
    const three = await checked(t, session);
    const between = async (id: string, since?: string) =>
      (
        await t.call<AttemptChangesReply & { code: string }>(
          'GET',
          `/api/attempts/${id}/changes${since === undefined ? '' : `?since=${since}`}`,
        )
      ).body;
    const forward = await between(three, one);
    expect([forward.from.number, forward.to.number]).toEqual([1, 3]);
    expect(await between(one, three)).toEqual(forward);
    expect(forward.reads).toEqual([
      {
        read: 's3:GetPublicAccessBlock',
        args: { bucket: 'b' },
        values: [{ path: 'Acls', before: { value: false }, after: { value: true } }],
        more: 0,
      },
    ]);
    expect((await between(three)).from.id).toBe(two);
    expect((await between(one)).code).toBe('NOTHING_TO_COMPARE');
    expect((await between(one, one)).code).toBe('NOTHING_TO_COMPARE');
    expect((await between(one, 'nosuchid12345678')).code).toBe('ATTEMPT_NOT_FOUND');
  });
});
