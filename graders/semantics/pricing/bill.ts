// The bill of a month, and what still costs money right now.
import type { PriceBook } from './book.ts';
import { divide, exact, multiply, ONE, parseExact, sum, ZERO, type Exact } from './exact.ts';
import { factsOf, type Field } from './kinds.ts';
import { Meter } from './meter.ts';
import type { Bill, Kind, Line, Missing, Resource, Settings } from './types.ts';
import { product, type Case, type Use } from './use.ts';

/**
 * What an inventory costs in a month: one line for each resource and price, two where it crosses a tier.
 * Tiers and free amounts are used up in the order of the inventory, so the sum does not depend on it, the shares do.
 * Nothing throws: what cannot be priced is in `missing`.
 * @param inventory what the account has and what it moves and asks in the month
 * @param book from `priceBook`
 */
export function monthlyBill(inventory: readonly Resource[], book: PriceBook, settings: Settings = {}): Bill {
  return tally(inventory, book, settings, () => true);
}

/**
 * What the inventory costs an hour while nobody does anything: what runs, is stored or reserved. Requests, transfer and
 * the hours of the what-if do not matter. Lines and sums are dollars an hour.
 */
export function hourlyBurn(inventory: readonly Resource[], book: PriceBook, settings: Settings = {}): Bill {
  const month = exact(book.hoursPerMonth);
  const now = inventory.map((resource) =>
    'hours' in resource ? { ...resource, hours: undefined } : resource,
  );
  const bill = tally(now, book, settings, ({ standing }) => standing);
  const hourly = (usd: Exact): Exact => divide(usd, month);
  return {
    ...bill,
    lines: bill.lines.map((line) => ({
      ...line,
      factors: line.factors.filter(({ of }) => of !== 'hours'),
      quantity: divide(line.quantity, month),
      usd: hourly(line.usd),
    })),
    known: hourly(bill.known),
    total: bill.total && hourly(bill.total),
  };
}

function tally(
  inventory: readonly Resource[],
  book: PriceBook,
  settings: Settings,
  counts: (use: Use) => boolean,
): Bill {
  const lines: Line[] = [];
  const missing: Missing[] = [];
  const meter = new Meter(settings.freeTier ?? false);
  for (const resource of inventory) {
    const tags = resource.tags ?? {};
    for (const use of usesOf(resource, book, settings)) {
      if ('why' in use) {
        missing.push(use);
        continue;
      }
      const things = product(use.factors);
      if (things.n === 0n || !counts(use)) continue;
      const price = book.prices.get(use.price);
      if (!price) {
        missing.push({ resource: resource.id, why: 'price-unknown', price: use.price });
        continue;
      }
      const { parts, beyond } = meter.read(use.price, price, things);
      if (beyond) missing.push({ resource: resource.id, why: 'volume-beyond-prices', price: use.price });
      for (const { quantity, usd } of parts)
        lines.push({
          resource: resource.id,
          kind: resource.kind,
          tags,
          price: use.price,
          factors: use.factors,
          quantity,
          unit: price.unit,
          unitUsd: usd,
          usd: multiply(quantity, usd),
          source: price.source,
          date: price.date,
          note: price.note,
        });
    }
  }
  const known = sum(lines.map(({ usd }) => usd));
  return {
    lines,
    missing,
    known,
    total: missing.length > 0 ? null : known,
    region: book.region,
    hoursPerMonth: book.hoursPerMonth,
  };
}

/** What one resource uses; an invalid quantity or an unknown kind instead, never a guess. */
function usesOf(resource: Resource, book: PriceBook, settings: Settings): (Use | Missing)[] {
  const { id, kind } = resource;
  const facts = factsOf(kind);
  if (!facts) return [{ resource: id, why: 'kind-unknown', kind }];
  const month = exact(book.hoursPerMonth);
  const running = resource.running ?? !facts.offByDefault;
  const quantities = new Map<string, Exact>();
  const invalid: Missing[] = [];
  for (const [field, { absent }] of Object.entries(facts.fields)) {
    const value: unknown = Reflect.get(resource, field);
    const given = value === undefined ? defaultOf(absent, running, month) : parseExact(value);
    if (given === null || given.n < 0n) invalid.push({ resource: id, why: 'quantity-invalid', field, value });
    else quantities.set(field, given);
  }
  if (invalid.length > 0) return invalid;
  const n = (field: string): Exact => quantities.get(field) ?? ZERO;
  const uses: (given: Case<Kind>) => (Use | Missing)[] = facts.uses;
  return uses({ resource, n, month, book, settings });
}

function defaultOf(absent: Field['absent'], running: boolean, month: Exact): Exact {
  if (absent === 'month') return running ? month : ZERO;
  return absent === 'one' ? ONE : ZERO;
}
