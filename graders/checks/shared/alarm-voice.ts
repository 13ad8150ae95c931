/**
 * Who hears an alarm: topics that it, or a composite alarm that goes off with it, tells, and who has confirmed to listen.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
import { cannotEvaluate } from '../../kit/index.ts';
import { alarms as read, type Alarm, type CompositeAlarm } from '../../reads/cloudwatch-alarms.ts';
import type { Subscription } from '../../reads/sns.ts';
import { goesOffWith } from './alarm-rule.ts';
import { someUnit } from './candidates.ts';

interface Where {
  account: string;
  region: string;
}
type Speaker = Pick<Alarm, 'ActionsEnabled' | 'AlarmActions'>;

/**
 * A topic that an alarm of this account and Region can publish to. A FIFO topic asks for a message group, which CloudWatch
 * does not give. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function canPublishTo(action: string, { account, region }: Where): boolean {
  const [, partition, service, at, owner, name, ...rest] = action.split(':');
  return (
    partition?.startsWith('aws') === true &&
    service === 'sns' &&
    at === region &&
    owner === account &&
    name !== undefined &&
    name !== '' &&
    !name.endsWith('.fifo') &&
    rest.length === 0
  );
}

const topicsOf = ({ ActionsEnabled, AlarmActions }: Speaker, where: Where): string[] =>
  ActionsEnabled ? AlarmActions.filter((action) => canPublishTo(action, where)) : [];

/** Every topic that any of these alarms names, so that its subscriptions can be read. */
export function topicsToRead(
  alarms: readonly Alarm[],
  composites: readonly CompositeAlarm[],
  where: Where,
): { topic: string }[] {
  const topics = [...alarms, ...composites].flatMap((one) => topicsOf(one, where));
  return [...new Set(topics)].map((topic) => ({ topic }));
}

/** Topics that are told for certain when an alarm goes off, and composite alarms that cannot be judged. */
export function toldBy(
  alarm: Alarm,
  composites: readonly CompositeAlarm[],
  where: Where,
): { topics: string[]; unknown: string[] } {
  const topics = topicsOf(alarm, where);
  const unknown: string[] = [];
  for (const composite of composites) {
    const more = topicsOf(composite, where);
    if (more.length === 0) continue;
    const answer = goesOffWith(composite, alarm.AlarmName, composites);
    if (answer === 'yes') topics.push(...more);
    if (answer === 'unknown') unknown.push(composite.AlarmName);
  }
  return { topics: [...new Set(topics)], unknown };
}

/** Somebody has confirmed: an ARN stands where `PendingConfirmation` or `Deleted` stood. */
export const isHeard = (subscriptions: readonly Subscription[] | undefined): boolean =>
  (subscriptions ?? []).some(({ SubscriptionArn }) => SubscriptionArn.startsWith('arn:'));

/** Why an alarm tells nobody. */
export interface Silence {
  why: string;
  /** Member of the alarm. */
  path: 'ActionsEnabled' | 'AlarmActions';
  actual: unknown;
}

/**
 * Undefined when somebody hears an alarm.
 *
 * @param heard whether a topic has a confirmed subscription; throws Blocked where that could not be read
 * @param accepted which topics count
 * @throws Blocked when it cannot be told
 */
export function silenceOf(
  alarm: Alarm,
  composites: readonly CompositeAlarm[],
  where: Where,
  heard: (topic: string) => boolean,
  accepted: (topic: string) => boolean = () => true,
): Silence | undefined {
  const { topics, unknown } = toldBy(alarm, composites, where);
  const counted = topics.filter(accepted);
  if (someUnit(counted, heard)) return undefined;
  const [first] = unknown;
  if (first !== undefined)
    cannotEvaluate(read.id, `whether composite alarm ${first} goes off with ${alarm.AlarmName}`);
  if (!alarm.ActionsEnabled)
    return { why: 'has its actions switched off', path: 'ActionsEnabled', actual: false };
  if (counted.length > 0)
    return {
      why: `tells ${counted.join(', ')}, to which nobody has confirmed a subscription`,
      path: 'AlarmActions',
      actual: alarm.AlarmActions,
    };
  const why =
    alarm.AlarmActions.length === 0
      ? 'has no action'
      : `has no action that tells a topic of this account (${alarm.AlarmActions.join(', ')})`;
  return { why, path: 'AlarmActions', actual: alarm.AlarmActions };
}
