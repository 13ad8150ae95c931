import {
  BUCKET,
  call,
  EXPERIMENTS,
  expires,
  lifecycle,
  MARKERS,
  MODELS,
  moves,
  rule,
  SCRATCH,
  SCRATCH_TAG,
  type AccountState,
  type Expected,
} from './state.ts';

type Json = Record<string, unknown>;

/** Rules in place of the reference's, and what `tiering` must say. */
const rules = (
  name: string,
  list: readonly Json[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `tiering: ${name}`,
  calls: [lifecycle(list)],
  expect: { tiering: expected },
  ...more,
});
const models = (...steps: readonly (readonly [unknown, string])[]): Json[] => [
  rule('models/', moves(...steps)),
  EXPERIMENTS,
  SCRATCH,
];
const experiments = (...steps: readonly (readonly [unknown, string])[]): Json[] => [
  MODELS,
  rule('experiments/', moves(...steps)),
  SCRATCH,
];
const scratch = (...list: readonly Json[]): Json[] => [MODELS, EXPERIMENTS, ...list];
const with_ = (...list: readonly Json[]): Json[] => [MODELS, EXPERIMENTS, SCRATCH, ...list];
const sized = (more: Json): Json[] => [
  rule({ And: { Prefix: 'models/', ...more } }, moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])),
  EXPERIMENTS,
  SCRATCH,
];
const tagged = (Key: string, Value: string): Json => rule({ Tag: { Key, Value } }, expires(14));
const midnight = (days: number): string =>
  new Date((Math.floor(Date.now() / 86_400_000) + days) * 86_400_000).toISOString();

export const tiering: readonly AccountState[] = [
  // Numbers, one by one.
  rules('models to IA a day late', models([31, 'STANDARD_IA'], [90, 'GLACIER_IR']), 'pass'),
  rules('models to IA a day early', models([29, 'STANDARD_IA'], [90, 'GLACIER_IR']), 'fail/wrong-class'),
  rules('models to IA two days late', models([32, 'STANDARD_IA'], [90, 'GLACIER_IR']), 'fail/wrong-class'),
  rules('models to Glacier IR a day late', models([30, 'STANDARD_IA'], [91, 'GLACIER_IR']), 'pass'),
  rules(
    'models to Glacier IR a day early',
    models([30, 'STANDARD_IA'], [89, 'GLACIER_IR']),
    'fail/wrong-class',
  ),
  rules(
    'models to Glacier IR two days late',
    models([30, 'STANDARD_IA'], [92, 'GLACIER_IR']),
    'fail/wrong-class',
  ),
  rules('experiments a day late', experiments([61, 'DEEP_ARCHIVE']), 'pass'),
  rules('experiments a day early', experiments([59, 'DEEP_ARCHIVE']), 'fail/wrong-class'),
  rules('experiments two days late', experiments([62, 'DEEP_ARCHIVE']), 'fail/wrong-class'),
  rules('scratch a day late', scratch(rule(SCRATCH_TAG, expires(15))), 'pass'),
  rules('scratch a day early', scratch(rule(SCRATCH_TAG, expires(13))), 'fail/data-lost'),
  rules('scratch two days late', scratch(rule(SCRATCH_TAG, expires(16))), 'fail/scratch-kept'),
  rules(
    'models leave the class after the last probe',
    models([30, 'STANDARD_IA'], [90, 'GLACIER_IR'], [2001, 'DEEP_ARCHIVE']),
    'pass',
  ),
  rules(
    'models leave the class on the last probe',
    models([30, 'STANDARD_IA'], [90, 'GLACIER_IR'], [2000, 'DEEP_ARCHIVE']),
    'fail/wrong-class',
  ),
  // Classes.
  rules('Glacier Flexible for Glacier IR', models([30, 'STANDARD_IA'], [90, 'GLACIER']), 'fail/wrong-class'),
  rules('One Zone-IA for Standard-IA', models([30, 'ONEZONE_IA'], [90, 'GLACIER_IR']), 'fail/wrong-class'),
  rules('models straight to Glacier IR', models([90, 'GLACIER_IR']), 'fail/wrong-class'),
  rules('Intelligent-Tiering for models at once', models([0, 'INTELLIGENT_TIERING']), 'fail/wrong-class'),
  rules(
    'Intelligent-Tiering for data sets',
    with_(rule('datasets/', moves([0, 'INTELLIGENT_TIERING']))),
    'fail/overreach',
  ),
  rules('Glacier Flexible for Deep Archive', experiments([60, 'GLACIER']), 'fail/wrong-class'),
  rules(
    'experiments rest in Glacier first',
    experiments([30, 'GLACIER'], [60, 'DEEP_ARCHIVE']),
    'fail/wrong-class',
  ),
  // Prefixes.
  rules(
    'prefix models without slash',
    [rule('models', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), EXPERIMENTS, SCRATCH],
    'fail/overreach',
  ),
  rules(
    'prefix /models/',
    [rule('/models/', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), EXPERIMENTS, SCRATCH],
    'fail/wrong-class',
  ),
  rules(
    'prefix models/*',
    [rule('models/*', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), EXPERIMENTS, SCRATCH],
    'fail/wrong-class',
  ),
  rules(
    'prefix Models/',
    [rule('Models/', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), EXPERIMENTS, SCRATCH],
    'fail/wrong-class',
  ),
  rules('prefix exp', [MODELS, rule('exp', moves([60, 'DEEP_ARCHIVE'])), SCRATCH], 'pass'),
  rules(
    'no prefix at all for models',
    [rule({}, moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), EXPERIMENTS, SCRATCH],
    'fail/wrong-class',
    {
      because: 'experiments are in Standard-IA at 59 days, before anybody asks about data sets',
    },
  ),
  rules(
    'a rule for everything after the last class',
    with_(rule('', moves([100, 'STANDARD_IA']))),
    'fail/overreach',
  ),
  // Disabled and overlapping rules.
  rules(
    'models rule disabled',
    [{ ...MODELS, Status: 'Disabled' }, EXPERIMENTS, SCRATCH],
    'fail/wrong-class',
  ),
  rules('a dangerous rule, disabled', with_({ ...rule('', expires(1)), Status: 'Disabled' }), 'pass'),
  rules(
    'one rule for each step',
    [
      rule('models/', moves([30, 'STANDARD_IA'])),
      rule('models/', moves([90, 'GLACIER_IR'])),
      EXPERIMENTS,
      SCRATCH,
    ],
    'pass',
  ),
  rules('overlap: the colder rule wins', with_(rule('models/', moves([365, 'GLACIER']))), 'fail/wrong-class'),
  rules(
    'overlap: a warmer rule changes nothing',
    with_(rule('experiments/', moves([300, 'GLACIER']))),
    'pass',
  ),
  rules(
    'overlap: Intelligent-Tiering late',
    with_(rule('models/', moves([300, 'INTELLIGENT_TIERING']))),
    'pass',
    {
      because: 'the catalogue ranks Intelligent-Tiering above Glacier IR, and nothing moves back up',
    },
  ),
  // Expiration.
  rules('everything expires after ten years', with_(rule('', expires(3650))), 'pass'),
  rules('everything expires on the last probe', with_(rule('', expires(2000))), 'fail/data-lost'),
  rules('everything expires a day after the last probe', with_(rule('', expires(2001))), 'pass'),
  rules(
    'small models expire',
    with_(rule({ And: { Prefix: 'models/', ObjectSizeLessThan: 131072 } }, expires(60))),
    'fail/data-lost',
  ),
  rules('marker clean-up is no expiration', with_(rule('', MARKERS)), 'pass'),
  rules(
    'old versions are none of its business',
    with_(rule('', { NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'DEEP_ARCHIVE' }] })),
    'pass',
  ),
  // Tags.
  rules('tag value Scratch', scratch(tagged('retention', 'Scratch')), 'fail/scratch-kept'),
  rules('tag key Retention', scratch(tagged('Retention', 'scratch')), 'fail/scratch-kept'),
  rules('tag without a value', scratch(tagged('retention', '')), 'fail/scratch-kept'),
  rules(
    'two tags demanded',
    scratch(
      rule(
        {
          And: {
            Tags: [
              { Key: 'retention', Value: 'scratch' },
              { Key: 'owner', Value: 'ml' },
            ],
          },
        },
        expires(14),
      ),
    ),
    'fail/scratch-kept',
  ),
  rules(
    'scratch below experiments only',
    scratch(
      rule({ And: { Prefix: 'experiments/', Tags: [{ Key: 'retention', Value: 'scratch' }] } }, expires(14)),
    ),
    'fail/scratch-kept',
  ),
  rules(
    'scratch below each prefix',
    scratch(
      ...['experiments/', 'datasets/', 'models/'].map((Prefix) =>
        rule({ And: { Prefix, Tags: [{ Key: 'retention', Value: 'scratch' }] } }, expires(14)),
      ),
    ),
    'pass',
  ),
  rules(
    'scratch with a size that fits',
    scratch(
      rule(
        { And: { Tags: [{ Key: 'retention', Value: 'scratch' }], ObjectSizeGreaterThan: 1024 } },
        expires(14),
      ),
    ),
    'pass',
  ),
  rules(
    'scratch with a size that does not',
    scratch(
      rule(
        { And: { Tags: [{ Key: 'retention', Value: 'scratch' }], ObjectSizeLessThan: 1048576 } },
        expires(14),
      ),
    ),
    'fail/scratch-kept',
  ),
  rules('no scratch rule', scratch(), 'fail/scratch-kept'),
  // Sizes.
  rules('models above the floor only', sized({ ObjectSizeGreaterThan: 131071 }), 'pass'),
  rules('greater than 50 KiB leaves 50 KiB out', sized({ ObjectSizeGreaterThan: 51200 }), 'pass'),
  rules(
    'greater than 50 KiB less a byte takes it',
    sized({ ObjectSizeGreaterThan: 51199 }),
    'fail/small-moved',
  ),
  rules('greater than 0', sized({ ObjectSizeGreaterThan: 0 }), 'fail/small-moved'),
  rules('less than 5 MiB leaves models out', sized({ ObjectSizeLessThan: 5242880 }), 'fail/wrong-class'),
  rules('less than 5 MiB and a byte', sized({ ObjectSizeLessThan: 5242881 }), 'fail/small-moved'),
  rules(
    'greater than 5 MiB leaves models out',
    sized({ ObjectSizeGreaterThan: 5242880 }),
    'fail/wrong-class',
  ),
  rules(
    'an extra rule for small models',
    with_(rule({ And: { Prefix: 'models/', ObjectSizeLessThan: 131072 } }, moves([90, 'STANDARD_IA']))),
    'fail/small-moved',
  ),
  rules('size default varies, Glacier IR keeps the floor', [], 'pass', {
    calls: [lifecycle(with_(), BUCKET, { TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' })],
  }),
  rules('size default varies, Glacier takes small ones', [], 'fail/small-moved', {
    calls: [
      lifecycle(with_(rule({ Prefix: 'models/tiny' }, moves([80, 'DEEP_ARCHIVE']))), BUCKET, {
        TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
      }),
    ],
  }),
  rules(
    'the same with the usual default',
    with_(rule({ Prefix: 'models/tiny' }, moves([80, 'DEEP_ARCHIVE']))),
    'pass',
  ),
  // Dates.
  rules(
    'models by dates that fit today',
    [
      rule('models/', {
        Transitions: [
          { Date: midnight(30), StorageClass: 'STANDARD_IA' },
          { Date: midnight(90), StorageClass: 'GLACIER_IR' },
        ],
      }),
      EXPERIMENTS,
      SCRATCH,
    ],
    'fail/wrong-class',
  ),
  rules(
    'scratch by a date that fits today',
    scratch(rule(SCRATCH_TAG, { Expiration: { Date: midnight(14) } })),
    'fail/data-lost',
  ),
  rules(
    'scratch by a date in the past',
    scratch(rule(SCRATCH_TAG, { Expiration: { Date: midnight(-400) } })),
    'fail/data-lost',
  ),
  rules(
    'scratch by a date in a century',
    scratch(rule(SCRATCH_TAG, { Expiration: { Date: midnight(36500) } })),
    'fail/scratch-kept',
  ),
  rules(
    'experiments archived on one day',
    [
      MODELS,
      rule('experiments/', { Transitions: [{ Date: midnight(60), StorageClass: 'DEEP_ARCHIVE' }] }),
      SCRATCH,
    ],
    'fail/wrong-class',
  ),
  rules(
    'old archives swept on one day in ten years',
    with_(rule('archive/', { Expiration: { Date: midnight(3650) } })),
    'pass',
  ),
  // Two faults at once: the first of the list is told.
  rules(
    'lost and wrong class',
    [
      rule('models/', { ...moves([30, 'STANDARD_IA'], [90, 'GLACIER']), ...expires(365) }),
      EXPERIMENTS,
      SCRATCH,
    ],
    'fail/data-lost',
  ),
  rules(
    'wrong class and overreach',
    [rule('models', moves([30, 'STANDARD_IA'], [90, 'GLACIER'])), EXPERIMENTS, SCRATCH],
    'fail/wrong-class',
  ),
  rules(
    'small moved and scratch kept',
    [
      rule(
        { And: { Prefix: 'models/', ObjectSizeGreaterThan: 0 } },
        moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR']),
      ),
      EXPERIMENTS,
    ],
    'fail/small-moved',
  ),
  rules(
    'scratch kept and overreach',
    [rule('models', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), EXPERIMENTS],
    'fail/scratch-kept',
  ),
  rules('no configuration', [], 'fail/no-lifecycle', {
    calls: [call('s3:DeleteBucketLifecycle', { Bucket: BUCKET })],
  }),
  // Variables.
  rules('other numbers, rules that follow', with_(), 'pass', {
    variables: { ia_days: 45, gir_days: 120, archive_days: 90, scratch_days: 7 },
  }),
  rules('the largest numbers, rules that follow', with_(), 'pass', {
    variables: { ia_days: 60, gir_days: 180, archive_days: 120, scratch_days: 21 },
  }),
  rules(
    'other numbers, the rules of the defaults',
    [
      rule('models/', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])),
      rule('experiments/', moves([60, 'DEEP_ARCHIVE'])),
      rule(SCRATCH_TAG, expires(14)),
    ],
    'fail/wrong-class',
    {
      variables: { ia_days: 45, gir_days: 120, archive_days: 90 },
    },
  ),
  rules('scratch in 21 days, a rule of 14', scratch(rule(SCRATCH_TAG, expires(14))), 'fail/data-lost', {
    variables: { scratch_days: 21 },
  }),
  rules('ia_days=0 is the day of the upload', models([0, 'STANDARD_IA'], [90, 'GLACIER_IR']), 'pass', {
    variables: { ia_days: '0' },
  }),
  rules('numbers near the last probe', with_(), 'pass', {
    variables: { archive_days: '1990', gir_days: '1999' },
  }),
  rules(
    'a thousand rules',
    [...with_(), ...Array.from({ length: 997 }, (_, n) => rule(`datasets/site-${n}/`, expires(400)))],
    'pass',
  ),
];
