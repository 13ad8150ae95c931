// What a slider may turn, and the inventory with it turned.
import type { PriceBook } from './book.ts';
import { factsOf } from './kinds.ts';
import type { Kind, Resource } from './types.ts';

export interface Slider {
  resource: string;
  field: string;
  value: number;
  unit: string;
  /** Where a slider sensibly ends: never below the value. */
  most: number;
}

/** What a resource is, of several that the price list knows: its type, or the class of its objects. */
export interface Choice {
  resource: string;
  field: string;
  value: string;
  options: readonly string[];
}

export interface Change {
  resource: string;
  field: string;
  value: number | string;
}

/** The field that says what a resource is, and the prices among which it chooses. */
const CHOSEN: Readonly<Partial<Record<Kind, { field: string; prices: RegExp }>>> = {
  instance: { field: 'instanceType', prices: /^ec2 (.+)$/ },
  volume: { field: 'volumeType', prices: /^ebs ([a-z]+\d)$/ },
  endpoint: { field: 'instanceType', prices: /^sagemaker (.+)$/ },
  training: { field: 'instanceType', prices: /^sagemaker (.+)$/ },
  notebook: { field: 'instanceType', prices: /^sagemaker (.+)$/ },
  's3-storage': { field: 'storageClass', prices: /^s3 ([A-Z_]+) storage$/ },
};

/** Every type and class of an inventory that can be another one. A machine on Spot has no other quoted price. */
export function choices(inventory: readonly Resource[], book: PriceBook): Choice[] {
  return inventory.flatMap((resource) => {
    const chosen = CHOSEN[resource.kind];
    if (!chosen || ('purchase' in resource && resource.purchase !== 'on-demand')) return [];
    const { field, prices } = chosen;
    const value: unknown = Reflect.get(resource, field);
    if (typeof value !== 'string') return [];
    const known = [...book.prices.keys()].flatMap((key) => prices.exec(key)?.[1] ?? []);
    return [{ resource: resource.id, field, value, options: [...new Set([value, ...known])].sort() }];
  });
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

/** The inventory with quantities, types and classes set. A change of what a resource does not have leaves it alone. */
export function whatIf(inventory: readonly Resource[], changes: readonly Change[]): Resource[] {
  return inventory.map((resource) => {
    const fields = factsOf(resource.kind)?.fields ?? {};
    const own = changes.filter(
      ({ resource: id, field, value }) =>
        id === resource.id &&
        (typeof value === 'number' ? Object.hasOwn(fields, field) : CHOSEN[resource.kind]?.field === field),
    );
    return { ...resource, ...Object.fromEntries(own.map(({ field, value }) => [field, value])) };
  });
}
