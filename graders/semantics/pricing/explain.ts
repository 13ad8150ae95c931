// A line of the bill in words.
import { brief, cents, type Exact } from './exact.ts';
import type { Line, Missing } from './types.ts';

/**
 * The working of a line: `2 × 730 hours: 1460 × $0.096 per hour = $140.16`. Money has cents, prices every digit.
 * A quantity that has no end in decimals shows six.
 */
export function explainLine(line: Line): string {
  const working = line.factors
    .filter(({ value }) => value.n !== value.d)
    .map(({ value, of }) => (of === 'count' ? amount(value) : `${amount(value)} ${of}`))
    .join(' × ');
  const price = `${amount(line.quantity)} × $${brief(line.unitUsd, 8)} per ${line.unit}`;
  return `${working === '' ? '' : `${working}: `}${price} = $${cents(line.usd)}`;
}

const amount = (value: Exact): string => brief(value, 6);

/** What is missing from the bill, in words. */
export function explainMissing(missing: Missing): string {
  const { resource } = missing;
  switch (missing.why) {
    case 'price-unknown':
      return `${resource}: the price list has no price for ${missing.price}.`;
    case 'volume-beyond-prices':
      return `${resource}: the account uses more of ${missing.price} than the price list covers.`;
    case 'support-unknown':
      return missing.version === null
        ? `${resource}: the version of the cluster is not known, so neither is the price of its support.`
        : `${resource}: the support calendar does not say which support version ${missing.version} has.`;
    case 'quantity-invalid':
      return `${resource}: ${missing.field} is not a quantity: ${JSON.stringify(missing.value) ?? 'undefined'}.`;
    case 'kind-unknown':
      return `${resource}: resources of kind ${missing.kind} cannot be priced.`;
  }
}
