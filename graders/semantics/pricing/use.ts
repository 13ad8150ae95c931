// What a resource consumes of one price, and the words to say it.
import type { PriceBook } from './book.ts';
import { multiply, ONE, type Exact } from './exact.ts';
import type { Factor, Kind, Resource, Settings } from './types.ts';

export interface Use {
  price: string;
  factors: Factor[];
  /** Goes on costing while nobody does anything: counts in the hourly burn. */
  standing: boolean;
}

/** The resources of a kind. */
type Of<K extends Kind, R = Resource> = R extends { kind: infer X } ? (K extends X ? R : never) : never;

export interface Case<K extends Kind> {
  resource: Of<K>;
  /** Every field of the kind, absent ones filled in. */
  n: (field: string) => Exact;
  month: Exact;
  book: PriceBook;
  settings: Settings;
}

export const factor = (value: Exact, of: string): Factor => ({ value, of });
export const standing = (price: string, ...factors: Factor[]): Use => ({ price, factors, standing: true });
export const usage = (price: string, ...factors: Factor[]): Use => ({ price, factors, standing: false });

/** count × hours, the working of everything that is paid by the hour. */
export const byHour = (price: string, { n }: { n: (field: string) => Exact }, ...more: Factor[]): Use =>
  standing(price, factor(n('count'), 'count'), ...more, factor(n('hours'), 'hours'));

/** The product of the factors. */
export const product = (factors: readonly Factor[]): Exact =>
  factors.reduce((all, { value }) => multiply(all, value), ONE);
