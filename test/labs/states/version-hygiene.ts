import {
  aborts,
  BUCKET,
  call,
  expires,
  lifecycle,
  MARKERS,
  oldVersions,
  rule,
  SCRATCH_TAG,
  type AccountState,
  type Expected,
} from './state.ts';

type Json = Record<string, unknown>;

const rules = (
  name: string,
  list: readonly Json[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `version-hygiene: ${name}`,
  calls: [lifecycle(list)],
  expect: { 'version-hygiene': expected },
  ...more,
});
const versioning = (Status: string) =>
  call('s3:PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status } });
const ALL = rule('', { ...MARKERS, ...oldVersions(30, 3), ...aborts(7) });
const old = (...list: readonly Json[]): Json[] => [...list, rule('', { ...MARKERS, ...aborts(7) })];
const markers = (...list: readonly Json[]): Json[] => [
  rule('', { ...oldVersions(30, 3), ...aborts(7) }),
  ...list,
];
const uploads = (...list: readonly Json[]): Json[] => [
  rule('', { ...oldVersions(30, 3), ...MARKERS }),
  ...list,
];
const PREFIXES = ['datasets/', 'models/', 'top/'];

export const versionHygiene: readonly AccountState[] = [
  rules('nothing but the four actions', [ALL], 'pass'),
  rules('an empty filter', [{ ...ALL, Filter: {} }], 'pass'),
  // Old versions.
  rules('a day late', old(rule('', oldVersions(31, 3))), 'pass'),
  rules('two days late', old(rule('', oldVersions(32, 3))), 'fail/noncurrent-kept'),
  rules('a day early', old(rule('', oldVersions(29, 3))), 'fail/versions-lost'),
  rules('one version less', old(rule('', oldVersions(30, 2))), 'fail/versions-lost'),
  rules('one version more', old(rule('', oldVersions(30, 4))), 'fail/noncurrent-kept'),
  rules('however few there are', old(rule('', oldVersions(30))), 'fail/versions-lost'),
  rules('below models only', old(rule('models/', oldVersions(30, 3))), 'fail/noncurrent-kept'),
  rules(
    'below the three prefixes',
    old(...PREFIXES.map((prefix) => rule(prefix, oldVersions(30, 3)))),
    'pass',
  ),
  rules(
    'everywhere but top/',
    old(rule('models/', oldVersions(30, 3)), rule('datasets/', oldVersions(30, 3))),
    'fail/noncurrent-kept',
  ),
  rules('tagged versions only', old(rule(SCRATCH_TAG, oldVersions(30, 3))), 'fail/noncurrent-kept'),
  rules(
    'large versions only, and the probes are',
    old(rule({ ObjectSizeGreaterThan: 1024 }, oldVersions(30, 3))),
    'pass',
  ),
  rules(
    'a second rule that is hasty with models',
    old(rule('', oldVersions(30, 3)), rule('models/', oldVersions(10, 3))),
    'fail/versions-lost',
  ),
  rules('disabled', old({ ...rule('', oldVersions(30, 3)), Status: 'Disabled' }), 'fail/noncurrent-kept'),
  rules(
    'rest in Glacier IR before they go',
    [
      ALL,
      rule('models/', { NoncurrentVersionTransitions: [{ NoncurrentDays: 7, StorageClass: 'GLACIER_IR' }] }),
    ],
    'pass',
  ),
  rules(
    'current objects may expire, which is another task',
    [rule('', { ...expires(365), ...oldVersions(30, 3), ...aborts(7) })],
    'pass',
  ),
  // Delete markers.
  rules('no clean-up of markers', markers(), 'fail/markers-kept'),
  rules(
    'marker clean-up false',
    markers(rule('', { Expiration: { ExpiredObjectDeleteMarker: false } })),
    'fail/markers-kept',
  ),
  rules('marker clean-up below models', markers(rule('models/', MARKERS)), 'fail/markers-kept'),
  rules('markers by Days 400', markers(rule('', expires(400))), 'pass'),
  rules('markers by Days 401', markers(rule('', expires(401))), 'fail/markers-kept'),
  rules('markers by Days of tagged objects', markers(rule(SCRATCH_TAG, expires(14))), 'fail/markers-kept'),
  rules(
    'markers by Days of large objects',
    markers(rule({ ObjectSizeGreaterThan: 0 }, expires(14))),
    'fail/markers-kept',
  ),
  rules(
    'markers by a date',
    markers(rule('', { Expiration: { Date: '2026-01-01T00:00:00Z' } })),
    'fail/markers-kept',
  ),
  // Uploads.
  rules('uploads a day late', uploads(rule('', aborts(8))), 'pass'),
  rules('uploads two days late', uploads(rule('', aborts(9))), 'fail/uploads-kept'),
  rules('uploads after a day', uploads(rule('', aborts(1))), 'pass'),
  rules('uploads below raw/', uploads(rule('raw/', aborts(7))), 'fail/uploads-kept'),
  rules(
    'uploads: rule disabled',
    uploads({ ...rule('', aborts(7)), Status: 'Disabled' }),
    'fail/uploads-kept',
  ),
  rules('uploads: no rule', uploads(), 'fail/uploads-kept'),
  // Versioning.
  rules('suspended', [], 'fail/not-versioned', { calls: [versioning('Suspended')] }),
  rules('suspended, and nothing else right', [], 'fail/not-versioned', {
    calls: [versioning('Suspended'), call('s3:DeleteBucketLifecycle', { Bucket: BUCKET })],
  }),
  rules('no configuration', [], 'fail/noncurrent-kept', {
    calls: [call('s3:DeleteBucketLifecycle', { Bucket: BUCKET })],
  }),
  // Two faults.
  rules('some stay and some are lost', old(rule('models/', oldVersions(30))), 'fail/noncurrent-kept'),
  rules('lost, and markers kept', [rule('', { ...oldVersions(30), ...aborts(7) })], 'fail/versions-lost'),
  rules('markers and uploads kept', [rule('', oldVersions(30, 3))], 'fail/markers-kept'),
  // Variables.
  rules(
    'other numbers, rules that follow',
    [
      rule('', {
        ...MARKERS,
        ...oldVersions('{{noncurrent_days}}', '{{keep_versions}}'),
        ...aborts('{{abort_days}}'),
      }),
    ],
    'pass',
    {
      variables: { noncurrent_days: 14, keep_versions: 5, abort_days: 3 },
    },
  ),
  rules('other numbers, the rules of the defaults', [ALL], 'fail/noncurrent-kept', {
    variables: { noncurrent_days: 14 },
  }),
  rules('sixty days, a rule of thirty', [ALL], 'fail/versions-lost', {
    variables: { noncurrent_days: '60' },
  }),
  rules('abort after three, a rule of seven', [ALL], 'fail/uploads-kept', { variables: { abort_days: 3 } }),
  rules('keep one', old(rule('', oldVersions(30, 1))), 'pass', { variables: { keep_versions: '1' } }),
  rules('keep none', old(rule('', oldVersions(30))), 'pass', { variables: { keep_versions: '0' } }),
  rules('keep a hundred', old(rule('', oldVersions(30, 100))), 'pass', {
    variables: { keep_versions: '100' },
  }),
  // Reads that break.
  rules('versioning unknown, rules wrong', old(rule('models/', oldVersions(30, 3))), 'fail/noncurrent-kept', {
    broken: { 's3:GetBucketVersioning': 'deny' },
  }),
  rules('versioning unknown, rules right', [ALL], 'blocked/denied', {
    broken: { 's3:GetBucketVersioning': 'deny' },
  }),
  rules('rules unknown, versioning off', [], 'fail/not-versioned', {
    calls: [versioning('Suspended')],
    broken: { 's3:GetBucketLifecycleConfiguration': 'throttle' },
  }),
];
