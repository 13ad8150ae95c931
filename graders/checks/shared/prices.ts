/** The dated price list of the course, and what to say of a price that it does not hold. */
import { cannotEvaluate } from '../../kit/index.ts';
import instances from '../../semantics/data/ec2-types.json' with { type: 'json' };
import s3 from '../../semantics/data/s3-prices.json' with { type: 'json' };
import services from '../../semantics/data/service-prices.json' with { type: 'json' };
import {
  explainMissing,
  monthlyBill,
  priceBook,
  type Exact,
  type Resource,
} from '../../semantics/pricing/index.ts';

const BOOK = priceBook({ services, instances, s3 });

/** What these resources cost in a month as far as there are prices, and in words what has none. */
export function knownCost(resources: readonly Resource[]): { usd: Exact; missing: string | null } {
  const { known, missing } = monthlyBill(resources, BOOK);
  return { usd: known, missing: missing.length === 0 ? null : missing.map(explainMissing).join(' ') };
}

/**
 * What these resources cost in a month, exactly.
 * @param operation whose answer names the resources, for the verdict
 * @throws Blocked with price-missing: what has no price is never free
 */
export function monthlyCost(resources: readonly Resource[], operation: string): Exact {
  const { usd, missing } = knownCost(resources);
  return missing === null ? usd : cannotEvaluate(operation, missing, 'price-missing');
}
