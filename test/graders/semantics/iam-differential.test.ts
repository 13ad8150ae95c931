/**
 * The model against @cloud-copilot/iam-simulate (AGPL, a development dependency only, never shipped).
 * A fresh seed each run, printed; IAM_SEED=n repeats one.
 */
import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from 'vitest';
import {
  evaluate,
  principalFrom,
  type Decision,
  type NamedPolicy,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';
import {
  dice,
  type Document,
  identityCase,
  type IdentityCase,
  resourceCase,
  type ResourceCase,
} from './iam-generator.ts';
import { ACCOUNT, GUIDE, policy, ROLE, ROOT, SESSION, USER } from './iam-kit.ts';

const IDENTITY_PAIRS = 16_500;
const RESOURCE_PAIRS = 3_600;
/** Ten seconds of one core; the limit leaves room for a busy machine. */
const TIME_LIMIT = 180_000;
const seed = Number(process.env['IAM_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.log(`IAM_SEED=${seed}`);

const EFFECTS: Record<string, Decision['effect']> = {
  Allowed: 'allow',
  ExplicitlyDenied: 'explicit-deny',
  ImplicitlyDenied: 'implicit-deny',
};

function ours(c: Partial<ResourceCase> & IdentityCase): Decision['effect'] {
  const list = (name: string, documents: readonly (Document | undefined)[]): NamedPolicy[] =>
    documents.flatMap((document) => (document ? [{ name, policy: policy(document) }] : []));
  return evaluate(
    {
      principal: principalFrom(c.who ?? USER),
      action: c.action,
      resource: c.resource,
      resourceAccount: c.owner ?? ACCOUNT,
      context: c.context,
    },
    {
      identity: list('identity', c.identity),
      resource: list('resource', [c.resourcePolicy]),
      ...(c.boundary ? { boundary: list('boundary', [c.boundary]) } : {}),
      ...(c.session ? { session: list('session', [c.session]) } : {}),
    },
  ).effect;
}

function simulation(c: Partial<ResourceCase> & IdentityCase): Simulation {
  return {
    request: {
      principal: c.who ?? USER,
      action: c.action,
      resource: { resource: c.resource, accountId: c.owner ?? ACCOUNT },
      contextVariables: contextVariables(c.context),
    },
    identityPolicies: c.identity.map((document, i) => ({ name: `identity-${i}`, policy: document })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(c.resourcePolicy ? { resourcePolicy: c.resourcePolicy } : {}),
    ...(c.boundary ? { permissionBoundaryPolicies: [{ name: 'boundary', policy: c.boundary }] } : {}),
    ...(c.session ? { sessionPolicy: c.session } : {}),
  };
}

function contextVariables(context: RequestContext): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(context).flatMap(([key, value]) => {
      if (value === undefined) return [];
      return [[key, Array.isArray(value) ? value.map(String) : String(value)]];
    }),
  );
}

/** Identity policies and boundary; this entry point of the oracle skips validation, which suits generated requests. */
function oracle(c: IdentityCase): Decision['effect'] | undefined {
  // Declared as a result object, returned as the bare word.
  return EFFECTS[runUnsafeSimulation(simulation(c), {}) as unknown as string];
}

async function fullOracle(c: ResourceCase): Promise<Decision['effect'] | undefined> {
  const result = await runSimulation(simulation(c), {});
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return EFFECTS[result.overallResult];
}

function difference(i: number, c: IdentityCase, here: string, there: string | undefined): string {
  return `IAM_SEED=${seed}, case ${i}: ${here} here, ${there} there\n${JSON.stringify(c, null, 1)}`;
}

describe('the same answer as the oracle', () => {
  test(
    `${IDENTITY_PAIRS} requests by a user with identity policies and boundary`,
    () => {
      const d = dice(seed);
      const seen = new Map<string, number>();
      const differing: string[] = [];
      for (let i = 0; i < IDENTITY_PAIRS; i += 1) {
        const c = identityCase(d);
        const effect = ours(c);
        seen.set(effect, (seen.get(effect) ?? 0) + 1);
        const theirs = oracle(c);
        if (effect !== theirs) differing.push(difference(i, c, effect, theirs));
      }
      expect(differing.slice(0, 3)).toEqual([]);
      // Every outcome is common, otherwise the comparison would say little.
      for (const effect of Object.values(EFFECTS))
        expect(seen.get(effect) ?? 0).toBeGreaterThan(IDENTITY_PAIRS / 20);
    },
    TIME_LIMIT,
  );

  test(
    `${RESOURCE_PAIRS} requests to a queue with a resource policy, by two accounts`,
    async () => {
      const d = dice(seed + 1);
      const seen = new Map<string, number>();
      const differing: string[] = [];
      for (let i = 0; i < RESOURCE_PAIRS; i += 1) {
        const c = resourceCase(d);
        const effect = ours(c);
        seen.set(effect, (seen.get(effect) ?? 0) + 1);
        const theirs = await fullOracle(c);
        if (effect !== theirs) differing.push(difference(i, c, effect, theirs));
      }
      expect(differing.slice(0, 3)).toEqual([]);
      for (const effect of Object.values(EFFECTS))
        expect(seen.get(effect) ?? 0).toBeGreaterThan(RESOURCE_PAIRS / 20);
    },
    TIME_LIMIT,
  );
});

/**
 * Where the two differ for good: what we answer, what the oracle answers, and the page that settles it.
 * A case that stops differing fails here, so that the list stays true.
 */
const allowIf = (Condition: unknown): Document => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition },
});
const allowOn = (Action: string, Resource: string): Document => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource },
});
const base = { action: 's3:GetObject', resource: 'arn:aws:s3:::data/key', context: {} };
const OPERATORS = `${GUIDE}reference_policies_elements_condition_operators.html`;
const SETS = `${GUIDE}reference_policies_condition-single-vs-multi-valued-context-keys.html`;

const STANDING: { why: string; page: string; ours: string; theirs: string; case: IdentityCase }[] = [
  {
    why: 'a negated operator holds for a variable without value',
    page: `${GUIDE}reference_policies_variables.html#policy-vars-no-value`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ StringNotEquals: { 'aws:username': '${aws:PrincipalTag/x}' } })],
      context: { 'aws:username': 'ann' },
    },
  },
  {
    why: 'a pattern whose variable has no value matches nothing, so NotResource leaves nothing out for it',
    page: `${GUIDE}reference_policies_variables.html#policy-vars-no-value`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [
        {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::data/${aws:PrincipalTag/x}' },
        },
      ],
    },
  },
  {
    why: 'IfExists holds for an absent key, also under ForAnyValue',
    page: `${OPERATORS}#Conditions_IfExists`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: { ...base, identity: [allowIf({ 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } })] },
  },
  {
    why: 'an empty string is a null data set, for which ForAllValues holds',
    page: SETS,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } })],
      context: { 'aws:TagKeys': [''] },
    },
  },
  {
    why: 'Null asks for a value that is not null, and an empty string is null',
    page: `${GUIDE}reference_policies_elements_condition.html`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ Null: { 'aws:RequestTag/a': 'true' } })],
      context: { 'aws:RequestTag/a': '' },
    },
  },
  {
    why: 'a key of one value in a list is compared like that value (AWS asks for a set operator, and does not say what happens without)',
    page: SETS,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ StringEquals: { 'sagemaker:InstanceTypes': 'ml.g5.xlarge' } })],
      context: { 'sagemaker:InstanceTypes': ['ml.g5.xlarge'] },
    },
  },
  {
    why: 'a date may be a year (W3C note)',
    page: `${OPERATORS}#Conditions_Date`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ DateLessThan: { 'aws:CurrentTime': '2027' } })],
      context: { 'aws:CurrentTime': '2026-11-25T10:00:00Z' },
    },
  },
  {
    why: 'aws:EpochTime may be compared with an ISO date',
    page: `${OPERATORS}#Conditions_Date`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ DateGreaterThan: { 'aws:EpochTime': '2020-01-01T00:00:00Z' } })],
      context: { 'aws:EpochTime': '1790000000' },
    },
  },
  {
    why: 'not equal is the negation of equal, also for a value that is no number',
    page: `${OPERATORS}#Conditions_Numeric`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ NumericNotEquals: { 's3:max-keys': '10' } })],
      context: { 's3:max-keys': 'many' },
    },
  },
  {
    why: 'not like is the negation of like, also for a value that is no ARN',
    page: `${OPERATORS}#Conditions_ARN`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::b' } })],
      context: { 'aws:SourceArn': 'none' },
    },
  },
  {
    why: 'not in the range is the negation of in the range, also for a value that is no address',
    page: `${OPERATORS}#Conditions_IPAddress`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })],
      context: { 'aws:SourceIp': 'none' },
    },
  },
  {
    why: 'an address without prefix is a range of one; IPv6 is hexadecimal, so case does not matter',
    page: `${OPERATORS}#Conditions_IPAddress`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ IpAddress: { 'aws:VpcSourceIp': '2001:DB8::1' } })],
      context: { 'aws:VpcSourceIp': '2001:db8::1' },
    },
  },
  {
    why: '0.0.0.0/0 is the range of every IPv4 address',
    page: `${OPERATORS}#Conditions_IPAddress`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })],
      context: { 'aws:SourceIp': '10.1.2.3' },
    },
  },
  {
    why: 'NotIpAddress means all addresses except the range, IPv6 ones too',
    page: `${OPERATORS}#Conditions_IPAddress`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...base,
      identity: [allowIf({ NotIpAddress: { 'aws:SourceIp': '203.0.113.7' } })],
      context: { 'aws:SourceIp': '2001:db8::1' },
    },
  },
  {
    why: '* and ? stand anywhere in an action pattern',
    page: `${GUIDE}reference_policies_elements_action.html`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: { ...base, identity: [allowOn('*:Get*', '*')] },
  },
  {
    why: 'a resource pattern is one pattern, not one per ARN segment',
    page: `${GUIDE}reference_policies_elements_resource.html`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: { ...base, identity: [allowOn('*', 'arn:aws:s3:*/key')] },
  },
];

const queue = {
  action: 'sqs:SendMessage',
  resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`,
  owner: ACCOUNT,
  context: {},
  identity: [],
};
const queuePolicy = (Principal: unknown): Document => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal, Action: 'sqs:*', Resource: '*' },
});
const LOGIC = `${GUIDE}reference_policies_evaluation-logic.html`;

const STANDING_RESOURCE: { why: string; page: string; ours: string; theirs: string; case: ResourceCase }[] = [
  {
    why: 'a resource policy that names the session is not limited by the session policy',
    page: `${LOGIC}#policy-eval-denyallow`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: {
      ...queue,
      who: SESSION,
      resourcePolicy: queuePolicy({ AWS: SESSION }),
      session: allowOn('s3:*', '*'),
    },
  },
  {
    why: 'nor is one for everyone',
    page: `${GUIDE}reference_policies_elements_principal.html#principal-roles`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: { ...queue, who: SESSION, resourcePolicy: queuePolicy('*'), session: allowOn('s3:*', '*') },
  },
  {
    why: 'the root user of the account has full access',
    page: `${LOGIC}#policy-eval-denyallow`,
    ours: 'allow',
    theirs: 'implicit-deny',
    case: { ...queue, who: ROOT, resourcePolicy: queuePolicy({ AWS: ROLE }) },
  },
];

describe('standing disagreements', () => {
  test.each(STANDING)('$why ($page)', ({ ours: here, theirs, case: c }) => {
    expect([ours(c), oracle(c)]).toEqual([here, theirs]);
  });
  test.each(STANDING_RESOURCE)('$why ($page)', async ({ ours: here, theirs, case: c }) => {
    expect([ours(c), await fullOracle(c)]).toEqual([here, theirs]);
  });
});
