import { Type, type Static } from 'typebox';

const Day = Type.String({
  pattern: '^\\d{4}-\\d{2}(-\\d{2})?$',
  description: 'A date as YYYY-MM or YYYY-MM-DD',
});

/** `lessons/data/prices.json` (lessons/format.md). */
export const PriceFile = Type.Object(
  {
    region: Type.String(),
    currency: Type.String(),
    hoursPerMonth: Type.Number({ exclusiveMinimum: 0 }),
    reviewed: Day,
    sources: Type.Record(
      Type.String(),
      Type.Object({ title: Type.String(), url: Type.String(), date: Day }, { additionalProperties: false }),
    ),
    prices: Type.Record(
      Type.String(),
      Type.Record(
        Type.String(),
        Type.Object(
          {
            usd: Type.Number({ minimum: 0 }),
            unit: Type.String(),
            source: Type.String(),
            date: Day,
            note: Type.Optional(Type.String()),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);
export type PriceFile = Static<typeof PriceFile>;

/** A price directive worked out: what the reader sees, and the date of the price behind it. */
export interface PriceText {
  text: string;
  /** Bare number, for the page's `<data value>`. */
  value: string;
  date: string;
}

/**
 * Works out `price <service> <item> [value|date]` or `cost <quantity> <service> <item>`.
 * A string is what is wrong with the directive.
 */
export function expandPrice(directive: string, file: PriceFile): PriceText | string {
  const words = directive.trim().split(/\s+/);
  const [name] = words;
  if (name === 'price') {
    const [, service = '', item = '', form, ...more] = words;
    const price = lookUp(file, service, item);
    if (typeof price === 'string') return price;
    const value = plain(price.usd);
    const { date } = price;
    if (more.length > 0) return `"${directive.trim()}" has too many words`;
    if (form === undefined) return { text: `$${value} per ${price.unit}`, value, date };
    if (form === 'value') return { text: value, value, date };
    if (form === 'date') return { text: date, value: date, date };
    return `"${form}" is not a form of a price; use value or date`;
  }
  if (name === 'cost') {
    const [, quantity = '', service = '', item = '', ...more] = words;
    if (!/^\d+(\.\d+)?$/.test(quantity)) return `"${quantity}" is not a plain decimal quantity`;
    const price = lookUp(file, service, item);
    if (typeof price === 'string') return price;
    if (more.length > 0) return `"${directive.trim()}" has too many words`;
    const value = cents(quantity, price.usd);
    const [whole = '', rest = ''] = value.split('.');
    return { text: `$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`, value, date: price.date };
  }
  return `unknown directive "{{${directive.trim()}}}"`;
}

function lookUp(
  file: PriceFile,
  service: string,
  item: string,
): PriceFile['prices'][string][string] | string {
  const items = Object.hasOwn(file.prices, service) ? file.prices[service] : undefined;
  if (!items) return `there are no prices of "${service}"; services: ${Object.keys(file.prices).join(', ')}`;
  const price = Object.hasOwn(items, item) ? items[item] : undefined;
  return price ?? `"${service}" has no price "${item}"; items: ${Object.keys(items).join(', ')}`;
}

/** A number as the file writes it, with two decimals at least unless it is 0: no exponent, no rounding. */
function plain(value: number): string {
  const text = String(value);
  const digits = /e/i.test(text) ? value.toFixed(20).replace(/0+$/, '') : text;
  const [whole = '', rest = ''] = digits.split('.');
  return value === 0 ? digits : `${whole}.${rest.padEnd(2, '0')}`;
}

/** Quantity × price to the cent, in whole numbers: binary fractions would turn 1.005 into 1.00. */
function cents(quantity: string, usd: number): string {
  const scale = (text: string): [bigint, number] => {
    const [whole = '', fraction = ''] = text.split('.');
    return [BigInt(whole + fraction), fraction.length];
  };
  const [a, aDigits] = scale(quantity);
  const [b, bDigits] = scale(plain(usd));
  const divisor = 10n ** BigInt(aDigits + bDigits);
  const rounded = (a * b * 100n * 2n + divisor) / (divisor * 2n);
  const digits = String(rounded).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
