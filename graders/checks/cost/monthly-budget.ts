import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import {
  budget,
  budgetNotifications,
  budgetSubscribers,
  type BudgetNotification,
  type BudgetSubscriber,
} from '../../reads/budgets.ts';
import { topicAttributes } from '../../reads/sns.ts';
import { someUnit, unlessBlocked } from '../shared/candidates.ts';
import { partOfBill } from '../shared/cost-filter.ts';

const KIND = { BudgetType: 'COST', TimeUnit: 'MONTHLY' } as const;
/** Latest share of the limit, in percent, at which each kind has to speak up. */
const LATEST = { ACTUAL: 80, FORECASTED: 100 } as const;
const ROUNDING = 1e-6;
type Kind = keyof typeof LATEST;
type Heard = { args: { notification: BudgetNotification }; value: BudgetSubscriber[] | undefined }[];

/** Topics of other accounts are not told. https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html */
const isOwnTopic = ({ SubscriptionType, Address }: BudgetSubscriber, account: string): boolean =>
  SubscriptionType === 'SNS' && /^arn:aws[a-z-]*:sns:[^:]+:(\d{12}):[^:]+$/.exec(Address)?.[1] === account;

export default defineCheck({
  id: 'cost/monthly-budget',
  title: 'A monthly budget of the whole bill warns early',
  params: Type.Object({ budget_name: Type.String(), budget_limit: Type.Number({ exclusiveMinimum: 0 }) }),
  reads: {
    budget,
    notifications: budgetNotifications,
    subscribers: each(budgetSubscribers),
    topics: each(topicAttributes),
  },
  bind: ({ budget_name: name }, { account }) => ({
    budget: { name },
    notifications: { name },
    subscribers: after(
      'notifications',
      (found: BudgetNotification[] | undefined) =>
        (found ?? [])
          .filter(({ ComparisonOperator }) => ComparisonOperator === 'GREATER_THAN')
          .map((notification) => ({ name, notification })),
      { name },
    ),
    topics: after('subscribers', (entries: Heard) => {
      const all = entries.flatMap((entry) => unlessBlocked(() => entry.value) ?? []);
      const own = all.filter((one) => isOwnTopic(one, account)).map(({ Address }) => Address);
      return [...new Set(own)].map((topic) => ({ topic }));
    }),
  }),
  reasons: {
    warns: pass('{budget} of {amount} USD a month warns of what was spent and of what is forecast.'),
    'budget-missing': fail('Budget {budget} does not exist.', 'Create it with create-budget.'),
    'wrong-kind': fail(
      'Budget {budget}: {field} is {actual}; the task wants {expected}.',
      'Create it as a monthly cost budget in USD.',
    ),
    'limit-high': fail(
      'Budget {budget} has a limit of {actual} USD; the task wants more than 0 and at most {limit}.',
      'Change the limit with update-budget.',
    ),
    'not-whole-bill': fail(
      'Budget {budget} does not count the whole bill of today: {field} is {actual}.',
      'Take filters off, and let the budget run.',
    ),
    'no-actual-alert': fail(
      'No notification of {budget} speaks up when {percent} % of {amount} USD is spent, or earlier.',
      'Add one: ACTUAL, GREATER_THAN.',
    ),
    'no-forecast-alert': fail(
      'No notification of {budget} speaks up when {percent} % of {amount} USD is forecast, or less.',
      'Add one: FORECASTED, GREATER_THAN.',
    ),
    'no-subscriber': fail(
      'Nobody hears the {kind} notification of {budget} at {threshold}: {heard}.',
      'Subscribe an e-mail address, or a topic of this account that exists.',
    ),
  },
  judge(saw, { budget_name: name, budget_limit: most }, { account, today }) {
    const data = { budget: name, limit: most };
    const limit = (): number => Number(saw.budget()?.BudgetLimit?.Amount ?? Number.NaN);
    const amount = (): string => saw.budget()?.BudgetLimit?.Amount ?? 'no';
    const wrongKind = (field: string, expected: string, actual: unknown) => ({
      reason: 'wrong-kind' as const,
      data: { ...data, field, expected, actual: actual ?? 'missing' },
      evidence: [saw.budget.at(`Budget.${field}`, expected, actual)],
    });
    const partial = (field: string, expected: string, actual: unknown) => ({
      reason: 'not-whole-bill' as const,
      data: { ...data, field, actual },
      evidence: [saw.budget.at(`Budget.${field}`, expected, actual)],
    });
    /** Notifications of a kind that speak up in time. */
    const inTime = (kind: Kind): BudgetNotification[] =>
      (saw.notifications() ?? []).filter(
        ({ NotificationType, ComparisonOperator, Threshold, ThresholdType }) =>
          NotificationType === kind &&
          ComparisonOperator === 'GREATER_THAN' &&
          (ThresholdType === 'ABSOLUTE_VALUE'
            ? Threshold * 100 <= LATEST[kind] * limit() + ROUNDING
            : Threshold <= LATEST[kind]),
      );
    const noAlert = (reason: 'no-actual-alert' | 'no-forecast-alert', kind: Kind) => () => {
      if (!saw.budget() || inTime(kind).length > 0) return undefined;
      return {
        reason,
        data: { ...data, percent: LATEST[kind], amount: amount() },
        evidence: [
          saw.notifications.at(
            `Notifications[?NotificationType=='${kind}']`,
            `GREATER_THAN, at most ${LATEST[kind]} %`,
            (saw.notifications() ?? []).filter(({ NotificationType }) => NotificationType === kind),
          ),
        ],
      };
    };
    const subscribersOf = (one: BudgetNotification): readonly BudgetSubscriber[] =>
      saw.subscribers().find(({ args }) => same(args.notification, one))?.value ?? [];
    const hears = (one: BudgetSubscriber): boolean =>
      one.SubscriptionType === 'EMAIL' ||
      (isOwnTopic(one, account) &&
        saw.topics().find(({ args }) => args.topic === one.Address)?.value !== undefined);
    const unheard = (kind: Kind) => () => {
      const alerts = saw.budget() ? inTime(kind) : [];
      const [first] = alerts;
      if (!first || someUnit(alerts, (one) => someUnit(subscribersOf(one), hears))) return undefined;
      const list = subscribersOf(first);
      const heard = list.length === 0 ? 'it has no subscriber' : list.map(gone).join(', ');
      return {
        reason: 'no-subscriber' as const,
        data: { ...data, kind, threshold: shown(first), heard },
        evidence: [
          saw.subscribers.at(
            { name, notification: first },
            'Subscribers',
            'an e-mail address, or a topic that exists',
            list,
          ),
        ],
      };
    };
    return decide(
      [
        () =>
          saw.budget()
            ? undefined
            : {
                reason: 'budget-missing' as const,
                data,
                evidence: [saw.budget.at('Budget', name, saw.budget.absence() ?? 'none')],
              },
        () => {
          const found = saw.budget();
          if (!found) return undefined;
          for (const [field, expected] of Object.entries(KIND) as [keyof typeof KIND, string][])
            if (found[field] !== expected) return wrongKind(field, expected, found[field]);
          const unit = found.BudgetLimit?.Unit;
          return unit === 'USD' ? undefined : wrongKind('BudgetLimit.Unit', 'USD', unit);
        },
        () => {
          if (!saw.budget() || (limit() > 0 && limit() <= most)) return undefined;
          return {
            reason: 'limit-high' as const,
            data: { ...data, actual: amount() },
            evidence: [saw.budget.at('Budget.BudgetLimit.Amount', `above 0, at most ${most}`, amount())],
          };
        },
        () => {
          const found = saw.budget();
          if (!found) return undefined;
          const part = partOfBill(found);
          if (part) return partial(part.path, 'no filter', part.actual);
          const { Start, End } = found.TimePeriod;
          if (Start !== null && Start.slice(0, 10) > today)
            return partial('TimePeriod.Start', `${today} or earlier`, Start);
          if (End !== null && End <= `${today}T00:00:00.000Z`)
            return partial('TimePeriod.End', `after ${today}`, End);
          return undefined;
        },
        noAlert('no-actual-alert', 'ACTUAL'),
        noAlert('no-forecast-alert', 'FORECASTED'),
        unheard('ACTUAL'),
        unheard('FORECASTED'),
      ],
      () => ({
        reason: 'warns' as const,
        data: { ...data, amount: amount() },
        evidence: [
          saw.budget.at('Budget.BudgetLimit.Amount', `above 0, at most ${most}`, amount()),
          saw.notifications.at(
            'Notifications',
            'ACTUAL and FORECASTED, in time',
            [...inTime('ACTUAL'), ...inTime('FORECASTED')].map(shown),
          ),
        ],
      }),
    );
  },
});

const same = (a: BudgetNotification, b: BudgetNotification): boolean =>
  a.NotificationType === b.NotificationType &&
  a.ComparisonOperator === b.ComparisonOperator &&
  a.Threshold === b.Threshold &&
  a.ThresholdType === b.ThresholdType;

const shown = ({ Threshold, ThresholdType }: BudgetNotification): string =>
  ThresholdType === 'ABSOLUTE_VALUE' ? `${Threshold} USD` : `${Threshold} %`;

const gone = ({ Address }: BudgetSubscriber): string => `${Address} is no topic of this account that exists`;
