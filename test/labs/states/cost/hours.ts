/** States of `office-hours`: a box of its own for each, so that the schedules of the others are somebody else's. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { BOX, box, only, type Json } from './kit.ts';

type Deed = 'stop' | 'start';
let boxes = 0;
const ROLE = '{{role.Role.Arn}}';
const INSTANCE = `arn:aws:ec2:{{region}}:{{acct}}:instance/${BOX}`;
const hours = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `office-hours: ${name}`,
  calls: [...box('{{devbox}}', { Project: '{{project}}' }), ...calls],
  expect: { 'office-hours': expected },
  ...more,
  variables: { devbox: `st-hours-${++boxes}`, ...more.variables },
});
const schedule = (deed: Deed, changes: Json = {}, target: Json = {}): Step =>
  call(
    'scheduler:CreateSchedule',
    only({
      Name: `{{devbox}}-${deed}`,
      ScheduleExpression: `cron(0 {{${deed}_hour}} ? * MON-FRI *)`,
      ScheduleExpressionTimezone: '{{tz}}',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ...changes,
      Target: {
        Arn: `arn:aws:scheduler:::aws-sdk:ec2:${deed}Instances`,
        RoleArn: ROLE,
        Input: { $json: { InstanceIds: [BOX] } },
        ...target,
      },
    }),
  );
const cron = (deed: Deed, fields: string, more: Json = {}): Step =>
  schedule(deed, { ScheduleExpression: `cron(${fields})`, ...more });
const trusts = (Service: string, Condition?: Json): Step =>
  call(
    'iam:CreateRole',
    {
      RoleName: '{{devbox}}',
      AssumeRolePolicyDocument: {
        $json: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service },
              Action: 'sts:AssumeRole',
              ...(Condition ? { Condition } : {}),
            },
          ],
        },
      },
    },
    'role',
  );
const may = (Action: unknown, Resource: unknown, more: Json = {}): Step =>
  call('iam:PutRolePolicy', {
    RoleName: '{{devbox}}',
    PolicyName: 'hours',
    PolicyDocument: {
      $json: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, ...more }] },
    },
  });
const BOTH = ['ec2:StopInstances', 'ec2:StartInstances'];
const able: readonly Step[] = [trusts('scheduler.amazonaws.com'), may(BOTH, INSTANCE)];
const PAIR = [schedule('stop'), schedule('start')];
/** Another box in the lists. */
const pairOf = (other: string): Step[] =>
  (['stop', 'start'] as const).map((deed) =>
    schedule(deed, {}, { Input: { $json: { InstanceIds: [other, BOX] } } }),
  );
const second: readonly Step[] = [
  call(
    'ec2:RunInstances',
    { ImageId: '{{image.Parameter.Value}}', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 },
    'second',
  ),
];
const SECOND = '{{second.Instances.0.InstanceId}}';
const runs = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => hours(name, [...able, ...calls], expected, more);
const role = (name: string, calls: readonly Step[], expected: Expected): AccountState =>
  hours(name, [...calls, ...PAIR], expected);
const automation = (deed: Deed, parameters: Json = { InstanceId: [BOX] }): Step =>
  schedule(
    deed,
    {},
    {
      Arn: 'arn:aws:scheduler:::aws-sdk:ssm:startAutomationExecution',
      Input: {
        $json: {
          DocumentName: `AWS-${deed === 'stop' ? 'Stop' : 'Start'}EC2Instance`,
          Parameters: parameters,
        },
      },
    },
  );

export const officeHours: readonly AccountState[] = [
  runs('as the lesson makes it', PAIR, 'pass'),
  runs(
    'weekdays by number',
    [cron('stop', '0 {{stop_hour}} ? * 2-6 *'), cron('start', '0 {{start_hour}} ? * 2,3,4,5,6 *')],
    'pass',
  ),
  runs(
    'the week in two halves',
    [
      cron('stop', '0 {{stop_hour}} ? * MON-WED *'),
      cron('stop', '0 {{stop_hour}} ? * THU,FRI *', { Name: '{{devbox}}-stop-2' }),
      cron('start', '0 {{start_hour}} ? * MON,TUE,WED,THU *'),
      cron('start', '0 {{start_hour}} ? * FRI *', { Name: '{{devbox}}-start-2' }),
    ],
    'pass',
  ),
  runs(
    'days in small letters and other orders',
    [
      cron('stop', '0 {{stop_hour}} ? * fri,mon,tue,wed,thu *'),
      cron('start', '00 {{start_hour}} ? * Mon-Fri *'),
    ],
    'pass',
  ),
  runs('a box beside it that is not there', pairOf('i-0123456789abcdef0'), 'fail/wrong-target'),
  hours(
    'two boxes in one list, of which the role may stop one',
    [...second, ...able, ...pairOf(SECOND)],
    'fail/role-cannot',
  ),
  hours(
    'two boxes in one list',
    [
      ...second,
      trusts('scheduler.amazonaws.com'),
      may(BOTH, 'arn:aws:ec2:{{region}}:{{acct}}:instance/*'),
      ...pairOf(SECOND),
    ],
    'pass',
  ),
  runs(
    'a Friday forgotten',
    [schedule('stop'), cron('start', '0 {{start_hour}} ? * MON-THU *')],
    'fail/wrong-time',
  ),
  runs(
    'the stop of Friday forgotten',
    [cron('stop', '0 {{stop_hour}} ? * MON-THU *'), schedule('start')],
    'fail/wrong-time',
  ),
  runs(
    'every twelve hours',
    [schedule('stop', { ScheduleExpression: 'rate(12 hours)' }), schedule('start')],
    'fail/wrong-time',
  ),
  runs(
    'the first weekday of the month',
    [cron('stop', '0 {{stop_hour}} 1W * ? *'), schedule('start')],
    'fail/wrong-time',
  ),
  runs(
    'a minute late',
    [cron('stop', '1 {{stop_hour}} ? * MON-FRI *'), schedule('start')],
    'fail/wrong-time',
  ),
  runs(
    'only next year',
    [cron('stop', '0 {{stop_hour}} ? * MON-FRI 2029'), schedule('start')],
    'fail/no-stop',
  ),
  runs(
    'from a day in the future on',
    [schedule('stop', { StartDate: '2029-01-01T00:00:00Z' }), schedule('start')],
    'fail/no-stop',
  ),
  runs(
    'it hibernates nothing: a stop that only tries',
    [schedule('stop', {}, { Input: { $json: { InstanceIds: [BOX], DryRun: true } } }), schedule('start')],
    'fail/wrong-target',
  ),
  runs('stopped on every day', [cron('stop', '0 {{stop_hour}} * * ? *'), schedule('start')], 'pass'),
  runs(
    'a window of 15 minutes',
    [
      schedule('stop', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } }),
      schedule('start'),
    ],
    'pass',
  ),
  runs(
    'the clocks of London',
    [schedule('stop', { ScheduleExpressionTimezone: 'Europe/London' }), schedule('start')],
    'pass',
    {
      because: 'they are those of Dublin all year',
    },
  ),
  runs('other hours in New York', PAIR, 'pass', {
    variables: { tz: 'America/New_York', start_hour: 7, stop_hour: 20 },
  }),
  runs(
    'UTC without a zone',
    [schedule('stop', { ScheduleExpressionTimezone: null }), schedule('start')],
    'pass',
    { variables: { tz: 'UTC' } },
  ),
  runs('once more at night', [...PAIR, cron('stop', '30 23 ? * * *', { Name: '{{devbox}}-late' })], 'pass'),
  runs(
    'in a group of their own',
    [
      call('scheduler:CreateScheduleGroup', { Name: '{{devbox}}' }),
      schedule('stop', { GroupName: '{{devbox}}' }),
      schedule('start', { GroupName: '{{devbox}}' }),
    ],
    'pass',
  ),
  runs('in summer', PAIR, 'pass', { daysLater: 200 }),
  role(
    'a role for one group of schedules',
    [
      trusts('scheduler.amazonaws.com', {
        StringEquals: {
          'aws:SourceArn': 'arn:aws:scheduler:{{region}}:{{acct}}:schedule-group/default',
          'aws:SourceAccount': '{{acct}}',
        },
      }),
      may(BOTH, INSTANCE),
    ],
    'pass',
  ),
  role(
    'a policy by tag',
    [
      trusts('scheduler.amazonaws.com'),
      may(BOTH, '*', { Condition: { StringEquals: { 'ec2:ResourceTag/Project': '{{project}}' } } }),
    ],
    'pass',
  ),
  role(
    'a policy of AWS',
    [
      trusts('scheduler.amazonaws.com'),
      call('iam:AttachRolePolicy', {
        RoleName: '{{devbox}}',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonEC2FullAccess',
      }),
    ],
    'pass',
  ),
  hours(
    'runbooks',
    [
      trusts('scheduler.amazonaws.com'),
      may(['ssm:StartAutomationExecution', ...BOTH], '*'),
      automation('stop'),
      automation('start'),
    ],
    'pass',
  ),
  runs('none', [], 'fail/no-stop'),
  runs('started only', [schedule('start')], 'fail/no-stop'),
  runs('a stop that is off', [schedule('stop', { State: 'DISABLED' }), schedule('start')], 'fail/no-stop'),
  runs(
    'a stop that ended',
    [schedule('stop', { EndDate: '2026-06-01T00:00:00Z' }), schedule('start')],
    'fail/no-stop',
  ),
  runs(
    'a stop that AWS refuses',
    [cron('stop', '0 {{stop_hour}} * * MON-FRI *'), schedule('start')],
    'fail/no-stop',
    {
      because: 'one of the two fields of days has to be ?',
    },
  ),
  runs(
    'terminated instead',
    [schedule('stop', {}, { Arn: 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances' }), schedule('start')],
    'fail/no-stop',
  ),
  hours(
    'the box is gone',
    [...able, ...PAIR, call('ec2:TerminateInstances', { InstanceIds: [BOX] })],
    'fail/no-stop',
  ),
  runs('stopped only', [schedule('stop')], 'fail/no-start'),
  runs('a start that is off', [schedule('stop'), schedule('start', { State: 'DISABLED' })], 'fail/no-start'),
  runs(
    'UTC',
    [
      schedule('stop', { ScheduleExpressionTimezone: 'UTC' }),
      schedule('start', { ScheduleExpressionTimezone: 'UTC' }),
    ],
    'fail/wrong-time',
    {
      because: 'in winter the two agree, in summer they do not',
    },
  ),
  runs(
    'UTC in summer',
    [schedule('stop', { ScheduleExpressionTimezone: 'UTC' }), schedule('start')],
    'fail/wrong-time',
    { daysLater: 200 },
  ),
  runs('an hour late', [cron('stop', '0 20 ? * MON-FRI *'), schedule('start')], 'fail/wrong-time'),
  runs(
    'Sunday to Thursday',
    [cron('stop', '0 {{stop_hour}} ? * 1-5 *'), schedule('start')],
    'fail/wrong-time',
  ),
  runs(
    'a window of an hour',
    [
      schedule('stop', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 } }),
      schedule('start'),
    ],
    'fail/wrong-time',
  ),
  runs(
    'stopped at noon too',
    [...PAIR, cron('stop', '0 12 ? * MON *', { Name: '{{devbox}}-noon' })],
    'fail/wrong-time',
  ),
  runs(
    'started at night too',
    [...PAIR, cron('start', '0 22 ? * MON *', { Name: '{{devbox}}-night' })],
    'fail/wrong-time',
  ),
  runs(
    'once',
    [schedule('stop', { ScheduleExpression: 'at(2099-01-01T19:00:00)' }), schedule('start')],
    'fail/no-stop',
  ),
  runs(
    'started on every day',
    [schedule('stop'), cron('start', '0 {{start_hour}} * * ? *')],
    'fail/weekend-start',
  ),
  runs(
    'started on Saturdays',
    [...PAIR, cron('start', '0 10 ? * SAT *', { Name: '{{devbox}}-sat' })],
    'fail/weekend-start',
  ),
  runs(
    'started on a Sunday in a month',
    [...PAIR, cron('start', '0 10 ? * 1#2 *', { Name: '{{devbox}}-sun' })],
    'fail/weekend-start',
  ),
  role('a role for EventBridge', [trusts('events.amazonaws.com'), may(BOTH, INSTANCE)], 'fail/role-cannot'),
  role('a role that may nothing', [trusts('scheduler.amazonaws.com')], 'fail/role-cannot'),
  role(
    'a role that may stop',
    [trusts('scheduler.amazonaws.com'), may('ec2:StopInstances', '*')],
    'fail/role-cannot',
  ),
  role(
    'a role for another box',
    [
      trusts('scheduler.amazonaws.com'),
      may(BOTH, 'arn:aws:ec2:{{region}}:{{acct}}:instance/i-0123456789abcdef0'),
    ],
    'fail/role-cannot',
  ),
  role(
    'a role for another account',
    [
      trusts('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '999988887777' } }),
      may(BOTH, INSTANCE),
    ],
    'fail/role-cannot',
  ),
  hours(
    'runbooks that may not stop',
    [
      trusts('scheduler.amazonaws.com'),
      may('ssm:StartAutomationExecution', '*'),
      automation('stop'),
      automation('start'),
    ],
    'fail/role-cannot',
  ),
  runs(
    'the name for the id',
    [schedule('stop', {}, { Input: { $json: { InstanceIds: ['{{devbox}}'] } } }), schedule('start')],
    'fail/wrong-target',
    { alone: true },
  ),
  runs(
    'a text for the list',
    [schedule('stop'), schedule('start', {}, { Input: { $json: { InstanceIds: BOX } } })],
    'fail/wrong-target',
    { alone: true },
  ),
  runs('no input', [schedule('stop', {}, { Input: '{}' }), schedule('start')], 'fail/wrong-target', {
    alone: true,
  }),
  runs(
    'a range that runs backwards',
    [schedule('stop'), cron('start', '0 {{start_hour}} ? * FRI-MON *')],
    'blocked/unsupported-construct',
    {
      because: 'AWS does not say what it means',
    },
  ),
  runs('schedules denied', PAIR, 'blocked/denied', { broken: { 'scheduler:GetSchedule': 'deny' } }),
  runs('roles denied', PAIR, 'blocked/denied', { broken: { 'iam:GetAccountAuthorizationDetails': 'deny' } }),
];
