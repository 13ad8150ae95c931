/**
 * Transitions of lifecycle rules: colder with time, and before the end.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Transition.html (any number of days since July 2026, also for the
 * infrequent-access classes)
 */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import { malformedXml } from '../wire/input.ts';
import { checkMidnight, invalidArgument, invalidRequest, isCount } from './lifecycle-faults.ts';
import { scopeText } from './lifecycle-filter.ts';

/** From warm to cold: S3 moves objects down this list only. */
const classes = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

/** One step of either kind: a number of days, or a date in milliseconds. */
interface Step {
  at: number;
  storageClass: string;
}

/** Throws MalformedXML, InvalidArgument or InvalidRequest as S3 does. */
export function checkTransitions(rule: LifecycleRule): void {
  checkCurrent(rule);
  checkNoncurrent(rule);
}

function checkCurrent(rule: LifecycleRule): void {
  const transitions = rule.Transitions ?? [];
  if (transitions.some(({ Days: days, Date: date }) => (days === undefined) === (date === undefined))) {
    throw malformedXml();
  }
  const dated = transitions.filter(({ Date: date }) => date !== undefined).length;
  const { Days: expiryDays, Date: expiryDate } = rule.Expiration ?? {};
  const mixed =
    (dated > 0 && (dated < transitions.length || expiryDays !== undefined)) ||
    (dated < transitions.length && expiryDate !== undefined);
  if (mixed) {
    throw invalidRequest(
      `Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for ${scopeText(rule)}`,
    );
  }
  const field = dated > 0 ? 'Date' : 'Days';
  for (const { Date: date, Days: days } of transitions) {
    if (date !== undefined) checkMidnight(date);
    if (days !== undefined && !isCount(days)) throw negative('Days', 'Transition');
  }
  const steps = transitions.map(({ Days: days, Date: date, StorageClass: storageClass }) => ({
    at: date?.getTime() ?? days ?? 0,
    storageClass: storageClass ?? '',
  }));
  checkOrder(rule, steps, 'Transition', field);
  const end = expiryDate?.getTime() ?? expiryDays;
  checkEnd(rule, steps, end, ['Expiration', 'Transition'], field);
}

function checkNoncurrent(rule: LifecycleRule): void {
  const transitions = rule.NoncurrentVersionTransitions ?? [];
  for (const { NoncurrentDays: days } of transitions) {
    if (days === undefined) throw malformedXml();
    if (!isCount(days)) throw negative('NoncurrentDays', 'NoncurrentVersionTransition');
  }
  const steps = transitions.map(({ NoncurrentDays: days, StorageClass: storageClass }) => ({
    at: days ?? 0,
    storageClass: storageClass ?? '',
  }));
  checkOrder(rule, steps, 'NoncurrentVersionTransition', 'NoncurrentDays');
  const end = rule.NoncurrentVersionExpiration?.NoncurrentDays;
  const names = ['NoncurrentVersionExpiration', 'NoncurrentVersionTransition'] as const;
  checkEnd(rule, steps, end, names, 'NoncurrentDays');
}

/** Every class once, and a colder class later than a warmer one, in whatever order they are written. */
function checkOrder(rule: LifecycleRule, steps: readonly Step[], action: string, field: string): void {
  if (!steps.every(({ storageClass }) => rank(storageClass) >= 0)) throw malformedXml();
  if (new Set(steps.map(({ storageClass }) => storageClass)).size !== steps.length) {
    throw invalidRequest(
      `'StorageClass' must be different for '${action}' actions in same 'Rule' with ${scopeText(rule)}`,
    );
  }
  const byClass = [...steps].sort((a, b) => rank(a.storageClass) - rank(b.storageClass));
  for (const [index, colder] of byClass.entries()) {
    const warmer = byClass[index - 1];
    if (warmer === undefined || colder.at > warmer.at) continue;
    const scope = scopeText(rule);
    throw invalidArgument(
      `'${field}' in the ${action} action for StorageClass '${colder.storageClass}' for ${scope} must be greater than '${field}' in the ${action} action for StorageClass '${warmer.storageClass}' for ${scope}`,
    );
  }
}

function checkEnd(
  rule: LifecycleRule,
  steps: readonly Step[],
  end: number | undefined,
  [expiration, transition]: readonly [string, string],
  field: string,
): void {
  if (end === undefined || steps.every(({ at }) => at < end)) return;
  throw invalidArgument(
    `'${field}' in the ${expiration} action for ${scopeText(rule)} must be greater than '${field}' in the ${transition} action`,
  );
}

function rank(storageClass: string): number {
  return classes.findIndex((name) => name === storageClass);
}

function negative(field: string, action: string): Error {
  return invalidArgument(`'${field}' in ${action} action must be nonnegative`);
}
