/** Budgets as one account keeps them: one record a budget, its notifications and their subscribers inside. */
import type {
  AutoAdjustData,
  BudgetType,
  CostTypes,
  Expression,
  Metric,
  Spend,
  TimeUnit,
} from '@aws-sdk/client-budgets';
import { AwsError, type OverlayContext } from '../../types.ts';

export interface StoredNotification {
  NotificationType: 'ACTUAL' | 'FORECASTED';
  ComparisonOperator: 'GREATER_THAN' | 'LESS_THAN' | 'EQUAL_TO';
  Threshold: number;
  ThresholdType: 'PERCENTAGE' | 'ABSOLUTE_VALUE';
}
export interface StoredSubscriber {
  SubscriptionType: 'EMAIL' | 'SNS';
  Address: string;
}
export interface StoredAlert {
  notification: StoredNotification;
  subscribers: StoredSubscriber[];
}

/** What a budget is made of; times as ISO text. */
export interface StoredBudget {
  BudgetName: string;
  BudgetType: BudgetType;
  TimeUnit: TimeUnit;
  BudgetLimit?: Spend;
  PlannedBudgetLimits?: Record<string, Spend>;
  CostFilters?: Record<string, string[]>;
  CostTypes?: CostTypes;
  FilterExpression?: Expression;
  Metrics?: Metric[];
  /** Without the time of its adjustment, which is that of the update. */
  AutoAdjustData?: AutoAdjustData;
  BillingViewArn?: string;
  start: string;
  end: string;
  updatedAt: string;
}
export interface BudgetRecord {
  budget: StoredBudget;
  alerts: StoredAlert[];
  tags: Record<string, string>;
}

export const refused = (code: string, message: string): AwsError => new AwsError(code, message, 400);
export const invalid = (message: string): AwsError => refused('InvalidParameterException', message);

const keyOf = (name: string): string => `budget/${name}`;

/**
 * Budgets are asked for by account, and nobody but its owner is answered.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudget.html
 *
 * @throws AwsError AccessDeniedException
 */
export function ownAccount(context: OverlayContext, input: Record<string, unknown>): void {
  const account = String(input['AccountId']);
  if (!/^\d{12}$/.test(account))
    throw invalid(
      `1 validation error detected: Value '${account}' at 'accountId' failed to satisfy constraint: Member must satisfy regular expression pattern: \\d{12}`,
    );
  if (account !== context.account)
    throw refused(
      'AccessDeniedException',
      `Account ${context.account} may not access budgets of ${account}.`,
    );
}

export function findBudget(context: OverlayContext, name: string): BudgetRecord | undefined {
  return context.state.get<BudgetRecord>(keyOf(name));
}

/**
 * @param unable what cannot be done without it, `Unable to get budget: monthly`
 * @throws AwsError NotFoundException
 */
export function knownBudget(context: OverlayContext, name: string, unable: string): BudgetRecord {
  const found = findBudget(context, name);
  if (!found) throw refused('NotFoundException', `${unable} - the budget doesn't exist.`);
  return found;
}

export function saveBudget(context: OverlayContext, record: BudgetRecord): void {
  context.state.set(keyOf(record.budget.BudgetName), record);
}
export function forgetBudget(context: OverlayContext, name: string): void {
  context.state.delete(keyOf(name));
}
/** By name. */
export function allBudgets(context: OverlayContext): BudgetRecord[] {
  return context.state
    .keys('budget/')
    .flatMap((key) => context.state.get<BudgetRecord>(key) ?? [])
    .toSorted((a, b) => (a.budget.BudgetName < b.budget.BudgetName ? -1 : 1));
}

/**
 * One page of a list: 100 to a page unless asked otherwise.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html
 *
 * @throws AwsError InvalidParameterException, InvalidNextTokenException
 */
export function pageOf<T>(
  all: readonly T[],
  input: Record<string, unknown>,
  most: number,
): { items: T[]; next: { NextToken?: string } } {
  const size = (input['MaxResults'] as number | undefined) ?? 100;
  if (!Number.isInteger(size) || size < 1 || size > most)
    throw invalid(
      `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and ${most}`,
    );
  const token = input['NextToken'] as string | undefined;
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (token === '' || !Number.isInteger(start) || start < 0 || start > all.length)
    throw refused('InvalidNextTokenException', 'The pagination token is invalid.');
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64url') } : {},
  };
}
