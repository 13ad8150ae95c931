/** Lifecycle rules: what S3 takes it gives back to the letter, what it refuses it refuses by name. */
import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRules } from '../../../server/sandbox/overlay/s3/lifecycle-rules.ts';
import { AwsError, type OverlayOperation } from '../../../server/sandbox/types.ts';
import { overlayClient } from './overlay-harness.ts';

const base: LifecycleRule = { ID: 'r', Status: 'Enabled', Filter: {}, Expiration: { Days: 400 } };

function faultOf(...rules: object[]): string {
  try {
    checkRules(rules as LifecycleRule[]);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const malformed = /^MalformedXML/;

describe('what S3 accepts', () => {
  it.each<[string, object]>([
    ['an empty filter', {}],
    ['an empty prefix', { Filter: { Prefix: '' } }],
    ['a legacy prefix', { Filter: undefined, Prefix: '' }],
    [
      'any number of days to STANDARD_IA, since July 2026',
      { Transitions: [{ Days: 0, StorageClass: 'STANDARD_IA' }] },
    ],
    [
      'colder and colder, written in any order',
      {
        Transitions: [
          { Days: 180, StorageClass: 'DEEP_ARCHIVE' },
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'GLACIER_IR' },
        ],
      },
    ],
    ['a dated rule', { Expiration: { Date: new Date('2027-01-01T00:00:00Z') } }],
    [
      'a tag and a size, all of them',
      { Filter: { And: { Prefix: '', Tags: [{ Key: 'a', Value: '' }], ObjectSizeGreaterThan: 0 } } },
    ],
    ['a marker rule', { Expiration: { ExpiredObjectDeleteMarker: true } }],
    [
      'noncurrent versions',
      {
        NoncurrentVersionTransitions: [{ NoncurrentDays: 0, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 100 },
      },
    ],
    ['dead uploads', { Expiration: undefined, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    ['a rule without an id', { ID: undefined }],
    ['an id of 255 characters', { ID: 'x'.repeat(255) }],
  ])('%s', (_name, change) => {
    expect(faultOf({ ...base, ...change })).toBe('accepted');
  });

  it('a thousand rules', () => {
    const rules = Array.from({ length: 1000 }, (_, index) => ({ ...base, ID: `r${index}` }));
    expect(faultOf(...rules)).toBe('accepted');
  });
});

describe('what S3 refuses', () => {
  it.each<[string, object, RegExp]>([
    ['an id of 256 characters', { ID: 'x'.repeat(256) }, /^InvalidArgument: ID length/],
    ['a status in lower case', { Status: 'enabled' }, malformed],
    ['neither filter nor prefix', { Filter: undefined }, malformed],
    ['both filter and prefix', { Prefix: 'a' }, /^InvalidRequest: Base level prefix/],
    ['two predicates without And', { Filter: { Prefix: 'a', ObjectSizeLessThan: 9 } }, malformed],
    ['an And of one', { Filter: { And: { Prefix: 'a' } } }, malformed],
    [
      'a tag key twice',
      {
        Filter: {
          And: {
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'a', Value: '2' },
            ],
          },
        },
      },
      /^InvalidRequest: Duplicate Tag Keys/,
    ],
    ['a tag without a key', { Filter: { Tag: { Key: '', Value: '1' } } }, malformed],
    [
      'sizes that meet nowhere',
      { Filter: { And: { ObjectSizeGreaterThan: 9, ObjectSizeLessThan: 9 } } },
      /^InvalidRequest: 'ObjectSizeLessThan' has/,
    ],
    [
      'a size of nothing',
      { Filter: { ObjectSizeLessThan: 0 } },
      /^InvalidRequest: 'ObjectSizeLessThan' should/,
    ],
    [
      'a negative size',
      { Filter: { ObjectSizeGreaterThan: -1 } },
      /^InvalidRequest: 'ObjectSizeGreaterThan' should/,
    ],
    [
      'a prefix longer than a key',
      { Filter: { Prefix: 'x'.repeat(1025) } },
      /^InvalidArgument: The maximum size/,
    ],
    ['no action', { Expiration: undefined }, /^InvalidRequest: At least one action/],
    ['an empty expiration', { Expiration: {} }, malformed],
    ['days and a date', { Expiration: { Days: 1, Date: new Date('2027-01-01') } }, malformed],
    ['days and a marker', { Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }, malformed],
    ['expiry on day 0', { Expiration: { Days: 0 } }, /^InvalidArgument: 'Days' for Expiration/],
    ['half a day', { Expiration: { Days: 1.5 } }, malformed],
    ['days beyond the schema', { Expiration: { Days: 2 ** 31 } }, malformed],
    [
      'noon',
      { Expiration: { Date: new Date('2027-01-01T12:00:00Z') } },
      /^InvalidArgument: 'Date' must be at midnight/,
    ],
    [
      'a marker with a tag',
      { Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { ExpiredObjectDeleteMarker: true } },
      /^InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Tags/,
    ],
    [
      'a marker with a size',
      { Filter: { ObjectSizeLessThan: 9 }, Expiration: { ExpiredObjectDeleteMarker: false } },
      /^InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Object Size/,
    ],
    [
      'uploads with a tag',
      {
        Filter: { Tag: { Key: 'a', Value: 'b' } },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
      /^InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags/,
    ],
    [
      'uploads with a size',
      { Filter: { ObjectSizeGreaterThan: 9 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      /^InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Object Size/,
    ],
    [
      'uploads aborted on day 0',
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } },
      /^InvalidArgument: 'DaysAfterInitiation'/,
    ],
    ['uploads without days', { AbortIncompleteMultipartUpload: {} }, malformed],
    [
      'noncurrent expiry on day 0',
      { NoncurrentVersionExpiration: { NoncurrentDays: 0 } },
      /^InvalidArgument: 'NoncurrentDays'/,
    ],
    [
      'noncurrent expiry without days',
      { NoncurrentVersionExpiration: { NewerNoncurrentVersions: 3 } },
      malformed,
    ],
    [
      '101 newer versions',
      { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 101 } },
      /^InvalidArgument: 'NewerNoncurrentVersions'/,
    ],
    [
      '0 newer versions',
      { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 0 } },
      /^InvalidArgument: 'NewerNoncurrentVersions'/,
    ],
    [
      'newer versions in the old language',
      {
        Filter: undefined,
        Prefix: '',
        NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 },
      },
      /^InvalidRequest: NewerNoncurrentVersions element/,
    ],
    ['a class that is none', { Transitions: [{ Days: 1, StorageClass: 'STANDARD' }] }, malformed],
    ['a transition without time', { Transitions: [{ StorageClass: 'GLACIER' }] }, malformed],
    [
      'a transition with two times',
      { Transitions: [{ Days: 1, Date: new Date('2026-12-01'), StorageClass: 'GLACIER' }] },
      malformed,
    ],
    [
      'a transition before birth',
      { Transitions: [{ Days: -1, StorageClass: 'GLACIER' }] },
      /^InvalidArgument: 'Days' in Transition/,
    ],
    [
      'a class twice',
      {
        Transitions: [
          { Days: 1, StorageClass: 'GLACIER' },
          { Days: 2, StorageClass: 'GLACIER' },
        ],
      },
      /^InvalidRequest: 'StorageClass' must be different .* with filter '\(prefix=\)'/,
    ],
    [
      'colder before warmer',
      {
        Transitions: [
          { Days: 30, StorageClass: 'DEEP_ARCHIVE' },
          { Days: 60, StorageClass: 'GLACIER' },
        ],
      },
      /^InvalidArgument: 'Days' in the Transition action for StorageClass 'DEEP_ARCHIVE' for filter '\(prefix=\)' must be greater/,
    ],
    [
      'two classes on one day',
      {
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 30, StorageClass: 'GLACIER' },
        ],
      },
      /^InvalidArgument: 'Days' in the Transition/,
    ],
    [
      'days beside a date',
      { Expiration: { Days: 400 }, Transitions: [{ Date: new Date('2026-12-01'), StorageClass: 'GLACIER' }] },
      /^InvalidRequest: Found mixed/,
    ],
    [
      'a move on the day of expiry',
      { Transitions: [{ Days: 400, StorageClass: 'GLACIER' }] },
      /^InvalidArgument: 'Days' in the Expiration action for filter/,
    ],
    [
      'noncurrent: a move after the end',
      {
        NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
      /^InvalidArgument: 'NoncurrentDays' in the NoncurrentVersionExpiration/,
    ],
    [
      'noncurrent: colder before warmer',
      {
        NoncurrentVersionTransitions: [
          { NoncurrentDays: 1, StorageClass: 'GLACIER' },
          { NoncurrentDays: 2, StorageClass: 'GLACIER_IR' },
        ],
      },
      /^InvalidArgument: 'NoncurrentDays' in the NoncurrentVersionTransition/,
    ],
    ['noncurrent: without days', { NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER' }] }, malformed],
  ])('%s', (_name, change, fault) => {
    expect(faultOf({ ...base, ...change })).toMatch(fault);
  });

  it('no rules, and 1,001', () => {
    expect(faultOf()).toMatch(/^InvalidRequest: At least one lifecycle rule/);
    const rules = Array.from({ length: 1001 }, (_, index) => ({ ...base, ID: `r${index}` }));
    expect(faultOf(...rules)).toMatch(/^InvalidRequest: The number of lifecycle rules/);
  });

  it('one id twice, and both generations of the language', () => {
    expect(faultOf(base, base)).toMatch(/^InvalidArgument: Rule ID must be unique/);
    const legacy = { ...base, ID: 'old', Filter: undefined, Prefix: 'a/' };
    expect(faultOf(base, legacy)).toMatch(/^InvalidRequest: Base level prefix/);
    expect(faultOf(legacy, base)).toMatch(/^InvalidRequest: Filter element/);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 20 }).filter(isXmlText);

/** XML 1.0 has no way to write these characters. */
function isXmlText(value: string): boolean {
  // eslint-disable-next-line no-control-regex -- these are the characters meant
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value) && !isLayout(value);
}

/** The SDK takes white space with a line break for layout between elements and reads it as nothing. */
function isLayout(value: string): boolean {
  return value.trim() === '' && value.includes('\n');
}

const days = fc.integer({ min: 1, max: 1000 });
const midnight = fc.integer({ min: 20_000, max: 30_000 }).map((day) => new Date(day * 86_400_000));
const tags = fc.uniqueArray(fc.record({ Key: text, Value: text }), {
  maxLength: 4,
  selector: ({ Key }) => Key,
});
const optional = { requiredKeys: [] };
const filter = fc.oneof(
  fc.constant({}),
  fc.record({ Prefix: text }),
  fc.record({ Tag: fc.record({ Key: text, Value: text }) }),
  fc.record({ ObjectSizeGreaterThan: fc.integer({ min: 0, max: 2 ** 40 }) }),
  fc.record({
    And: fc.record({ Prefix: text, Tags: tags, ObjectSizeLessThan: fc.integer({ min: 1 }) }, optional),
  }),
);
const storageClass = fc.constantFrom('STANDARD_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE');
const rule = fc.record(
  {
    ID: text,
    Status: fc.constantFrom('Enabled', 'Disabled'),
    Filter: filter,
    Expiration: fc.oneof(
      fc.record({ Days: days }),
      fc.record({ Date: midnight }),
      fc.record({ ExpiredObjectDeleteMarker: fc.boolean() }),
    ),
    Transitions: fc.array(fc.record({ Days: days, StorageClass: storageClass }), {
      minLength: 1,
      maxLength: 3,
    }),
    NoncurrentVersionTransitions: fc.array(fc.record({ NoncurrentDays: days, StorageClass: storageClass }), {
      minLength: 1,
      maxLength: 2,
    }),
    NoncurrentVersionExpiration: fc.record({ NoncurrentDays: days, NewerNoncurrentVersions: days }),
    AbortIncompleteMultipartUpload: fc.record({ DaysAfterInitiation: days }),
  },
  { requiredKeys: ['Status'] },
);

describe('through the real client', () => {
  const kept: Record<string, unknown>[] = [];
  const operations: OverlayOperation[] = [
    {
      service: 's3',
      operation: 'PutBucketLifecycleConfiguration',
      answer: (_context, input) => {
        kept.push(input['LifecycleConfiguration'] as Record<string, unknown>);
        return Promise.resolve({});
      },
    },
    {
      service: 's3',
      operation: 'GetBucketLifecycleConfiguration',
      answer: () => Promise.resolve(kept.at(-1)),
    },
  ];

  it('reading what was written gives it back', async () => {
    const client = new S3Client({ ...overlayClient(operations).options, forcePathStyle: true });
    const configurations = fc.array(rule, { minLength: 1, maxLength: 6 });
    const identity = fc.asyncProperty(configurations, async (rules) => {
      const LifecycleConfiguration = { Rules: rules as LifecycleRule[] };
      await client.send(
        new PutBucketLifecycleConfigurationCommand({ Bucket: 'b-1', LifecycleConfiguration }),
      );
      expect(withoutEmptyLists(kept.at(-1))).toEqual(withoutEmptyLists(LifecycleConfiguration));
      const answer = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'b-1' }));
      expect(withoutEmptyLists(answer.Rules)).toEqual(withoutEmptyLists(rules));
    });
    await fc.assert(identity);
  });
});

/** A flattened list without entries leaves no trace in XML. */
function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !(Array.isArray(item) && item.length === 0))
      .map(([name, item]) => [name, withoutEmptyLists(item)]),
  );
}
