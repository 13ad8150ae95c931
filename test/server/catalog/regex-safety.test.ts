import { describe, expect, test } from 'vitest';
import { fillMatches } from '../../../server/catalog/index.ts';
import { matches, patternProblem } from '../../../server/catalog/regex-safety.ts';

describe('patterns that a learner’s answer could stall on are refused when the quiz is loaded', () => {
  test.each([
    ['^(a+)+$', 'a'],
    ['^(a|aa)+$', 'a'],
    ['^([a-z]+)*$', 'aws'],
    ['^(aws|\\w+)*( s3|\\w+| )+$', 'aws s3 ls'],
    ['^aws (\\S+ ?)+ ls$', 'aws s3 ls'],
    ['^(.*)*x(.*)*$', 'x'],
    ['^aws( .*)*( .*)* ls$', 'aws s3 ls'],
  ])('%s', (pattern, canonical) => {
    expect(patternProblem(pattern, canonical)).toMatch(/^takes too long on an answer that begins with "/);
  });
});

describe('patterns of the quiz bank pass', () => {
  test.each([
    ['^aws( --profile \\S+| --region \\S+)* sts get-caller-identity( .*)?$', 'aws sts get-caller-identity'],
    ['^get-parameter$', 'get-parameter'],
    [
      '^aws s3 sync s3://larkfield-ml/datasets/? (\\./)?datasets/? --dryrun$',
      'aws s3 sync s3://larkfield-ml/datasets datasets --dryrun',
    ],
    [
      '^aws ec2 create-route (?=.*--route-table-id rtb-0b2)(?=.*--destination-cidr-block 0\\.0\\.0\\.0/0)(?=.*--gateway-id igw-0a1).*$',
      'aws ec2 create-route --route-table-id rtb-0b2 --destination-cidr-block 0.0.0.0/0 --gateway-id igw-0a1',
    ],
    [
      '^aws ec2 describe-volumes --filters "?\'?Name=status,Values=available"?\'?( .*)?$',
      'aws ec2 describe-volumes --filters Name=status,Values=available',
    ],
  ])('%s', (pattern, canonical) => {
    expect(patternProblem(pattern, canonical)).toBeUndefined();
    expect(fillMatches(pattern, `  ${canonical.replaceAll(' ', '   ')}\n`)).toBe(true);
  });
});

test('what is no pattern, too long or open at an end is told', () => {
  expect(patternProblem('^(a$', 'a')).toMatch(/^is not a regular expression/);
  expect(patternProblem(`^${'a'.repeat(400)}$`, 'a')).toBe('is longer than 400 characters');
  expect(patternProblem('aws s3 ls', 'aws s3 ls')).toBe('does not match the whole answer');
});

test('should one slip through, a match is given up, and nobody is told that the answer is wrong', () => {
  const started = Date.now();
  expect(() => matches('^(a+)+$', `${'a'.repeat(60)}b`)).toThrow(/was given up after a second/);
  expect(Date.now() - started).toBeLessThan(10_000);
});
