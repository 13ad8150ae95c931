import { describe, expect, it } from 'vitest';
import {
  explainEffect,
  explainFinding,
  explainNote,
  pageOf,
  stateAt,
  type LifecycleConfiguration,
  type LifecycleRule,
  type Probe,
} from '../../../graders/semantics/lifecycle/index.ts';
import { CASES, TODAY } from './lifecycle-cases.ts';

const today = TODAY;
const model: Probe = { kind: 'current', key: 'models/a.pth', size: 5000, tags: { team: 'ml' } };

function note(rule: LifecycleRule, of: Probe = model, ageDays = 50): string | undefined {
  const config = { Rules: [{ ID: 'r', Status: 'Enabled', ...rule }] };
  const first = stateAt(config, of, { today, ageDays }).notes[0];
  return first && explainNote(first);
}

describe('lifecycle: sentences', () => {
  it.each<[LifecycleRule, string]>([
    [{ Status: 'Disabled' }, 'rule "r" is Disabled'],
    [{ Filter: { Prefix: 'x/' } }, 'rule "r" asks for the prefix "x/"'],
    [
      { Filter: { Prefix: '/models/' } },
      'rule "r" asks for the prefix "/models/"; keys do not begin with a slash',
    ],
    [
      { Filter: { Prefix: 'models/*' } },
      'rule "r" asks for the prefix "models/*"; a prefix is literal, * is an ordinary character',
    ],
    [
      { Filter: { Tag: { Key: 'a', Value: '1' } } },
      'rule "r" asks for the tag a=1, which the object does not have',
    ],
    [
      { Filter: { Tag: { Key: 'team', Value: 'web' } } },
      'rule "r" asks for the tag team=web, the object has team=ml',
    ],
    [
      { Filter: { ObjectSizeGreaterThan: 9000 } },
      'rule "r" asks for more than 9000 bytes, the object has 5000',
    ],
    [{ Filter: { ObjectSizeLessThan: 90 } }, 'rule "r" asks for fewer than 90 bytes, the object has 5000'],
    [{}, 'rule "r" has no action for this kind of thing'],
    [
      { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] },
      'rule "r" (Transition) does not move objects under 131072 bytes without a size filter; this one has 5000',
    ],
    [{ Expiration: { Days: 51 } }, 'rule "r" (Expiration) acts from day 51'],
    [
      { Expiration: { Days: 1.5 } },
      'rule "r" cannot be evaluated at Rules[0].Expiration.Days (days-invalid)',
    ],
  ])('says of %j: %s', (rule, sentence) => {
    expect(note(rule)).toBe(sentence);
  });

  it('says what was outdone and what an expiration overtook', () => {
    const Filter = { ObjectSizeGreaterThan: 0 };
    const Transitions = [
      { Days: 30, StorageClass: 'STANDARD_IA' },
      { Days: 20, StorageClass: 'GLACIER' },
    ];
    expect(note({ Filter, Transitions })).toBe(
      'rule "r" (Transition) aims at STANDARD_IA, where another action was earlier or went further (GLACIER)',
    );
    expect(
      note({ Filter, Transitions: [{ Days: 60, StorageClass: 'GLACIER' }], Expiration: { Days: 45 } }),
    ).toBe('rule "r" (Transition) would move it to GLACIER, but the object expires on day 45');
    expect(note({ Filter, Transitions }, { ...model, kind: 'current', uploadClass: 'GLACIER' })).toBe(
      'rule "r" (Transition) aims at STANDARD_IA, but the object is in GLACIER already and never moves up',
    );
  });

  it('says why markers, uploads and versions were left alone', () => {
    const lone: Probe = { kind: 'delete-marker', key: 'x' };
    expect(note({ Filter: { ObjectSizeLessThan: 5 }, Expiration: { Days: 1 } }, lone)).toBe(
      'rule "r" filters by tag or size, so it does not act on delete markers and unfinished uploads',
    );
    const rule = { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 3 } };
    expect(note(rule, { kind: 'noncurrent', key: 'x', newerNoncurrentVersions: 2 })).toBe(
      'rule "r" (NoncurrentVersionExpiration) keeps the 3 newest noncurrent versions; only 2 are newer than this one',
    );
  });

  it('names the action that keeps the newest versions', () => {
    const rule = {
      NoncurrentVersionTransitions: [
        { NoncurrentDays: 1, NewerNoncurrentVersions: 1, StorageClass: 'GLACIER' },
      ],
    };
    expect(note(rule, { kind: 'noncurrent', key: 'x' })).toBe(
      'rule "r" (NoncurrentVersionTransition) keeps the 1 newest noncurrent versions; only 0 are newer than this one',
    );
  });

  it('says what a rule did, by ID or by place, and on which date', () => {
    const did = (rule: LifecycleRule, of: Probe = model): string => {
      const config = { Rules: [{ Status: 'Disabled' }, { Status: 'Enabled', ...rule }] };
      const effect = stateAt(config, of, { today, ageDays: 99 }).decidedBy;
      return effect ? explainEffect(effect) : 'nobody';
    };
    const Filter = { ObjectSizeGreaterThan: 0 };
    expect(did({ ID: 'cold', Filter, Transitions: [{ Days: 30, StorageClass: 'GLACIER' }] })).toBe(
      'rule "cold" moves it to GLACIER from day 30',
    );
    expect(did({ Expiration: { Date: '2026-12-25' } })).toBe(
      'rule 2 expires the object from day 30 (date 2026-12-25)',
    );
    const flag = { Expiration: { ExpiredObjectDeleteMarker: true } };
    expect(did(flag, { kind: 'delete-marker', key: 'x' })).toBe(
      'rule 2 removes the delete marker from day 0',
    );
    const abort = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } };
    expect(did(abort, { kind: 'multipart-upload', key: 'x' })).toBe('rule 2 aborts the upload from day 7');
  });

  it('gives every reason and finding of the table of cases its own words', () => {
    const spoken = new Map<string, string>();
    for (const { config, probe, at } of CASES) {
      for (const ageDays of Object.keys(at).map(Number)) {
        const result = stateAt(config, probe, { today, ageDays });
        for (const one of result.notes)
          spoken.set(one.why, explainNote(one).replace(/^rule ("[^"]*"|\d+)/, ''));
        for (const one of result.unsupported) {
          spoken.set(one.code, explainFinding(one).slice(one.path.length));
          expect(explainFinding(one).startsWith(`${one.path} `)).toBe(true);
          expect(explainFinding(one).endsWith(`: ${one.value}`)).toBe(true);
        }
      }
    }
    // 17 reasons and 16 findings: a new one needs a case.
    expect(spoken.size).toBe(33);
    expect(new Set(spoken.values()).size).toBe(33);
    for (const sentence of spoken.values()) expect(sentence.split(' ').length).toBeGreaterThan(2);
  });

  it('cites an AWS page for everything it says', () => {
    const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/';
    expect(pageOf('disabled')).toBe(`${guide}userguide/intro-lifecycle-rules.html`);
    expect(pageOf('tag-missing')).toBe(`${guide}userguide/intro-lifecycle-filters.html`);
    expect(pageOf('expiration-wins')).toBe(`${guide}userguide/lifecycle-conflicts.html`);
    expect(pageOf('below-size-floor')).toBe(
      `${guide}userguide/lifecycle-transition-general-considerations.html`,
    );
    expect(pageOf('Transition')).toBe(`${guide}API/API_Transition.html`);
    expect(pageOf('storage-class-unknown')).toBe(`${guide}API/API_Transition.html`);
  });
});

describe('lifecycle: configurations of the lab', () => {
  // s3-lifecycle's reference schedule and its listed mistakes, as an end-to-end check of the model's wording of them.
  const reference: LifecycleConfiguration = {
    Rules: [
      {
        ID: 'models',
        Status: 'Enabled',
        Filter: { Prefix: 'models/' },
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'GLACIER_IR' },
        ],
      },
      {
        ID: 'experiments',
        Status: 'Enabled',
        Filter: { Prefix: 'experiments/' },
        Transitions: [{ Days: 60, StorageClass: 'DEEP_ARCHIVE' }],
      },
      {
        ID: 'scratch',
        Status: 'Enabled',
        Filter: { Tag: { Key: 'retention', Value: 'scratch' } },
        Expiration: { Days: 14 },
      },
      {
        ID: 'hygiene',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Expiration: { ExpiredObjectDeleteMarker: true },
        NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 3 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ],
  };
  const scratch = { retention: 'scratch' };
  const object = (key: string, more: object = {}): Probe => ({ kind: 'current', key, ...more });
  const version = (newerNoncurrentVersions: number): Probe => ({
    kind: 'noncurrent',
    key: 'top/x',
    newerNoncurrentVersions,
  });

  it.each<[Probe, number, string]>([
    [object('models/a.pth'), 29, 'STANDARD'],
    [object('models/a.pth'), 31, 'STANDARD_IA'],
    [object('models/a.pth'), 89, 'STANDARD_IA'],
    [object('models/a.pth'), 91, 'GLACIER_IR'],
    [object('models/a.pth'), 2000, 'GLACIER_IR'],
    [object('models/tiny.json', { size: 50 * 1024 }), 91, 'STANDARD'],
    [object('experiments/run1/x.bin'), 59, 'STANDARD'],
    [object('experiments/run1/x.bin'), 2000, 'DEEP_ARCHIVE'],
    [object('models-old/x.pth'), 2000, 'STANDARD'],
    [object('experiments/y.bin', { tags: scratch }), 13, 'STANDARD'],
    [object('experiments/y.bin', { tags: scratch }), 15, 'expired'],
    [version(3), 31, 'expired'],
    [version(2), 400, 'STANDARD'],
    [version(50), 29, 'STANDARD'],
    [{ kind: 'delete-marker', key: 'top/x' }, 400, 'removed'],
    [{ kind: 'multipart-upload', key: 'top/x' }, 8, 'aborted'],
  ])('puts %j at day %i into %s', (of, ageDays, state) => {
    expect(stateAt(reference, of, { today, ageDays, versioning: 'Enabled' })).toMatchObject({
      state,
      unsupported: [],
    });
  });
});
