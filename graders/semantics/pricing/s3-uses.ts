// S3 by class: minimum sizes, what archives add to every object, minimum durations, reading back.
// The rules and their pages are those of s3-cost, which prices one object along its life; a test holds both together.
import type { StorageClass } from '../lifecycle/index.ts';
import type { PriceBook } from './book.ts';
import { add, divide, exact, greater, multiply, subtract, ZERO, type Exact } from './exact.ts';
import type { Factor } from './types.ts';
import { factor, standing, usage, type Case, type Use } from './use.ts';

/** Gigabytes that are billed for like objects: in their class, and beside it at S3 Standard. */
function billed(
  book: PriceBook,
  name: StorageClass,
  gb: Exact,
  objects: Exact,
): { own: Exact; standard: Exact } {
  const facts = book.s3.classes[name];
  const inGb = (bytesEach: number): Exact =>
    multiply(objects, divide(exact(bytesEach), exact(book.s3.bytesPerGb)));
  const floor = inGb(facts?.minimum.billedBytes ?? 0);
  return {
    own: add(greater(gb, floor), inGb(facts?.overhead?.ownBytes ?? 0)),
    standard: inGb(facts?.overhead?.standardBytes ?? 0),
  };
}

/**
 * A month of like objects in a class. `objects` absent: too large to meet a minimum size.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
export function storageUses({ resource, n, book }: Case<'s3-storage'>): Use[] {
  const { storageClass, tier } = resource;
  if (storageClass === 'INTELLIGENT_TIERING') return tieringUses(book, tier, n('gb'), n('objects'));
  const { own, standard } = billed(book, storageClass, n('gb'), n('objects'));
  return [
    standing(`s3 ${storageClass} storage`, factor(own, 'GB')),
    standing('s3 STANDARD storage', factor(standard, 'GB')),
  ];
}

/**
 * Objects under the monitored size stay in the frequent tier and cost no monitoring.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
 */
function tieringUses(book: PriceBook, tier: string | undefined, gb: Exact, objects: Exact): Use[] {
  const facts = book.s3.intelligentTiering;
  const from = divide(exact(facts?.monitoredFromBytes ?? 0), exact(book.s3.bytesPerGb));
  const small = subtract(gb, multiply(objects, from)).n < 0n;
  const name = (small ? undefined : tier) ?? facts?.tiers[0]?.name ?? 'storage';
  return [
    standing(`s3 INTELLIGENT_TIERING ${name}`, factor(gb, 'GB')),
    standing('s3 INTELLIGENT_TIERING monitoring', factor(small ? ZERO : objects, 'objects')),
  ];
}

/**
 * The rest of the minimum duration of what left its class too early.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export function earlyDeleteUses({ resource, n, book, month }: Case<'s3-early-delete'>): Use[] {
  const { storageClass } = resource;
  const minimum = exact(book.s3.classes[storageClass]?.minimum.days ?? 0);
  const rest = greater(ZERO, subtract(minimum, n('days')));
  const share = factor(divide(multiply(rest, exact(24)), month), 'months');
  const { own, standard } = billed(book, storageClass, n('gb'), n('objects'));
  return [
    usage(`s3 ${storageClass} storage`, factor(own, 'GB'), share),
    usage('s3 STANDARD storage', factor(standard, 'GB'), share),
  ];
}

/** PUT, COPY, POST and LIST, and GET, by the class of the object. https://aws.amazon.com/s3/pricing/ */
export function requestUses({ resource: { storageClass }, n }: Case<'s3-requests'>): Use[] {
  return [
    usage(`s3 ${storageClass} put`, factor(n('put'), 'requests')),
    usage(`s3 ${storageClass} get`, factor(n('get'), 'requests')),
  ];
}

/** Reading back by the gigabyte; archives also by the restore request, where the speed has such a price. */
export function retrievalUses({ resource, n, book }: Case<'s3-retrieval'>): Use[] {
  const { storageClass, speed = 'standard' } = resource;
  const speeds = book.s3.classes[storageClass]?.retrieval;
  // Known to have no retrieval price, as Standard, is free; a class or speed that the list lacks is unknown.
  if (speeds?.length === 0) return [];
  const gb: Factor = factor(n('gb'), 'GB');
  const uses = [usage(`s3 ${storageClass} retrieval ${speed}`, gb)];
  if (speeds?.some((one) => one.speed === speed && one.per1000))
    uses.push(usage(`s3 ${storageClass} restore ${speed}`, factor(n('requests'), 'requests')));
  return uses;
}
