/**
 * Lifecycle configurations, kept as they were put: the engine loses size filters and the default minimum size.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html
 */
import { randomUUID } from 'node:crypto';
import type { LifecycleRule, PutBucketLifecycleConfigurationCommandInput } from '@aws-sdk/client-s3';
import { AwsError, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { malformedXml } from '../wire/input.ts';
import { requireBucket, stateKeys } from './bucket.ts';
import { checkRules } from './lifecycle-rules.ts';

const defaultMinimumSize = 'all_storage_classes_128K';
const minimumSizes: ReadonlySet<string> = new Set([defaultMinimumSize, 'varies_by_storage_class']);

interface Stored {
  Rules: LifecycleRule[];
  TransitionDefaultMinimumObjectSize: string;
}

const put: OverlayHandler = async (context, input) => {
  const bucket = await requireBucket(context, input);
  const {
    LifecycleConfiguration: configuration,
    TransitionDefaultMinimumObjectSize: minimumSize = defaultMinimumSize,
  } = input as unknown as PutBucketLifecycleConfigurationCommandInput;
  if (configuration === undefined) throw malformedXml();
  if (!minimumSizes.has(minimumSize)) {
    const message = `Invalid TransitionDefaultMinimumObjectSize found: ${minimumSize}`;
    throw new AwsError('InvalidRequest', message, 400);
  }
  const rules = configuration.Rules ?? [];
  checkRules(rules);
  const stored: Stored = {
    Rules: rules.map(withId),
    TransitionDefaultMinimumObjectSize: minimumSize,
  };
  context.state.set(stateKeys.lifecycle(bucket), asJson(stored));
  return { TransitionDefaultMinimumObjectSize: minimumSize };
};

const get: OverlayHandler = async (context, input) => {
  const bucket = await requireBucket(context, input);
  const stored = context.state.get<Stored>(stateKeys.lifecycle(bucket));
  if (stored !== undefined) return { ...stored, Rules: stored.Rules.map(withDates) };
  throw new AwsError('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', 404, {
    BucketName: bucket,
  });
};

const remove: OverlayHandler = async (context, input) => {
  context.state.delete(stateKeys.lifecycle(await requireBucket(context, input)));
  return {};
};

/** S3 names a rule that has no name: 48 characters of base64. */
function withId(rule: LifecycleRule): LifecycleRule {
  return rule.ID === undefined || rule.ID === ''
    ? { ...rule, ID: Buffer.from(randomUUID()).toString('base64') }
    : rule;
}

function asJson(value: Stored): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** State is JSON, so its dates are text. */
function withDates(rule: LifecycleRule): LifecycleRule {
  const revive = <T extends { Date?: Date | undefined }>(action: T): T =>
    action.Date === undefined ? action : { ...action, Date: new Date(action.Date) };
  return {
    ...rule,
    ...(rule.Expiration && { Expiration: revive(rule.Expiration) }),
    ...(rule.Transitions && { Transitions: rule.Transitions.map(revive) }),
  };
}

export const lifecycleOperations: readonly OverlayOperation[] = [
  { service: 's3', operation: 'PutBucketLifecycleConfiguration', answer: put },
  { service: 's3', operation: 'GetBucketLifecycleConfiguration', answer: get },
  {
    service: 's3',
    operation: 'DeleteBucketLifecycle',
    aliases: ['DeleteBucketLifecycleConfiguration'],
    answer: remove,
  },
];
