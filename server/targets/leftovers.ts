/** What is still there and costs money, dearest first, with the commands that end it. */
import type { Variables } from '../../graders/contract/index.ts';
import calendar from '../../graders/semantics/data/eks-calendar.json' with { type: 'json' };
import instances from '../../graders/semantics/data/ec2-types.json' with { type: 'json' };
import s3 from '../../graders/semantics/data/s3-prices.json' with { type: 'json' };
import services from '../../graders/semantics/data/service-prices.json' with { type: 'json' };
import {
  brief,
  byResource,
  explainMissing,
  hourlyBurn,
  inventoryOf,
  priceBook,
  toNumber,
  type AccountDescription,
  type Resource,
} from '../../graders/semantics/pricing/index.ts';
import { cleanUpCommands, cleanUpOrder } from './clean-up.ts';

export interface Leftover {
  id: string;
  kind: Resource['kind'];
  /** The Name tag, or null. */
  name: string | null;
  /** Dollars an hour, as short as it can be said; null where no price is known. */
  usdPerHour: string | null;
  /** Whether a name of the lab stands in its id or in one of its tags; null where no lab was asked about. */
  ofLab: boolean | null;
  cleanUp: string[];
}
export interface Leftovers {
  /** In the order in which they can be taken down. */
  resources: Leftover[];
  usdPerHour: string;
  /** In words: what costs money by a price that is not known. */
  missing: string[];
  /** Day of the newest price list. */
  pricesOf: string;
}

/**
 * @param account answers of describe operations, as BillReader collects them
 * @param names of a lab's own things, from its variables
 */
export function leftoversOf(
  account: AccountDescription,
  { region, today, names }: { region: string; today: string; names: readonly string[] | null },
): Leftovers {
  const { resources } = inventoryOf(account);
  const bill = hourlyBurn(resources, priceBook({ services, instances, s3 }), { today, calendar });
  const costs = new Map(byResource(bill.lines).map(({ key, usd }) => [key, usd]));
  const unpriced = new Set(bill.missing.map(({ resource }) => resource));
  const allocations = new Map(
    (account.Addresses ?? []).map((one) => {
      const { PublicIp, AllocationId } = one as { PublicIp?: string | null; AllocationId?: string | null };
      return [PublicIp, AllocationId] as const;
    }),
  );
  // Most disks go with their instance; what then is still there is seen when this is asked again.
  const attached = new Set(
    (account.Volumes ?? []).flatMap((one) => {
      const { VolumeId, Attachments = [] } = one as { VolumeId?: string; Attachments?: unknown[] };
      return Attachments.length > 0 && VolumeId !== undefined ? [VolumeId] : [];
    }),
  );
  const left = resources.flatMap((one): Leftover[] => {
    const usd = costs.get(one.id);
    if (usd === undefined && !unpriced.has(one.id)) return [];
    const tags = Object.values(one.tags ?? {});
    return [
      {
        id: one.id,
        kind: one.kind,
        name: one.tags?.['Name'] ?? null,
        usdPerHour: usd === undefined ? null : brief(usd, DIGITS),
        ofLab: names && names.some((name) => [one.id, ...tags].some((text) => text.includes(name))),
        cleanUp: attached.has(one.id)
          ? []
          : cleanUpCommands(one.kind, allocations.get(one.id) ?? one.id, region),
      },
    ];
  });
  const order = (a: Leftover, b: Leftover): number =>
    cleanUpOrder(a.kind) - cleanUpOrder(b.kind) || Number(b.usdPerHour ?? 0) - Number(a.usdPerHour ?? 0);
  return {
    resources: left.toSorted(order),
    usdPerHour: toNumber(bill.known).toFixed(4),
    missing: bill.missing.map(explainMissing),
    pricesOf: services.reviewed,
  };
}

/** As lab costs are said. */
const DIGITS = 4;

/** Names that a lab gives its things, as its variables have them: words joined by hyphens that are no Region. */
export function namesOfLab(variables: Variables): string[] {
  return Object.values(variables)
    .map(String)
    .filter((value) => /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(value) && !/^[a-z]{2}-[a-z]+-\d$/.test(value));
}
