// Tiers count what the whole account uses of a price, so the meters run on from resource to resource.
import type { BookPrice } from './book.ts';
import { add, compare, divide, smaller, subtract, ZERO, type Exact } from './exact.ts';

/** A part of a quantity, in one tier. */
export interface Part {
  /** In units of the price. */
  quantity: Exact;
  usd: Exact;
}

export interface Reading {
  parts: Part[];
  /** Some of it lies beyond the volume up to which the price is known; that part is not among the parts. */
  beyond: boolean;
}

export class Meter {
  readonly #used = new Map<string, Exact>();
  readonly #freeTier: boolean;

  constructor(freeTier: boolean) {
    this.#freeTier = freeTier;
  }

  /** Puts a count of things on the meter of a price and says in which tiers they fall. */
  read(key: string, price: BookPrice, things: Exact): Reading {
    const quantity = divide(things, price.per);
    const start = this.#used.get(key) ?? ZERO;
    const end = add(start, quantity);
    this.#used.set(key, end);
    const steps = this.#freeTier ? price.steps : price.steps.filter((step) => !step.freeTier);
    const parts: Part[] = [];
    for (const [index, { usd, from }] of steps.entries()) {
      const next = steps[index + 1]?.from ?? price.upTo;
      const low = index > 0 && compare(from, start) > 0 ? from : start;
      const high = next ? smaller(end, next) : end;
      if (compare(high, low) > 0) parts.push({ quantity: subtract(high, low), usd });
    }
    return { parts, beyond: price.upTo !== null && compare(end, price.upTo) > 0 };
  }
}
