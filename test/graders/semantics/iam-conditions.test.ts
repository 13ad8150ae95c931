/** Condition operators, set operators, absent keys and variables, case by case as AWS documents them. */
import { describe, expect, test } from 'vitest';
import type { RequestContext } from '../../../graders/semantics/iam/index.ts';
import { allow, decide, named } from './iam-kit.ts';

type Row = [
  page: string,
  condition: Record<string, Record<string, unknown>>,
  context: RequestContext,
  holds: boolean,
];

const OPERATORS = 'reference_policies_elements_condition_operators';
const SETS = 'reference_policies_condition-single-vs-multi-valued-context-keys';
const LOGIC = 'reference_policies_condition-logic-multiple-context-keys-or-values';
const VARIABLES = 'reference_policies_variables';
const CONDITION = 'reference_policies_elements_condition';

const dept = 'aws:PrincipalTag/department';
const arn = 'arn:aws:sns:us-east-2:111122223333:topic-a';

const ROWS: Row[] = [
  // Strings
  [`${OPERATORS}#Conditions_String`, { StringEquals: { [dept]: 'hr' } }, { [dept]: 'hr' }, true],
  [`${OPERATORS}#Conditions_String`, { StringEquals: { [dept]: 'hr' } }, { [dept]: 'HR' }, false],
  [`${OPERATORS}#Conditions_String`, { StringEquals: { [dept]: 'h*' } }, { [dept]: 'hr' }, false],
  [`${OPERATORS}#Conditions_String`, { StringNotEquals: { [dept]: 'hr' } }, { [dept]: 'it' }, true],
  [`${OPERATORS}#Conditions_String`, { StringNotEquals: { [dept]: 'hr' } }, { [dept]: 'hr' }, false],
  [`${OPERATORS}#Conditions_String`, { StringEqualsIgnoreCase: { [dept]: 'HR' } }, { [dept]: 'hr' }, true],
  [
    `${OPERATORS}#Conditions_String`,
    { StringNotEqualsIgnoreCase: { [dept]: 'HR' } },
    { [dept]: 'hr' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_String`,
    { StringLike: { 's3:prefix': ['', 'home/', 'home/a/'] } },
    { 's3:prefix': '' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_String`,
    { StringLike: { 's3:prefix': 'home/*' } },
    { 's3:prefix': 'home/a/b' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_String`,
    { StringLike: { 's3:prefix': 'home/?' } },
    { 's3:prefix': 'home/' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_String`,
    { StringLike: { 's3:prefix': 'Home/*' } },
    { 's3:prefix': 'home/a' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_String`,
    { StringNotLike: { 's3:prefix': 'home/*' } },
    { 's3:prefix': 'etc' },
    true,
  ],
  // Numbers
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericLessThanEquals: { 's3:max-keys': '10' } },
    { 's3:max-keys': 10 },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericLessThanEquals: { 's3:max-keys': '10' } },
    { 's3:max-keys': '11' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericLessThan: { 's3:max-keys': '10' } },
    { 's3:max-keys': '9' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericLessThan: { 's3:max-keys': '10' } },
    { 's3:max-keys': '10' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericGreaterThan: { 's3:max-keys': 10 } },
    { 's3:max-keys': '10.5' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericGreaterThan: { 's3:max-keys': 10 } },
    { 's3:max-keys': '10' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericGreaterThanEquals: { 's3:max-keys': 10 } },
    { 's3:max-keys': '10' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericEquals: { 's3:max-keys': '10.0' } },
    { 's3:max-keys': '10' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Numeric`,
    { NumericNotEquals: { 's3:max-keys': '10' } },
    { 's3:max-keys': '11' },
    true,
  ],
  [
    CONDITION,
    { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } },
    { 'aws:MultiFactorAuthAge': 300 },
    true,
  ],
  [CONDITION, { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } }, {}, false],
  // Dates
  [
    `${OPERATORS}#Conditions_Date`,
    { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
    { 'aws:TokenIssueTime': '2020-01-01T00:00:02Z' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
    { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateLessThan: { 'aws:EpochTime': '2030-01-01' } },
    { 'aws:EpochTime': '1790000000' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateLessThan: { 'aws:CurrentTime': '2027' } },
    { 'aws:CurrentTime': '2026-11-25T10:00:00Z' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateLessThan: { 'aws:CurrentTime': '2026-11' } },
    { 'aws:CurrentTime': '2026-11-25T10:00:00Z' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateEquals: { 'aws:CurrentTime': '2026-11-25T12:00:00+02:00' } },
    { 'aws:CurrentTime': '2026-11-25T10:00:00Z' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateNotEquals: { 'aws:CurrentTime': '1700000000' } },
    { 'aws:CurrentTime': '2026-11-25T10:00:00Z' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-25T10:00:00.5Z' } },
    { 'aws:CurrentTime': '2026-11-25T10:00:00.500Z' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Date`,
    { DateLessThanEquals: { 'aws:CurrentTime': '2026-11-25T10:00Z' } },
    { 'aws:CurrentTime': '2026-11-25T10:00:01Z' },
    false,
  ],
  // Booleans and binary
  [
    `${OPERATORS}#Conditions_Boolean`,
    { Bool: { 'aws:SecureTransport': 'false' } },
    { 'aws:SecureTransport': 'false' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_Boolean`,
    { Bool: { 'aws:SecureTransport': false } },
    { 'aws:SecureTransport': true },
    false,
  ],
  [`${OPERATORS}#Conditions_Boolean`, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, {}, false],
  [`${OPERATORS}#Conditions_BinaryEquals`, { BinaryEquals: { key: 'QmluYXJ5' } }, { key: 'QmluYXJ5' }, true],
  [`${OPERATORS}#Conditions_BinaryEquals`, { BinaryEquals: { key: 'QmluYXJ5' } }, { key: 'qmluYXJ5' }, false],
  // Addresses
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    { 'aws:SourceIp': '203.0.113.255' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    { 'aws:SourceIp': '203.0.114.0' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { IpAddress: { 'aws:SourceIp': '203.0.113.7' } },
    { 'aws:SourceIp': '203.0.113.8' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } },
    { 'aws:SourceIp': '2001:db8:1234:5678:9::1' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
    { 'aws:SourceIp': '203.0.113.9' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    { 'aws:SourceIp': '198.51.100.1' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_IPAddress`,
    { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
    { 'aws:SourceIp': '::ffff:1.2.3.4' },
    false,
  ],
  // ARNs: the page's own example, StringLike against ArnLike
  [
    `${OPERATORS}#Conditions_ARN`,
    { StringLike: { k: 'arn:aws:someservice:*:111122223333:finance/*' } },
    { k: 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnLike: { k: 'arn:aws:someservice:*:111122223333:finance/*' } },
    { k: 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:topic-?' } },
    { 'aws:SourceArn': arn },
    true,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnLike: { 'aws:SourceArn': 'arn:aws:SNS:*:*:*' } },
    { 'aws:SourceArn': arn },
    false,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnLike: { 'aws:SourceArn': 'arn:aws:*' } },
    { 'aws:SourceArn': arn },
    false,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnNotEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } },
    { 'aws:SourceArn': arn },
    false,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnNotLike: { 'aws:SourceArn': 'arn:aws:sqs:*:*:*' } },
    { 'aws:SourceArn': arn },
    true,
  ],
  [
    `${OPERATORS}#Conditions_ARN`,
    { ArnLike: { k: 'arn:aws:logs:*:*:log-group:*' } },
    { k: 'arn:aws:logs:us-east-1:1:log-group:a:b' },
    true,
  ],
  // Absent keys
  [OPERATORS, { StringEquals: { [dept]: 'hr' } }, {}, false],
  [OPERATORS, { StringNotLike: { [dept]: 'hr' } }, {}, true],
  [OPERATORS, { ArnNotLike: { 'aws:SourceArn': arn } }, {}, true],
  [OPERATORS, { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, {}, true],
  [OPERATORS, { NumericNotEquals: { 's3:max-keys': '1' } }, {}, true],
  [OPERATORS, { DateNotEquals: { 'aws:CurrentTime': '2026' } }, {}, true],
  [`${OPERATORS}#Conditions_IfExists`, { StringLikeIfExists: { 'ec2:InstanceType': ['t2.*'] } }, {}, true],
  [
    `${OPERATORS}#Conditions_IfExists`,
    { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*', 'm3.*'] } },
    { 'ec2:InstanceType': 't2.micro' },
    true,
  ],
  [
    `${OPERATORS}#Conditions_IfExists`,
    { StringLikeIfExists: { 'ec2:InstanceType': ['t2.*'] } },
    { 'ec2:InstanceType': 'p5.48xlarge' },
    false,
  ],
  [`${OPERATORS}#Conditions_IfExists`, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, {}, true],
  [
    `${OPERATORS}#Conditions_IfExists`,
    { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
    { 'aws:MultiFactorAuthPresent': 'false' },
    false,
  ],
  [`${OPERATORS}#Conditions_IfExists`, { StringNotEqualsIfExists: { [dept]: 'hr' } }, {}, true],
  [
    `${OPERATORS}#Conditions_IfExists`,
    { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } },
    {},
    true,
  ],
  [`${OPERATORS}#Conditions_Null`, { Null: { 'aws:TokenIssueTime': 'true' } }, {}, true],
  [
    `${OPERATORS}#Conditions_Null`,
    { Null: { 'aws:TokenIssueTime': true } },
    { 'aws:TokenIssueTime': '2026' },
    false,
  ],
  [
    `${OPERATORS}#Conditions_Null`,
    { Null: { 'aws:TokenIssueTime': 'false' } },
    { 'aws:TokenIssueTime': '2026' },
    true,
  ],
  [`${OPERATORS}#Conditions_Null`, { Null: { 'aws:TokenIssueTime': 'false' } }, {}, false],
  [CONDITION, { Null: { 'aws:RequestTag/a': 'false' } }, { 'aws:RequestTag/a': '' }, false],
  // Several keys, operators and values
  [LOGIC, { StringEquals: { a: ['1', '2'], b: '3' } }, { a: '2', b: '3' }, true],
  [LOGIC, { StringEquals: { a: ['1', '2'], b: '3' } }, { a: '2', b: '4' }, false],
  [LOGIC, { StringEquals: { a: '1' }, StringLike: { b: '3*' } }, { a: '1', b: '4' }, false],
  [LOGIC, { StringNotEquals: { a: ['1', '2'] } }, { a: '2' }, false],
  [LOGIC, { StringNotEquals: { a: ['1', '2'] } }, { a: '3' }, true],
  // Sets
  [
    SETS,
    { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['ID', 'Message', 'Tags'] } },
    { 'dynamodb:Attributes': ['Message', 'Tags'] },
    true,
  ],
  [
    SETS,
    { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['ID', 'Message', 'Tags'] } },
    { 'dynamodb:Attributes': ['Tags', 'UserName'] },
    false,
  ],
  [SETS, { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['ID'] } }, {}, true],
  [SETS, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, { 'aws:TagKeys': [''] }, true],
  [
    SETS,
    { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['ID', 'PostDateTime'] } },
    { 'dynamodb:Attributes': ['UserName', 'Message', 'PostDateTime'] },
    true,
  ],
  [
    SETS,
    { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['ID', 'PostDateTime'] } },
    { 'dynamodb:Attributes': ['UserName'] },
    false,
  ],
  [SETS, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, false],
  [SETS, { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } }, {}, false],
  [SETS, { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['*'] } }, { 'aws:TagKeys': [''] }, false],
  // reference_policies_condition_examples-multi-valued-context-keys, first table
  [
    'reference_policies_condition_examples-multi-valued-context-keys',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    { 'aws:TagKeys': ['key1:legal'] },
    false,
  ],
  [
    'reference_policies_condition_examples-multi-valued-context-keys',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    { 'aws:TagKeys': ['key1:hr', 'key1:personnel'] },
    false,
  ],
  [
    'reference_policies_condition_examples-multi-valued-context-keys',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    { 'aws:TagKeys': ['key2:audit'] },
    true,
  ],
  [
    'reference_policies_condition_examples-multi-valued-context-keys',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    {},
    true,
  ],
  // Keys ignore case
  [CONDITION, { StringEquals: { 'AWS:principaltag/DEPARTMENT': 'hr' } }, { [dept]: 'hr' }, true],
  // Variables
  [
    `${VARIABLES}#policy-vars-conditionelement`,
    { StringLike: { 'sns:endpoint': 'https://example.com/${aws:username}/*' } },
    { 'sns:endpoint': 'https://example.com/bob/x', 'aws:username': 'bob' },
    true,
  ],
  [
    `${VARIABLES}#policy-vars-conditionelement`,
    { ArnLike: { k: 'arn:aws:sns:*:*:${aws:username}' } },
    { k: 'arn:aws:sns:a:b:bob', 'aws:username': 'bob' },
    true,
  ],
  [
    `${VARIABLES}#policy-vars-no-value`,
    { StringEquals: { [dept]: '${aws:username}' } },
    { [dept]: '${aws:username}' },
    false,
  ],
  [
    `${VARIABLES}#policy-vars-no-value`,
    { StringNotEquals: { [dept]: '${aws:username}' } },
    { [dept]: 'hr' },
    true,
  ],
  [
    `${VARIABLES}#policy-vars-default-values`,
    { StringEquals: { [dept]: "${aws:username, 'hr'}" } },
    { [dept]: 'hr' },
    true,
  ],
  [`${VARIABLES}#policy-vars-specialchars`, { StringLike: { [dept]: 'a${*}' } }, { [dept]: 'abc' }, false],
  [
    `${VARIABLES}#policy-vars-specialchars`,
    { StringLike: { [dept]: 'a${*}${?}${$}*' } },
    { [dept]: 'a*?$ and more' },
    true,
  ],
  [SETS, { StringEquals: { [dept]: '${aws:TagKeys}' } }, { [dept]: 'a', 'aws:TagKeys': ['a'] }, false],
];

describe('condition block', () => {
  test.each(ROWS.map((row, i) => [i, ...row] as const))(
    '%i %s %j against %j is %s',
    (_i, _page, condition, context, holds) => {
      const identity = [named('p', allow('s3:*', '*', { Condition: condition }))];
      expect(decide({ identity }, { context }).allowed).toBe(holds);
    },
  );

  test('the same condition decides a Deny', () => {
    for (const [, condition, context, holds] of ROWS) {
      const identity = [
        named('p', allow('s3:*'), { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition }),
      ];
      expect(decide({ identity }, { context }).effect).toBe(holds ? 'explicit-deny' : 'allow');
    }
  });
});
