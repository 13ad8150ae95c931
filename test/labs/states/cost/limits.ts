/** States of `monthly-budget`, `owner-tags` and `log-retention`: each with a name of its own in one account. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { BOX, box, DISK, named, type Json } from './kit.ts';

let budgets = 0;
const MAIL = [{ SubscriptionType: 'EMAIL', Address: 'amelia@brackenmere.example' }];
const tells = (
  NotificationType: string,
  Threshold: number,
  more: Json = {},
  Subscribers: Json[] = MAIL,
): Json => ({
  Notification: {
    NotificationType,
    ComparisonOperator: 'GREATER_THAN',
    Threshold,
    ThresholdType: 'PERCENTAGE',
    ...more,
  },
  Subscribers,
});
const BOTH = [tells('ACTUAL', 80), tells('FORECASTED', 100)];
const makes = (changes: Json = {}, notifications: Json[] = BOTH): Step =>
  call('budgets:CreateBudget', {
    AccountId: '{{acct}}',
    Budget: {
      BudgetName: '{{budget_name}}',
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: '40', Unit: 'USD' },
      ...changes,
    },
    NotificationsWithSubscribers: notifications,
  });
const budget = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  because?: string,
): AccountState => ({
  name: `monthly-budget: ${name}`,
  calls,
  variables: { budget_name: `st-budget-${++budgets}` },
  expect: { 'monthly-budget': expected },
  ...(because === undefined ? {} : { because }),
});
const topicOf = (name: string): Json[] => [
  { SubscriptionType: 'SNS', Address: `arn:aws:sns:us-east-1:{{acct}}:${name}` },
];

export const monthlyBudget: readonly AccountState[] = [
  budget('as the lesson makes it', [makes()], 'pass'),
  budget('a dollar', [makes({ BudgetLimit: { Amount: '1', Unit: 'USD' } })], 'pass'),
  budget(
    'early warnings',
    [makes({}, [tells('ACTUAL', 10), tells('FORECASTED', 50), tells('ACTUAL', 100)])],
    'pass',
  ),
  budget(
    'thresholds in dollars',
    [
      makes({}, [
        tells('ACTUAL', 32, { ThresholdType: 'ABSOLUTE_VALUE' }),
        tells('FORECASTED', 40, { ThresholdType: 'ABSOLUTE_VALUE' }),
      ]),
    ],
    'pass',
    '32 of 40 are 80 %',
  ),
  budget(
    'a topic that exists',
    [
      call('sns:CreateTopic', { Name: 'st-budget' }),
      makes({}, [tells('ACTUAL', 80, {}, topicOf('st-budget')), tells('FORECASTED', 100)]),
    ],
    'pass',
  ),
  budget(
    'a second warning by mail beside a topic that is gone',
    [makes({}, [tells('ACTUAL', 80, {}, [...topicOf('st-nowhere'), ...MAIL]), tells('FORECASTED', 100)])],
    'pass',
    '≥ 1 subscriber who is there',
  ),
  budget('a fraction below 80 %', [makes({}, [tells('ACTUAL', 79.5), tells('FORECASTED', 99.9)])], 'pass'),
  budget('a limit with a fraction', [makes({ BudgetLimit: { Amount: '39.99', Unit: 'USD' } })], 'pass'),
  budget(
    'until the end of next year',
    [makes({ TimePeriod: { Start: '2026-01-01T00:00:00Z', End: '2027-12-31T00:00:00Z' } })],
    'pass',
  ),
  budget(
    'from next year on',
    [makes({ TimePeriod: { Start: '2029-01-01T00:00:00Z', End: '2030-01-01T00:00:00Z' } })],
    'fail/not-whole-bill',
  ),
  budget(
    'equal to, not greater',
    [makes({}, [tells('ACTUAL', 80, { ComparisonOperator: 'EQUAL_TO' }), tells('FORECASTED', 100)])],
    'fail/no-actual-alert',
  ),
  budget(
    '80 dollars of 40, which looks like 80 %',
    [makes({}, [tells('ACTUAL', 80, { ThresholdType: 'ABSOLUTE_VALUE' }), tells('FORECASTED', 100)])],
    'fail/no-actual-alert',
  ),
  budget(
    'a forecast of 41 dollars',
    [makes({}, [tells('ACTUAL', 80), tells('FORECASTED', 41, { ThresholdType: 'ABSOLUTE_VALUE' })])],
    'fail/no-forecast-alert',
  ),
  budget(
    'of one tag',
    [makes({ CostFilters: { TagKeyValue: ['user:Project$birdsong'] } })],
    'fail/not-whole-bill',
  ),
  budget('none', [], 'fail/budget-missing'),
  budget('another name', [makes({ BudgetName: 'st-else' })], 'fail/budget-missing'),
  budget('quarterly', [makes({ TimeUnit: 'QUARTERLY' })], 'fail/wrong-kind'),
  budget('daily', [makes({ TimeUnit: 'DAILY' }, [tells('ACTUAL', 80)])], 'fail/wrong-kind'),
  budget(
    'of hours',
    [
      makes({
        BudgetType: 'USAGE',
        BudgetLimit: { Amount: '40', Unit: 'Hrs' },
        CostFilters: { UsageType: ['BoxUsage:m5.xlarge'] },
      }),
    ],
    'fail/wrong-kind',
  ),
  budget('a cent too high', [makes({ BudgetLimit: { Amount: '40.01', Unit: 'USD' } })], 'fail/limit-high'),
  budget('of a region', [makes({ CostFilters: { Region: ['us-east-1'] } })], 'fail/not-whole-bill'),
  budget(
    'over',
    [makes({ TimePeriod: { Start: '2025-01-01T00:00:00Z', End: '2026-01-01T00:00:00Z' } })],
    'fail/not-whole-bill',
  ),
  budget('no actual', [makes({}, [tells('FORECASTED', 80)])], 'fail/no-actual-alert'),
  budget(
    'actual at 81 %',
    [makes({}, [tells('ACTUAL', 81), tells('FORECASTED', 100)])],
    'fail/no-actual-alert',
  ),
  budget(
    '33 dollars of 40',
    [makes({}, [tells('ACTUAL', 33, { ThresholdType: 'ABSOLUTE_VALUE' }), tells('FORECASTED', 100)])],
    'fail/no-actual-alert',
  ),
  budget('no notification', [makes({}, [])], 'fail/no-actual-alert'),
  budget('no forecast', [makes({}, [tells('ACTUAL', 80)])], 'fail/no-forecast-alert'),
  budget(
    'forecast at 101 %',
    [makes({}, [tells('ACTUAL', 80), tells('FORECASTED', 101)])],
    'fail/no-forecast-alert',
  ),
  budget(
    'a forecast below',
    [makes({}, [tells('ACTUAL', 80), tells('FORECASTED', 100, { ComparisonOperator: 'LESS_THAN' })])],
    'fail/no-forecast-alert',
  ),
  budget(
    'a topic that does not exist',
    [makes({}, [tells('ACTUAL', 80, {}, topicOf('st-nowhere')), tells('FORECASTED', 100)])],
    'fail/no-subscriber',
  ),
  {
    name: 'monthly-budget: the budget denied',
    broken: { 'budgets:DescribeBudget': 'deny' },
    expect: { 'monthly-budget': 'blocked/denied' },
  },
];

let owners = 0;
const TAGS = { Project: 'birdsong', Owner: 'amelia', CostCenter: 'CC-104' };
const tag = (id: string, tags: Json = TAGS): Step =>
  call('ec2:CreateTags', {
    Resources: [id],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
const without = (key: string): Json =>
  Object.fromEntries(Object.entries(TAGS).filter(([one]) => one !== key));
const owned = (name: string, calls: readonly Step[], expected: Expected, because?: string): AccountState => ({
  name: `owner-tags: ${name}`,
  calls,
  variables: { prefix: `st${++owners}`, project: 'birdsong' },
  expect: { 'owner-tags': expected },
  ...(because === undefined ? {} : { because }),
});
const NAME = '{{prefix}}-cc-box';
const tagged = (tags: Json = TAGS, disk: Json = TAGS): Step[] => [
  ...box(NAME),
  tag(BOX, tags),
  tag(DISK, disk),
];

export const ownerTags: readonly AccountState[] = [
  owned('a box and its disk', tagged(), 'pass'),
  owned('tags at launch', [...box(NAME, TAGS), tag(DISK)], 'pass'),
  owned('more tags than three', tagged({ ...TAGS, Season: '2027' }), 'pass'),
  owned(
    'others do not count',
    [...tagged(), ...box('{{prefix}}-other')],
    'pass',
    'only names that begin with {prefix}-cc-',
  ),
  owned(
    'a terminated box beside',
    [...box(NAME), call('ec2:TerminateInstances', { InstanceIds: [BOX] }), ...tagged()],
    'pass',
  ),
  owned('nothing of such a name', [], 'fail/nothing-found'),
  owned('a box of another name', [...box('{{prefix}}-box', TAGS)], 'fail/nothing-found'),
  owned(
    'only a disk',
    [
      call('ec2:CreateVolume', {
        AvailabilityZone: '{{region}}a',
        Size: 1,
        VolumeType: 'gp3',
        TagSpecifications: [named('volume', '{{prefix}}-cc-disk', TAGS)],
      }),
    ],
    'fail/nothing-found',
    '≥ 1 instance',
  ),
  owned(
    'a stopped box counts',
    [...box(NAME), call('ec2:StopInstances', { InstanceIds: [BOX] }), tag(BOX), tag(DISK)],
    'pass',
  ),
  owned(
    'a stopped box without tags',
    [...box(NAME), call('ec2:StopInstances', { InstanceIds: [BOX] })],
    'fail/tag-missing',
  ),
  owned('an owner with spaces around', tagged({ ...TAGS, Owner: '  amelia ' }), 'pass'),
  owned('four digits', tagged({ ...TAGS, CostCenter: 'CC-1045' }), 'fail/tag-value'),
  owned('three digits and a letter', tagged({ ...TAGS, CostCenter: 'CC-104a' }), 'fail/tag-value'),
  owned('a space before the cost center', tagged({ ...TAGS, CostCenter: ' CC-104' }), 'fail/tag-value'),
  owned('digits of another script', tagged({ ...TAGS, CostCenter: 'CC-١٠٤' }), 'fail/tag-value'),
  owned('an owner of tabs', tagged({ ...TAGS, Owner: '\u00a0\t' }), 'fail/tag-value'),
  owned(
    'the key with a space behind it',
    tagged({ ...without('Owner'), 'Owner ': 'amelia' }),
    'fail/tag-missing',
  ),
  owned('no project', tagged(without('Project')), 'fail/tag-missing'),
  owned(
    'project in small letters',
    tagged({ ...without('Project'), project: 'birdsong' }),
    'fail/tag-missing',
  ),
  owned('the disk without tags', [...box(NAME, TAGS)], 'fail/tag-missing'),
  owned(
    'an address without tags',
    [
      ...tagged(),
      call('ec2:AllocateAddress', {
        Domain: 'vpc',
        TagSpecifications: [named('elastic-ip', '{{prefix}}-cc-ip')],
      }),
    ],
    'fail/tag-missing',
  ),
  owned(
    'a free disk without a cost center',
    [
      ...tagged(),
      call('ec2:CreateVolume', {
        AvailabilityZone: '{{region}}a',
        Size: 1,
        VolumeType: 'gp3',
        TagSpecifications: [named('volume', '{{prefix}}-cc-disk', without('CostCenter'))],
      }),
    ],
    'fail/tag-missing',
  ),
  owned('a second box', [...tagged(), ...box(`${NAME}-2`)], 'fail/tag-missing'),
  owned('another project', tagged({ ...TAGS, Project: 'nocturne' }), 'fail/tag-value'),
  owned('Birdsong', tagged({ ...TAGS, Project: 'Birdsong' }), 'fail/tag-value', 'values are case-sensitive'),
  owned('a blank owner', tagged({ ...TAGS, Owner: '   ' }), 'fail/tag-value'),
  owned('an empty owner', tagged(TAGS, { ...TAGS, Owner: '' }), 'fail/tag-value'),
  owned('two digits', tagged({ ...TAGS, CostCenter: 'CC-10' }), 'fail/tag-value'),
  owned('small letters before the digits', tagged(TAGS, { ...TAGS, CostCenter: 'cc-104' }), 'fail/tag-value'),
  {
    name: 'owner-tags: volumes denied',
    broken: { 'ec2:DescribeVolumes': 'deny' },
    expect: { 'owner-tags': 'blocked/denied' },
  },
];

let folders = 0;
const group = (name: string, days?: unknown): Step[] => [
  call('logs:CreateLogGroup', { logGroupName: `/{{prefix}}/${name}` }),
  ...(days === undefined
    ? []
    : [call('logs:PutRetentionPolicy', { logGroupName: `/{{prefix}}/${name}`, retentionInDays: days })]),
];
const logs = (name: string, calls: readonly Step[], expected: Expected, because?: string): AccountState => ({
  name: `log-retention: ${name}`,
  calls,
  variables: { prefix: `lg${++folders}`, retention_max: 30 },
  expect: { 'log-retention': expected },
  ...(because === undefined ? {} : { because }),
});
const three = (api: unknown = 30, train: unknown = 30, audit: unknown = 30): Step[] => [
  ...group('api', api),
  ...group('train', train),
  ...group('audit', audit),
];

export const logRetention: readonly AccountState[] = [
  logs('30 days each', three(), 'pass'),
  logs('fewer days', three(1, 7, 14), 'pass'),
  logs('a fourth group', [...three(), ...group('web', 3)], 'pass'),
  logs(
    'a group of another folder',
    [...three(), call('logs:CreateLogGroup', { logGroupName: '/{{prefix}}-old/api' })],
    'pass',
    'it does not begin with /{prefix}/',
  ),
  logs('none', [], 'fail/group-missing'),
  logs('two of three', [...group('api', 30), ...group('train', 30)], 'fail/group-missing'),
  logs(
    'a longer name is another group',
    [...group('api', 30), ...group('train', 30), ...group('audit-2026', 30)],
    'fail/group-missing',
  ),
  logs('as they were', [...group('api'), ...group('train'), ...group('audit')], 'fail/kept-for-ever'),
  logs('one left', [...group('api', 30), ...group('train', 30), ...group('audit')], 'fail/kept-for-ever'),
  logs('a fourth for ever', [...three(), ...group('web')], 'fail/kept-for-ever'),
  logs(
    'its retention taken away',
    [...three(), call('logs:DeleteRetentionPolicy', { logGroupName: '/{{prefix}}/api' })],
    'fail/kept-for-ever',
  ),
  logs('60 days', three(30, 60, 30), 'fail/too-long'),
  logs('a year', three(365, 365, 365), 'fail/too-long'),
  logs('a fourth for a year', [...three(), ...group('web', 365)], 'fail/too-long'),
  {
    name: 'log-retention: groups throttled',
    broken: { 'logs:DescribeLogGroups': 'throttle' },
    expect: { 'log-retention': 'blocked/throttled' },
  },
];
