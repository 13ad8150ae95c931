import type { AccountState } from '../state.ts';
import {
  allow,
  attach,
  deny,
  detach,
  FREELANCER,
  inline,
  noInline,
  ownBoundary,
  statesOf,
  type Json,
} from './account.ts';
import { call } from '../state.ts';

const state = statesOf('region-guard');
const GLOBAL = ['iam:*', 'sts:*', 'route53:*', 'cloudfront:*', 'budgets:*', 'support:*'];
const HOME = { StringEquals: { 'aws:RequestedRegion': '{{guard_region}}' } };
const AWAY = { StringNotEquals: { 'aws:RequestedRegion': '{{guard_region}}' } };
const guard = (...statements: readonly Json[]) => inline(FREELANCER, 'one-region', statements);
const fence = (NotAction: readonly string[], Condition: Json = AWAY): Json => ({
  Effect: 'Deny',
  NotAction,
  Resource: '*',
  Condition,
});
const without = (service: string): Json => fence(GLOBAL.filter((one) => !one.startsWith(service)));

export const regionGuard: readonly AccountState[] = [
  state('the shortest list of global services', [guard(fence(GLOBAL))], 'pass'),
  state(
    'if the key exists',
    [guard(fence(GLOBAL, { StringNotEqualsIfExists: { 'aws:RequestedRegion': '{{guard_region}}' } }))],
    'pass',
  ),
  state(
    'by a pattern',
    [guard(fence(GLOBAL, { StringNotLike: { 'aws:RequestedRegion': '{{guard_region}}*' } }))],
    'pass',
  ),
  state(
    'the key in small letters',
    [guard(fence(GLOBAL, { StringNotEquals: { 'aws:requestedregion': '{{guard_region}}' } }))],
    'pass',
  ),
  state(
    'two more Regions beside the own one',
    [
      guard(
        fence(GLOBAL, { StringNotEquals: { 'aws:RequestedRegion': ['{{guard_region}}', 'eu-north-1'] } }),
      ),
    ],
    'pass',
  ),
  state('a Deny for what has a Region', [guard(deny(['ec2:*', 's3:*', 'sagemaker:*'], '*', AWAY))], 'pass'),
  state(
    'no power user any more: one Region, and the global services',
    [detach(FREELANCER, 'PowerUserAccess'), guard(allow('*', '*', HOME), allow(GLOBAL))],
    'pass',
  ),
  state(
    'a boundary instead',
    [noInline(FREELANCER, 'one-region'), ...ownBoundary(FREELANCER, [allow('*', '*', HOME), allow(GLOBAL)])],
    'pass',
  ),
  state(
    'two policies',
    [
      guard(deny(['ec2:*', 'sagemaker:*'], '*', AWAY)),
      inline(FREELANCER, 'buckets', [deny('s3:*', '*', AWAY)]),
    ],
    'pass',
  ),
  state('no fence', [noInline(FREELANCER, 'one-region')], 'fail/guard-leaks'),
  state(
    'us-east-1 is left open for the global services',
    [guard(fence(GLOBAL, { StringNotEquals: { 'aws:RequestedRegion': ['{{guard_region}}', 'us-east-1'] } }))],
    'fail/guard-leaks',
  ),
  state('instances only', [guard(deny('ec2:*', '*', AWAY))], 'fail/guard-leaks'),
  state('buckets may be anywhere', [guard(fence([...GLOBAL, 's3:*']))], 'fail/guard-leaks'),
  state(
    'one Region is closed',
    [guard(fence(GLOBAL, { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }))],
    'fail/guard-leaks',
  ),
  state('an Allow for one Region beside the power user', [guard(allow('*', '*', HOME))], 'fail/guard-leaks'),
  state(
    'a Deny that needs MFA to count',
    [guard(fence(GLOBAL, { ...AWAY, Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))],
    'fail/guard-leaks',
  ),
  state(
    'administrator beside it',
    [noInline(FREELANCER, 'one-region'), attach(FREELANCER, 'AdministratorAccess')],
    'fail/guard-leaks',
  ),
  state('everything elsewhere', [guard(deny('*', '*', AWAY))], 'fail/global-broken'),
  ...['iam', 'sts', 'route53', 'cloudfront', 'budgets', 'support'].map((service) =>
    state(`the list lacks ${service}`, [guard(without(service))], 'fail/global-broken'),
  ),
  state(
    'a misspelt service',
    [guard(fence(GLOBAL.map((one) => one.replace('cloudfront', 'cloud-front'))))],
    'fail/global-broken',
  ),
  state(
    'everything has its Region',
    [guard(fence(GLOBAL, { StringNotEquals: { 'aws:RequestedRegion': 'mars-north-1' } }))],
    'fail/home-broken',
  ),
  state('no instances at home', [guard(fence(GLOBAL), deny('ec2:RunInstances'))], 'fail/home-broken'),
  state('no permissions', [detach(FREELANCER, 'PowerUserAccess')], 'fail/global-broken', {
    because:
      'nothing is allowed anywhere; that the global services do not answer ranks before the work at home',
  }),
  state(
    'no role of that name',
    [
      detach(FREELANCER, 'PowerUserAccess'),
      noInline(FREELANCER, 'one-region'),
      call('iam:DeleteRole', { RoleName: FREELANCER }),
    ],
    'fail/role-missing',
  ),
];
