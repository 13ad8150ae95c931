import { spotPrices, type ZonePrice } from '../../graders/reads/ec2-spot-prices.ts';
import { instances, type Instance } from '../../graders/reads/ec2-instances.ts';
import { subnets, type Subnet } from '../../graders/reads/ec2-vpc.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import prices from '../../graders/semantics/data/service-prices.json' with { type: 'json' };
import { inventoryOf, type Quote, type Resource } from '../../graders/semantics/pricing/index.ts';
import type { BillReply } from '../contract/index.ts';
import { BILL_READS, BillReader, type Unread } from './bill-reads.ts';
import { blockedMessage, withPictureSession, type AskRead } from './picture-session.ts';
import type { PictureJob } from './ports.ts';

const READS = [callerIdentity, subnets, spotPrices, ...BILL_READS];
const SPOT_PAGE = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances-history.html';

/**
 * What the account has, as the pricing model takes it: the page runs graders/semantics/pricing over it, so that the bill and
 * the verdict about a bill cannot disagree. Every lab has an account, and so every lab has a bill.
 *
 * @returns null in a Region of which there are no prices
 */
export async function billPicture(job: PictureJob): Promise<BillReply | null> {
  const { region, account } = job.target;
  if (region !== prices.region) return null;
  return await withPictureSession(job, READS, async ({ ask, day, now }) => {
    const reader = new BillReader(ask, region);
    const { resources, unseen } = inventoryOf(await reader.account());
    const spot = await spotQuotes(ask, resources, day);
    return {
      account,
      region,
      day,
      now,
      resources: [...resources],
      unseen,
      quotes: spot.quotes,
      unread: [...reader.unread, ...spot.unread],
    };
  });
}

/**
 * What a type costs on Spot now: the price of the zone that its instances run in, of several the dearest. What runs in no known
 * zone, as the nodes of a group that are not listed, has no price.
 */
async function spotQuotes(
  ask: AskRead,
  resources: readonly Resource[],
  day: string,
): Promise<{ quotes: Quote[]; unread: Unread[] }> {
  const types = resources.flatMap((one) =>
    one.kind === 'instance' && one.purchase === 'spot' ? one.instanceType : [],
  );
  if (types.length === 0) return { quotes: [], unread: [] };
  const [machines, places] = await Promise.all([ask<Instance[]>(instances, {}), ask<Subnet[]>(subnets, {})]);
  const zoneOf = new Map(
    (places.state === 'present' ? places.value : []).map((one) => [one.SubnetId, one.AvailabilityZone]),
  );
  const unread: Unread[] = [];
  const quotes = await Promise.all(
    [...new Set(types)].sort().map(async (type): Promise<Quote[]> => {
      const zones = new Set(
        (machines.state === 'present' ? machines.value : []).flatMap((one) =>
          one.InstanceType === type && one.InstanceLifecycle === 'spot' && one.SubnetId !== null
            ? (zoneOf.get(one.SubnetId) ?? [])
            : [],
        ),
      );
      const prices = await ask<ZonePrice[]>(spotPrices, { type });
      if (prices.state === 'blocked') unread.push({ what: 'Spot prices', message: blockedMessage(prices) });
      const own = (prices.state === 'present' ? prices.value : []).filter(({ AvailabilityZone }) =>
        zones.has(AvailabilityZone),
      );
      const dearest = own.toSorted((a, b) => b.SpotPrice - a.SpotPrice)[0];
      if (dearest === undefined) return [];
      const title = `Spot price in ${dearest.AvailabilityZone} when it was read`;
      const source = { title, url: SPOT_PAGE, date: day };
      return [{ price: `ec2-spot ${type}`, usd: dearest.SpotPrice, unit: 'hour', source }];
    }),
  );
  return { quotes: quotes.flat(), unread: unread.slice(0, 1) };
}
