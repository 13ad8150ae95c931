// What one object costs along its lifetime in S3. Pure: prices come in as a value (graders/semantics/data).
import type { StorageClass, StorageSpan } from '../lifecycle/index.ts';

export interface Price {
  usd: number;
  source: string;
  date: string;
  /** Cheaper from a monthly volume of the account on; one object alone never gets there, a bill does. */
  tiers?: readonly { from: number; usd: number }[];
}

export interface ClassPrices {
  storagePerGbMonth?: Price;
  /** Leaving the class earlier than `days` bills the rest; smaller objects are billed as `billedBytes`. */
  minimum: { days: number; billedBytes: number };
  /** Bytes that archive classes add to every object, billed at S3 Standard and at the class's own rate. */
  overhead?: { standardBytes: number; ownBytes: number };
  transitionPer1000?: Price;
  putPer1000?: Price;
  getPer1000?: Price;
  /** Reading back: by the gigabyte and, from archives, by the request. */
  retrieval?: readonly { speed: string; perGb: Price; per1000?: Price }[];
}

export interface S3Prices {
  date: string;
  region: string;
  sources: Record<string, { title: string; url: string; date: string }>;
  bytesPerGb: number;
  hoursPerMonth: number;
  classes: Partial<Record<StorageClass, ClassPrices>>;
  intelligentTiering?: {
    monitoringPer1000Month: Price;
    /** Smaller objects are never moved between tiers and not monitored. */
    monitoredFromBytes: number;
    /** Ascending; days since the object entered the class, for an object that nobody reads. */
    tiers: readonly { name: string; afterDays: number; storagePerGbMonth: Price }[];
  };
}

/** Days on which an object costs the same every day. */
export interface CostSegment {
  fromDay: number;
  /** First day after the segment. */
  toDay: number;
  storageClass: StorageClass;
  /** Name of the Intelligent-Tiering tier; null in every other class. */
  tier: string | null;
  usdPerMonth: number;
  usd: number;
}

export interface CostCharge {
  day: number;
  kind: 'transition' | 'early-delete';
  storageClass: StorageClass;
  usd: number;
  /** Unused days of the minimum storage duration; 0 for a transition. */
  days: number;
}

export interface LifetimeCost {
  segments: CostSegment[];
  charges: CostCharge[];
  /** Storage and charges up to `untilDay`; null when a price is missing, never a sum that leaves it out. */
  totalUsd: number | null;
  /** Prices that the data does not hold, such as `GLACIER.storagePerGbMonth`. */
  missing: string[];
}

type Rate = { usdPerMonth: number; tier: string | null; missing: string[] };

/**
 * Monthly price of one object that has been in a class for `daysInClass` days, unread.
 * https://aws.amazon.com/s3/pricing/ and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html (minimum sizes, archive overhead)
 */
export function monthlyRate(
  bytes: number,
  storageClass: StorageClass,
  daysInClass: number,
  prices: S3Prices,
): Rate {
  const missing: string[] = [];
  const perGb = (name: StorageClass): number => {
    const price = prices.classes[name]?.storagePerGbMonth;
    if (!price) missing.push(`${name}.storagePerGbMonth`);
    return price?.usd ?? 0;
  };
  const gb = (count: number): number => count / prices.bytesPerGb;
  if (storageClass === 'INTELLIGENT_TIERING') {
    const tiering = prices.intelligentTiering;
    const monitored = tiering !== undefined && bytes >= tiering.monitoredFromBytes;
    const tier = tiering?.tiers.findLast((one) => one.afterDays <= (monitored ? daysInClass : 0));
    if (!tiering || !tier)
      return { usdPerMonth: 0, tier: null, missing: ['INTELLIGENT_TIERING.storagePerGbMonth'] };
    const monitoring = monitored ? tiering.monitoringPer1000Month.usd / 1000 : 0;
    return { usdPerMonth: gb(bytes) * tier.storagePerGbMonth.usd + monitoring, tier: tier.name, missing };
  }
  const facts = prices.classes[storageClass];
  const billed = Math.max(bytes, facts?.minimum.billedBytes ?? 0) + (facts?.overhead?.ownBytes ?? 0);
  const standardBytes = facts?.overhead?.standardBytes ?? 0;
  const overhead = standardBytes > 0 ? gb(standardBytes) * perGb('STANDARD') : 0;
  return { usdPerMonth: gb(billed) * perGb(storageClass) + overhead, tier: null, missing };
}

/**
 * Cost of one object from its upload to `untilDay`: storage by class, one transition request for every move, and the
 * rest of a minimum storage duration that a move or a removal cuts short.
 * @param spans where the bytes were, from `lifetime()`
 * @param question.bytes size of the object
 * @param question.untilDay first day that is no longer counted
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export function lifetimeCost(
  spans: readonly StorageSpan[],
  question: { bytes: number; untilDay: number },
  prices: S3Prices,
): LifetimeCost {
  const { bytes, untilDay } = question;
  const daysPerMonth = prices.hoursPerMonth / 24;
  const segments: CostSegment[] = [];
  const charges: CostCharge[] = [];
  const missing = new Set<string>();
  for (const stay of stays(spans)) {
    const { fromDay, toDay, storageClass } = stay;
    if (fromDay >= untilDay) break;
    const facts = prices.classes[storageClass];
    if (!facts) missing.add(`${storageClass}.storagePerGbMonth`);
    if (stay.moved) {
      const request = facts?.transitionPer1000;
      if (!request) missing.add(`${storageClass}.transitionPer1000`);
      charges.push({
        day: fromDay,
        kind: 'transition',
        storageClass,
        usd: (request?.usd ?? 0) / 1000,
        days: 0,
      });
    }
    const end = Math.min(toDay ?? untilDay, untilDay);
    for (const [from, to] of pieces(fromDay, end, storageClass, prices)) {
      const rate = monthlyRate(bytes, storageClass, from - fromDay, prices);
      rate.missing.forEach((one) => missing.add(one));
      const usd = (rate.usdPerMonth * (to - from)) / daysPerMonth;
      const last = segments.at(-1);
      if (last?.storageClass === storageClass && last.tier === rate.tier) {
        last.toDay = to;
        last.usd += usd;
      } else {
        segments.push({
          fromDay: from,
          toDay: to,
          storageClass,
          tier: rate.tier,
          usdPerMonth: rate.usdPerMonth,
          usd,
        });
      }
    }
    if (toDay === null || toDay >= untilDay) continue;
    const days = (facts?.minimum.days ?? 0) - (toDay - fromDay);
    if (days <= 0) continue;
    const rate = monthlyRate(bytes, storageClass, 0, prices);
    charges.push({
      day: toDay,
      kind: 'early-delete',
      storageClass,
      usd: (rate.usdPerMonth * days) / daysPerMonth,
      days,
    });
  }
  const sum = [...segments, ...charges].reduce((total, one) => total + one.usd, 0);
  return { segments, charges, totalUsd: missing.size > 0 ? null : sum, missing: [...missing] };
}

/** What the object costs a month on one day, and what it has cost up to the end of that day. */
export function costOnDay(cost: LifetimeCost, day: number): { usdPerMonth: number; usdSoFar: number | null } {
  const now = cost.segments.find((one) => one.fromDay <= day && day < one.toDay);
  if (cost.totalUsd === null) return { usdPerMonth: now?.usdPerMonth ?? 0, usdSoFar: null };
  const storage = cost.segments.reduce((sum, one) => {
    const share = (Math.min(day + 1, one.toDay) - one.fromDay) / (one.toDay - one.fromDay);
    return sum + one.usd * Math.max(0, share);
  }, 0);
  const charges = cost.charges.reduce((sum, one) => sum + (one.day <= day ? one.usd : 0), 0);
  return { usdPerMonth: now?.usdPerMonth ?? 0, usdSoFar: storage + charges };
}

interface Stay {
  fromDay: number;
  toDay: number | null;
  storageClass: StorageClass;
  moved: boolean;
}

/**
 * Spans joined by class: becoming noncurrent neither moves the bytes nor restarts the minimum duration. The first span is
 * a move only where a transition acted on the day of the upload.
 */
function stays(spans: readonly StorageSpan[]): Stay[] {
  const joined: Stay[] = [];
  for (const { fromDay, toDay, storageClass, by } of spans) {
    const last = joined.at(-1);
    if (last?.storageClass === storageClass) last.toDay = toDay;
    else
      joined.push({ fromDay, toDay, storageClass, moved: last !== undefined || by?.action === 'Transition' });
  }
  return joined;
}

/** Cuts a stay in Intelligent-Tiering where an unread object changes its tier. */
function pieces(from: number, to: number, storageClass: StorageClass, prices: S3Prices): [number, number][] {
  const tiers = storageClass === 'INTELLIGENT_TIERING' ? (prices.intelligentTiering?.tiers ?? []) : [];
  const inner = tiers.map((tier) => from + tier.afterDays).filter((day) => day > from && day < to);
  const cuts = [from, ...inner, to];
  return cuts.slice(1).map((day, index) => [cuts[index] ?? from, day]);
}
