import type { Evidence } from '../../contract/index.ts';
import { Blocked, type Saw } from '../../kit/index.ts';
import type { BucketHead, PublicAccessBlock } from '../../reads/s3.ts';

const NO_BUCKET = 'NoSuchBucket';

/**
 * Evidence that the bucket is missing, in another account or in another Region; undefined when it is there. Where HeadBucket
 * could not be made, another read that says NoSuchBucket proves as much: no answer to HeadBucket could save the task.
 *
 * @param others further reads of the same bucket
 * @param region where it has to be; any Region will do when absent
 * @throws Blocked when HeadBucket could not be made and nothing else proves it
 */
export function bucketIsMissing(
  head: Saw<BucketHead>,
  others: readonly Saw<unknown>[],
  region?: string,
): Evidence | undefined {
  const expected = region === undefined ? { owned: true } : { region, owned: true };
  const denial = others.find((read) => saysNoBucket(read));
  if (denial) return denial.at('', expected, NO_BUCKET);
  const found = head();
  if (found?.owned && (region === undefined || (found.region ?? region) === region)) return undefined;
  const actual = found ? { region: found.region, owned: found.owned } : head.absence();
  return head.at('', expected, actual);
}

function saysNoBucket(read: Saw<unknown>): boolean {
  try {
    return read.absence() === NO_BUCKET;
  } catch (error) {
    if (error instanceof Blocked) return false;
    throw error;
  }
}

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

/** The first of the four settings of the bucket itself that is not on. */
export function openFlag(block: PublicAccessBlock | undefined): (typeof FLAGS)[number] | undefined {
  return FLAGS.find((name) => block?.[name] !== true);
}
