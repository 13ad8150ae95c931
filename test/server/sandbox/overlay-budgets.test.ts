/** AWS Budgets through the whole sandbox: the real SDK client, then the real AWS CLI. */
import {
  BudgetsClient,
  CreateBudgetCommand,
  CreateNotificationCommand,
  CreateSubscriberCommand,
  DeleteBudgetCommand,
  DeleteNotificationCommand,
  DeleteSubscriberCommand,
  DescribeBudgetCommand,
  DescribeBudgetsCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  ListTagsForResourceCommand,
  paginateDescribeBudgets,
  paginateDescribeNotificationsForBudget,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBudgetCommand,
  UpdateNotificationCommand,
  UpdateSubscriberCommand,
  type Budget,
  type Notification,
  type NotificationWithSubscribers,
  type Subscriber,
} from '@aws-sdk/client-budgets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { awsEnv, clientOf, runVenv, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let client: BudgetsClient;
let AccountId: string;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('budgets');
  AccountId = account.account;
  client = new BudgetsClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
});
afterAll(() => client.destroy());

const monthly = (BudgetName: string, more: Partial<Budget> = {}): Budget => ({
  BudgetName,
  BudgetType: 'COST',
  TimeUnit: 'MONTHLY',
  BudgetLimit: { Amount: '40', Unit: 'USD' },
  ...more,
});
const early: Notification = { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 };
const forecast: Notification = {
  NotificationType: 'FORECASTED',
  ComparisonOperator: 'GREATER_THAN',
  Threshold: 40,
  ThresholdType: 'ABSOLUTE_VALUE',
};
const mail = (Address = 'ana@example.com'): Subscriber => ({ SubscriptionType: 'EMAIL', Address });
const alert = (notification: Notification, ...subscribers: Subscriber[]): NotificationWithSubscribers => ({
  Notification: notification,
  Subscribers: subscribers,
});
const create = (budget: Budget, alerts?: NotificationWithSubscribers[]) =>
  client.send(new CreateBudgetCommand({ AccountId, Budget: budget, NotificationsWithSubscribers: alerts }));
const budget = async (BudgetName: string) =>
  (await client.send(new DescribeBudgetCommand({ AccountId, BudgetName }))).Budget;
const notifications = async (BudgetName: string) =>
  (await client.send(new DescribeNotificationsForBudgetCommand({ AccountId, BudgetName }))).Notifications;
const subscribers = async (BudgetName: string, notification: Notification) =>
  (
    await client.send(
      new DescribeSubscribersForNotificationCommand({ AccountId, BudgetName, Notification: notification }),
    )
  ).Subscribers;

describe('a budget', () => {
  it('is created with its notifications and AWS fills in the rest', async () => {
    await create(monthly('whole'), [
      alert(early, mail(), { SubscriptionType: 'SNS', Address: `arn:aws:sns:us-east-1:${AccountId}:bills` }),
      alert(forecast, mail()),
    ]);
    const found = await budget('whole');
    expect(found).toMatchObject({
      BudgetName: 'whole',
      BudgetLimit: { Amount: '40.0', Unit: 'USD' },
      CostTypes: { IncludeTax: true, IncludeRefund: true, UseBlended: false },
      CalculatedSpend: { ActualSpend: { Amount: '0.0', Unit: 'USD' } },
    });
    const now = new Date();
    expect(found?.TimePeriod).toEqual({
      Start: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())),
      End: new Date('2087-06-15T00:00:00Z'),
    });
    expect(found?.CostFilters).toBeUndefined();
    expect(await notifications('whole')).toEqual([
      { ...early, ThresholdType: 'PERCENTAGE', NotificationState: 'OK' },
      { ...forecast, NotificationState: 'OK' },
    ]);
    expect(await subscribers('whole', early)).toHaveLength(2);
    expect(await subscribers('whole', { ...early, ThresholdType: 'PERCENTAGE' })).toHaveLength(2);
  });

  it('keeps its notifications when it is changed, and starts when it did', async () => {
    await create(monthly('changed', { TimePeriod: { Start: new Date('2026-03-01T00:00:00Z') } }), [
      alert(early, mail()),
    ]);
    await client.send(
      new UpdateBudgetCommand({
        AccountId,
        NewBudget: monthly('changed', {
          BudgetLimit: { Amount: '12.50', Unit: 'USD' },
          CostFilters: { Service: ['Amazon Simple Storage Service'] },
        }),
      }),
    );
    expect(await budget('changed')).toMatchObject({
      BudgetLimit: { Amount: '12.50' },
      CostFilters: { Service: ['Amazon Simple Storage Service'] },
      TimePeriod: { Start: new Date('2026-03-01T00:00:00Z') },
    });
    expect(await notifications('changed')).toHaveLength(1);
    await client.send(new DeleteBudgetCommand({ AccountId, BudgetName: 'changed' }));
    await expect(budget('changed')).rejects.toMatchObject({
      name: 'NotFoundException',
      message: "Unable to get budget: changed - the budget doesn't exist.",
    });
  });

  it('shows its filter expression to who asks for it', async () => {
    const FilterExpression = { Dimensions: { Key: 'SERVICE' as const, Values: ['Amazon S3'] } };
    await create(monthly('filtered', { FilterExpression, Metrics: ['UnblendedCost'] }));
    expect(await budget('filtered')).not.toHaveProperty('FilterExpression');
    const { Budget: all } = await client.send(
      new DescribeBudgetCommand({ AccountId, BudgetName: 'filtered', ShowFilterExpression: true }),
    );
    expect(all).toMatchObject({ FilterExpression, Metrics: ['UnblendedCost'] });
  });

  it('may plan its limits, follow what was spent, or need none', async () => {
    const now = new Date();
    const month = (ahead: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead) / 1000;
    const limits = Object.fromEntries(
      Array.from({ length: 12 }, (_one, ahead) => [
        String(month(ahead)),
        { Amount: String(10 + ahead), Unit: 'USD' },
      ]),
    );
    await create(monthly('planned', { BudgetLimit: undefined, PlannedBudgetLimits: limits }));
    expect((await budget('planned'))?.BudgetLimit).toEqual({ Amount: '10.0', Unit: 'USD' });
    await create(
      monthly('adjusts', { BudgetLimit: undefined, AutoAdjustData: { AutoAdjustType: 'FORECAST' } }),
    );
    expect((await budget('adjusts'))?.AutoAdjustData).toMatchObject({
      AutoAdjustType: 'FORECAST',
      LastAutoAdjustTime: expect.any(Date) as Date,
    });
    await create(monthly('used', { BudgetType: 'RI_UTILIZATION', BudgetLimit: undefined }));
    expect((await budget('used'))?.BudgetLimit).toEqual({ Amount: '100.0', Unit: 'PERCENTAGE' });
    expect((await budget('used'))?.CostTypes).toBeUndefined();
  });

  it.each<[string, Partial<Budget>, RegExp]>([
    ['without a limit', { BudgetLimit: undefined }, /please provide one of the followings: Budget Limit/],
    ['with a name that has a colon', { BudgetName: 'a:b' }, /'budget.budgetName' failed to satisfy/],
    ['with a unit of time that AWS lacks', { TimeUnit: 'WEEKLY' as 'DAILY' }, /'budget.timeUnit'/],
    ['with an amount that is no number', { BudgetLimit: { Amount: 'ten', Unit: 'USD' } }, /amount/],
    [
      'that ends before it starts',
      { TimePeriod: { Start: new Date('2026-02-01'), End: new Date('2026-01-01') } },
      /before its end/,
    ],
    ['with both kinds of limit', { PlannedBudgetLimits: { 1: { Amount: '1', Unit: 'USD' } } }, /only one of/],
  ])('is refused %s', async (_about, more, message) => {
    const refusal = create(monthly('refused', more));
    await expect(refusal).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message) as string,
    });
    await expect(budget('refused')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('has a name of its own, in an account of its own', async () => {
    await create(monthly('twice'));
    await expect(create(monthly('twice'))).rejects.toMatchObject({
      name: 'DuplicateRecordException',
      message: 'Error creating budget: twice - the budget already exists.',
      $metadata: { httpStatusCode: 400 },
    });
    const stranger = client.send(
      new DescribeBudgetCommand({ AccountId: '999999999999', BudgetName: 'twice' }),
    );
    await expect(stranger).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const gone = client.send(new DeleteBudgetCommand({ AccountId, BudgetName: 'nobody' }));
    await expect(gone).rejects.toMatchObject({ name: 'NotFoundException' });
    const update = client.send(new UpdateBudgetCommand({ AccountId, NewBudget: monthly('nobody') }));
    await expect(update).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('carries tags', async () => {
    await client.send(
      new CreateBudgetCommand({
        AccountId,
        Budget: monthly('tagged'),
        ResourceTags: [{ Key: 'Owner', Value: 'ana' }],
      }),
    );
    const ResourceARN = `arn:aws:budgets::${AccountId}:budget/tagged`;
    await client.send(
      new TagResourceCommand({ ResourceARN, ResourceTags: [{ Key: 'Project', Value: 'x' }] }),
    );
    await client.send(new UntagResourceCommand({ ResourceARN, ResourceTagKeys: ['Owner'] }));
    const { ResourceTags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(ResourceTags).toEqual([{ Key: 'Project', Value: 'x' }]);
    const other = client.send(new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}-not` }));
    await expect(other).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('notifications and subscribers', () => {
  const BudgetName = 'alerts';
  const send = {
    create: (notification: Notification, list: Subscriber[]) =>
      client.send(
        new CreateNotificationCommand({
          AccountId,
          BudgetName,
          Notification: notification,
          Subscribers: list,
        }),
      ),
    subscribe: (notification: Notification, subscriber: Subscriber) =>
      client.send(
        new CreateSubscriberCommand({
          AccountId,
          BudgetName,
          Notification: notification,
          Subscriber: subscriber,
        }),
      ),
  };
  beforeAll(() => create(monthly(BudgetName)));

  it('come and go', async () => {
    expect(await notifications(BudgetName)).toEqual([]);
    await send.create(early, [mail()]);
    await send.subscribe(early, mail('ben@example.com'));
    await expect(send.subscribe(early, mail())).rejects.toMatchObject({ name: 'DuplicateRecordException' });
    await expect(send.create(early, [mail()])).rejects.toMatchObject({ name: 'DuplicateRecordException' });
    await client.send(
      new UpdateNotificationCommand({
        AccountId,
        BudgetName,
        OldNotification: early,
        NewNotification: { ...early, Threshold: 50 },
      }),
    );
    const half = { ...early, Threshold: 50 };
    await client.send(
      new UpdateSubscriberCommand({
        AccountId,
        BudgetName,
        Notification: half,
        OldSubscriber: mail(),
        NewSubscriber: mail('cat@example.com'),
      }),
    );
    expect(await subscribers(BudgetName, half)).toEqual([mail('cat@example.com'), mail('ben@example.com')]);
    await expect(subscribers(BudgetName, early)).rejects.toMatchObject({ name: 'NotFoundException' });
    for (const address of ['cat@example.com', 'ben@example.com'])
      await client.send(
        new DeleteSubscriberCommand({
          AccountId,
          BudgetName,
          Notification: half,
          Subscriber: mail(address),
        }),
      );
    // The last subscriber took it along.
    expect(await notifications(BudgetName)).toEqual([]);
    await send.create(forecast, [mail()]);
    await client.send(new DeleteNotificationCommand({ AccountId, BudgetName, Notification: forecast }));
    expect(await notifications(BudgetName)).toEqual([]);
  });

  it.each<[string, Notification, Subscriber[], string]>([
    ['nobody hears it', early, [], 'InvalidParameterException'],
    ['its address is none', early, [mail('ana')], 'InvalidParameterException'],
    [
      'its topic is none',
      early,
      [{ SubscriptionType: 'SNS', Address: 'bills' }],
      'InvalidParameterException',
    ],
    ['its threshold is below 0', { ...early, Threshold: -1 }, [mail()], 'InvalidParameterException'],
    [
      'two topics hear it',
      early,
      ['a', 'b'].map((name) => ({
        SubscriptionType: 'SNS' as const,
        Address: `arn:aws:sns:us-east-1:123456789012:${name}`,
      })),
      'CreationLimitExceededException',
    ],
  ])('are refused when %s', async (_about, notification, list, name) => {
    await expect(send.create(notification, list)).rejects.toMatchObject({ name });
  });

  it('ten at most, read page by page', async () => {
    for (const Threshold of [10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
      await send.create({ ...early, Threshold }, [mail()]);
    await expect(send.create({ ...early, Threshold: 110 }, [mail()])).rejects.toMatchObject({
      name: 'CreationLimitExceededException',
    });
    const pages: number[] = [];
    const input = { AccountId, BudgetName };
    for await (const page of paginateDescribeNotificationsForBudget({ client, pageSize: 4 }, input))
      pages.push(page.Notifications?.length ?? 0);
    expect(pages).toEqual([4, 4, 2]);
  });

  it('a day cannot be forecast', async () => {
    await expect(
      create(monthly('daily', { TimeUnit: 'DAILY' }), [alert(forecast, mail())]),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

it('budgets are read page by page, and a page that is none is refused', async () => {
  const other = await sandbox.createAccount('budgets-pages');
  const paged = new BudgetsClient({ ...clientOf(sandbox, other), maxAttempts: 1 });
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names)
    await paged.send(new CreateBudgetCommand({ AccountId: other.account, Budget: monthly(name) }));
  const seen: string[] = [];
  const input = { AccountId: other.account };
  for await (const page of paginateDescribeBudgets({ client: paged, pageSize: 2 }, input))
    seen.push(...(page.Budgets ?? []).map((one) => one.BudgetName ?? ''));
  expect(seen).toEqual(names);
  const wrong = paged.send(new DescribeBudgetsCommand({ ...input, NextToken: 'zzz' }));
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  paged.destroy();
});

it('the AWS CLI speaks to it, whatever the Region', { timeout: 60_000 }, async () => {
  const aws = (...args: string[]) =>
    runVenv(
      'aws',
      ['budgets', ...args, '--account-id', AccountId],
      awsEnv(sandbox, account, { AWS_DEFAULT_REGION: 'eu-west-1' }),
    );
  const made = await aws(
    'create-budget',
    '--budget',
    JSON.stringify(monthly('cli')),
    '--notifications-with-subscribers',
    JSON.stringify([alert(early, mail())]),
  );
  expect(made).toEqual({ code: 0, stdout: '', stderr: '' });
  const shown = await aws('describe-budget', '--budget-name', 'cli', '--query', 'Budget.BudgetLimit.Amount');
  expect(shown).toMatchObject({ code: 0, stdout: '"40.0"\n' });
  const again = await aws('create-budget', '--budget', JSON.stringify(monthly('cli')));
  expect(again.stderr).toMatch(/\(DuplicateRecordException\).*the budget already exists/);
  // Budgets are the account's, not the Region's.
  expect(await budget('cli')).toMatchObject({ BudgetName: 'cli' });
});
