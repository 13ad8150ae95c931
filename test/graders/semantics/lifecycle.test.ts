import { describe, expect, it } from 'vitest';
import {
  LATER_UPLOAD_DAYS,
  agreeOnBothUploads,
  lifetime,
  possibleStates,
  stateAt,
  stateOnDay,
  timeline,
  type LifecycleConfiguration,
  type LifecycleRule,
  type Probe,
} from '../../../graders/semantics/lifecycle/index.ts';
import { CASES, TODAY } from './lifecycle-cases.ts';

const today = TODAY;

describe('lifecycle: table of cases', () => {
  it('names every case once', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CASES.map((one) => one.proves)).size).toBe(CASES.length);
  });

  it.each(CASES)('$proves', ({ config, probe, at, why, unsupported }) => {
    const ages = Object.keys(at).map(Number);
    const results = ages.map((ageDays) => stateAt(config, probe, { today, ageDays }));
    expect(Object.fromEntries(results.map((result, index) => [ages[index], result.state]))).toEqual(at);
    expect(results.at(-1)?.unsupported.map((one) => one.code)).toEqual(unsupported ?? []);
    const reasons = results.map((result) => result.notes.map((note) => note.why));
    for (const reason of why ?? []) expect(reasons.flat()).toContain(reason);
  });
});

const models: LifecycleConfiguration = {
  Rules: [
    { ID: 'off', Status: 'Disabled', Filter: {}, Expiration: { Days: 1 } },
    {
      ID: 'models',
      Status: 'Enabled',
      Filter: { Prefix: 'models/' },
      Transitions: [
        { Days: 90, StorageClass: 'GLACIER_IR' },
        { Days: 30, StorageClass: 'STANDARD_IA' },
      ],
    },
    { Status: 'Enabled', Filter: { Prefix: '/models/' }, Expiration: { Days: 365 } },
  ],
};
const model: Probe = { kind: 'current', key: 'models/a.pth' };

describe('lifecycle: who decided', () => {
  it('names the rule and action of the state, and a reason for every other action', () => {
    const result = stateAt(models, model, { today, ageDays: 45 });
    expect(result.state).toBe('STANDARD_IA');
    expect(result.decidedBy).toEqual({
      day: 30,
      to: 'STANDARD_IA',
      action: 'Transition',
      rule: { index: 1, id: 'models' },
    });
    expect(result.notes).toEqual([
      { rule: { index: 0, id: 'off' }, action: null, why: 'disabled' },
      { rule: { index: 1, id: 'models' }, action: 'Transition', why: 'not-yet', wanted: 90, found: 45 },
      {
        rule: { index: 2, id: null },
        action: null,
        why: 'prefix-leading-slash',
        wanted: '/models/',
        found: 'models/a.pth',
      },
    ]);
  });

  it('leaves an object that no rule reaches to nobody', () => {
    const result = stateAt(models, { kind: 'current', key: 'notes.txt' }, { today, ageDays: 2000 });
    expect(result).toMatchObject({
      state: 'STANDARD',
      decidedBy: null,
      hiddenByMarker: false,
      unsupported: [],
    });
  });

  it('gives equal moves to the rule whose ID comes first, wherever it stands', () => {
    const rule = (ID: string | null): object => ({
      ID,
      Status: 'Enabled',
      Filter: {},
      Expiration: { Days: 5 },
    });
    for (const ids of [
      [null, 'b', 'a', ''],
      ['a', null, '', 'b'],
      ['b', 'a', null, null],
    ]) {
      const result = stateAt({ Rules: ids.map(rule) }, model, { today, ageDays: 5 });
      expect(result.decidedBy?.rule.id).toBe('a');
    }
    const unnamed = stateAt({ Rules: [rule(null), rule('')] }, model, { today, ageDays: 5 });
    expect(unnamed.decidedBy?.rule).toEqual({ index: 0, id: null });
  });

  it('carries the date of a date-based action and the place of a finding', () => {
    const dated = { Rules: [{ Status: 'Enabled', Expiration: { Date: '2026-12-01T00:00:00.000Z' } }] };
    expect(stateAt(dated, model, { today, ageDays: 6 }).decidedBy).toMatchObject({
      day: 6,
      date: '2026-12-01',
    });
    const odd = { Rules: [{ Status: 'Enabled', Transitions: [{ Days: 7, StorageClass: 'SNOW' }] }] };
    expect(stateAt(odd, model, { today, ageDays: 7 }).unsupported).toEqual([
      {
        code: 'storage-class-unknown',
        path: 'Rules[0].Transitions[0].StorageClass',
        value: '"SNOW"',
        day: 7,
        to: null,
      },
    ]);
    expect(stateAt(odd, model, { today, ageDays: 7 }).notes).toEqual([
      {
        rule: { index: 0, id: null },
        action: null,
        why: 'unsupported',
        wanted: 'Rules[0].Transitions[0].StorageClass',
        found: 'storage-class-unknown',
      },
    ]);
  });

  it.each([
    [
      { Status: 'Enabled', Filter: { And: { Tags: [{ Key: 'a' }, { Key: 5 }] } } },
      'Rules[0].Filter.And.Tags[1]',
      3,
    ],
    [{ Status: 'Enabled', Filter: { Tag: { Key: 'a', Value: 7 } } }, 'Rules[0].Filter.Tag.Value', 3],
    [{ Status: 'Enabled', Filter: { Color: 'red' } }, 'Rules[0].Filter.Color', 3],
    [{ Status: 'Enabled', Filter: { And: {} } }, 'Rules[0].Filter.And', 3],
    [{ Status: 'Enabled', Prefix: 9 }, 'Rules[0].Prefix', 3],
    [{ Status: 'On', Prefix: 'models/' }, 'Rules[0].Status', 3],
    [{ Status: 'Enabled', Prefix: 'x', Filter: {} }, 'Rules[0].Prefix', 3],
    [{ Status: 'Enabled', Filter: { Prefix: 'x', Tag: { Key: 'a' } } }, 'Rules[0].Filter', 3],
    [{ Status: 'Enabled', Colour: 'red' }, 'Rules[0].Colour', 0],
  ])('places the doubt about %j at %s from day %i', (rule, path, day) => {
    const config = { Rules: [{ ...rule, Expiration: { Days: 3 } }] } as unknown as LifecycleConfiguration;
    const probe: Probe = { ...model, kind: 'current', tags: { a: '' } };
    expect(timeline(config, probe, { today, untilDay: 10 }).unsupported[0]).toMatchObject({ path, day });
  });

  it('dates a doubt to the day of its action and says what it would do', () => {
    const config = {
      Rules: [
        { Status: '?', Transitions: [{ Days: 20, StorageClass: 'GLACIER' }], Expiration: { Days: 40 } },
      ],
    };
    const at = (ageDays: number): unknown =>
      stateAt(config, model, { today, ageDays }).unsupported.map((one) => [one.day, one.to]);
    expect(at(19)).toEqual([]);
    expect(at(39)).toEqual([[20, 'GLACIER']]);
    expect(at(40)).toEqual([
      [20, 'GLACIER'],
      [40, 'expired'],
    ]);
  });

  it.each<[Probe['kind'], LifecycleRule, string]>([
    ['current', { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] }, 'Transition'],
    ['current', { Expiration: { Days: 1 } }, 'Expiration'],
    [
      'noncurrent',
      { NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER' }] },
      'NoncurrentVersionTransition',
    ],
    ['noncurrent', { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }, 'NoncurrentVersionExpiration'],
    ['delete-marker', { Expiration: { Days: 1 } }, 'Expiration'],
    ['delete-marker', { Expiration: { ExpiredObjectDeleteMarker: true } }, 'ExpiredObjectDeleteMarker'],
    [
      'multipart-upload',
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      'AbortIncompleteMultipartUpload',
    ],
  ])('moves a %s by %j with %s, and has no notes then', (kind, rule, action) => {
    const result = stateAt(
      { Rules: [{ Status: 'Enabled', ...rule }] },
      { kind, key: 'x' },
      { today, ageDays: 1 },
    );
    expect(result.decidedBy).toMatchObject({ action, day: 'ExpiredObjectDeleteMarker' === action ? 0 : 1 });
    expect(result.notes).toEqual([]);
  });

  it.each<[Probe['kind'], object, string, string]>([
    ['current', { Expiration: 5 }, 'Expiration', '5'],
    ['current', { Transitions: [null] }, 'Transitions[0]', 'null'],
    ['current', { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }, 7] }, 'Transitions[1]', '7'],
    ['current', { Transitions: 'x' }, 'Transitions', '"x"'],
    ['current', { Expiration: { Days: -1 } }, 'Expiration.Days', '-1'],
    ['current', { Expiration: { Date: 'x' } }, 'Expiration.Date', '"x"'],
    ['current', { Transitions: [{ StorageClass: 'SNOW' }] }, 'Transitions[0].StorageClass', '"SNOW"'],
    ['noncurrent', { NoncurrentVersionTransitions: [5] }, 'NoncurrentVersionTransitions[0]', '5'],
    ['noncurrent', { NoncurrentVersionExpiration: 5 }, 'NoncurrentVersionExpiration', '5'],
    [
      'noncurrent',
      { NoncurrentVersionExpiration: { NoncurrentDays: -1 } },
      'NoncurrentVersionExpiration.NoncurrentDays',
      '-1',
    ],
    [
      'noncurrent',
      { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 0.5 } },
      'NoncurrentVersionExpiration.NewerNoncurrentVersions',
      '0.5',
    ],
    ['delete-marker', { Expiration: 5 }, 'Expiration', '5'],
    ['delete-marker', { Expiration: { Days: -1 } }, 'Expiration.Days', '-1'],
    [
      'delete-marker',
      { Expiration: { ExpiredObjectDeleteMarker: 'yes' } },
      'Expiration.ExpiredObjectDeleteMarker',
      '"yes"',
    ],
    ['multipart-upload', { AbortIncompleteMultipartUpload: 5 }, 'AbortIncompleteMultipartUpload', '5'],
    [
      'multipart-upload',
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: -1 } },
      'AbortIncompleteMultipartUpload.DaysAfterInitiation',
      '-1',
    ],
  ])('for a %s places the doubt about %j at %s from day 0', (kind, rule, path, value) => {
    const config = { Rules: [{ Status: 'Enabled', ...rule }] } as LifecycleConfiguration;
    const { unsupported } = stateAt(config, { kind, key: 'x' }, { today, ageDays: 0 });
    expect(unsupported).toMatchObject([{ path: `Rules[0].${path}`, value, day: 0 }]);
  });

  it('dates the doubt about a minimum size to the day of the move, day 0 when that is unknown', () => {
    const doubts = (transition: object): unknown => {
      const config = {
        TransitionDefaultMinimumObjectSize: 'none',
        Rules: [{ Status: 'Enabled', Transitions: [{ StorageClass: 'GLACIER', ...transition }] }],
      };
      return timeline(config, { ...model, kind: 'current', size: 5 }, { today, untilDay: 30 }).unsupported;
    };
    const doubt = {
      code: 'minimum-size-unknown',
      path: 'TransitionDefaultMinimumObjectSize',
      value: '"none"',
    };
    expect(doubts({ Days: 20 })).toEqual([{ ...doubt, day: 20, to: 'GLACIER' }]);
    expect(doubts({})).toEqual([{ ...doubt, day: 0, to: 'GLACIER' }]);
  });

  it('drops a doubt that a sound rule had overtaken, or equalled, by its day', () => {
    const glacier = (Status: string, Days: number): LifecycleRule => ({
      Status,
      Transitions: [{ Days, StorageClass: 'GLACIER' }],
    });
    const doubts = (...Rules: LifecycleRule[]): number[] => {
      const line = timeline({ Rules }, model, { today, untilDay: 50 });
      return line.unsupported.map((one) => one.day);
    };
    expect(doubts(glacier('?', 20), glacier('Enabled', 10))).toEqual([]);
    expect(doubts(glacier('?', 20), glacier('Enabled', 20))).toEqual([]);
    expect(doubts(glacier('?', 20), glacier('Enabled', 21))).toEqual([20]);
    const warm = { Status: '?', Transitions: [{ Days: 20, StorageClass: 'STANDARD_IA' }] };
    expect(doubts(warm, glacier('Enabled', 10))).toEqual([]);
    expect(
      stateAt({ Rules: [glacier('?', 5), glacier('Enabled', 9)] }, model, { today, ageDays: 9 }),
    ).toMatchObject({
      unsupported: [],
    });
  });

  it('doubts from day 0 what has no day', () => {
    const at = (config: unknown, probe: Probe): unknown =>
      stateAt(config as LifecycleConfiguration, probe, { today, ageDays: 0 }).unsupported;
    expect(at({ Rules: 'none' }, model)).toEqual([
      { code: 'rules-malformed', path: 'Rules', value: '"none"', day: 0, to: null },
    ]);
    expect(at({ Rules: [5] }, model)).toEqual([
      { code: 'rule-malformed', path: 'Rules[0]', value: '5', day: 0, to: null },
    ]);
    const odd = { ...model, uploadClass: 'SNOW' } as unknown as Probe;
    expect(at(null, odd)).toEqual([
      { code: 'probe-class-unknown', path: 'probe.uploadClass', value: '"SNOW"', day: 0, to: null },
    ]);
    expect(at({ Rules: [{ Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] }] }, model)).toEqual([
      { code: 'status-unknown', path: 'Rules[0].Status', value: 'undefined', day: 0, to: 'GLACIER' },
    ]);
  });

  it('lists the states that a doubt leaves open', () => {
    const doubtful = {
      Rules: [
        { Status: '?', Transitions: [{ Days: 20, StorageClass: 'GLACIER' }], Expiration: { Days: 40 } },
        { Status: '?', Expiration: { Days: 41 } },
      ],
    };
    const open = (ageDays: number): unknown => possibleStates(stateAt(doubtful, model, { today, ageDays }));
    expect([open(19), open(20), open(41)]).toEqual([
      ['STANDARD'],
      ['STANDARD', 'GLACIER'],
      ['STANDARD', 'GLACIER', 'expired'],
    ]);
    const unknown = { Rules: [{ Status: 'Enabled', Transitions: [{ Days: 1, StorageClass: 'SNOW' }] }] };
    expect(possibleStates(stateAt(unknown, model, { today, ageDays: 1 }))).toBeNull();
  });

  it('shortens long values in findings', () => {
    const config = { Rules: [{ Status: 'x'.repeat(500), Expiration: { Days: 1 } }] };
    expect(stateAt(config, model, { today, ageDays: 1 }).unsupported[0]?.value).toHaveLength(80);
  });
});

describe('lifecycle: timeline', () => {
  it('lists each change once, in order, whatever the order of the rules', () => {
    const line = timeline(models, model, { today, untilDay: 400 });
    expect(line.start).toBe('STANDARD');
    expect(line.changes.map(({ day, from, to, by }) => [day, from, to, by.rule.id])).toEqual([
      [30, 'STANDARD', 'STANDARD_IA', 'models'],
      [90, 'STANDARD_IA', 'GLACIER_IR', 'models'],
    ]);
    expect(line.end).toBe('GLACIER_IR');
    expect([0, 29, 30, 89, 90, 400].map((day) => stateOnDay(line, day))).toEqual([
      'STANDARD',
      'STANDARD',
      'STANDARD_IA',
      'STANDARD_IA',
      'GLACIER_IR',
      'GLACIER_IR',
    ]);
  });

  it('stops at the last day asked for, which counts', () => {
    const days = (untilDay: number): number[] =>
      timeline(models, model, { today, untilDay }).changes.map((one) => one.day);
    expect([days(29), days(30), days(89), days(90)]).toEqual([[], [30], [30], [30, 90]]);
  });

  it('keeps a doubt that mattered on the way, though the end is certain', () => {
    const config = {
      Rules: [
        { Status: '?', Transitions: [{ Days: 20, StorageClass: 'GLACIER' }] },
        { Status: 'Enabled', Expiration: { Days: 40 } },
      ],
    };
    expect(timeline(config, model, { today, untilDay: 50 }).unsupported).toHaveLength(1);
    expect(stateAt(config, model, { today, ageDays: 50 }).unsupported).toEqual([]);
  });

  it('says that a later expiration wins over a transition that was due', () => {
    const config = {
      Rules: [
        { Status: 'Enabled', Expiration: { Days: 10 }, Transitions: [{ Days: 90, StorageClass: 'GLACIER' }] },
      ],
    };
    expect(timeline(config, model, { today, untilDay: 20 }).notes).toMatchObject([
      { action: 'Transition', why: 'expiration-wins', wanted: 'GLACIER', found: 10 },
    ]);
    expect(timeline(config, model, { today, untilDay: 5 }).notes.map((one) => [one.why, one.wanted])).toEqual(
      [
        ['not-yet', 10],
        ['not-yet', 90],
      ],
    );
  });

  it('computes a thousand rules over a thousand years without walking the days', () => {
    const Rules = Array.from({ length: 1000 }, (_, index) => ({
      ID: `r${index}`,
      Status: 'Enabled',
      Filter: {},
      Transitions: [{ Days: index * 365, StorageClass: index < 500 ? 'STANDARD_IA' : 'GLACIER' }],
    }));
    const line = timeline({ Rules }, model, { today, untilDay: 365_000 });
    expect(line.changes.map((one) => [one.day, one.to])).toEqual([
      [0, 'STANDARD_IA'],
      [500 * 365, 'GLACIER'],
    ]);
    expect(line.notes).toHaveLength(998);
  });
});

describe('lifecycle: versioning', () => {
  const config = { Rules: [{ Status: 'Enabled', Filter: {}, Expiration: { Days: 10 } }] };

  it.each([
    ['Enabled', 10, true],
    ['Enabled', 9, false],
    ['Suspended', 10, false],
    [null, 10, false],
    [undefined, 10, false],
  ] as const)(
    'in a bucket with versioning %s at day %i, hidden by a marker: %s',
    (versioning, ageDays, hidden) => {
      const result = stateAt(config, model, { today, ageDays, versioning });
      expect(result.state).toBe(ageDays < 10 ? 'STANDARD' : 'expired');
      expect(result.hiddenByMarker).toBe(hidden);
    },
  );

  it('never calls the deletion of a noncurrent version hidden', () => {
    const rule = { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1 } };
    const probe: Probe = { kind: 'noncurrent', key: 'x' };
    expect(stateAt({ Rules: [rule] }, probe, { today, ageDays: 1, versioning: 'Enabled' })).toMatchObject({
      state: 'expired',
      hiddenByMarker: false,
    });
  });
});

describe('lifecycle: both uploads', () => {
  const fixed = (Date: string): LifecycleConfiguration => ({
    Rules: [{ ID: 'date', Status: 'Enabled', Filter: {}, Expiration: { Date } }],
  });

  it('agrees where rules count days', () => {
    const both = agreeOnBothUploads(models, model, { today, ageDays: 30 });
    expect(both).toMatchObject({ agree: true, state: 'STANDARD_IA', unsupported: [] });
  });

  it('finds out a date that fits the first upload only', () => {
    // 91 days after today: looks like Days 91 for an upload today, acts at once on one that comes 200 days later.
    const config = fixed('2027-02-24T00:00:00Z');
    const before = agreeOnBothUploads(config, model, { today, ageDays: 90 });
    expect([before.agree, before.state, before.now.state, before.later.state]).toEqual([
      false,
      null,
      'STANDARD',
      'expired',
    ]);
    expect(agreeOnBothUploads(config, model, { today, ageDays: 91 })).toMatchObject({
      agree: true,
      state: 'expired',
    });
  });

  it('counts the later upload from 200 days after the first', () => {
    const config = fixed('2027-07-01');
    // 2026-11-25 + 200 days = 2027-06-13; 18 days later it is 2027-07-01.
    expect(LATER_UPLOAD_DAYS).toBe(200);
    const at = (ageDays: number): string => agreeOnBothUploads(config, model, { today, ageDays }).later.state;
    expect([at(17), at(18)]).toEqual(['STANDARD', 'expired']);
    const own: Probe = { kind: 'current', key: 'x', uploadedOn: '2026-11-26' };
    expect(agreeOnBothUploads(config, own, { today, ageDays: 17 }).later.state).toBe('expired');
  });

  it('asks other probes twice without a difference', () => {
    const config = {
      Rules: [{ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
    };
    const both = agreeOnBothUploads(config, { kind: 'multipart-upload', key: 'x' }, { today, ageDays: 7 });
    expect(both).toMatchObject({ agree: true, state: 'aborted' });
  });

  it('reports each finding once, from either upload', () => {
    const soon = { Rules: [{ Status: '?', Expiration: { Date: '2026-12-25' } }] };
    expect(agreeOnBothUploads(soon, model, { today, ageDays: 400 }).unsupported).toHaveLength(1);
    expect(agreeOnBothUploads(soon, model, { today, ageDays: 0 }).unsupported).toHaveLength(1);
    const later = {
      Rules: [
        { Status: '?', Expiration: { Days: 1 } },
        { Status: '?', Expiration: { Date: '2026-12-25' } },
      ],
    };
    expect(
      agreeOnBothUploads(later, model, { today, ageDays: 1 }).unsupported.map((one) => one.path),
    ).toEqual(['Rules[0].Status', 'Rules[1].Status']);
    const two = {
      Rules: [
        { Status: '?', Expiration: { Days: 1 } },
        { Status: '!', Expiration: { Days: 1 } },
      ],
    };
    expect(agreeOnBothUploads(two, model, { today, ageDays: 1 }).unsupported).toHaveLength(2);
  });

  it('does not throw for a today that is no date', () => {
    const both = agreeOnBothUploads(fixed('2027-01-01'), model, { today: 'now', ageDays: 1 });
    expect(both.unsupported.map((one) => one.code)).toEqual(['date-invalid']);
    expect(both.unsupported[0]).toMatchObject({ path: 'probe.uploadedOn', value: '"now"' });
  });
});

describe('lifecycle: lifetime of the bytes', () => {
  const config: LifecycleConfiguration = {
    Rules: [
      {
        ID: 'age',
        Status: 'Enabled',
        Filter: {},
        Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
        Expiration: { Days: 100 },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 20, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 50 },
      },
    ],
  };
  const probe = { kind: 'current', key: 'x' } as const;
  const brief = (line: ReturnType<typeof lifetime>): unknown =>
    line.spans.map((one) => [
      one.fromDay,
      one.toDay,
      one.storageClass,
      one.noncurrent,
      one.by?.action ?? null,
    ]);

  it.each([null, 'Suspended'] as const)('ends with the expiration when versioning is %s', (versioning) => {
    const line = lifetime(config, probe, { today, untilDay: 400, versioning });
    expect(brief(line)).toEqual([
      [0, 30, 'STANDARD', false, null],
      [30, 100, 'STANDARD_IA', false, 'Transition'],
    ]);
    expect(line.removed).toMatchObject({ day: 100, by: { action: 'Expiration' } });
  });

  it('goes on behind the delete marker until the noncurrent version goes', () => {
    const line = lifetime(config, probe, { today, untilDay: 400, versioning: 'Enabled' });
    expect(brief(line)).toEqual([
      [0, 30, 'STANDARD', false, null],
      [30, 100, 'STANDARD_IA', false, 'Transition'],
      [100, 120, 'STANDARD_IA', true, 'Expiration'],
      [120, 150, 'GLACIER', true, 'NoncurrentVersionTransition'],
    ]);
    expect(line.removed).toMatchObject({ day: 150, by: { action: 'NoncurrentVersionExpiration' } });
  });

  it('never ends where NewerNoncurrentVersions keeps the newest version', () => {
    const rule = { Status: 'Enabled', Expiration: { Days: 10 } };
    const keep = { NoncurrentVersionExpiration: { NoncurrentDays: 5, NewerNoncurrentVersions: 1 } };
    const line = lifetime({ Rules: [{ ...rule, ...keep }] }, probe, {
      today,
      untilDay: 400,
      versioning: 'Enabled',
    });
    expect(line.removed).toBeNull();
    expect(brief(line)).toEqual([
      [0, 10, 'STANDARD', false, null],
      [10, null, 'STANDARD', true, 'Expiration'],
    ]);
  });

  it('lets a transition of the same day go before the delete marker', () => {
    const rule = {
      Status: 'Enabled',
      Expiration: { Days: 10 },
      Transitions: [{ Days: 10, StorageClass: 'GLACIER' }],
    };
    const late = { Status: 'Enabled', Transitions: [{ Days: 11, StorageClass: 'DEEP_ARCHIVE' }] };
    const line = lifetime({ Rules: [rule, late] }, probe, { today, untilDay: 400, versioning: 'Enabled' });
    expect(brief(line)).toEqual([
      [0, 10, 'STANDARD', false, null],
      [10, null, 'GLACIER', true, 'Expiration'],
    ]);
  });

  it('keeps the coldest class of an object behind the marker, not the last one aimed at', () => {
    const Transitions = [
      { Days: 5, StorageClass: 'DEEP_ARCHIVE' },
      { Days: 8, StorageClass: 'STANDARD_IA' },
    ];
    const rule = { Status: 'Enabled', Expiration: { Days: 10 }, Transitions };
    const line = lifetime({ Rules: [rule] }, probe, { today, untilDay: 400, versioning: 'Enabled' });
    expect(brief(line)).toEqual([
      [0, 5, 'STANDARD', false, null],
      [5, 10, 'DEEP_ARCHIVE', false, 'Transition'],
      [10, null, 'DEEP_ARCHIVE', true, 'Expiration'],
    ]);
  });

  it('does not look behind the last day asked for', () => {
    const ask = (untilDay: number): unknown => {
      const line = lifetime(config, probe, { today, untilDay, versioning: 'Enabled' });
      return [line.spans.length, line.spans.at(-1)?.toDay, line.removed?.day ?? null];
    };
    expect([ask(99), ask(100), ask(119), ask(120), ask(149), ask(150)]).toEqual([
      [2, null, null],
      [3, null, null],
      [3, null, null],
      [4, null, null],
      [4, null, null],
      [4, 150, 150],
    ]);
  });

  it('leaves no empty span for a class that is left on the day it is entered', () => {
    const rule = { Status: 'Enabled', Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] };
    expect(brief(lifetime({ Rules: [rule] }, probe, { today, untilDay: 9 }))).toEqual([
      [0, null, 'GLACIER', false, 'Transition'],
    ]);
  });

  it('reports what it could not evaluate, before and behind the marker', () => {
    const rule = {
      Status: 'Enabled',
      Expiration: { Days: 10 },
      Transitions: [{ Days: 5, StorageClass: 'SNOW' }],
      NoncurrentVersionExpiration: { NoncurrentDays: -1 },
    };
    const line = lifetime({ Rules: [rule] }, probe, { today, untilDay: 90, versioning: 'Enabled' });
    expect(line.unsupported.map((one) => one.code)).toEqual(['storage-class-unknown', 'days-invalid']);
    const unversioned = lifetime({ Rules: [rule] }, probe, { today, untilDay: 90 });
    expect(unversioned.unsupported.map((one) => one.code)).toEqual(['storage-class-unknown']);
  });
});
