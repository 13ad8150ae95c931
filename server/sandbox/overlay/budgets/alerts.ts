/** Notifications of a budget and who hears them: what AWS Budgets asks of both. */
import type { Notification, Subscriber } from '@aws-sdk/client-budgets';
import {
  invalid,
  refused,
  type BudgetRecord,
  type StoredAlert,
  type StoredNotification,
  type StoredSubscriber,
} from './records.ts';
import { oneOf } from './rules.ts';

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html */
export const MOST_ALERTS = 10;
const MOST_EMAILS = 10;
const MOST_THRESHOLD = 15_000_000_000;

/**
 * A notification with AWS's default, a percentage.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html
 *
 * @throws AwsError InvalidParameterException
 */
export function notificationOf(asked: Notification | undefined): StoredNotification {
  const { NotificationType: type, ComparisonOperator: operator, Threshold: threshold } = asked ?? {};
  const thresholdType = asked?.ThresholdType ?? 'PERCENTAGE';
  if (threshold === undefined || !(threshold >= 0 && threshold <= MOST_THRESHOLD))
    throw invalid(
      `1 validation error detected: Value '${String(threshold)}' at 'notification.threshold' failed to satisfy constraint: Member must have value between 0 and ${MOST_THRESHOLD}`,
    );
  return {
    NotificationType: oneOf(type, ['ACTUAL', 'FORECASTED'], 'notification.notificationType'),
    ComparisonOperator: oneOf(
      operator,
      ['GREATER_THAN', 'LESS_THAN', 'EQUAL_TO'],
      'notification.comparisonOperator',
    ),
    Threshold: threshold,
    ThresholdType: oneOf(thresholdType, ['PERCENTAGE', 'ABSOLUTE_VALUE'], 'notification.thresholdType'),
  };
}

/** A notification has no id: it is the one with these four values. */
export const sameNotification = (a: StoredNotification, b: StoredNotification): boolean =>
  a.NotificationType === b.NotificationType &&
  a.ComparisonOperator === b.ComparisonOperator &&
  a.Threshold === b.Threshold &&
  a.ThresholdType === b.ThresholdType;

/**
 * A notification with its subscribers, beside those that the budget has.
 *
 * @throws AwsError InvalidParameterException, DuplicateRecordException, CreationLimitExceededException
 */
export function alertOf(
  asked: Notification | undefined,
  subscribers: readonly Subscriber[] | undefined,
  others: readonly StoredAlert[],
): StoredAlert {
  const notification = notificationOf(asked);
  if (others.some((one) => sameNotification(one.notification, notification)))
    throw refused(
      'DuplicateRecordException',
      'Unable to create notification - the notification already exists.',
    );
  if (others.length >= MOST_ALERTS)
    throw refused(
      'CreationLimitExceededException',
      `Unable to create notification - a budget can have up to ${MOST_ALERTS} notifications.`,
    );
  const alert: StoredAlert = { notification, subscribers: [] };
  if ((subscribers ?? []).length === 0)
    throw invalid('Unable to create notification - it needs at least one subscriber.');
  for (const one of subscribers ?? []) alert.subscribers.push(subscriberOf(one, alert.subscribers));
  return alert;
}

/**
 * Days cannot be forecast.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/create-cost-budget.html
 *
 * @throws AwsError InvalidParameterException
 */
export function refuseForecastOfDays(
  { budget }: BudgetRecord,
  { NotificationType: type }: StoredNotification,
): void {
  if (budget.TimeUnit === 'DAILY' && type === 'FORECASTED')
    throw invalid('Unable to create notification - daily budgets have no forecasted notifications.');
}

/**
 * One SNS topic and up to ten e-mail addresses hear a notification.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateSubscriber.html
 *
 * @throws AwsError InvalidParameterException, DuplicateRecordException, CreationLimitExceededException
 */
export function subscriberOf(
  asked: Subscriber | undefined,
  others: readonly StoredSubscriber[],
): StoredSubscriber {
  const { Address: address = '' } = asked ?? {};
  const type = oneOf(asked?.SubscriptionType, ['EMAIL', 'SNS'], 'subscriber.subscriptionType');
  if (
    type === 'EMAIL'
      ? !/^[^\s@]+@[^\s@]+$/.test(address)
      : !/^arn:aws[a-z-]*:sns:[^:]+:\d{12}:[^:]+$/.test(address)
  )
    throw invalid(
      `Unable to create subscriber - ${address} is no valid ${type === 'EMAIL' ? 'e-mail address' : 'SNS topic ARN'}.`,
    );
  const found: StoredSubscriber = {
    SubscriptionType: type,
    Address: address,
  };
  if (others.some((one) => sameSubscriber(one, found)))
    throw refused('DuplicateRecordException', 'Unable to create subscriber - the subscriber already exists.');
  const most = type === 'SNS' ? 1 : MOST_EMAILS;
  if (others.filter((one) => one.SubscriptionType === type).length >= most)
    throw refused(
      'CreationLimitExceededException',
      `Unable to create subscriber - a notification can have up to ${most} ${type} subscribers.`,
    );
  return found;
}

export const sameSubscriber = (a: StoredSubscriber, b: Subscriber): boolean =>
  a.SubscriptionType === b.SubscriptionType && a.Address === b.Address;
