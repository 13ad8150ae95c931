// What a slider may turn, and the inventory with it turned.
import type { PriceBook } from './book.ts';
import { factsOf } from './kinds.ts';
import type { Resource } from './types.ts';

export interface Slider {
  resource: string;
  field: string;
  value: number;
  unit: string;
  /** Where a slider sensibly ends: never below the value. */
  most: number;
}

export interface Change {
  resource: string;
  field: string;
  value: number;
}

/** Every quantity of an inventory that can be turned, with its present value. */
export function sliders(inventory: readonly Resource[], book: PriceBook): Slider[] {
  return inventory.flatMap((resource) => {
    const facts = factsOf(resource.kind);
    if (!facts) return [];
    const running = resource.running ?? !facts.offByDefault;
    return Object.entries(facts.fields).map(([field, { absent, unit, most }]) => {
      const hours = running ? book.hoursPerMonth : 0;
      const usual = { month: hours, one: 1, none: 0 }[absent];
      const given: unknown = Reflect.get(resource, field);
      const value = typeof given === 'number' ? given : usual;
      return { resource: resource.id, field, value, unit, most: Math.max(most, value) };
    });
  });
}

/** The inventory with quantities set. A change of what a resource does not have leaves it alone. */
export function whatIf(inventory: readonly Resource[], changes: readonly Change[]): Resource[] {
  return inventory.map((resource) => {
    const fields = factsOf(resource.kind)?.fields ?? {};
    const own = changes.filter(
      ({ resource: id, field }) => id === resource.id && Object.hasOwn(fields, field),
    );
    return { ...resource, ...Object.fromEntries(own.map(({ field, value }) => [field, value])) };
  });
}
