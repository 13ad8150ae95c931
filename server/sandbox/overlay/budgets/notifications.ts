/** Notifications and subscribers of a budget, one at a time. */
import type { Notification, Subscriber } from '@aws-sdk/client-budgets';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import {
  alertOf,
  notificationOf,
  refuseForecastOfDays,
  sameNotification,
  sameSubscriber,
  subscriberOf,
} from './alerts.ts';
import {
  knownBudget,
  ownAccount,
  pageOf,
  refused,
  saveBudget,
  type BudgetRecord,
  type StoredAlert,
} from './records.ts';

function budgetOf(context: OverlayContext, input: Record<string, unknown>, unable: string): BudgetRecord {
  ownAccount(context, input);
  return knownBudget(context, String(input['BudgetName']), unable);
}

/** @throws AwsError NotFoundException */
function alertIn(record: BudgetRecord, asked: unknown, unable: string): StoredAlert {
  const wanted = notificationOf(asked as Notification);
  const found = record.alerts.find(({ notification }) => sameNotification(notification, wanted));
  if (!found) throw refused('NotFoundException', `${unable} - the notification doesn't exist.`);
  return found;
}

/** @throws AwsError NotFoundException */
function subscriberIn(alert: StoredAlert, asked: unknown, unable: string): number {
  const at = alert.subscribers.findIndex((one) => sameSubscriber(one, asked as Subscriber));
  if (at < 0) throw refused('NotFoundException', `${unable} - the subscriber doesn't exist.`);
  return at;
}

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateNotification.html */
const create: OverlayHandler = (context, input) => {
  const record = budgetOf(context, input, 'Unable to create notification');
  const alert = alertOf(
    input['Notification'] as Notification,
    input['Subscribers'] as Subscriber[],
    record.alerts,
  );
  refuseForecastOfDays(record, alert.notification);
  record.alerts.push(alert);
  saveBudget(context, record);
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UpdateNotification.html */
const update: OverlayHandler = (context, input) => {
  const unable = 'Unable to update notification';
  const record = budgetOf(context, input, unable);
  const alert = alertIn(record, input['OldNotification'], unable);
  const wanted = notificationOf(input['NewNotification'] as Notification);
  if (record.alerts.some((one) => one !== alert && sameNotification(one.notification, wanted)))
    throw refused('DuplicateRecordException', `${unable} - the notification already exists.`);
  refuseForecastOfDays(record, wanted);
  alert.notification = wanted;
  saveBudget(context, record);
  return Promise.resolve({});
};

/** With its subscribers. https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DeleteNotification.html */
const remove: OverlayHandler = (context, input) => {
  const unable = 'Unable to delete notification';
  const record = budgetOf(context, input, unable);
  const alert = alertIn(record, input['Notification'], unable);
  saveBudget(context, { ...record, alerts: record.alerts.filter((one) => one !== alert) });
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeNotificationsForBudget.html */
const describe: OverlayHandler = (context, input) => {
  const record = budgetOf(context, input, 'Unable to get notifications');
  const { items, next } = pageOf(record.alerts, input, 100);
  return Promise.resolve({
    Notifications: items.map(({ notification }) => ({ ...notification, NotificationState: 'OK' })),
    ...next,
  });
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateSubscriber.html */
const subscribe: OverlayHandler = (context, input) => {
  const unable = 'Unable to create subscriber';
  const record = budgetOf(context, input, unable);
  const { subscribers } = alertIn(record, input['Notification'], unable);
  subscribers.push(subscriberOf(input['Subscriber'] as Subscriber, subscribers));
  saveBudget(context, record);
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UpdateSubscriber.html */
const updateSubscriber: OverlayHandler = (context, input) => {
  const unable = 'Unable to update subscriber';
  const record = budgetOf(context, input, unable);
  const alert = alertIn(record, input['Notification'], unable);
  const at = subscriberIn(alert, input['OldSubscriber'], unable);
  const others = alert.subscribers.filter((_one, index) => index !== at);
  alert.subscribers[at] = subscriberOf(input['NewSubscriber'] as Subscriber, others);
  saveBudget(context, record);
  return Promise.resolve({});
};

/**
 * The last subscriber takes its notification along.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DeleteSubscriber.html
 */
const unsubscribe: OverlayHandler = (context, input) => {
  const unable = 'Unable to delete subscriber';
  const record = budgetOf(context, input, unable);
  const alert = alertIn(record, input['Notification'], unable);
  alert.subscribers.splice(subscriberIn(alert, input['Subscriber'], unable), 1);
  const alerts = record.alerts.filter(({ subscribers }) => subscribers.length > 0);
  saveBudget(context, { ...record, alerts });
  return Promise.resolve({});
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeSubscribersForNotification.html */
const describeSubscribers: OverlayHandler = (context, input) => {
  const unable = 'Unable to get subscribers';
  const record = budgetOf(context, input, unable);
  const { items, next } = pageOf(alertIn(record, input['Notification'], unable).subscribers, input, 100);
  return Promise.resolve({ Subscribers: items, ...next });
};

export const budgetNotificationOperations: readonly OverlayOperation[] = [
  { service: 'budgets', operation: 'CreateNotification', answer: create },
  { service: 'budgets', operation: 'UpdateNotification', answer: update },
  { service: 'budgets', operation: 'DeleteNotification', answer: remove },
  { service: 'budgets', operation: 'DescribeNotificationsForBudget', answer: describe },
  { service: 'budgets', operation: 'CreateSubscriber', answer: subscribe },
  { service: 'budgets', operation: 'UpdateSubscriber', answer: updateSubscriber },
  { service: 'budgets', operation: 'DeleteSubscriber', answer: unsubscribe },
  { service: 'budgets', operation: 'DescribeSubscribersForNotification', answer: describeSubscribers },
];
