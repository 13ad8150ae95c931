import { describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { GradeReport, type LabManifest } from '../../../graders/contract/index.ts';
import { explain, grade, rejudge, type GradeEvent, type GradeInput } from '../../../graders/engine/index.ts';
import { endpointTarget } from '../../helpers/session.ts';
import { sdkError, toyChecks, toyLab, type World } from '../../helpers/toy-lab.ts';

const SIZE = (name: string, least = 3): [string, Record<string, unknown>] => ['toy/size', { name, least }];

function setUp(world: World, lab: LabManifest, more: Partial<GradeInput> = {}) {
  const { checks, identity, asked } = toyChecks(world);
  const input: GradeInput = {
    lab,
    version: '0.1.0+abc',
    variables: { least: 3 },
    target: endpointTarget('http://127.0.0.1:1'),
    checks,
    identity,
    now: new Date('2026-11-25T10:00:00Z'),
    ...more,
  };
  return { input, asked, checks };
}

async function run(world: World, lab: LabManifest, more: Partial<GradeInput> = {}) {
  const { input, asked, checks } = setUp(world, lab, more);
  const outcome = await grade(input);
  expect(Value.Errors(GradeReport, outcome.report)).toEqual([]);
  const statuses = Object.fromEntries(
    outcome.report.tasks.map((task) => [task.id, `${task.status}:${task.reason}`]),
  );
  return { ...outcome, statuses, asked, checks };
}

describe('grading', () => {
  it('passes, fails, and says what was read', async () => {
    const world: World = new Map<string, unknown>([
      ['a', { size: 5 }],
      ['b', { size: 1 }],
    ]);
    const lab = toyLab([
      ['one', 60, [], ['toy/size', { name: 'a', least: '{{least}}' }]],
      ['two', 30, [], SIZE('b')],
      ['three', 10, [], SIZE('c')],
    ]);
    const { report, statuses } = await run(world, lab);
    expect(statuses).toEqual({ one: 'pass:big', two: 'fail:small', three: 'fail:thing-missing' });
    expect(report).toMatchObject({
      lab: 'toy-lab',
      version: '0.1.0+abc',
      target: {
        kind: 'endpoint',
        endpoint: 'http://127.0.0.1:1',
        account: '123456789012',
        region: 'us-east-1',
      },
      startedAt: '2026-11-25T10:00:00.000Z',
      score: 60,
      checkable: 100,
      maxScore: 100,
    });
    expect(report.tasks[1]).toMatchObject({
      points: 0,
      maxPoints: 30,
      message: 'b has 1, not 3.',
      checks: [
        {
          use: 'toy/size',
          status: 'fail',
          evidence: [{ read: 'toy:GetThing', path: 'size', expected: 3, actual: 1 }],
        },
      ],
    });
    expect(report.tasks[2]?.message).toBe('There is no c. Make c.');
  });

  it('makes no read twice, however many checks ask', async () => {
    const world: World = new Map<string, unknown>([
      ['a', { size: 5, parts: ['p', 'q'] }],
      ['p', { ok: false }],
      ['q', { ok: true }],
    ]);
    const lab = toyLab([
      ['one', 50, [], SIZE('a'), SIZE('a', 4), ['toy/some-part', { name: 'a' }]],
      ['two', 50, [], ['toy/some-part', { name: 'a' }]],
    ]);
    const { asked, statuses, evidence } = await run(world, lab);
    expect(statuses).toEqual({ one: 'pass:big', two: 'pass:fine' });
    expect([...asked].sort()).toEqual(['a', 'identity', 'p', 'q']);
    expect(evidence.reads.map((one) => one.read)).toEqual([
      'sts:GetCallerIdentity',
      'toy:GetPart',
      'toy:GetPart',
      'toy:GetThing',
    ]);
  });

  it('skips after a failed or a skipped prerequisite, never after a blocked one', async () => {
    const world: World = new Map<string, unknown>([
      ['denied', sdkError('AccessDenied', 403)],
      ['c', { size: 9 }],
    ]);
    const lab = toyLab([
      ['failed', 20, [], SIZE('none')],
      ['second', 20, ['failed'], SIZE('c')],
      ['third', 20, ['second'], SIZE('c')],
      ['blocked', 20, [], SIZE('denied')],
      ['fifth', 20, ['blocked'], SIZE('c')],
    ]);
    const { statuses, report } = await run(world, lab);
    expect(statuses).toEqual({
      failed: 'fail:thing-missing',
      second: 'skipped:failed',
      third: 'skipped:second',
      blocked: 'blocked:denied',
      fifth: 'pass:big',
    });
    expect(report).toMatchObject({ score: 20, checkable: 80 });
    expect(report.tasks[1]).toMatchObject({
      checks: [],
      message: 'Comes after "Task failed", which has not passed yet.',
    });
  });

  it('gives part of the points for part of the checks, and blocks only when none has failed', async () => {
    const world: World = new Map<string, unknown>([
      ['a', { size: 5 }],
      ['denied', sdkError('AccessDenied', 403)],
    ]);
    const heavy = (name: string, weight: number): [string, Record<string, unknown>, number] => [
      'toy/size',
      { name, least: 3 },
      weight,
    ];
    const lab = toyLab([
      ['partial', 10, [], heavy('a', 2), heavy('none', 1)],
      ['mixed', 40, [], heavy('a', 1), heavy('none', 1), heavy('denied', 2)],
      ['blocked', 50, [], heavy('a', 1), heavy('denied', 1)],
      ['after-partial', 0, ['partial'], heavy('a', 1)],
    ]);
    const { report, statuses } = await run(world, lab);
    expect(statuses).toEqual({
      partial: 'partial:thing-missing',
      mixed: 'partial:thing-missing',
      blocked: 'blocked:denied',
      'after-partial': 'skipped:partial',
    });
    expect(report.tasks.map((task) => task.points)).toEqual([6.67, 10, 0, 0]);
    expect(report).toMatchObject({ score: 16.67, checkable: 30 });
  });

  it('decides "some" by the parts that could be read', async () => {
    const world: World = new Map<string, unknown>([
      ['a', { size: 1, parts: ['denied', 'good'] }],
      ['b', { size: 1, parts: ['denied', 'bad'] }],
      ['c', { size: 1, parts: ['bad'] }],
      ['d', sdkError('SlowDown', 503)],
      ['denied', sdkError('AccessDenied', 403)],
      ['good', { ok: true }],
      ['bad', { ok: false }],
    ]);
    const lab = toyLab(['a', 'b', 'c', 'd', 'e'].map((name) => [name, 20, [], ['toy/some-part', { name }]]));
    const { statuses, report } = await run(world, lab);
    expect(statuses).toEqual({
      a: 'pass:fine',
      b: 'blocked:denied',
      c: 'fail:part-missing',
      d: 'blocked:throttled',
      e: 'fail:part-missing',
    });
    expect(report.tasks[0]?.checks[0]?.evidence).toEqual([
      { read: 'toy:part/good', path: 'ok', expected: true, actual: true },
    ]);
  });

  it('judges a subset with what comes before it', async () => {
    const world: World = new Map<string, unknown>([['a', { size: 5 }]]);
    const lab = toyLab([
      ['one', 50, [], SIZE('a')],
      ['two', 30, [], SIZE('a')],
      ['three', 20, ['one'], SIZE('a')],
    ]);
    const { statuses, report } = await run(world, lab, { tasks: ['three'] });
    expect(statuses).toEqual({ one: 'pass:big', three: 'pass:big' });
    expect(report).toMatchObject({ score: 70, checkable: 70, maxScore: 70 });
  });

  it('tells as it goes: each task starts once and ends once', async () => {
    const events: GradeEvent[] = [];
    const world: World = new Map<string, unknown>([['a', { size: 5 }]]);
    const lab = toyLab([
      ['one', 50, [], SIZE('a')],
      ['two', 50, ['one'], SIZE('a')],
    ]);
    const { report } = await run(world, lab, { onEvent: (event) => events.push(event) });
    expect(
      events
        .filter((event) => event.type === 'task-started')
        .map((event) => event.task)
        .sort(),
    ).toEqual(['one', 'two']);
    expect(events.flatMap((event) => (event.type === 'task-result' ? [event.result] : []))).toEqual(
      report.tasks,
    );
  });

  it('blocks a check that crashes, tells the operator and not the learner', async () => {
    const errors: [unknown, string][] = [];
    const lab = toyLab([
      ['one', 50, [], ['toy/crash', {}]],
      ['two', 50, [], SIZE('a')],
    ]);
    const world: World = new Map<string, unknown>([['a', { size: 5 }]]);
    const { report, statuses } = await run(world, lab, {
      onError: (error, where) => errors.push([error, where]),
    });
    expect(statuses).toEqual({ one: 'blocked:check-crashed', two: 'pass:big' });
    expect(JSON.stringify(report)).not.toContain('secret internals');
    expect(errors).toEqual([[expect.any(TypeError), 'judge of toy/crash']]);
  });

  it('treats an error that is none of AWS as our own bug', async () => {
    const errors: unknown[] = [];
    const world: World = new Map<string, unknown>([['a', new RangeError('bug')]]);
    const { statuses } = await run(world, toyLab([['one', 100, [], SIZE('a')]]), {
      onError: (error) => errors.push(error),
    });
    expect(statuses).toEqual({ one: 'blocked:check-crashed' });
    expect(errors).toEqual([expect.any(RangeError)]);
  });

  it.each([
    [sdkError('ExpiredTokenException', 403), 'credentials-expired', /sign in again|AWS_ACCESS_KEY_ID/],
    [
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      'timeout',
      /nothing listens at http:\/\/127.0.0.1:1/,
    ],
    [
      Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      }),
      'credentials-expired',
      /Could not load credentials/,
    ],
  ])('blocks everything when the account is unknown: %s', async (error, reason, message) => {
    const lab = toyLab([
      ['one', 50, [], SIZE('a')],
      ['two', 50, ['one'], SIZE('a')],
    ]);
    const { report, statuses, asked } = await run(new Map<string, unknown>([['identity', error]]), lab);
    expect(statuses).toEqual({ one: `blocked:${reason}`, two: `blocked:${reason}` });
    expect(report).toMatchObject({ score: 0, checkable: 0, target: { account: null } });
    expect(report.tasks[0]?.message).toMatch(message);
    expect(asked).toEqual(['identity']);
  });

  it('refuses another account than the registered one', async () => {
    const world: World = new Map<string, unknown>([['a', { size: 5 }]]);
    const { report } = await run(world, toyLab([['one', 100, [], SIZE('a')]]), {
      expectedAccount: '999988887777',
    });
    expect(report.tasks[0]).toMatchObject({ status: 'blocked', reason: 'credentials-expired' });
    expect(report.tasks[0]?.message).toContain('belong to account 123456789012, not to 999988887777');
  });

  it.each([
    ['CHECK_UNKNOWN', toyLab([['one', 100, [], ['toy/none', {}]]]), {}, /toy\/none.*Known: toy\/crash/],
    [
      'CHECK_PARAMS_INVALID',
      toyLab([['one', 100, [], ['toy/size', { name: 1 }]]]),
      {},
      /(?=[\s\S]*params\.name must be string)(?=[\s\S]*params must have required properties least)/,
    ],
    [
      'VARIABLE_UNKNOWN',
      toyLab([['one', 100, [], ['toy/size', { name: '{{nam}}', least: 1 }]]]),
      {},
      /\{\{nam\}\}.*Known: least/,
    ],
    ['TASK_UNKNOWN', toyLab([['one', 100, [], SIZE('a')]]), { tasks: ['oen'] }, /no task oen.*Known: one/],
    [
      'TASK_UNKNOWN',
      toyLab([['one', 100, ['zero'], SIZE('a')]]),
      {},
      /no task zero \(task one comes after it\)/,
    ],
    [
      'TASK_CYCLE',
      toyLab([
        ['one', 50, ['two'], SIZE('a')],
        ['two', 50, ['one'], SIZE('a')],
      ]),
      {},
      /one → two → one/,
    ],
    ['TODAY_INVALID', toyLab([['one', 100, [], SIZE('a')]]), { today: '2026-02-30' }, /2026-02-30/],
  ])('refuses bad input: %s', async (code, lab, more, message) => {
    const { input } = setUp(new Map(), lab, more);
    await expect(grade(input)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('can be given up', async () => {
    const stop = new AbortController();
    const { input } = setUp(
      new Map<string, unknown>([['a', { size: 5 }]]),
      toyLab([['one', 100, [], SIZE('a')]]),
      {
        signal: stop.signal,
      },
    );
    stop.abort();
    await expect(grade(input)).rejects.toMatchObject({ code: 'GRADE_ABORTED' });
  });
});

describe('rejudging', () => {
  const world = (): World =>
    new Map<string, unknown>([
      ['a', { size: 1, parts: ['z', 'b'], when: new Date(0) }],
      ['b', { zeta: 1, ok: true, alpha: 2 }],
      ['denied', sdkError('AccessDenied', 403)],
    ]);
  const lab = toyLab([
    ['one', 40, [], SIZE('a')],
    ['two', 20, [], ['toy/some-part', { name: 'a' }]],
    ['three', 20, ['one'], SIZE('a')],
    ['four', 20, [], SIZE('denied')],
  ]);

  it('gives the same bytes from stored evidence, offline', async () => {
    const { report, evidence, checks, asked } = await run(world(), lab);
    const before = asked.length;
    const stored = JSON.parse(JSON.stringify(evidence)) as typeof evidence;
    expect(JSON.stringify(await rejudge({ evidence: stored, lab, checks }))).toBe(JSON.stringify(report));
    expect(asked.length).toBe(before);
  });

  it('gives the same bytes when the account was unknown', async () => {
    const { report, evidence, checks } = await run(
      new Map<string, unknown>([['identity', sdkError('ExpiredToken', 400)]]),
      lab,
    );
    expect(JSON.stringify(await rejudge({ evidence, lab, checks }))).toBe(JSON.stringify(report));
  });

  it('shows what a corrected lab changes', async () => {
    const { evidence, checks } = await run(world(), lab);
    const eased = structuredClone(lab);
    Object.assign(eased.tasks[0]?.checks[0]?.params ?? {}, { least: 1 });
    const report = await rejudge({ evidence, lab: eased, checks, version: '0.2.0+def' });
    expect(report.version).toBe('0.2.0+def');
    expect(report.tasks.map((task) => task.status)).toEqual(['pass', 'pass', 'fail', 'blocked']);
  });

  it('is blocked where the evidence does not hold the read', async () => {
    const { evidence, checks } = await run(world(), lab);
    const other = structuredClone(lab);
    Object.assign(other.tasks[0]?.checks[0]?.params ?? {}, { name: 'new' });
    const report = await rejudge({ evidence, lab: other, checks });
    expect(report.tasks[0]).toMatchObject({ status: 'blocked', reason: 'unsupported-by-target' });
  });

  it('refuses altered evidence and that of another lab', async () => {
    const { evidence, checks } = await run(world(), lab);
    const altered = structuredClone(evidence);
    const read = altered.reads.find((one) => one.observation.state === 'present');
    Object.assign(read?.observation ?? {}, { value: { size: 100 } });
    await expect(rejudge({ evidence: altered, lab, checks })).rejects.toMatchObject({
      code: 'EVIDENCE_UNREADABLE',
    });
    await expect(rejudge({ evidence, lab: { ...lab, id: 'other' }, checks })).rejects.toMatchObject({
      code: 'EVIDENCE_UNREADABLE',
    });
  });
});

describe('explaining', () => {
  it('is a text for the terminal', async () => {
    const world: World = new Map<string, unknown>([
      ['a', { size: 5 }],
      ['b', { size: 1 }],
      ['d', sdkError('AccessDenied', 403)],
    ]);
    const lab = toyLab([
      ['first', 40, [], SIZE('a')],
      ['second', 30, [], SIZE('b')],
      ['third', 20, ['second'], SIZE('a')],
      ['fourth', 10, [], SIZE('d')],
    ]);
    const { report } = await run(world, lab);
    expect(explain({ ...report, durationMs: 1234 })).toBe(
      [
        'toy-lab 0.1.0+abc',
        'account 123456789012 in us-east-1 on http://127.0.0.1:1',
        '',
        'passed   first     40/40  Task first',
        'failed   second     0/30  Task second',
        '         small: b has 1, not 3.',
        '           toy:GetThing size: expected 3, read 1',
        'skipped  third      0/20  Task third',
        '         Comes after "Task second", which has not passed yet.',
        'blocked  fourth     0/10  Task fourth',
        "         denied: toy:GetThing could not be checked: access was denied (AccessDenied, HTTP 403). The account owner's move: allow toy:GetThing to the credentials that grade (`groundschool lab policy` prints the whole policy), and look for an explicit Deny in a bucket policy, a boundary or an SCP. Then grade again.",
        '           toy:GetThing: expected an answer, read AccessDenied, HTTP 403',
        '',
        'Score 40 of 100; 90 of 100 decided.',
        '0 AWS calls in 1.2 s.',
        '',
      ].join('\n'),
    );
  });
});
