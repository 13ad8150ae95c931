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
    digits: '3',
    mixed: ['aws', 3],
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
  ['numeric, more than at least', detail({ count: [{ numeric: ['>=', 2] }] }), true],
  ['numeric, less than at most', detail({ count: [{ numeric: ['<=', 4] }] }), true],
  ['numeric, at least', detail({ count: [{ numeric: ['>=', 3] }] }), true],
  ['numeric, at least more', detail({ count: [{ numeric: ['>=', 4] }] }), false],
  ['numeric, less', detail({ count: [{ numeric: ['<', 4] }] }), true],
  ['numeric, at most less', detail({ count: [{ numeric: ['<=', 2] }] }), false],
  ['numeric, another number', detail({ count: [{ numeric: ['=', 4] }] }), false],
  ['numeric, one bound of two', detail({ count: [{ numeric: ['>', 0, '<', 2] }] }), false],
  ['numeric, one of a list', detail({ list: { size: [{ numeric: ['>', 5] }] } }), true],
  ['numeric of digits', detail({ digits: [{ numeric: ['>=', 0] }] }), false],
  ['equals-ignore-case, another', { source: [{ 'equals-ignore-case': 'aws.s3' }] }, false],
  ['prefix of one of a list', { resources: [{ prefix: 'arn:aws' }] }, true],
  [
    'prefix of one of a list in any case',
    { resources: [{ prefix: { 'equals-ignore-case': 'ARN:AWS' } }] },
    true,
  ],
  ['suffix in any case', { source: [{ suffix: { 'equals-ignore-case': 'EC2' } }] }, true],
  ['suffix in any case, another', { source: [{ suffix: { 'equals-ignore-case': 'S3' } }] }, false],
  ['prefix of a number in the event', detail({ count: [{ prefix: '3' }] }), false],
  ['wildcard at the end', { source: [{ wildcard: 'aws.ec2*' }] }, true],
  ['wildcard, more than the text', { source: [{ wildcard: 'aws.ec2x' }] }, false],
  ['wildcard without a star in the middle', { source: [{ wildcard: 'ec2' }] }, false],
  ['wildcard without a star', { source: [{ wildcard: 'aws.ec2' }] }, true],
  ['wildcard, nothing', { source: [{ wildcard: '' }] }, false],
  ['anything-but one', { source: [{ 'anything-but': 'aws.ec2' }] }, false],
  ['anything-but a prefix, of a number', detail({ count: [{ 'anything-but': { prefix: 'x' } }] }), true],
  ['anything-but a prefix, one of two', detail({ mixed: [{ 'anything-but': { prefix: 'a' } }] }), true],
  ['anything-but a prefix, of nothing', detail({ colour: [{ 'anything-but': { prefix: 'x' } }] }), false],
  ['exists asks for a leaf', detail({ list: [{ exists: true }] }), false],
  ['what decides before what is unknown', { source: ['aws.s3'], colour: [{ cidr: '10.0.0.0/8' }] }, false],
  ['a value that matches beside an unknown one', { source: [{ cidr: '10.0.0.0/8' }, 'aws.ec2'] }, true],
])('%s', (_rule, pattern, matches) => {
  expect(asks(pattern)).toEqual({ matches });
});

const UNSUPPORTED: readonly (readonly [pattern: string, why: string])[] = [
  ['{oops', 'the pattern is not JSON'],
  ['["aws.ec2"]', 'the pattern is no object'],
  ['{}', 'an empty object'],
  ['{"source":"aws.ec2"}', '"source" is neither an object nor a list with something in it'],
  ['{"source":[]}', '"source" is neither an object nor a list with something in it'],
  ['{"source":[["aws.ec2"]]}', 'a list in a list'],
  ['{"source":[{"cidr":"10.0.0.0/8"}]}', 'the operator "cidr"'],
  ['{"source":[{"prefix":"a","suffix":"b"}]}', 'an operator object with other than one key'],
  ['{"source":[{}]}', 'an operator object with other than one key'],
  ['{"source":[{"prefix":1}]}', '"prefix" of something that is no text'],
  ['{"source":[{"prefix":{"suffix":"x"}}]}', '"prefix" of an object'],
  ['{"source":[{"prefix":{"equals-ignore-case":"a","suffix":"x"}}]}', '"prefix" of an object'],
  ['{"source":[{"wildcard":{"equals-ignore-case":"x"}}]}', '"wildcard" of something that is no text'],
  [
    '{"source":[{"equals-ignore-case":{"equals-ignore-case":"x"}}]}',
    '"equals-ignore-case" of something that is no text',
  ],
  ['{"source":[{"exists":"yes"}]}', 'exists without true or false'],
  ['{"source":[{"numeric":[">","a"]}]}', 'numeric with another sign or no number'],
  ['{"source":[{"numeric":["~",1]}]}', 'numeric with another sign or no number'],
  ['{"source":[{"numeric":[">"]}]}', 'numeric without pairs of sign and number'],
  ['{"source":[{"numeric":[]}]}', 'numeric without pairs of sign and number'],
  ['{"source":[{"numeric":">"}]}', 'numeric without pairs of sign and number'],
  ['{"source":[{"anything-but":{"prefix":"a","suffix":"b"}}]}', 'anything-but with other than one operator'],
  ['{"source":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}', 'the operator "cidr"'],
  ['{"$or":[{"source":["aws.s3"]},"x"]}', 'the operator "source"'],
];
test.each(UNSUPPORTED)('is not evaluated: %s', (pattern, unsupported) => {
  expect(matchesPattern(pattern, EVENT)).toEqual({ unsupported });
});

it('a wildcard with many stars on a long text has an answer', () => {
  const pattern = JSON.stringify({ x: [{ wildcard: `${'*a'.repeat(40)}b` }] });
  expect(matchesPattern(pattern, { x: 'a'.repeat(20_000) })).toEqual({ matches: false });
});
