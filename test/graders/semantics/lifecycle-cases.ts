// The table of cases of the lifecycle model: each names the rule of behaviour it proves. Data only, so that it can be
// read like the documentation it stands for; lifecycle.test.ts runs it.
import type {
  FindingCode,
  LifecycleConfiguration,
  LifecycleFilter,
  LifecycleRule,
  Probe,
  ProbeState,
  Why,
} from '../../../graders/semantics/lifecycle/index.ts';

export interface Case {
  /** The rule of behaviour, in words. */
  proves: string;
  config: LifecycleConfiguration | null;
  probe: Probe;
  /** Expected state by age in days. */
  at: Record<number, ProbeState>;
  /** Reasons expected among the notes of some age of `at`. */
  why?: Why[];
  /** Findings expected at the greatest age of `at`; none when absent. */
  unsupported?: FindingCode[];
}

export const TODAY = '2026-11-25';

const obj = (key = 'models/a.pth', more: object = {}): Probe => ({ kind: 'current', key, ...more });
const old = (newerNoncurrentVersions: number, more: object = {}): Probe => ({
  kind: 'noncurrent',
  key: 'models/a.pth',
  newerNoncurrentVersions,
  ...more,
});
const marker: Probe = { kind: 'delete-marker', key: 'models/a.pth' };
const upload: Probe = { kind: 'multipart-upload', key: 'models/a.pth' };

const rules = (...list: LifecycleRule[]): LifecycleConfiguration => ({
  Rules: list.map((rule) => ({ Status: 'Enabled', Filter: {}, ...rule })),
});
/** A configuration that is wrong on purpose, in ways the types forbid. */
const wrong = (config: unknown): LifecycleConfiguration => config as LifecycleConfiguration;
const to = (StorageClass: string, Days: number): LifecycleRule => ({ Transitions: [{ Days, StorageClass }] });
const gone = (Days: number): LifecycleRule => ({ Expiration: { Days } });
/** Expires on day 10 whatever the filter selects: the shortest way to see whether it selects. */
const filtered = (Filter: LifecycleFilter): LifecycleConfiguration => rules({ Filter, ...gone(10) });

const statusAndFilters: Case[] = [
  { proves: 'no configuration does nothing', config: null, probe: obj(), at: { 9999: 'STANDARD' } },
  { proves: 'no rules do nothing', config: { Rules: [] }, probe: obj(), at: { 9999: 'STANDARD' } },
  { proves: 'null rules do nothing', config: { Rules: null }, probe: obj(), at: { 9999: 'STANDARD' } },
  {
    proves: 'an Enabled rule acts',
    config: rules(gone(10)),
    probe: obj(),
    at: { 9: 'STANDARD', 10: 'expired' },
  },
  {
    proves: 'a Disabled rule does not act',
    config: rules({ Status: 'Disabled', ...gone(10) }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['disabled'],
  },
  { proves: 'Filter {} selects every object', config: filtered({}), probe: obj('x'), at: { 10: 'expired' } },
  {
    proves: 'a rule without Filter and Prefix selects every object',
    config: { Rules: [{ Status: 'Enabled', ...gone(10) }] },
    probe: obj('x'),
    at: { 10: 'expired' },
  },
  {
    proves: 'a Filter of null members selects every object',
    config: filtered({ Prefix: null, Tag: null, And: null, ObjectSizeGreaterThan: null }),
    probe: obj('x'),
    at: { 10: 'expired' },
  },
  {
    proves: 'an empty Filter element read as "" selects every object',
    config: wrong({ Rules: [{ Status: 'Enabled', Filter: '', ...gone(10) }] }),
    probe: obj('x'),
    at: { 10: 'expired' },
  },
  {
    proves: 'Prefix "" selects every object',
    config: filtered({ Prefix: '' }),
    probe: obj('x'),
    at: { 10: 'expired' },
  },
  {
    proves: 'a prefix selects by beginning',
    config: filtered({ Prefix: 'models/' }),
    probe: obj(),
    at: { 10: 'expired' },
  },
  {
    proves: 'a prefix is not a folder: models/ leaves models-old/ out',
    config: filtered({ Prefix: 'models/' }),
    probe: obj('models-old/x.pth'),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'a prefix without slash overreaches',
    config: filtered({ Prefix: 'models' }),
    probe: obj('models-old/x.pth'),
    at: { 10: 'expired' },
  },
  {
    proves: 'prefixes are case-sensitive',
    config: filtered({ Prefix: 'Models/' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'a leading slash matches no ordinary key',
    config: filtered({ Prefix: '/models/' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-leading-slash'],
  },
  {
    proves: 'a leading slash in front of another prefix is a plain mismatch',
    config: filtered({ Prefix: '/datasets/' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'a trailing slash does not make a prefix look like one with a leading slash',
    config: filtered({ Prefix: 'xmodels/' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'a leading slash matches a key that has one',
    config: filtered({ Prefix: '/models/' }),
    probe: obj('/models/a.pth'),
    at: { 10: 'expired' },
  },
  {
    proves: 'a star in a prefix is an ordinary character',
    config: filtered({ Prefix: 'models/*' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-wildcard'],
  },
  {
    proves: 'a leading star is no wildcard either',
    config: filtered({ Prefix: '*.pth' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-wildcard'],
  },
  {
    proves: 'a star behind another prefix is a plain mismatch',
    config: filtered({ Prefix: 'datasets/*' }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'the legacy Prefix selects like Filter.Prefix',
    config: { Rules: [{ Status: 'Enabled', Prefix: 'models/', ...gone(10) }] },
    probe: obj(),
    at: { 10: 'expired' },
  },
  {
    proves: 'the legacy Prefix leaves other keys out',
    config: { Rules: [{ Status: 'Enabled', Prefix: 'models/', Filter: null, ...gone(10) }] },
    probe: obj('datasets/x'),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
];

const scratch = { retention: 'scratch' };
const tagsAndSizes: Case[] = [
  {
    proves: 'a tag selects objects that carry it',
    config: filtered({ Tag: { Key: 'retention', Value: 'scratch' } }),
    probe: obj('x', { tags: { ...scratch, team: 'ml' } }),
    at: { 9: 'STANDARD', 10: 'expired' },
  },
  {
    proves: 'a missing tag leaves the object out',
    config: filtered({ Tag: { Key: 'retention', Value: 'scratch' } }),
    probe: obj('x', { tags: { team: 'ml' } }),
    at: { 400: 'STANDARD' },
    why: ['tag-missing'],
  },
  {
    proves: 'an object without tags is left out',
    config: filtered({ Tag: { Key: 'retention', Value: 'scratch' } }),
    probe: obj('x'),
    at: { 400: 'STANDARD' },
    why: ['tag-missing'],
  },
  {
    proves: 'a tag value must be equal',
    config: filtered({ Tag: { Key: 'retention', Value: 'Scratch' } }),
    probe: obj('x', { tags: scratch }),
    at: { 400: 'STANDARD' },
    why: ['tag-differs'],
  },
  {
    proves: 'a tag key that JavaScript objects inherit is still missing',
    config: filtered({ Tag: { Key: 'constructor', Value: '' } }),
    probe: obj('x', { tags: {} }),
    at: { 400: 'STANDARD' },
    why: ['tag-missing'],
  },
  {
    proves: 'a filter tag without Value asks for an empty value',
    config: filtered({ Tag: { Key: 'scratch' } }),
    probe: obj('x', { tags: { scratch: '' } }),
    at: { 10: 'expired' },
  },
  {
    proves: 'a filter tag without Value leaves a tag with a value out',
    config: filtered({ Tag: { Key: 'scratch' } }),
    probe: obj('x', { tags: { scratch: 'yes' } }),
    at: { 400: 'STANDARD' },
    why: ['tag-differs'],
  },
  {
    proves: 'And needs every tag',
    config: filtered({
      And: {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
    }),
    probe: obj('x', { tags: { a: '1' } }),
    at: { 400: 'STANDARD' },
    why: ['tag-missing'],
  },
  {
    proves: 'And with all tags present selects',
    config: filtered({
      And: {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
    }),
    probe: obj('x', { tags: { b: '2', a: '1' } }),
    at: { 10: 'expired' },
  },
  {
    proves: 'And needs prefix and tag: prefix alone is not enough',
    config: filtered({ And: { Prefix: 'models/', Tags: [{ Key: 'retention', Value: 'scratch' }] } }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['tag-missing'],
  },
  {
    proves: 'And needs prefix and tag: tag alone is not enough',
    config: filtered({ And: { Prefix: 'models/', Tags: [{ Key: 'retention', Value: 'scratch' }] } }),
    probe: obj('datasets/x', { tags: scratch }),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'And of one member is that member',
    config: filtered({ And: { Prefix: 'models/' } }),
    probe: obj(),
    at: { 10: 'expired' },
  },
  {
    proves: 'ObjectSizeGreaterThan is strict: an equal size stays out',
    config: filtered({ ObjectSizeGreaterThan: 1000 }),
    probe: obj('x', { size: 1000 }),
    at: { 400: 'STANDARD' },
    why: ['size-not-greater'],
  },
  {
    proves: 'ObjectSizeGreaterThan takes one byte more',
    config: filtered({ ObjectSizeGreaterThan: 1000 }),
    probe: obj('x', { size: 1001 }),
    at: { 10: 'expired' },
  },
  {
    proves: 'ObjectSizeLessThan is strict: an equal size stays out',
    config: filtered({ ObjectSizeLessThan: 1000 }),
    probe: obj('x', { size: 1000 }),
    at: { 400: 'STANDARD' },
    why: ['size-not-less'],
  },
  {
    proves: 'ObjectSizeLessThan takes one byte less',
    config: filtered({ ObjectSizeLessThan: 1000 }),
    probe: obj('x', { size: 999 }),
    at: { 10: 'expired' },
  },
  {
    proves: 'And bounds a size from both sides',
    config: filtered({ And: { ObjectSizeGreaterThan: 10, ObjectSizeLessThan: 20 } }),
    probe: obj('x', { size: 20 }),
    at: { 400: 'STANDARD' },
    why: ['size-not-less'],
  },
  {
    proves: 'a probe without size has 5 MiB',
    config: filtered({ And: { ObjectSizeGreaterThan: 5_242_879, ObjectSizeLessThan: 5_242_881 } }),
    probe: obj('x'),
    at: { 10: 'expired' },
  },
];

const transitions: Case[] = [
  { proves: 'Expiration.Days 0 acts at once', config: rules(gone(0)), probe: obj(), at: { 0: 'expired' } },
  { proves: 'Days 0 takes a marker at once', config: rules(gone(0)), probe: marker, at: { 0: 'removed' } },
  {
    proves: 'NoncurrentDays 0 acts at once',
    config: rules({ NoncurrentVersionExpiration: { NoncurrentDays: 0 } }),
    probe: old(0),
    at: { 0: 'expired' },
  },
  {
    proves: 'DaysAfterInitiation 0 acts at once',
    config: rules({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }),
    probe: upload,
    at: { 0: 'aborted' },
  },
  {
    proves: 'Days N acts at age N',
    config: rules(to('STANDARD_IA', 30)),
    probe: obj(),
    at: { 29: 'STANDARD', 30: 'STANDARD_IA', 2000: 'STANDARD_IA' },
    why: ['not-yet'],
  },
  {
    proves: 'Days 0 acts on the day of the upload',
    config: rules(to('GLACIER', 0)),
    probe: obj(),
    at: { 0: 'GLACIER' },
  },
  {
    proves: 'one rule walks an object down the classes',
    config: rules({
      Transitions: [
        { Days: 30, StorageClass: 'STANDARD_IA' },
        { Days: 90, StorageClass: 'GLACIER_IR' },
        { Days: 365, StorageClass: 'DEEP_ARCHIVE' },
      ],
    }),
    probe: obj(),
    at: { 29: 'STANDARD', 31: 'STANDARD_IA', 89: 'STANDARD_IA', 90: 'GLACIER_IR', 400: 'DEEP_ARCHIVE' },
  },
  {
    proves: 'of two transitions due on one day the colder wins',
    config: rules(to('STANDARD_IA', 30), to('GLACIER', 30)),
    probe: obj(),
    at: { 30: 'GLACIER' },
    why: ['outdone'],
  },
  {
    proves: 'there is no way back up',
    config: rules(to('DEEP_ARCHIVE', 10), to('STANDARD_IA', 60)),
    probe: obj(),
    at: { 100: 'DEEP_ARCHIVE', 60: 'DEEP_ARCHIVE' },
    why: ['outdone'],
  },
  ...(
    [
      ['STANDARD_IA', 'INTELLIGENT_TIERING'],
      ['INTELLIGENT_TIERING', 'ONEZONE_IA'],
      ['ONEZONE_IA', 'GLACIER_IR'],
      ['GLACIER_IR', 'GLACIER'],
      ['GLACIER', 'DEEP_ARCHIVE'],
    ] as const
  ).map(([warm, cold]): Case => ({
    proves: `${cold} is colder than ${warm}`,
    config: rules(to(cold, 5), to(warm, 5)),
    probe: obj(),
    at: { 4: 'STANDARD', 5: cold },
  })),
  {
    proves: 'an object uploaded to a colder class stays there',
    config: rules(to('STANDARD_IA', 30)),
    probe: obj('x', { uploadClass: 'GLACIER_IR' }),
    at: { 100: 'GLACIER_IR' },
    why: ['not-colder'],
  },
  {
    proves: 'a transition to the class of the upload changes nothing',
    config: rules(to('GLACIER_IR', 30)),
    probe: obj('x', { uploadClass: 'GLACIER_IR' }),
    at: { 100: 'GLACIER_IR' },
    why: ['not-colder'],
  },
  {
    proves: 'an object uploaded to a warmer class moves',
    config: rules(to('GLACIER', 30)),
    probe: obj('x', { uploadClass: 'STANDARD_IA' }),
    at: { 29: 'STANDARD_IA', 30: 'GLACIER' },
  },
  {
    proves: 'expiration beats a transition on the same day',
    config: rules({ ...to('GLACIER', 30), ...gone(30) }),
    probe: obj(),
    at: { 30: 'expired', 29: 'STANDARD' },
    why: ['expiration-wins'],
  },
  {
    proves: 'expiration beats an earlier transition from its day on',
    config: rules(to('GLACIER', 30), gone(60)),
    probe: obj(),
    at: { 59: 'GLACIER', 60: 'expired' },
  },
  {
    proves: 'a transition after the expiration never happens',
    config: rules(gone(30), to('GLACIER', 60)),
    probe: obj(),
    at: { 90: 'expired' },
    why: ['expiration-wins'],
  },
  {
    proves: 'of two expirations the earlier one counts',
    config: rules(gone(365), gone(14)),
    probe: obj(),
    at: { 14: 'expired', 13: 'STANDARD' },
    why: ['not-yet'],
  },
  {
    proves: 'ExpiredObjectDeleteMarker does not touch an object',
    config: rules({ Expiration: { ExpiredObjectDeleteMarker: true } }),
    probe: obj(),
    at: { 9999: 'STANDARD' },
    why: ['no-such-action'],
  },
  {
    proves: 'rules for noncurrent versions and uploads do not touch a current object',
    config: rules({
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER' }],
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    }),
    probe: obj(),
    at: { 9999: 'STANDARD' },
    why: ['no-such-action'],
  },
];

const small = { size: 131_071 };
const floor: Case[] = [
  {
    proves: 'an object of 131,071 bytes does not transition',
    config: rules(to('STANDARD_IA', 30)),
    probe: obj('x', small),
    at: { 400: 'STANDARD' },
    why: ['below-size-floor'],
  },
  {
    proves: 'an object of 131,072 bytes transitions',
    config: rules(to('STANDARD_IA', 30)),
    probe: obj('x', { size: 131_072 }),
    at: { 30: 'STANDARD_IA' },
  },
  {
    proves: 'the floor holds for archive classes by default',
    config: {
      ...rules(to('DEEP_ARCHIVE', 30)),
      TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
    },
    probe: obj('x', small),
    at: { 400: 'STANDARD' },
    why: ['below-size-floor'],
  },
  {
    proves: 'ObjectSizeGreaterThan 0 lifts the floor',
    config: rules({ Filter: { ObjectSizeGreaterThan: 0 }, ...to('STANDARD_IA', 30) }),
    probe: obj('x', small),
    at: { 30: 'STANDARD_IA' },
  },
  {
    proves: 'ObjectSizeLessThan lifts the floor',
    config: rules({ Filter: { ObjectSizeLessThan: 500_000 }, ...to('STANDARD_IA', 30) }),
    probe: obj('x', small),
    at: { 30: 'STANDARD_IA' },
  },
  {
    proves: 'a size inside And lifts the floor',
    config: rules({ Filter: { And: { Prefix: 'x', ObjectSizeGreaterThan: 1 } }, ...to('GLACIER_IR', 30) }),
    probe: obj('x', small),
    at: { 30: 'GLACIER_IR' },
  },
  {
    proves: 'a size filter lifts the floor for its own rule only',
    config: rules({ Filter: { ObjectSizeGreaterThan: 0 }, ...to('STANDARD_IA', 30) }, to('GLACIER', 60)),
    probe: obj('x', small),
    at: { 90: 'STANDARD_IA' },
    why: ['below-size-floor'],
  },
  {
    proves: 'a tag filter does not lift the floor',
    config: rules({ Filter: { Tag: { Key: 'a', Value: '1' } }, ...to('STANDARD_IA', 30) }),
    probe: obj('x', { ...small, tags: { a: '1' } }),
    at: { 400: 'STANDARD' },
    why: ['below-size-floor'],
  },
  ...(['GLACIER', 'DEEP_ARCHIVE'] as const).map((StorageClass): Case => ({
    proves: `varies_by_storage_class lets small objects into ${StorageClass}`,
    config: { ...rules(to(StorageClass, 30)), TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' },
    probe: obj('x', small),
    at: { 29: 'STANDARD', 30: StorageClass },
  })),
  ...(['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'] as const).map(
    (StorageClass): Case => ({
      proves: `varies_by_storage_class keeps small objects out of ${StorageClass}`,
      config: {
        ...rules(to(StorageClass, 30)),
        TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
      },
      probe: obj('x', small),
      at: { 400: 'STANDARD' },
      why: ['below-size-floor'],
    }),
  ),
  {
    proves: 'the floor does not hold for expiration',
    config: rules(gone(10)),
    probe: obj('x', { size: 0 }),
    at: { 10: 'expired' },
  },
  {
    proves: 'the floor holds for noncurrent versions',
    config: rules({ NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER' }] }),
    probe: old(0, small),
    at: { 400: 'STANDARD' },
    why: ['below-size-floor'],
  },
];

const on = (Date: string): LifecycleRule => ({ Expiration: { Date } });
const dates: Case[] = [
  {
    proves: 'a Date acts on its day and after',
    config: rules(on('2026-12-25T00:00:00.000Z')),
    probe: obj(),
    at: { 29: 'STANDARD', 30: 'expired', 400: 'expired' },
    why: ['not-yet'],
  },
  {
    proves: 'a Date in the past acts on the day of the upload',
    config: rules(on('2020-01-01T00:00:00Z')),
    probe: obj(),
    at: { 0: 'expired' },
  },
  {
    proves: 'a Date counts from the upload of the object',
    config: rules(on('2026-12-25')),
    probe: obj('x', { uploadedOn: '2026-12-20' }),
    at: { 4: 'STANDARD', 5: 'expired' },
  },
  {
    proves: 'a date-based transition acts on its day',
    config: rules({ Transitions: [{ Date: '2026-12-05', StorageClass: 'GLACIER' }] }),
    probe: obj(),
    at: { 9: 'STANDARD', 10: 'GLACIER' },
  },
  {
    proves: 'a date in another offset falls on its UTC day',
    config: rules(on('2026-12-25T23:00:00-05:00')),
    probe: obj(),
    at: { 30: 'STANDARD', 31: 'expired' },
  },
];

const noncurrent = (NoncurrentDays: number, NewerNoncurrentVersions?: number): LifecycleRule => ({
  NoncurrentVersionExpiration: {
    NoncurrentDays,
    ...(NewerNoncurrentVersions === undefined ? {} : { NewerNoncurrentVersions }),
  },
});
const versions: Case[] = [
  {
    proves: 'a noncurrent version goes at NoncurrentDays',
    config: rules(noncurrent(30)),
    probe: old(0),
    at: { 29: 'STANDARD', 30: 'expired' },
  },
  {
    proves: 'NewerNoncurrentVersions keeps the newest ones at any age',
    config: rules(noncurrent(30, 3)),
    probe: old(2),
    at: { 400: 'STANDARD' },
    why: ['too-few-newer-versions'],
  },
  {
    proves: 'a version with enough newer ones goes',
    config: rules(noncurrent(30, 3)),
    probe: old(3),
    at: { 29: 'STANDARD', 30: 'expired' },
  },
  {
    proves: 'many newer versions do not shorten NoncurrentDays',
    config: rules(noncurrent(30, 3)),
    probe: old(50),
    at: { 29: 'STANDARD' },
    why: ['not-yet'],
  },
  {
    proves: 'Expiration does not touch a noncurrent version',
    config: rules(gone(1)),
    probe: old(9),
    at: { 400: 'STANDARD' },
    why: ['no-such-action'],
  },
  {
    proves: 'noncurrent versions transition by their own days',
    config: rules({ NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER' }] }),
    probe: old(0),
    at: { 29: 'STANDARD', 30: 'GLACIER' },
  },
  {
    proves: 'NoncurrentDays 0 moves a version on the day it becomes noncurrent',
    config: rules({ NoncurrentVersionTransitions: [{ NoncurrentDays: 0, StorageClass: 'GLACIER' }] }),
    probe: old(0),
    at: { 0: 'GLACIER' },
  },
  {
    proves: 'noncurrent transitions respect NewerNoncurrentVersions',
    config: rules({
      NoncurrentVersionTransitions: [
        { NoncurrentDays: 30, NewerNoncurrentVersions: 2, StorageClass: 'GLACIER' },
      ],
    }),
    probe: old(1),
    at: { 400: 'STANDARD' },
    why: ['too-few-newer-versions'],
  },
  {
    proves: 'a noncurrent version starts in the class it had',
    config: rules(noncurrent(30)),
    probe: old(0, { uploadClass: 'GLACIER_IR' }),
    at: { 29: 'GLACIER_IR', 30: 'expired' },
  },
  {
    proves: 'tag filters select noncurrent versions too',
    config: rules({ Filter: { Tag: { Key: 'a', Value: '1' } }, ...noncurrent(30) }),
    probe: old(0, { tags: { a: '1' } }),
    at: { 30: 'expired' },
  },
  {
    proves: 'a probe without a count has no newer versions',
    config: rules(noncurrent(30, 1)),
    probe: { kind: 'noncurrent', key: 'x' },
    at: { 400: 'STANDARD' },
    why: ['too-few-newer-versions'],
  },
];

const abort = (DaysAfterInitiation: number): LifecycleRule => ({
  AbortIncompleteMultipartUpload: { DaysAfterInitiation },
});
const markersAndUploads: Case[] = [
  {
    proves: 'ExpiredObjectDeleteMarker removes a lone marker at once',
    config: rules({ Expiration: { ExpiredObjectDeleteMarker: true } }),
    probe: marker,
    at: { 0: 'removed' },
  },
  {
    proves: 'ExpiredObjectDeleteMarker false does nothing',
    config: rules({ Expiration: { ExpiredObjectDeleteMarker: false } }),
    probe: marker,
    at: { 400: 'kept' },
    why: ['no-such-action'],
  },
  {
    proves: 'Expiration.Days removes a lone marker of that age',
    config: rules(gone(30)),
    probe: marker,
    at: { 29: 'kept', 30: 'removed' },
  },
  {
    proves: 'Expiration.Date does not remove a lone marker',
    config: rules(on('2020-01-01')),
    probe: marker,
    at: { 400: 'kept' },
    why: ['no-such-action'],
  },
  {
    proves: 'a rule with a tag filter leaves markers alone',
    config: rules({
      Filter: { Tag: { Key: 'a', Value: '1' } },
      Expiration: { ExpiredObjectDeleteMarker: true },
    }),
    probe: marker,
    at: { 400: 'kept' },
    why: ['tag-or-size-filter'],
  },
  {
    proves: 'a rule with a size filter leaves markers alone',
    config: rules({ Filter: { ObjectSizeLessThan: 10 }, ...gone(30) }),
    probe: marker,
    at: { 400: 'kept' },
    why: ['tag-or-size-filter'],
  },
  {
    proves: 'a marker follows the prefix of its key',
    config: rules({ Filter: { Prefix: 'datasets/' }, Expiration: { ExpiredObjectDeleteMarker: true } }),
    probe: marker,
    at: { 400: 'kept' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'noncurrent expiration does not remove a lone marker',
    config: rules(noncurrent(1)),
    probe: marker,
    at: { 400: 'kept' },
    why: ['no-such-action'],
  },
  {
    proves: 'an unfinished upload goes at DaysAfterInitiation',
    config: rules(abort(7)),
    probe: upload,
    at: { 6: 'kept', 7: 'aborted' },
  },
  {
    proves: 'Expiration does not abort an upload',
    config: rules(gone(1)),
    probe: upload,
    at: { 400: 'kept' },
    why: ['no-such-action'],
  },
  {
    proves: 'a rule with a tag filter aborts nothing',
    config: rules({ Filter: { And: { Prefix: '', Tags: [{ Key: 'a', Value: '1' }] } }, ...abort(7) }),
    probe: upload,
    at: { 400: 'kept' },
    why: ['tag-or-size-filter'],
  },
  {
    proves: 'a rule with a size filter aborts nothing',
    config: rules({ Filter: { ObjectSizeGreaterThan: 0 }, ...abort(7) }),
    probe: upload,
    at: { 400: 'kept' },
    why: ['tag-or-size-filter'],
  },
  {
    proves: 'a Disabled abort rule aborts nothing',
    config: rules({ Status: 'Disabled', ...abort(7) }),
    probe: upload,
    at: { 400: 'kept' },
    why: ['disabled'],
  },
];

const bad = (proves: string, rule: object, code: FindingCode, probe = obj(), age = 400): Case => ({
  proves,
  config: wrong({ Rules: [{ Status: 'Enabled', ...rule }] }),
  probe,
  at: { [age]: probe.kind === 'current' || probe.kind === 'noncurrent' ? 'STANDARD' : 'kept' },
  unsupported: [code],
  why: ['unsupported'],
});
const malformed: Case[] = [
  { ...bad('rules that are no list', {}, 'rules-malformed'), config: wrong({ Rules: {} }), why: [] },
  { ...bad('a rule that is null', {}, 'rule-malformed'), config: wrong({ Rules: [null] }) },
  { ...bad('a rule that is a list', {}, 'rule-malformed'), config: wrong({ Rules: [[]] }) },
  bad('a missing Status', { Status: null, ...gone(10) }, 'status-unknown'),
  bad('an unknown Status', { Status: 'enabled', ...gone(10) }, 'status-unknown'),
  bad(
    'Prefix and Filter that disagree',
    { Prefix: 'x', Filter: { Prefix: 'models/' }, ...gone(10) },
    'prefix-and-filter',
  ),
  bad('a Filter that is no object', { Filter: 'models/', ...gone(10) }, 'filter-malformed'),
  bad('a Filter that is a list', { Filter: [], ...gone(10) }, 'filter-malformed'),
  bad('a Prefix that is no text', { Filter: { Prefix: 5 }, ...gone(10) }, 'filter-malformed'),
  bad('a legacy Prefix that is no text', { Prefix: {}, ...gone(10) }, 'filter-malformed'),
  bad('an unknown filter condition', { Filter: { Owner: 'me' }, ...gone(10) }, 'filter-malformed'),
  bad(
    'an unknown condition beside one that holds',
    { Filter: { Prefix: 'm', Owner: 'me' }, ...gone(10) },
    'filter-malformed',
  ),
  bad(
    'an unknown condition on a small object, which might be a size',
    { Filter: { Size: 5 }, ...to('GLACIER', 1) },
    'filter-malformed',
    obj('x', small),
  ),
  bad('a Tag without Key', { Filter: { Tag: { Value: 'x' } }, ...gone(10) }, 'filter-malformed'),
  bad('a Tag that is text', { Filter: { Tag: 'a=b' }, ...gone(10) }, 'filter-malformed'),
  bad(
    'a tag value that is no text',
    { Filter: { Tag: { Key: 'a', Value: 1 } }, ...gone(10) },
    'filter-malformed',
  ),
  bad('Tags that are no list', { Filter: { And: { Tags: { Key: 'a' } } }, ...gone(10) }, 'filter-malformed'),
  bad('an empty And', { Filter: { And: {} }, ...gone(10) }, 'filter-malformed'),
  bad('a Tag inside And', { Filter: { And: { Tag: { Key: 'a' } } }, ...gone(10) }, 'filter-malformed'),
  bad('a size that is text', { Filter: { ObjectSizeGreaterThan: '5' }, ...gone(10) }, 'filter-malformed'),
  bad('a negative size', { Filter: { ObjectSizeLessThan: -1 }, ...gone(10) }, 'filter-malformed'),
  bad(
    'conditions outside And that disagree',
    { Filter: { Prefix: 'models/', Tag: { Key: 'a', Value: '1' } }, ...gone(10) },
    'filter-several-conditions',
  ),
  bad(
    'Transitions that are no list',
    { Transitions: { Days: 1, StorageClass: 'GLACIER' } },
    'action-malformed',
  ),
  bad('a transition that is null', { Transitions: [null] }, 'action-malformed'),
  bad('an Expiration that is a number', { Expiration: 30 }, 'action-malformed'),
  bad('an Expiration without time', { Expiration: {} }, 'time-missing'),
  bad('a transition without time', { Transitions: [{ StorageClass: 'GLACIER' }] }, 'time-missing'),
  bad('Days and Date together', { Expiration: { Days: 1, Date: '2026-12-01' } }, 'days-and-date'),
  bad('negative Expiration.Days', gone(-1), 'days-invalid'),
  bad('negative Days', to('GLACIER', -1), 'days-invalid'),
  bad('a fraction of a day', gone(1.5), 'days-invalid'),
  bad('Days as text', { Expiration: { Days: '30' } }, 'days-invalid'),
  bad('a date that is none', on('soon'), 'date-invalid'),
  bad('a day that does not exist', on('2026-02-30'), 'date-invalid'),
  bad('a month that does not exist', on('2026-13-01'), 'date-invalid'),
  bad('a date with a time that is none', on('2026-12-01Tnoon'), 'date-invalid'),
  bad('a date inside a list', { Expiration: { Date: ['2026-12-01'] } }, 'date-invalid'),
  bad('a date that is a number', { Expiration: { Date: 1_795_000_000 } }, 'date-invalid'),
  bad('an upload date that is none', on('2026-12-01'), 'date-invalid', obj('x', { uploadedOn: 'yesterday' })),
  bad('an unknown target class', to('REDUCED_REDUNDANCY', 30), 'storage-class-unknown'),
  bad('STANDARD as a target class', to('STANDARD', 30), 'storage-class-unknown'),
  bad('expired as a target class', to('expired', 30), 'storage-class-unknown'),
  bad('a transition without class', { Transitions: [{ Days: 30 }] }, 'storage-class-unknown'),
  bad('an unknown element', { Transition: { Days: 1 } }, 'rule-unknown-element'),
  {
    ...bad('an unknown minimum size setting', {}, 'minimum-size-unknown', obj('x', small)),
    config: { ...rules(to('GLACIER', 30)), TransitionDefaultMinimumObjectSize: 'none' },
  },
  bad('negative NoncurrentDays in an expiration', noncurrent(-1), 'days-invalid', old(9)),
  bad('NoncurrentDays missing', { NoncurrentVersionExpiration: {} }, 'time-missing', old(9)),
  bad(
    'a Date for noncurrent versions',
    { NoncurrentVersionExpiration: { Date: '2020-01-01' } },
    'time-missing',
    old(9),
  ),
  bad('negative NewerNoncurrentVersions', noncurrent(1, -1), 'newer-versions-invalid', old(9)),
  bad('negative DaysAfterInitiation', abort(-1), 'days-invalid', upload),
  bad('an abort without days', { AbortIncompleteMultipartUpload: {} }, 'time-missing', upload),
  bad(
    'a marker flag that is text',
    { Expiration: { ExpiredObjectDeleteMarker: 'true' } },
    'action-malformed',
    marker,
  ),
  bad('negative Expiration.Days for a marker', gone(-1), 'days-invalid', marker),
  {
    ...bad('an upload class the model does not know', {}, 'probe-class-unknown'),
    config: null,
    probe: obj('x', { uploadClass: 'SNOW' }),
    why: [],
  },
];

const harmless: Case[] = [
  {
    proves: 'nonsense in a Disabled rule does not matter',
    config: rules({ Status: 'Disabled', ...to('SNOW', -1) }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['disabled'],
  },
  {
    proves: 'nonsense in a rule for other keys does not matter',
    config: rules({ Filter: { Prefix: 'datasets/' }, ...to('SNOW', 1) }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'a malformed condition does not matter beside one that certainly fails inside And',
    config: wrong({
      Rules: [{ Status: 'Enabled', Filter: { And: { Prefix: 'x', Tags: 'none' } }, ...gone(10) }],
    }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'a missing Status does not matter for keys the rule does not select',
    config: wrong({ Rules: [{ Filter: { Prefix: 'x' }, ...gone(10) }] }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'an unknown class does not matter before its day',
    config: rules(to('SNOW', 30)),
    probe: obj(),
    at: { 29: 'STANDARD' },
  },
  {
    proves: 'a missing Status does not matter before the day of the action',
    config: wrong({ Rules: [{ Filter: {}, ...gone(10) }] }),
    probe: obj(),
    at: { 9: 'STANDARD' },
  },
  {
    proves: 'an unknown class does not matter once the object is expired',
    config: rules(to('SNOW', 30), gone(60)),
    probe: obj(),
    at: { 60: 'expired' },
  },
  {
    proves: 'a doubtful move does not matter once a sound rule went further',
    config: wrong({
      Rules: [{ Status: '?', ...to('STANDARD_IA', 30) }, ...(rules(to('GLACIER', 60)).Rules ?? [])],
    }),
    probe: obj(),
    at: { 60: 'GLACIER' },
  },
  {
    proves: 'an unknown minimum size setting does not matter for large objects',
    config: { ...rules(to('GLACIER', 30)), TransitionDefaultMinimumObjectSize: 'none' },
    probe: obj(),
    at: { 30: 'GLACIER' },
  },
  {
    proves: 'Prefix and Filter that agree are plain enough',
    config: rules({ Prefix: 'models/', Filter: { Prefix: 'models/' }, ...gone(10) }),
    probe: obj(),
    at: { 10: 'expired' },
  },
  {
    proves: 'several conditions outside And that all hold are plain enough',
    config: rules({ Filter: { Prefix: 'models/', ObjectSizeGreaterThan: 5 }, ...gone(10) }),
    probe: obj(),
    at: { 10: 'expired' },
  },
  {
    proves: 'several conditions outside And that all fail are plain enough',
    config: rules({ Filter: { Prefix: 'x/', ObjectSizeLessThan: 5 }, ...gone(10) }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['prefix-mismatch'],
  },
  {
    proves: 'null actions are absent ones',
    config: rules({ Transitions: null, Expiration: null, NoncurrentVersionExpiration: null }),
    probe: obj(),
    at: { 400: 'STANDARD' },
    why: ['no-such-action'],
  },
  {
    proves: 'an element of null is no element',
    config: wrong({ Rules: [{ Status: 'Enabled', Transition: null, ...gone(10) }] }),
    probe: obj(),
    at: { 10: 'expired' },
  },
];

export const CASES: readonly Case[] = [
  ...statusAndFilters,
  ...tagsAndSizes,
  ...transitions,
  ...floor,
  ...dates,
  ...versions,
  ...markersAndUploads,
  ...malformed,
  ...harmless,
];
