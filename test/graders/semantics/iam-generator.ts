/**
 * Random requests and policies, from a seed. Values come from small pools, so that patterns and requests meet often.
 * What AWS's pages and the oracle are known to answer differently is left out here and stands in iam-differential.test.ts.
 */
import type { RequestContext } from '../../../graders/semantics/iam/index.ts';
import { ACCOUNT, OTHER, ROLE, ROOT, SESSION, STRANGER, USER } from './iam-kit.ts';

export interface Dice {
  /** A whole number from 0 to below `n`. */
  roll(n: number): number;
  one<T>(items: readonly [T, ...T[]]): T;
  chance(percent: number): boolean;
  /** One to `most` different items. */
  some<T>(items: readonly [T, ...T[]], most?: number): T[];
}

/** Mulberry32: 32 bits of state are plenty for test data, and a seed is one number. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const roll = (n: number): number => Math.floor(next() * n);
  const one = <T>(items: readonly [T, ...T[]]): T => items[roll(items.length)] ?? items[0];
  return {
    roll,
    one,
    chance: (percent) => roll(100) < percent,
    some: (items, most = 3) => [...new Set(Array.from({ length: 1 + roll(most) }, () => one(items)))],
  };
}

type Statement = Record<string, unknown>;
export interface Document {
  Version?: string;
  Statement: Statement | Statement[];
}

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:DeleteObject'] as const;
const ACTION_PATTERNS = [
  's3:GetObject',
  's3:getobject',
  'S3:Put*',
  's3:*',
  '*',
  's3:?etObject',
  's3:*Object*',
  'iam:*',
  's3:Delete*',
  's3:GetObject?',
] as const;
const RESOURCES = [
  'arn:aws:s3:::data/red/x',
  'arn:aws:s3:::data/blue/a/b',
  'arn:aws:s3:::data/Red/x',
  'arn:aws:s3:::logs/red/x:1',
] as const;
const RESOURCE_PATTERNS = [
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::data/*',
  'arn:aws:s3:::data/red/?',
  'arn:aws:s3:::*/red/*',
  'arn:aws:s3:::data/blue/a/b',
  'arn:aws:s3:::l?gs/*:1',
  'arn:aws:s3:::data/${aws:PrincipalTag/team}/*',
  "arn:aws:s3:::data/${aws:username, 'red'}/*",
  'arn:aws:s3:::data/${*}/x',
] as const;

/** A condition key: values it takes in requests, and operators with values that fit it. */
interface Key {
  name: string;
  multi?: boolean;
  actual: readonly [string, ...string[]];
  operators: readonly [string, ...string[]];
  wanted: readonly [string, ...string[]];
}

const STRINGS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
] as const;
const ORDER = [
  'Equals',
  'NotEquals',
  'LessThan',
  'LessThanEquals',
  'GreaterThan',
  'GreaterThanEquals',
] as const;
const numeric = ORDER.map((order) => `Numeric${order}`) as [string, ...string[]];
const date = ORDER.map((order) => `Date${order}`) as [string, ...string[]];

const KEYS: readonly [Key, ...Key[]] = [
  {
    name: 'aws:PrincipalTag/team',
    actual: ['red', 'blue', 'Red'],
    operators: STRINGS,
    wanted: ['red', 'BLUE', 'r*', '*', '?ed', 're?d', "${aws:userid, 'red'}", 'r${*}'],
  },
  { name: 'aws:username', actual: ['red', 'ann'], operators: STRINGS, wanted: ['ann', 'a?n', 'a*', 'red'] },
  {
    name: 's3:prefix',
    actual: ['red/', 'blue/a', 'etc'],
    operators: STRINGS,
    wanted: ['red/', '*/', 'blue/*', 'Etc', 'e?c'],
  },
  {
    name: 's3:max-keys',
    actual: ['5', '10', '10.5', '-1'],
    operators: numeric,
    wanted: ['10', '10.0', '5', '0'],
  },
  {
    name: 'aws:CurrentTime',
    actual: ['2026-11-25T10:00:00Z', '2026-01-01T00:00:00Z'],
    operators: date,
    wanted: ['2026-11-25T10:00:00Z', '2026-06-01T00:00:00Z', '2026-11-25T09:59:59Z'],
  },
  { name: 'aws:SecureTransport', actual: ['true', 'false'], operators: ['Bool'], wanted: ['true', 'false'] },
  {
    name: 'aws:SourceIp',
    actual: ['203.0.113.7', '10.1.2.3'],
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: ['203.0.113.0/24', '10.0.0.0/8', '203.0.113.7', '128.0.0.0/1', '2001:db8::/32', '10.1.2.2/31'],
  },
  {
    name: 'aws:VpcSourceIp',
    actual: ['2001:db8::1', 'fd00:0:0:1::a'],
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: ['2001:db8::/32', '2001:db8::/128', '2001:DB8:0:0::1/128', 'fd00::/8', 'fd00:0:0:1::/64'],
  },
  {
    name: 'aws:SourceArn',
    actual: [
      'arn:aws:sns:us-east-1:111122223333:topic',
      'arn:aws:s3:::data',
      'arn:aws:logs:us-east-1:111122223333:log-group:a:b',
    ],
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    wanted: [
      'arn:aws:sns:*:111122223333:topic',
      'arn:aws:s3:::d*',
      'arn:*:*:*:*:*',
      'arn:aws:logs:*:*:log-group:*',
      'arn:aws:sns:us-east-?:111122223333:t*',
    ],
  },
  {
    name: 'aws:TagKeys',
    multi: true,
    actual: ['a', 'b', 'cost'],
    operators: STRINGS,
    wanted: ['a', 'B', 'c*', '?'],
  },
];

/** A context in which every key may be missing. */
export function randomContext(d: Dice, keys: readonly Key[] = KEYS): RequestContext {
  const context: Record<string, string | string[]> = {};
  for (const key of keys) {
    if (d.chance(60)) context[key.name] = key.multi ? d.some(key.actual) : d.one(key.actual);
  }
  return context;
}

/** A block of one or two tests. */
export function randomCondition(
  d: Dice,
  keys: readonly [Key, ...Key[]] = KEYS,
): Record<string, Record<string, unknown>> {
  const block: Record<string, Record<string, unknown>> = {};
  for (const key of d.some(keys, 2)) {
    const name = d.chance(20) ? key.name.toUpperCase() : key.name;
    if (d.chance(10)) {
      (block['Null'] ??= {})[name] = d.one(['true', 'false', true, false]);
      continue;
    }
    const set = key.multi ? d.one(['ForAllValues:', 'ForAnyValue:']) : '';
    const operator = `${set}${d.one(key.operators)}${set === '' && d.chance(25) ? 'IfExists' : ''}`;
    const wanted = d.some(key.wanted);
    (block[operator] ??= {})[name] = wanted.length === 1 && d.chance(50) ? wanted[0] : wanted;
  }
  return block;
}

interface Pools {
  keys?: readonly [Key, ...Key[]];
  actions: readonly [string, ...string[]];
  resources: readonly [string, ...string[]];
}

function randomStatement(d: Dice, { keys, actions, resources }: Pools): Statement {
  const except = d.chance(10);
  const patterns = d.some(resources);
  return {
    Effect: d.chance(70) ? 'Allow' : 'Deny',
    [d.chance(85) ? 'Action' : 'NotAction']: d.some(actions),
    // A variable without value inside NotResource is a standing disagreement.
    ...(except
      ? { NotResource: patterns.map((pattern) => pattern.replace('${aws:PrincipalTag/team}', 'red')) }
      : { Resource: patterns }),
    ...(d.chance(55) ? { Condition: randomCondition(d, keys) } : {}),
  };
}

export interface IdentityCase {
  action: string;
  resource: string;
  context: RequestContext;
  identity: Document[];
  boundary?: Document;
}

/** A user of the account with identity policies and perhaps a boundary. */
export function identityCase(d: Dice): IdentityCase {
  const options = { actions: ACTION_PATTERNS, resources: RESOURCE_PATTERNS };
  const document = (most: number): Document => ({
    Version: '2012-10-17',
    Statement: Array.from({ length: 1 + d.roll(most) }, () => randomStatement(d, options)),
  });
  return {
    action: d.one(ACTIONS),
    resource: d.one(RESOURCES),
    context: randomContext(d),
    identity: Array.from({ length: 1 + d.roll(2) }, () => document(2)),
    ...(d.chance(25) ? { boundary: document(2) } : {}),
  };
}

export interface ResourceCase extends IdentityCase {
  who: string;
  owner: string;
  resourcePolicy?: Document;
  session?: Document;
}

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`;
const OTHER_ROLE = `arn:aws:iam::${OTHER}:role/x`;
const GLOBAL_KEYS = KEYS.filter(({ name }) => /^aws:(SourceIp|SecureTransport|CurrentTime)$/.test(name)) as [
  Key,
  ...Key[],
];

/** A queue with a resource policy, asked by principals of its own and of another account. */
export function resourceCase(d: Dice): ResourceCase {
  const who = d.one([USER, USER, SESSION, STRANGER, `arn:aws:sts::${OTHER}:assumed-role/x/y`]);
  const session = who !== USER && who !== STRANGER && d.chance(30);
  const options = {
    keys: GLOBAL_KEYS,
    actions: ['sqs:SendMessage', 'sqs:*', '*', 'SQS:send*', 'sqs:ReceiveMessage', 's3:*'] as [
      string,
      ...string[],
    ],
    resources: ['*', QUEUE, `arn:aws:sqs:*:${ACCOUNT}:*`, `${QUEUE}2`] as [string, ...string[]],
  };
  const document = (most: number): Document => ({
    Version: '2012-10-17',
    Statement: Array.from({ length: 1 + d.roll(most) }, () => randomStatement(d, options)),
  });
  const withPrincipal = (statement: Statement): Statement => {
    const names = d.some([USER, ROOT, ROLE, STRANGER, OTHER, OTHER_ROLE, ...(session ? [] : [SESSION])] as [
      string,
      ...string[],
    ]);
    const allow = statement['Effect'] === 'Allow';
    if (d.chance(20) && !(session && allow))
      return { ...statement, Principal: d.one<unknown>(['*', { AWS: '*' }]) };
    if (allow || d.chance(75)) return { ...statement, Principal: { AWS: names } };
    return { ...statement, NotPrincipal: { AWS: names } };
  };
  const shared = document(3);
  return {
    who,
    owner: ACCOUNT,
    action: 'sqs:SendMessage',
    resource: QUEUE,
    context: randomContext(d, GLOBAL_KEYS),
    identity: d.chance(80) ? [document(2)] : [],
    ...(d.chance(25) ? { boundary: document(2) } : {}),
    ...(d.chance(85)
      ? { resourcePolicy: { ...shared, Statement: [shared.Statement].flat().map(withPrincipal) } }
      : {}),
    ...(session ? { session: document(2) } : {}),
  };
}
