/**
 * What AWS Budgets asks of a budget, and what it fills in.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
 */
import type { AutoAdjustType, Budget, BudgetType, Spend, TimeUnit } from '@aws-sdk/client-budgets';
import { invalid, type StoredBudget } from './records.ts';

/** Where AWS ends a budget that names no end. */
const END_OF_TIME = '2087-06-15T00:00:00.000Z';

const COST_TYPES = {
  IncludeCredit: true,
  IncludeDiscount: true,
  IncludeOtherSubscription: true,
  IncludeRecurring: true,
  IncludeRefund: true,
  IncludeSubscription: true,
  IncludeSupport: true,
  IncludeTax: true,
  IncludeUpfront: true,
  UseAmortized: false,
  UseBlended: false,
};

const BUDGET_TYPES: readonly BudgetType[] = [
  'COST',
  'USAGE',
  'RI_UTILIZATION',
  'RI_COVERAGE',
  'SAVINGS_PLANS_UTILIZATION',
  'SAVINGS_PLANS_COVERAGE',
];
const TIME_UNITS: readonly TimeUnit[] = ['DAILY', 'MONTHLY', 'QUARTERLY', 'ANNUALLY', 'CUSTOM'];
const ADJUSTMENTS: readonly AutoAdjustType[] = ['HISTORICAL', 'FORECAST'];

/** @throws AwsError InvalidParameterException */
export function oneOf<T extends string>(value: unknown, known: readonly T[], at: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw invalid(
      `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(', ')}]`,
    );
  return found;
}

/**
 * A budget as it was asked for, with AWS's defaults.
 *
 * @param earlier the budget that an update replaces
 * @throws AwsError InvalidParameterException
 */
export function completeBudget(asked: Budget, now: Date, earlier?: StoredBudget): StoredBudget {
  const name = asked.BudgetName ?? '';
  if (!/^[^:\\]{1,100}$/.test(name) || name.includes('/action/'))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'budget.budgetName' failed to satisfy constraint: Member must satisfy regular expression pattern: (?![^:\\\\]*/action/)[^:\\\\]+`,
    );
  const type = oneOf(asked.BudgetType, BUDGET_TYPES, 'budget.budgetType');
  const unit = oneOf(asked.TimeUnit, TIME_UNITS, 'budget.timeUnit');
  if (asked.FilterExpression && Object.keys(asked.CostFilters ?? {}).length > 0)
    throw invalid(
      'Unable to create/update budget - provide either CostFilters or FilterExpression, not both.',
    );
  const start = asked.TimePeriod?.Start?.toISOString() ?? earlier?.start ?? startOf(unit, now).toISOString();
  const end = asked.TimePeriod?.End?.toISOString() ?? earlier?.end ?? END_OF_TIME;
  if (start >= end)
    throw invalid('Unable to create/update budget - the start of the time period must be before its end.');
  if (end > END_OF_TIME)
    throw invalid('Unable to create/update budget - the time period must end before 06/15/87 00:00 UTC.');
  return {
    BudgetName: name,
    BudgetType: type,
    TimeUnit: unit,
    ...limits(asked, type, unit, now),
    ...(Object.keys(asked.CostFilters ?? {}).length > 0 ? { CostFilters: asked.CostFilters } : {}),
    ...(type === 'COST' ? { CostTypes: { ...COST_TYPES, ...asked.CostTypes } } : {}),
    ...(asked.FilterExpression ? { FilterExpression: asked.FilterExpression } : {}),
    ...(asked.Metrics ? { Metrics: asked.Metrics } : {}),
    ...(asked.BillingViewArn ? { BillingViewArn: asked.BillingViewArn } : {}),
    start,
    end,
    updatedAt: now.toISOString(),
  };
}

type Limits = Pick<StoredBudget, 'BudgetLimit' | 'PlannedBudgetLimits' | 'AutoAdjustData'>;

function limits(asked: Budget, type: BudgetType, unit: TimeUnit, now: Date): Limits {
  const planned = Object.entries(asked.PlannedBudgetLimits ?? {});
  const auto = asked.AutoAdjustData;
  if (asked.BudgetLimit && planned.length > 0)
    throw invalid(
      'Unable to create/update budget - only one of BudgetLimit and PlannedBudgetLimits is allowed.',
    );
  if (asked.BudgetLimit && !auto) return { BudgetLimit: spend(asked.BudgetLimit, 'budget.budgetLimit') };
  if (planned.length > 0) return plan(planned, unit, now);
  if (auto) {
    const kind = oneOf(auto.AutoAdjustType, ADJUSTMENTS, 'budget.autoAdjustData.autoAdjustType');
    if (kind === 'HISTORICAL' && !auto.HistoricalOptions)
      throw invalid('Unable to create/update budget - HISTORICAL needs HistoricalOptions.');
    // Nothing was spent here yet that a limit could follow.
    return {
      AutoAdjustData: { ...auto, LastAutoAdjustTime: undefined },
      BudgetLimit: { Amount: '0.0', Unit: 'USD' },
    };
  }
  if (type !== 'COST' && type !== 'USAGE') return { BudgetLimit: { Amount: '100.0', Unit: 'PERCENTAGE' } };
  throw invalid(
    'Unable to create/update budget - please provide one of the followings: Budget Limit/ Planned Budget Limit/ Auto Adjust Data',
  );
}

/** The limit in force is the last one that has begun. */
function plan(planned: readonly [string, Spend][], unit: TimeUnit, now: Date): Limits {
  if (unit !== 'MONTHLY' && unit !== 'QUARTERLY')
    throw invalid('Unable to create/update budget - planned limits need the time unit MONTHLY or QUARTERLY.');
  const read = planned
    .map(([from, limit]): [number, Spend] => [Number(from), spend(limit, 'budget.plannedBudgetLimits')])
    .toSorted(([a], [b]) => a - b);
  if (read.some(([from]) => !Number.isInteger(from)))
    throw invalid('Unable to create/update budget - the keys of planned limits are epoch seconds.');
  const begun = read.filter(([from]) => from * 1000 <= now.getTime());
  const current = begun.at(-1) ?? read.at(0);
  return { BudgetLimit: current?.[1], PlannedBudgetLimits: Object.fromEntries(read) };
}

/** An amount as AWS gives it back: `40` becomes `40.0`. @throws AwsError InvalidParameterException */
function spend({ Amount, Unit }: Spend, at: string): Spend {
  const amount = Amount ?? '';
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(amount))
    throw invalid(
      `1 validation error detected: Value '${amount}' at '${at}.amount' failed to satisfy constraint: Member must satisfy regular expression pattern: ([0-9]*\\.)?[0-9]+`,
    );
  return { Amount: amount.includes('.') ? amount : `${amount}.0`, Unit };
}

function startOf(unit: TimeUnit, now: Date): Date {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  if (unit === 'ANNUALLY') return new Date(Date.UTC(year, 0));
  if (unit === 'QUARTERLY') return new Date(Date.UTC(year, month - (month % 3)));
  return unit === 'MONTHLY'
    ? new Date(Date.UTC(year, month))
    : new Date(Date.UTC(year, month, now.getUTCDate()));
}
