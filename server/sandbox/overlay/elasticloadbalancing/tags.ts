/** Tags of all that has an ARN here. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { balancerOf, groupOf, listenerOf, refused } from './store.ts';

const keyOf = (arn: string): string => `tags/${arn}`;

function tagsOf(context: OverlayContext, arn: string): Sdk.Tag[] {
  return context.state.get<Sdk.Tag[]>(keyOf(arn)) ?? [];
}

/** Replaces all tags of a resource. @throws AwsError DuplicateTagKeys, TooManyTags */
export function setTags(context: OverlayContext, arn: string, tags: readonly Sdk.Tag[]): void {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw refused('DuplicateTagKeys', 'Duplicate tag keys found');
  if (tags.length > 50)
    throw refused('TooManyTags', 'The maximum number of tags has been reached on a resource');
  if (tags.length === 0) context.state.delete(keyOf(arn));
  else context.state.set(keyOf(arn), tags);
}

/** @throws AwsError for a resource that is not there */
function check(context: OverlayContext, arn: string): void {
  const [, kind = ''] = /^arn:aws:elasticloadbalancing:[^:]*:\d{12}:([a-z-]+)\//.exec(arn) ?? [];
  if (kind === 'targetgroup') groupOf(context, arn);
  else if (kind === 'listener') listenerOf(context, arn);
  else if (kind === 'listener-rule') {
    const listener = arn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
    if (!listenerOf(context, listener).rules.some((rule) => rule.arn === arn))
      throw refused('RuleNotFound', 'One or more rules not found');
  } else balancerOf(context, arn);
}

function arnsOf(context: OverlayContext, input: Record<string, unknown>): string[] {
  const arns = input['ResourceArns'] as string[];
  for (const arn of arns) check(context, arn);
  return arns;
}

const add: OverlayHandler = (context, input) => {
  const tags = input['Tags'] as Sdk.Tag[];
  for (const arn of arnsOf(context, input)) {
    const kept = tagsOf(context, arn).filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
    setTags(context, arn, [...kept, ...tags]);
  }
  return Promise.resolve({});
};

const remove: OverlayHandler = (context, input) => {
  const keys = input['TagKeys'] as string[];
  for (const arn of arnsOf(context, input))
    setTags(
      context,
      arn,
      tagsOf(context, arn).filter(({ Key = '' }) => !keys.includes(Key)),
    );
  return Promise.resolve({});
};

const describe: OverlayHandler = (context, input) => {
  const arns = arnsOf(context, input);
  return Promise.resolve({
    TagDescriptions: arns.map((arn) => ({ ResourceArn: arn, Tags: tagsOf(context, arn) })),
  });
};

export const tagOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'AddTags', answer: add },
  { service: 'elasticloadbalancing', operation: 'RemoveTags', answer: remove },
  { service: 'elasticloadbalancing', operation: 'DescribeTags', answer: describe },
];
