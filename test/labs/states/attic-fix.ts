import {
  aborts,
  ATTIC,
  call,
  expires,
  flags,
  lifecycle,
  moves,
  oldVersions,
  policy,
  rule,
  SCRATCH_TAG,
  type AccountState,
  type Expected,
} from './state.ts';

type Json = Record<string, unknown>;

const state = (
  name: string,
  calls: AccountState['calls'],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `attic-fix: ${name}`,
  ...(calls === undefined ? {} : { calls }),
  expect: { 'attic-fix': expected },
  ...more,
});
const rules = (
  name: string,
  list: readonly Json[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => state(name, [lifecycle(list, ATTIC)], expected, more);
const MODELS = rule('models/', moves(['{{gir_days}}', 'GLACIER_IR']));
const ABORT = rule('', aborts('{{abort_days}}'));
const legacy = (Prefix: string, actions: Json): Json => ({ Status: 'Enabled', Prefix, ...actions });
const PUBLIC = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::{{attic}}/models/*',
};
const upload = (Key: string) => call('s3:CreateMultipartUpload', { Bucket: ATTIC, Key });

export const atticFix: readonly AccountState[] = [
  // Lifecycle.
  rules('legacy rules', [legacy('models/', moves([90, 'GLACIER_IR'])), legacy('', aborts(7))], 'pass'),
  rules(
    'legacy rule with the leading slash',
    [legacy('/models/', moves([90, 'GLACIER_IR'])), legacy('', aborts(7))],
    'fail/wrong-class',
  ),
  rules('a day late', [rule('models/', moves([91, 'GLACIER_IR'])), ABORT], 'pass'),
  rules('two days late', [rule('models/', moves([92, 'GLACIER_IR'])), ABORT], 'fail/wrong-class'),
  rules('long before', [rule('models/', moves([0, 'GLACIER_IR'])), ABORT], 'pass', {
    because: 'the task asks for gir + 1 only',
  }),
  rules(
    'by way of Standard-IA',
    [rule('models/', moves([30, 'STANDARD_IA'], [90, 'GLACIER_IR'])), ABORT],
    'pass',
  ),
  rules(
    'to Deep Archive in the end',
    [rule('models/', moves([90, 'GLACIER_IR'], [365, 'DEEP_ARCHIVE'])), ABORT],
    'pass',
    { because: 'at 2,000 days the task asks only that it has not expired' },
  ),
  rules('Glacier Flexible', [rule('models/', moves([90, 'GLACIER'])), ABORT], 'fail/wrong-class'),
  rules('everything moves', [rule('', moves([90, 'GLACIER_IR'])), ABORT], 'fail/wrong-class'),
  rules('notes move', [MODELS, ABORT, rule('notes', moves([90, 'STANDARD_IA']))], 'fail/wrong-class'),
  rules(
    'large objects move',
    [rule({ ObjectSizeGreaterThan: 1048576 }, moves([90, 'GLACIER_IR'])), ABORT],
    'fail/wrong-class',
  ),
  rules(
    'large models move',
    [rule({ And: { Prefix: 'models/', ObjectSizeGreaterThan: 131072 } }, moves([90, 'GLACIER_IR'])), ABORT],
    'pass',
  ),
  rules(
    'models move by a date',
    [
      rule('models/', {
        Transitions: [{ Date: '2026-01-01T00:00:00Z', StorageClass: 'GLACIER_IR' }],
      }),
      ABORT,
    ],
    'pass',
    {
      because: 'a date in the past takes every model at once, today and in 200 days',
    },
  ),
  rules('expiry of a year kept', [MODELS, ABORT, rule({}, expires(365))], 'fail/data-lost'),
  rules('expiry of models only', [MODELS, ABORT, rule('models/', expires(1000))], 'fail/data-lost'),
  rules('expiry of data sets only', [MODELS, ABORT, rule('datasets/', expires(1000))], 'fail/data-lost'),
  rules('expiry after the last probe', [MODELS, ABORT, rule('', expires(2001))], 'pass'),
  rules('expiry of scratch', [MODELS, ABORT, rule(SCRATCH_TAG, expires(14))], 'pass'),
  rules('expiry of what lies in tmp/', [MODELS, ABORT, rule('tmp/', expires(1))], 'pass'),
  rules('old versions go', [MODELS, ABORT, rule('', oldVersions(30))], 'pass'),
  rules(
    'setup with the expiry disabled',
    [MODELS, ABORT, { ...rule({}, expires(365)), Status: 'Disabled' }],
    'pass',
  ),
  rules('abort a day late', [MODELS, rule('', aborts(8))], 'pass'),
  rules('abort two days late', [MODELS, rule('', aborts(9))], 'fail/uploads-kept'),
  rules('abort below models/', [MODELS, rule('models/', aborts(7))], 'fail/uploads-kept'),
  rules(
    'abort below raw/ and models/',
    [MODELS, rule('models/', aborts(7)), rule('raw/', aborts(7))],
    'fail/uploads-kept',
    {
      because: 'an upload of any key has to be aborted; the task names no prefix',
    },
  ),
  rules('abort disabled', [MODELS, { ...ABORT, Status: 'Disabled' }], 'fail/uploads-kept'),
  rules('no abort', [MODELS], 'fail/uploads-kept'),
  state('no configuration', [call('s3:DeleteBucketLifecycle', { Bucket: ATTIC })], 'fail/wrong-class'),
  rules(
    'lost, wrong class and uploads kept',
    [rule('', { ...moves([90, 'GLACIER']), ...expires(365) })],
    'fail/data-lost',
  ),
  rules('wrong class and uploads kept', [rule('models/', moves([90, 'GLACIER']))], 'fail/wrong-class'),
  rules('other numbers, rules that follow', [MODELS, ABORT], 'pass', {
    variables: { gir_days: 180, abort_days: 3 },
  }),
  rules('180 days, a rule of 90', [rule('models/', moves([90, 'GLACIER_IR'])), ABORT], 'pass', {
    variables: { gir_days: 180 },
  }),
  rules('90 days, a rule of 180', [rule('models/', moves([180, 'GLACIER_IR'])), ABORT], 'fail/wrong-class'),
  // Public access.
  ...['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((flag) =>
    state(`${flag} off`, [flags([flag], ATTIC)], 'fail/still-public'),
  ),
  state(
    'no public access block',
    [call('s3:DeletePublicAccessBlock', { Bucket: ATTIC })],
    'fail/still-public',
  ),
  state(
    'public policy left, four flags on',
    [flags(['BlockPublicPolicy'], ATTIC), policy([PUBLIC], ATTIC), flags([], ATTIC)],
    'pass',
    {
      because: 'RestrictPublicBuckets keeps strangers out whatever the policy says',
    },
  ),
  state(
    'public policy, flags off',
    [flags(['BlockPublicPolicy', 'RestrictPublicBuckets'], ATTIC), policy([PUBLIC], ATTIC)],
    'fail/still-public',
  ),
  state(
    'policy for the own account',
    [policy([{ ...PUBLIC, Principal: { AWS: '{{acct}}' } }], ATTIC)],
    'pass',
  ),
  state(
    'public ACL left, four flags on',
    [
      flags(['BlockPublicAcls', 'IgnorePublicAcls'], ATTIC),
      call('s3:PutBucketOwnershipControls', {
        Bucket: ATTIC,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
      call('s3:PutBucketAcl', { Bucket: ATTIC, ACL: 'public-read' }),
      flags([], ATTIC),
    ],
    'pass',
    { alone: true },
  ),
  state(
    'still public, expiry kept, uploads kept',
    [flags(['RestrictPublicBuckets'], ATTIC), lifecycle([rule({}, expires(365))], ATTIC)],
    'fail/still-public',
  ),
  // Open uploads.
  state("a young upload of one's own", [upload('raw/new.wav')], 'pass'),
  state('an upload a week old', [upload('raw/new.wav')], 'pass', { daysLater: 7 }),
  state('an upload eight days old', [upload('raw/new.wav')], 'fail/uploads-kept', { daysLater: 8 }),
  state(
    'four days old, abort after three',
    [upload('raw/new.wav'), lifecycle([MODELS, ABORT], ATTIC)],
    'fail/uploads-kept',
    { daysLater: 4, variables: { abort_days: 3 } },
  ),
  state('one of the three left', [upload('raw/harrow-ridge-night-2.wav')], 'fail/uploads-kept'),
  state('the checkpoint left', [upload('models/tmp/checkpoint-0400.pth')], 'fail/uploads-kept'),
  // The bucket.
  state('gone', undefined, 'fail/attic-missing', { variables: { attic: 'bm-attic-nobody' } }),
  state('gone, and HeadBucket denied', undefined, 'fail/attic-missing', {
    variables: { attic: 'bm-attic-nobody' },
    broken: { 's3:HeadBucket': 'deny' },
  }),
  state('a name that cannot be', undefined, 'fail/attic-missing', { variables: { attic: '' } }),
  // Reads that break.
  state('policy unknown, a flag off', [flags(['BlockPublicAcls'], ATTIC)], 'fail/still-public', {
    broken: { 's3:GetBucketPolicy': 'deny' },
  }),
  state(
    'flags unknown, expiry kept',
    [lifecycle([MODELS, ABORT, rule({}, expires(365))], ATTIC)],
    'fail/data-lost',
    { broken: { 's3:GetPublicAccessBlock': 'deny' } },
  ),
  state('uploads unknown', undefined, 'blocked/unsupported-by-target', {
    broken: { 's3:ListMultipartUploads': 'unsupported' },
  }),
  state('uploads unknown, no abort rule', [lifecycle([MODELS], ATTIC)], 'fail/uploads-kept', {
    broken: { 's3:ListMultipartUploads': 'unsupported' },
  }),
  state('rules unknown, one upload left', [upload('raw/harrow-ridge-night-1.wav')], 'fail/uploads-kept', {
    broken: { 's3:GetBucketLifecycleConfiguration': 'deny' },
  }),
  state('rules unknown', undefined, 'blocked/denied', {
    broken: { 's3:GetBucketLifecycleConfiguration': 'deny' },
  }),
];
