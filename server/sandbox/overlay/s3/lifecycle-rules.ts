/**
 * What S3 refuses in a lifecycle configuration, with S3's codes and words.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { AwsError } from '../../types.ts';
import { malformedXml } from '../wire/input.ts';
import { checkMidnight, invalidArgument, invalidRequest, isPositive } from './lifecycle-faults.ts';
import { checkFilter, hasSizeFilter, hasTagFilter } from './lifecycle-filter.ts';
import { checkTransitions } from './lifecycle-transitions.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-set-lifecycle-configuration-intro.html */
const maxRules = 1000;
const maxIdLength = 255;
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html */
const maxNewerVersions = 100;

/** Throws the AwsError that S3 would answer for the first fault it finds: of the rules together, then of each. */
export function checkRules(rules: readonly LifecycleRule[]): void {
  if (rules.length === 0) throw invalidRequest('At least one lifecycle rule must be specified.');
  if (rules.length > maxRules) {
    throw invalidRequest(
      `The number of lifecycle rules must not exceed the allowed limit of ${maxRules} rules.`,
    );
  }
  const ids = new Set<string>();
  for (const { ID: id } of rules) {
    if (id === undefined || id === '') continue;
    if (id.length > maxIdLength)
      throw invalidArgument(`ID length should not exceed allowed limit of ${maxIdLength}`);
    if (ids.has(id)) throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule');
    ids.add(id);
  }
  // The first rule says which generation of the language the configuration is written in.
  const usesFilters = rules[0]?.Filter !== undefined;
  for (const rule of rules) checkRule(rule, usesFilters);
}

function checkRule(rule: LifecycleRule, usesFilters: boolean): void {
  if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') throw malformedXml();
  if (rule.Filter === undefined && rule.Prefix === undefined) throw malformedXml();
  if (usesFilters && rule.Prefix !== undefined) {
    throw invalidRequest(
      'Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.',
    );
  }
  if (!usesFilters && rule.Filter !== undefined) {
    throw invalidRequest('Filter element can only be used in Lifecycle V2.');
  }
  checkFilter(rule);
  if (!hasAction(rule)) throw invalidRequest('At least one action needs to be specified in a rule');
  checkExpiration(rule);
  checkNoncurrent(rule, usesFilters);
  checkAbort(rule);
  checkTransitions(rule);
}

function hasAction(rule: LifecycleRule): boolean {
  return (
    rule.Expiration !== undefined ||
    (rule.Transitions ?? []).length > 0 ||
    (rule.NoncurrentVersionTransitions ?? []).length > 0 ||
    rule.NoncurrentVersionExpiration !== undefined ||
    rule.AbortIncompleteMultipartUpload !== undefined
  );
}

/** Exactly one of Days, Date and ExpiredObjectDeleteMarker. */
function checkExpiration(rule: LifecycleRule): void {
  const expiration = rule.Expiration;
  if (expiration === undefined) return;
  const { Days: days, Date: date, ExpiredObjectDeleteMarker: marker } = expiration;
  if ([days, date, marker].filter((value) => value !== undefined).length !== 1) throw malformedXml();
  if (days !== undefined && !isPositive(days)) throw notPositive('Days', 'Expiration');
  if (date !== undefined) checkMidnight(date);
  if (marker !== undefined) refuseNarrowFilter(rule, 'ExpiredObjectDeleteMarker');
}

function checkNoncurrent(rule: LifecycleRule, usesFilters: boolean): void {
  const expiration = rule.NoncurrentVersionExpiration;
  const newer = [expiration, ...(rule.NoncurrentVersionTransitions ?? [])]
    .map((action) => action?.NewerNoncurrentVersions)
    .filter((count) => count !== undefined);
  if (newer.length > 0 && !usesFilters) {
    throw invalidRequest('NewerNoncurrentVersions element can only be used in Lifecycle V2.');
  }
  for (const count of newer) {
    if (!isPositive(count) || count > maxNewerVersions) {
      throw invalidArgument(
        `'NewerNoncurrentVersions' must be a positive integer not greater than ${maxNewerVersions}`,
      );
    }
  }
  if (expiration === undefined) return;
  if (expiration.NoncurrentDays === undefined) throw malformedXml();
  if (!isPositive(expiration.NoncurrentDays))
    throw notPositive('NoncurrentDays', 'NoncurrentVersionExpiration');
}

function checkAbort(rule: LifecycleRule): void {
  const abort = rule.AbortIncompleteMultipartUpload;
  if (abort === undefined) return;
  if (abort.DaysAfterInitiation === undefined) throw malformedXml();
  if (!isPositive(abort.DaysAfterInitiation)) {
    throw notPositive('DaysAfterInitiation', 'AbortIncompleteMultipartUpload');
  }
  refuseNarrowFilter(rule, 'AbortIncompleteMultipartUpload');
}

/** Uploads and delete markers have neither tags nor a size. */
function refuseNarrowFilter(rule: LifecycleRule, action: string): void {
  if (hasTagFilter(rule)) throw invalidRequest(`${action} cannot be specified with Tags.`);
  if (hasSizeFilter(rule)) throw invalidRequest(`${action} cannot be specified with Object Size.`);
}

function notPositive(field: string, action: string): AwsError {
  return invalidArgument(`'${field}' for ${action} action must be a positive integer`);
}
