/**
 * Spot prices by zone and type: the engine has one constant. Ours move as AWS's do since 2017, slowly and below the on-demand
 * price, and are the same whenever an account asks about the same moment.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
 */
import { createHash } from 'node:crypto';
import type { DescribeSpotPriceHistoryCommandInput, SpotPrice } from '@aws-sdk/client-ec2';
import prices from '../../../../graders/semantics/data/ec2-types.json' with { type: 'json' };
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { askEc2 } from './engine.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** AWS keeps 90 days. */
const KEPT = 90 * DAY;
const SLOT = 6 * HOUR;
const PRODUCT = 'Linux/UNIX';
const ON_DEMAND: Readonly<Record<string, { usd: number }>> = prices.types;
/** Periods and heights of the waves that a price is made of. */
const WAVES = [
  { days: 1.7, height: 0.02 },
  { days: 6.3, height: 0.05 },
  { days: 23, height: 0.08 },
] as const;

const FILTERS: ReadonlySet<string> = new Set([
  'availability-zone',
  'instance-type',
  'product-description',
  'spot-price',
  'timestamp',
]);

/** A number from 0 to 1 that belongs to these words. */
function share(...words: readonly string[]): number {
  return createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) / 0xffff_ffff;
}

/** The zones that have the type on Spot: most zones have most, and some zone has each. */
function zonesWith(account: string, type: string, zones: readonly string[]): readonly string[] {
  const offering = zones.filter((zone) => share(account, type, zone, 'offered') < 0.75);
  return offering.length > 0 ? offering : zones.slice(0, 1);
}

/** USD an hour from the beginning of a slot. @param at epoch ms */
function priceAt(account: string, type: string, zone: string, at: number): number {
  const { usd } = ON_DEMAND[type] ?? { usd: 0 };
  const level = 0.28 + 0.22 * share(account, type, 'level');
  const place = 0.82 + 0.36 * share(account, type, zone, 'place');
  const wave = WAVES.reduce((sum, { days, height }) => {
    const phase = share(account, type, zone, String(days));
    return sum + height * Math.sin(2 * Math.PI * (at / (days * DAY) + phase));
  }, 1);
  return Math.min(usd * level * place * wave, usd * 0.98);
}

/** Beginnings of the slots that touch the time from `from` to `until`, newest first; each type and zone changes at its own hours. */
function slots(account: string, type: string, zone: string, from: number, until: number): number[] {
  const offset = Math.floor((share(account, type, zone, 'offset') * SLOT) / 1000) * 1000;
  const first = Math.floor((from - offset) / SLOT);
  const last = Math.floor((until - offset) / SLOT);
  return Array.from({ length: last - first + 1 }, (_, index) => (last - index) * SLOT + offset);
}

const answer: OverlayHandler = async (context, input) => {
  const asked = input as DescribeSpotPriceHistoryCommandInput;
  const now = context.now().getTime();
  const until = Math.min(asked.EndTime?.getTime() ?? now, now);
  const from = Math.min(Math.max(asked.StartTime?.getTime() ?? 0, now - KEPT), until);
  const filters = new Map((asked.Filters ?? []).map(({ Name = '', Values = [] }) => [Name, Values]));
  for (const name of filters.keys())
    if (!FILTERS.has(name))
      throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`, 400);
  const passes = (name: string, value: string): boolean =>
    filters.get(name)?.some((wanted) => matches(wanted, value)) ?? true;

  const products = asked.ProductDescriptions ?? [];
  const wantsLinux = products.length === 0 || products.some((one) => one.startsWith(PRODUCT));
  const types = Object.keys(ON_DEMAND).filter(
    (type) =>
      (!asked.InstanceTypes?.length || (asked.InstanceTypes as string[]).includes(type)) &&
      passes('instance-type', type),
  );
  const zones = wantsLinux && passes('product-description', PRODUCT) ? await zonesOf(context) : [];
  const history = types
    .flatMap((type) =>
      zonesWith(context.account, type, zones)
        .filter(
          (zone) => [undefined, zone].includes(asked.AvailabilityZone) && passes('availability-zone', zone),
        )
        .flatMap((zone) =>
          slots(context.account, type, zone, from, until).map((at) => entry(context.account, type, zone, at)),
        ),
    )
    .filter(
      ({ SpotPrice = '', Timestamp }) =>
        passes('spot-price', SpotPrice) && passes('timestamp', Timestamp?.toISOString() ?? ''),
    )
    .toSorted((a, b) => (b.Timestamp?.getTime() ?? 0) - (a.Timestamp?.getTime() ?? 0));

  const start = asked.NextToken ? Number(asked.NextToken) : 0;
  if (!Number.isInteger(start) || start < 0 || start > history.length)
    throw new AwsError('InvalidParameterValue', 'The NextToken is not valid', 400);
  const end = start + Math.min(asked.MaxResults ?? 1000, 1000);
  return { SpotPriceHistory: history.slice(start, end), NextToken: end < history.length ? String(end) : '' };
};

function entry(account: string, type: string, zone: string, at: number): SpotPrice {
  return {
    AvailabilityZone: zone,
    InstanceType: type as NonNullable<SpotPrice['InstanceType']>,
    ProductDescription: PRODUCT,
    SpotPrice: priceAt(account, type, zone, at).toFixed(6),
    Timestamp: new Date(at),
  };
}

/** `*` and `?` in a filter stand for any text and any character. */
function matches(wanted: string, value: string): boolean {
  const pattern = wanted
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(value);
}

async function zonesOf(context: OverlayContext): Promise<string[]> {
  const { AvailabilityZones = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeAvailabilityZonesCommand({})),
  );
  return AvailabilityZones.flatMap(({ ZoneName }) => (ZoneName === undefined ? [] : [ZoneName]));
}

export const describeSpotPriceHistory: OverlayOperation = {
  service: 'ec2',
  operation: 'DescribeSpotPriceHistory',
  answer,
};
