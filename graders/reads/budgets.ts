import {
  BudgetsClient,
  DescribeBudgetCommand,
  paginateDescribeNotificationsForBudget,
  paginateDescribeSubscribersForNotification,
  type Budget as SdkBudget,
} from '@aws-sdk/client-budgets';
import { Absent, defineRead, type ClientSpec, type Read } from '../kit/index.ts';
import { globalArn } from './arn.ts';

const budgets: ClientSpec<BudgetsClient> = {
  service: 'budgets',
  create: (config) => new BudgetsClient(config),
};

/** Every read of a budget is the one action. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html */
const actions = ['budgets:ViewBudget'];
const resources: Read<{ name: string }>['resources'] = ({ name }, run) => [
  globalArn(run, 'budgets', `budget/${name}`),
];

export interface Budget {
  BudgetName: string;
  /** COST, USAGE, RI_UTILIZATION … */
  BudgetType: string | null;
  /** DAILY, MONTHLY, QUARTERLY, ANNUALLY or CUSTOM. */
  TimeUnit: string | null;
  /** In force now, also of a budget whose limits are planned or adjust themselves. */
  BudgetLimit: { Amount: string; Unit: string } | null;
  CostFilters: Record<string, string[]>;
  /** The newer form of filters. */
  FilterExpression: unknown;
  /** Another view than the account's own may hold a part of the bill only. */
  BillingViewArn: string | null;
  TimePeriod: { Start: string | null; End: string | null };
}

/**
 * One budget with its filters, which AWS shows only to who asks for them. Absent: NotFoundException.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudget.html
 */
export const budget = defineRead<{ name: string }, Budget>({
  id: 'budgets:DescribeBudget',
  actions,
  resources,
  call: async ({ client, run }, { name }) => {
    const { Budget: found } = await client(budgets).send(
      new DescribeBudgetCommand({ AccountId: run.account, BudgetName: name, ShowFilterExpression: true }),
    );
    if (!found) throw new Absent('NotFoundException');
    return plain(found);
  },
});

function plain(found: SdkBudget): Budget {
  const { BudgetLimit: limit, TimePeriod: period } = found;
  return {
    BudgetName: found.BudgetName ?? '',
    BudgetType: found.BudgetType ?? null,
    TimeUnit: found.TimeUnit ?? null,
    BudgetLimit: limit ? { Amount: limit.Amount ?? '', Unit: limit.Unit ?? '' } : null,
    CostFilters: found.CostFilters ?? {},
    FilterExpression: found.FilterExpression ?? null,
    BillingViewArn: found.BillingViewArn ?? null,
    TimePeriod: {
      Start: period?.Start?.toISOString() ?? null,
      End: period?.End?.toISOString() ?? null,
    },
  };
}

/** A notification has no id: these four values name it. */
export interface BudgetNotification {
  /** ACTUAL or FORECASTED. */
  NotificationType: string;
  /** GREATER_THAN, LESS_THAN or EQUAL_TO. */
  ComparisonOperator: string;
  Threshold: number;
  /** PERCENTAGE, also where AWS leaves it out, or ABSOLUTE_VALUE. */
  ThresholdType: string;
}

/**
 * When a budget speaks up. Absent: NotFoundException, there is no such budget.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeNotificationsForBudget.html
 */
export const budgetNotifications = defineRead<{ name: string }, BudgetNotification[]>({
  id: 'budgets:DescribeNotificationsForBudget',
  actions,
  resources,
  call: async ({ client, run }, { name }) => {
    const all: BudgetNotification[] = [];
    const input = { AccountId: run.account, BudgetName: name };
    for await (const page of paginateDescribeNotificationsForBudget({ client: client(budgets) }, input))
      for (const one of page.Notifications ?? [])
        all.push({
          NotificationType: one.NotificationType ?? '',
          ComparisonOperator: one.ComparisonOperator ?? '',
          Threshold: one.Threshold ?? 0,
          ThresholdType: one.ThresholdType ?? 'PERCENTAGE',
        });
    return all;
  },
});

export interface BudgetSubscriber {
  /** EMAIL or SNS. */
  SubscriptionType: string;
  Address: string;
}

/**
 * Who hears one notification. Absent: NotFoundException.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeSubscribersForNotification.html
 */
export const budgetSubscribers = defineRead<
  { name: string; notification: BudgetNotification },
  BudgetSubscriber[]
>({
  id: 'budgets:DescribeSubscribersForNotification',
  actions,
  resources,
  call: async ({ client, run }, { name, notification }) => {
    const all: BudgetSubscriber[] = [];
    const input = {
      AccountId: run.account,
      BudgetName: name,
      Notification: {
        NotificationType: notification.NotificationType as 'ACTUAL',
        ComparisonOperator: notification.ComparisonOperator as 'GREATER_THAN',
        Threshold: notification.Threshold,
        ThresholdType: notification.ThresholdType as 'PERCENTAGE',
      },
    };
    for await (const page of paginateDescribeSubscribersForNotification({ client: client(budgets) }, input))
      for (const { SubscriptionType, Address } of page.Subscribers ?? [])
        all.push({ SubscriptionType: SubscriptionType ?? '', Address: Address ?? '' });
    return all;
  },
});
