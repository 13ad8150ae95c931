/**
 * AWS Budgets, of which the engine keeps no subscribers and no changes: the budgets themselves.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html
 */
import type { Budget, NotificationWithSubscribers, ResourceTag } from '@aws-sdk/client-budgets';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { alertOf, MOST_ALERTS, refuseForecastOfDays } from './alerts.ts';
import {
  allBudgets,
  findBudget,
  forgetBudget,
  invalid,
  knownBudget,
  ownAccount,
  pageOf,
  refused,
  saveBudget,
  type BudgetRecord,
  type StoredBudget,
} from './records.ts';
import { completeBudget } from './rules.ts';

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html */
const create: OverlayHandler = (context, input) => {
  ownAccount(context, input);
  const budget = completeBudget(input['Budget'] as Budget, context.now());
  const asked = (input['NotificationsWithSubscribers'] ?? []) as NotificationWithSubscribers[];
  if (asked.length > MOST_ALERTS)
    throw invalid(
      `1 validation error detected: Value at 'notificationsWithSubscribers' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ALERTS}`,
    );
  if (findBudget(context, budget.BudgetName))
    throw refused(
      'DuplicateRecordException',
      `Error creating budget: ${budget.BudgetName} - the budget already exists.`,
    );
  const record: BudgetRecord = { budget, alerts: [], tags: tagsOf(input['ResourceTags']) };
  for (const { Notification, Subscribers } of asked) {
    const alert = alertOf(Notification, Subscribers, record.alerts);
    refuseForecastOfDays(record, alert.notification);
    record.alerts.push(alert);
  }
  saveBudget(context, record);
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UpdateBudget.html */
const update: OverlayHandler = (context, input) => {
  ownAccount(context, input);
  const asked = input['NewBudget'] as Budget;
  const name = String(asked.BudgetName);
  const record = knownBudget(context, name, `Unable to update budget: ${name}`);
  saveBudget(context, { ...record, budget: completeBudget(asked, context.now(), record.budget) });
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DeleteBudget.html */
const remove: OverlayHandler = (context, input) => {
  ownAccount(context, input);
  const name = String(input['BudgetName']);
  knownBudget(context, name, `Unable to delete budget: ${name}`);
  forgetBudget(context, name);
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudget.html */
const describe: OverlayHandler = (context, input) => {
  ownAccount(context, input);
  const name = String(input['BudgetName']);
  const { budget } = knownBudget(context, name, `Unable to get budget: ${name}`);
  return Promise.resolve({ Budget: shown(budget, input['ShowFilterExpression'] === true) });
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html */
const describeAll: OverlayHandler = (context, input) => {
  ownAccount(context, input);
  const { items, next } = pageOf(allBudgets(context), input, 1000);
  const withFilter = input['ShowFilterExpression'] === true;
  return Promise.resolve({ Budgets: items.map(({ budget }) => shown(budget, withFilter)), ...next });
};

/** The filter expression, and the metrics beside it, are shown to who asks for them. */
function shown({ start, end, updatedAt, ...budget }: StoredBudget, withFilter: boolean): Budget {
  const { FilterExpression, Metrics, AutoAdjustData, ...rest } = budget;
  const unit = rest.BudgetLimit?.Unit ?? 'USD';
  return {
    ...rest,
    ...(withFilter && FilterExpression ? { FilterExpression } : {}),
    ...(withFilter && Metrics ? { Metrics } : {}),
    ...(AutoAdjustData
      ? { AutoAdjustData: { ...AutoAdjustData, LastAutoAdjustTime: new Date(updatedAt) } }
      : {}),
    CalculatedSpend: {
      ActualSpend: { Amount: '0.0', Unit: unit },
      ForecastedSpend: { Amount: '0.0', Unit: unit },
    },
    TimePeriod: { Start: new Date(start), End: new Date(end) },
    LastUpdatedTime: new Date(updatedAt),
  };
}

const tagsOf = (tags: unknown): Record<string, string> =>
  Object.fromEntries(((tags ?? []) as ResourceTag[]).map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** The budget of an ARN. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html */
function taggedBudget(context: OverlayContext, input: Record<string, unknown>): BudgetRecord {
  const arn = String(input['ResourceARN']);
  const [, account, name = ''] = /^arn:aws[a-z-]*:budgets::(\d{12}):budget\/(.+)$/.exec(arn) ?? [];
  const found = account === context.account ? findBudget(context, name) : undefined;
  if (!found) throw refused('NotFoundException', `The resource ${arn} doesn't exist.`);
  return found;
}

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_ListTagsForResource.html */
const listTags: OverlayHandler = (context, input) => {
  const { tags } = taggedBudget(context, input);
  return Promise.resolve({ ResourceTags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
};
/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_TagResource.html */
const tag: OverlayHandler = (context, input) => {
  const record = taggedBudget(context, input);
  saveBudget(context, { ...record, tags: { ...record.tags, ...tagsOf(input['ResourceTags']) } });
  return Promise.resolve({});
};
/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UntagResource.html */
const untag: OverlayHandler = (context, input) => {
  const record = taggedBudget(context, input);
  const gone = input['ResourceTagKeys'] as string[];
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !gone.includes(key)));
  saveBudget(context, { ...record, tags });
  return Promise.resolve({});
};

export const budgetOperations: readonly OverlayOperation[] = [
  { service: 'budgets', operation: 'CreateBudget', answer: create },
  { service: 'budgets', operation: 'UpdateBudget', answer: update },
  { service: 'budgets', operation: 'DeleteBudget', answer: remove },
  { service: 'budgets', operation: 'DescribeBudget', answer: describe },
  { service: 'budgets', operation: 'DescribeBudgets', answer: describeAll },
  { service: 'budgets', operation: 'ListTagsForResource', answer: listTags },
  { service: 'budgets', operation: 'TagResource', answer: tag },
  { service: 'budgets', operation: 'UntagResource', answer: untag },
];
