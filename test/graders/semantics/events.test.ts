import { expect, it, test } from 'vitest';
import { matchesPattern } from '../../../graders/semantics/events/index.ts';

const EVENT = {
  source: 'aws.ec2',
  'detail-type': 'EC2 Spot Instance Interruption Warning',
  resources: ['arn:aws:ec2:us-east-1:111122223333:instance/i-1', 'arn:x'],
  detail: {
    'instance-action': 'terminate',
    count: 3,
    nothing: null,
    yes: true,
    list: [
      { kind: 'a', size: 1 },
      { kind: 'b', size: 9 },
    ],
    text: 'a*b',
  },
};
const asks = (pattern: unknown) => matchesPattern(JSON.stringify(pattern), EVENT);
const detail = (filter: unknown) => ({ detail: filter });

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
test.each<[rule: string, pattern: unknown, matches: boolean]>([
  ['one of the values', { source: ['aws.s3', 'aws.ec2'] }, true],
  ['none of the values', { source: ['aws.s3'] }, false],
  ['exact, letters too', { source: ['AWS.EC2'] }, false],
  ['all fields', { source: ['aws.ec2'], 'detail-type': ['other'] }, false],
  ['a field that is not there', { colour: ['red'] }, false],
  ['nested', detail({ 'instance-action': ['terminate'] }), true],
  ['a number is no text', detail({ count: ['3'] }), false],
  ['a number', detail({ count: [3] }), true],
  ['null', detail({ nothing: [null] }), true],
  ['null is not absence', detail({ colour: [null] }), false],
  ['true', detail({ yes: [true] }), true],
  ['one of a list', { resources: ['arn:x'] }, true],
  ['none of a list', { resources: ['arn:y'] }, false],
  ['a list of objects', detail({ list: { kind: ['b'] } }), true],
  ['a list of objects, none', detail({ list: { kind: ['c'] } }), false],
  ['prefix', { 'detail-type': [{ prefix: 'EC2 Spot' }] }, true],
  ['prefix, another', { 'detail-type': [{ prefix: 'EC2 spot' }] }, false],
  ['prefix in any case', { 'detail-type': [{ prefix: { 'equals-ignore-case': 'ec2 spot' } }] }, true],
  ['suffix', { 'detail-type': [{ suffix: 'Warning' }] }, true],
  ['suffix of a list', { resources: [{ suffix: 'i-1' }] }, true],
  ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.ec2' }] }, true],
  ['wildcard', { 'detail-type': [{ wildcard: 'EC2*Interruption*' }] }, true],
  ['wildcard at both ends', { 'detail-type': [{ wildcard: '*Spot*' }] }, true],
  ['wildcard that ends too early', { 'detail-type': [{ wildcard: 'EC2*Interruption' }] }, false],
  ['wildcard with an escaped star', detail({ text: [{ wildcard: String.raw`a\*b` }] }), true],
  [
    'wildcard, escaped star is no wildcard',
    detail({ 'instance-action': [{ wildcard: String.raw`t\*` }] }),
    false,
  ],
  ['anything-but', { source: [{ 'anything-but': 'aws.s3' }] }, true],
  ['anything-but, it is that', { source: [{ 'anything-but': ['aws.s3', 'aws.ec2'] }] }, false],
  ['anything-but wants something', { colour: [{ 'anything-but': 'red' }] }, false],
  ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'aws.e' } }] }, false],
  ['anything-but prefixes', { source: [{ 'anything-but': { prefix: ['x', 'y'] } }] }, true],
  ['anything-but a wildcard', { source: [{ 'anything-but': { wildcard: '*.ec2' } }] }, false],
  ['numeric', detail({ count: [{ numeric: ['>', 0, '<=', 3] }] }), true],
  ['numeric, out of range', detail({ count: [{ numeric: ['>', 3] }] }), false],
  ['numeric, equal', detail({ count: [{ numeric: ['=', 3] }] }), true],
  ['numeric of a text', detail({ 'instance-action': [{ numeric: ['>=', 0] }] }), false],
  ['numeric below', detail({ count: [{ numeric: ['<', 3] }] }), false],
  ['exists', detail({ count: [{ exists: true }] }), true],
  ['exists not', detail({ colour: [{ exists: false }] }), true],
  ['exists not, but it does', detail({ count: [{ exists: false }] }), false],
  ['exists in a detail that is not there', { other: { colour: [{ exists: false }] } }, true],
  ['or', { $or: [{ source: ['aws.s3'] }, { detail: { count: [3] } }] }, true],
  ['or, neither', { $or: [{ source: ['aws.s3'] }, { detail: { count: [4] } }] }, false],
  ['what decides before what is unknown', { source: ['aws.s3'], colour: [{ cidr: '10.0.0.0/8' }] }, false],
  ['a value that matches beside an unknown one', { source: [{ cidr: '10.0.0.0/8' }, 'aws.ec2'] }, true],
])('%s', (_rule, pattern, matches) => {
  expect(asks(pattern)).toEqual({ matches });
});

test.each<[why: string, pattern: string]>([
  ['not JSON', '{oops'],
  ['no object', '["aws.ec2"]'],
  ['an empty object', '{}'],
  ['a field that is a text', '{"source":"aws.ec2"}'],
  ['an empty list', '{"source":[]}'],
  ['a list in a list', '{"source":[["aws.ec2"]]}'],
  ['cidr', '{"source":[{"cidr":"10.0.0.0/8"}]}'],
  ['two operators in one', '{"source":[{"prefix":"a","suffix":"b"}]}'],
  ['prefix of a number', '{"source":[{"prefix":1}]}'],
  ['prefix of another object', '{"source":[{"prefix":{"suffix":"x"}}]}'],
  ['exists of a text', '{"source":[{"exists":"yes"}]}'],
  ['numeric without a number', '{"source":[{"numeric":[">","a"]}]}'],
  ['numeric of one', '{"source":[{"numeric":[">"]}]}'],
  ['anything-but of two operators', '{"source":[{"anything-but":{"prefix":"a","suffix":"b"}}]}'],
  ['anything-but of an unknown operator', '{"source":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}'],
])('is not evaluated: %s', (_why, pattern) => {
  expect(matchesPattern(pattern, EVENT)).toMatchObject({ unsupported: expect.any(String) as unknown });
});

it('a wildcard with many stars on a long text has an answer', () => {
  const pattern = JSON.stringify({ x: [{ wildcard: `${'*a'.repeat(40)}b` }] });
  expect(matchesPattern(pattern, { x: 'a'.repeat(20_000) })).toEqual({ matches: false });
});
