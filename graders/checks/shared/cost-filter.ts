/** Whether a budget counts the whole bill. */
import type { Budget } from '../../reads/budgets.ts';

/** Without what comes off the bill a budget counts more, not less. */
const TAKEN_OFF = new Set(['credit', 'refund']);

/**
 * What leaves a part of the bill out, or undefined. The kinds of cost of `CostTypes` (blended or not, with tax or without) are
 * no filter.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
 */
export function partOfBill(budget: Budget): { path: string; actual: unknown } | undefined {
  const filters = Object.entries(budget.CostFilters).filter(([, values]) => values.length > 0);
  if (filters.length > 0) return { path: 'CostFilters', actual: Object.fromEntries(filters) };
  if (!countsAll(budget.FilterExpression))
    return { path: 'FilterExpression', actual: budget.FilterExpression };
  const view = budget.BillingViewArn;
  if (view !== null && !view.endsWith(':billingview/primary'))
    return { path: 'BillingViewArn', actual: view };
  return undefined;
}

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Expression.html */
function countsAll(expression: unknown): boolean {
  if (expression === null || expression === undefined) return true;
  const { And, Not, ...others } = expression as Record<string, unknown>;
  if (Object.keys(others).length > 0) return false;
  if (And !== undefined && !(Array.isArray(And) && And.every(countsAll))) return false;
  return Not === undefined || onlyTakenOff(Not);
}

function onlyTakenOff(expression: unknown): boolean {
  const { Dimensions, ...others } = expression as Record<string, unknown>;
  const { Key, Values, MatchOptions } = (Dimensions ?? {}) as Record<string, unknown>;
  return (
    Object.keys(others).length === 0 &&
    Key === 'RECORD_TYPE' &&
    Array.isArray(Values) &&
    Values.every((one) => TAKEN_OFF.has(String(one).toLowerCase())) &&
    (!Array.isArray(MatchOptions) || !MatchOptions.includes('ABSENT'))
  );
}
