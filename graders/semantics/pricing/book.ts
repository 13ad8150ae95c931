// The price list of a Region, put together from the dated files of graders/semantics/data.
import type { Price, S3Prices } from '../s3-cost/index.ts';
import { exact, ONE, ZERO, type Exact } from './exact.ts';

interface Source {
  title: string;
  url: string;
  date: string;
}

interface ListedPrice {
  usd: number;
  unit: string;
  source: string;
  date: string;
  note?: string;
  /** Units a month that cost nothing: in every account, or by the always-free offers where `freeTier` says so. */
  free?: number;
  freeTier?: boolean;
  /** Another price from this monthly volume of the account on, ascending. */
  tiers?: readonly { from: number; usd: number }[];
  /** What more costs is not known. */
  upTo?: number;
}

/** `service-prices.json`; `lessons/data/prices.json` has the same shape. */
export interface ServicePrices {
  region: string;
  hoursPerMonth: number;
  sources: Record<string, Source>;
  prices: Record<string, Record<string, ListedPrice>>;
}

/** `ec2-types.json` */
export interface InstancePrices {
  source: Source;
  types: Record<string, { usd: number }>;
}

/** A price that somebody read for this bill: Spot prices, Savings Plans rates, what the list does not hold. */
export interface Quote {
  /** `ec2-spot g5.xlarge`, `ec2-savings-plan m5.large`, or a key of the list, which it replaces. */
  price: string;
  usd: number;
  unit: string;
  source: Source;
}

export interface BookPrice {
  unit: string;
  /** Things in a unit: 1,000 for "1,000 requests". */
  per: Exact;
  /** Ascending; the first from 0. */
  steps: readonly { from: Exact; usd: Exact; freeTier: boolean }[];
  upTo: Exact | null;
  source: Source;
  date: string;
  note: string | null;
}

export interface PriceBook {
  region: string;
  hoursPerMonth: number;
  prices: ReadonlyMap<string, BookPrice>;
  s3: S3Prices;
}

/**
 * One book from the files and from what was read for this bill.
 * @throws when a figure of the files is no number or a source is not listed: a mistake in our data
 */
export function priceBook(
  files: { services: ServicePrices; instances: InstancePrices; s3: S3Prices },
  quotes: readonly Quote[] = [],
): PriceBook {
  const { services, instances, s3 } = files;
  const prices = new Map<string, BookPrice>();
  for (const [service, items] of Object.entries(services.prices))
    for (const [item, listed] of Object.entries(items))
      prices.set(`${service} ${item}`, listedPrice(listed, services.sources));
  for (const [type, { usd }] of Object.entries(instances.types))
    prices.set(`ec2 ${type}`, flat(usd, 'hour', instances.source));
  for (const [key, listed] of s3Items(s3)) prices.set(key, listedPrice(listed, s3.sources));
  for (const { price, usd, unit, source } of quotes) prices.set(price, flat(usd, unit, source));
  return { region: services.region, hoursPerMonth: services.hoursPerMonth, prices, s3 };
}

const flat = (usd: number, unit: string, source: Source): BookPrice =>
  listedPrice({ usd, unit, source: 'own', date: source.date }, { own: source });

function listedPrice(listed: ListedPrice, sources: Record<string, Source>): BookPrice {
  const source = sources[listed.source];
  if (!source) throw new Error(`pricing: no source "${listed.source}"`);
  const free = listed.free ?? 0;
  const freeTier = listed.freeTier ?? false;
  return {
    unit: listed.unit,
    per: perUnit(listed.unit),
    steps: [
      ...(free > 0 ? [{ from: ZERO, usd: ZERO, freeTier }] : []),
      { from: exact(free), usd: exact(listed.usd), freeTier: false },
      ...(listed.tiers ?? []).map(({ from, usd }) => ({
        from: exact(from),
        usd: exact(usd),
        freeTier: false,
      })),
    ],
    upTo: listed.upTo === undefined ? null : exact(listed.upTo),
    source,
    date: listed.date,
    note: listed.note ?? null,
  };
}

/** 1,000 of "1,000 requests", 1 of "hour". */
function perUnit(unit: string): Exact {
  const count = /^(\d[\d,]*) /.exec(unit)?.[1];
  return count === undefined ? ONE : exact(Number(count.replaceAll(',', '')));
}

/** Keys of S3: `s3 STANDARD_IA storage`, `… put`, `… get`, `… transition`, `… retrieval standard`, `… restore bulk`. */
function s3Items(s3: S3Prices): [string, ListedPrice][] {
  const items: [string, ListedPrice][] = [];
  const put = (name: string, unit: string, price: Price | undefined): void => {
    if (price) items.push([`s3 ${name}`, { ...price, unit }]);
  };
  for (const [name, facts] of Object.entries(s3.classes)) {
    put(`${name} storage`, 'GB-month', facts.storagePerGbMonth);
    put(`${name} put`, '1,000 requests', facts.putPer1000);
    put(`${name} get`, '1,000 requests', facts.getPer1000);
    put(`${name} transition`, '1,000 objects', facts.transitionPer1000);
    for (const { speed, perGb, per1000 } of facts.retrieval ?? []) {
      put(`${name} retrieval ${speed}`, 'GB', perGb);
      put(`${name} restore ${speed}`, '1,000 requests', per1000);
    }
  }
  for (const { name, storagePerGbMonth } of s3.intelligentTiering?.tiers ?? [])
    put(`INTELLIGENT_TIERING ${name}`, 'GB-month', storagePerGbMonth);
  put(
    'INTELLIGENT_TIERING monitoring',
    '1,000 objects a month',
    s3.intelligentTiering?.monitoringPer1000Month,
  );
  return items;
}
