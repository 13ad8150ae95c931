/** What parses, and what each problem says: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../graders/semantics/iam/index.ts';
import { allow, policy, USER } from './iam-kit.ts';

const good = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const withStatement = (changes: Record<string, unknown>) => ({
  Version: '2012-10-17',
  Statement: { ...good, ...changes },
});
const without = (name: string) => ({
  Version: '2012-10-17',
  Statement: [Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))],
});

describe('accepted forms', () => {
  test('a single statement, single values, and the version', () => {
    const parsed = policy({ Version: '2012-10-17', Id: 'x', Statement: { Sid: 's', ...good } });
    expect(parsed).toMatchObject({
      version: '2012-10-17',
      id: 'x',
      statements: [{ index: 0, sid: 's', effect: 'Allow' }],
    });
  });

  test('lists everywhere', () => {
    const parsed = policy({
      Statement: [allow(['s3:Get*', 's3:List*'], ['arn:aws:s3:::a', 'arn:aws:s3:::b'])],
    });
    expect(parsed.version).toBe('2008-10-17');
    expect(parsed.statements[0]?.action.patterns.map((pattern) => pattern.source)).toEqual([
      's3:Get*',
      's3:List*',
    ]);
    expect(parsed.statements[0]?.resource?.patterns).toHaveLength(2);
  });

  test('text, and the percent-encoded text that IAM returns', () => {
    const text = JSON.stringify(withStatement({ Sid: '100%' }));
    expect(parsePolicy(text).ok).toBe(true);
    expect(parsePolicy(encodeURIComponent(text))).toEqual(parsePolicy(text));
  });

  test('numbers and booleans as condition values', () => {
    const parsed = policy(
      withStatement({
        Condition: { NumericLessThan: { 's3:max-keys': 10 }, Bool: { 'aws:SecureTransport': true } },
      }),
    );
    expect(parsed.statements[0]?.conditions.map(({ values }) => values[0]?.source)).toEqual(['10', 'true']);
  });

  test('every kind of principal', () => {
    const Principal = {
      AWS: [USER, '123456789012'],
      Service: 'ec2.amazonaws.com',
      Federated: 'accounts.google.com',
      CanonicalUser: '79a5',
    };
    expect(
      policy(withStatement({ Principal })).statements[0]?.principal?.entries.map(({ kind }) => kind),
    ).toEqual(['AWS', 'AWS', 'Service', 'Federated', 'CanonicalUser']);
  });

  test('a trust policy has no Resource', () => {
    const Statement = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' };
    expect(policy({ Version: '2012-10-17', Statement }).statements[0]?.resource).toBeUndefined();
  });

  test.each([
    '*',
    'arn:aws:s3:::b/*',
    'arn:aws:s3*',
    'arn:*',
    'arn:aws:iam::111122223333:role/x',
    'arn:aws:logs:*:*:log-group:/a:log-stream:*',
  ])('resource %s', (Resource) => {
    expect(parsePolicy(withStatement({ Resource })).ok).toBe(true);
  });
});

describe('problems', () => {
  test.each<[string, unknown, string, string, string]>([
    ['truncated text', '{"Version":"2012-10-17","Statement":[', 'not-json', 'JSON', '$'],
    ['empty text', '', 'not-json', 'JSON', '$'],
    ['broken percent encoding', '%7B%ZZ', 'not-json', 'JSON', '$'],
    ['a list', [], 'malformed', 'object', '$'],
    ['null', null, 'malformed', 'object', '$'],
    ['a number', 7, 'malformed', 'number', '$'],
    ['no statement', { Version: '2012-10-17' }, 'malformed', 'Statement', '$.Statement'],
    [
      'a statement that is text',
      { Version: '2012-10-17', Statement: ['x'] },
      'malformed',
      'string',
      '$.Statement[0]',
    ],
    [
      'an invented version',
      { Version: '2012-10-18', Statement: good },
      'malformed',
      '"2012-10-18"',
      '$.Version',
    ],
    ['a version without quotes', { Version: 2012, Statement: good }, 'malformed', '2012', '$.Version'],
    [
      'an unknown element',
      { Version: '2012-10-17', Statement: good, Author: 'x' },
      'unsupported',
      'Author',
      '$.Author',
    ],
    [
      'an unknown statement element',
      withStatement({ Resources: '*' }),
      'unsupported',
      'Resources',
      '$.Statement.Resources',
    ],
    [
      'elements keep case',
      withStatement({ condition: {} }),
      'unsupported',
      'condition',
      '$.Statement.condition',
    ],
    ['effect keeps case', withStatement({ Effect: 'allow' }), 'malformed', '"allow"', '$.Statement.Effect'],
    ['no effect', without('Effect'), 'malformed', 'Effect', '$.Statement[0].Effect'],
    ['no action', without('Action'), 'malformed', 'Action', '$.Statement[0]'],
    ['both actions', withStatement({ NotAction: 's3:*' }), 'malformed', 'NotAction', '$.Statement.NotAction'],
    [
      'both resources',
      withStatement({ NotResource: '*' }),
      'malformed',
      'NotResource',
      '$.Statement.NotResource',
    ],
    [
      'both principals',
      withStatement({ Principal: '*', NotPrincipal: '*' }),
      'malformed',
      'NotPrincipal',
      '$.Statement.NotPrincipal',
    ],
    [
      'an action without service',
      withStatement({ Action: ['s3:*', 'GetObject'] }),
      'malformed',
      'GetObject',
      '$.Statement.Action[1]',
    ],
    ['an action that is a number', withStatement({ Action: 5 }), 'malformed', 'Action', '$.Statement.Action'],
    [
      'a bucket name as resource',
      withStatement({ Resource: 'my-bucket/*' }),
      'malformed',
      'my-bucket/*',
      '$.Statement.Resource',
    ],
    [
      'a short ARN',
      withStatement({ Resource: 'arn:aws:s3:bucket' }),
      'malformed',
      'arn:aws:s3:bucket',
      '$.Statement.Resource',
    ],
    [
      'a variable too early',
      withStatement({ Resource: 'arn:aws:sqs:${aws:RequestedRegion}:1:q' }),
      'malformed',
      'arn:aws:sqs:${aws:RequestedRegion}:1:q',
      '$.Statement.Resource',
    ],
    [
      'a principal that is a list',
      withStatement({ Principal: [USER] }),
      'malformed',
      JSON.stringify([USER]),
      '$.Statement.Principal',
    ],
    [
      'an unknown principal kind',
      withStatement({ Principal: { Aws: USER } }),
      'unsupported',
      'Aws',
      '$.Statement.Principal.Aws',
    ],
    [
      'a wildcard inside a principal',
      withStatement({ Principal: { AWS: 'arn:aws:iam::1:user/*' } }),
      'malformed',
      'arn:aws:iam::1:user/*',
      '$.Statement.Principal.AWS',
    ],
    [
      'an unknown operator',
      withStatement({ Condition: { StringEqualz: { a: 'b' } } }),
      'unsupported',
      'StringEqualz',
      '$.Statement.Condition.StringEqualz',
    ],
    [
      'a misspelt operator',
      withStatement({ Condition: { stringEquals: { a: 'b' } } }),
      'unsupported',
      'stringEquals',
      '$.Statement.Condition.stringEquals',
    ],
    [
      'an unknown set operator',
      withStatement({ Condition: { 'ForSome:StringEquals': { a: 'b' } } }),
      'unsupported',
      'ForSome:StringEquals',
      '$.Statement.Condition.ForSome:StringEquals',
    ],
    [
      'NullIfExists',
      withStatement({ Condition: { NullIfExists: { a: true } } }),
      'unsupported',
      'NullIfExists',
      '$.Statement.Condition.NullIfExists',
    ],
    [
      'an operator without keys',
      withStatement({ Condition: { Bool: 'true' } }),
      'malformed',
      'Bool',
      '$.Statement.Condition.Bool',
    ],
    [
      'a condition that is text',
      withStatement({ Condition: 'x' }),
      'malformed',
      'Condition',
      '$.Statement.Condition',
    ],
    [
      'a value that is an object',
      withStatement({ Condition: { Bool: { a: {} } } }),
      'malformed',
      '{}',
      '$.Statement.Condition.Bool.a',
    ],
    [
      'no number',
      withStatement({ Condition: { NumericEquals: { a: ['1', 'ten'] } } }),
      'malformed',
      'ten',
      '$.Statement.Condition.NumericEquals.a[1]',
    ],
    [
      'no date',
      withStatement({ Condition: { DateLessThan: { a: '2026-13-01' } } }),
      'malformed',
      '2026-13-01',
      '$.Statement.Condition.DateLessThan.a',
    ],
    [
      'no address',
      withStatement({ Condition: { IpAddress: { a: '10.0.0.0/33' } } }),
      'malformed',
      '10.0.0.0/33',
      '$.Statement.Condition.IpAddress.a',
    ],
    [
      'no boolean',
      withStatement({ Condition: { Bool: { a: 'yes' } } }),
      'malformed',
      'yes',
      '$.Statement.Condition.Bool.a',
    ],
    [
      'no presence',
      withStatement({ Condition: { Null: { a: '1' } } }),
      'malformed',
      '1',
      '$.Statement.Condition.Null.a',
    ],
    [
      'no base64',
      withStatement({ Condition: { BinaryEquals: { a: 'a-b' } } }),
      'malformed',
      'a-b',
      '$.Statement.Condition.BinaryEquals.a',
    ],
  ])('%s', (_what, document, code, construct, path) => {
    const result = parsePolicy(document);
    expect(result.ok ? [] : result.problems).toContainEqual(
      expect.objectContaining({ code, construct, path }),
    );
  });

  test('all problems come at once, each with a sentence', () => {
    const result = parsePolicy({
      Version: '1',
      Statement: [{ Effect: 'Maybe', Action: 'x', Resource: 'y', Condition: { Q: {} } }],
    });
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual([
      '$.Version',
      '$.Statement[0].Effect',
      '$.Statement[0].Action',
      '$.Statement[0].Resource',
      '$.Statement[0].Condition.Q',
    ]);
    expect(result.ok ? [] : result.problems.filter(({ message }) => !message.endsWith('.'))).toEqual([]);
  });

  test('a misspelt operator is told its spelling', () => {
    const result = parsePolicy(withStatement({ Condition: { 'ForAnyValue:STRINGLIKE': { a: 'b' } } }));
    expect(result.ok ? '' : result.problems[0]?.message).toContain('spelt StringLike');
  });

  test('a policy of 6,144 characters and one of 500 statements parse', () => {
    const long = policy({
      Version: '2012-10-17',
      Statement: allow(Array.from({ length: 300 }, (_, i) => `s3:Action${i}*Name`)),
    });
    expect(
      JSON.stringify(long.statements[0]?.action.patterns.map(({ source }) => source)).length,
    ).toBeGreaterThan(5000);
    expect(policy({ Statement: Array.from({ length: 500 }, () => good) }).statements).toHaveLength(500);
  });
});
