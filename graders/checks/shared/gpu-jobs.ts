/** The jobs that a GPU has to be chosen for, the types there are, and a learner's answer; also drawn by the Spot picture. */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Artifact } from '../../reads/artifact.ts';
import type { ZonePrice } from '../../reads/ec2-spot-prices.ts';
import catalogue from '../../semantics/data/ec2-types.json' with { type: 'json' };

export const CHOICE_FILE = 'choice.json';
const Choice = Type.Object({ type: Type.String(), hourly: Type.Number() });
const Answer = Type.Object({
  dev: Choice,
  tune: Choice,
  scale: Choice,
  spot: Type.Object({ zone: Type.String(), price: Type.Number() }),
});
export type GpuAnswer = Static<typeof Answer>;
export type Job = 'dev' | 'tune' | 'scale';
export const JOBS: readonly Job[] = ['dev', 'tune', 'scale'];

export interface Need {
  readonly gpus: number;
  /** Of each GPU. */
  readonly gib: number;
}
export type Cards = 'a' | 'b' | 'c';
export const NEEDS: Readonly<Record<Cards, Readonly<Record<Job, Need>>>> = {
  a: { dev: { gpus: 1, gib: 16 }, tune: { gpus: 1, gib: 40 }, scale: { gpus: 8, gib: 40 } },
  b: { dev: { gpus: 1, gib: 24 }, tune: { gpus: 1, gib: 80 }, scale: { gpus: 4, gib: 24 } },
  c: { dev: { gpus: 1, gib: 16 }, tune: { gpus: 1, gib: 48 }, scale: { gpus: 8, gib: 80 } },
};

export interface InstanceType {
  readonly usd: number;
  readonly gpus?: number;
  readonly gib?: number;
}
export const TYPES: Readonly<Record<string, InstanceType>> = catalogue.types;
export const PRICES_OF: string = catalogue.date;
const ZONE_TOLERANCE = 0.02;
const SPOT_TOLERANCE = 0.1;

export const offered = (type: string): InstanceType | undefined =>
  Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
export const meets = ({ gpus = 0, gib = 0 }: InstanceType, need: Need): boolean =>
  gpus >= need.gpus && gib >= need.gib;

/** The answer, or why the text is none. */
export function parseChoice(
  file: Artifact | undefined,
): { answer: GpuAnswer } | { problem: string } | undefined {
  if (!file) return undefined;
  if (file.problem !== null || file.text === null) return { problem: file.problem ?? 'it is empty' };
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (error) {
    return { problem: `it is not JSON (${error instanceof Error ? error.message : 'unknown'})` };
  }
  if (Value.Check(Answer, value)) return { answer: value };
  const [first] = Value.Errors(Answer, value);
  return { problem: `${first?.instancePath || 'its top level'} ${first?.message ?? 'has another shape'}` };
}

/** The zone that costs least now, and the chosen one when it has a price; undefined when no zone has one. */
export function zonesOf(
  prices: readonly ZonePrice[],
  zone: string,
): { cheapest: ZonePrice; chosen: ZonePrice | undefined } | undefined {
  const known = prices.filter(({ SpotPrice }) => SpotPrice > 0);
  const cheapest = known.toSorted((a, b) => a.SpotPrice - b.SpotPrice)[0];
  return cheapest && { cheapest, chosen: known.find(({ AvailabilityZone }) => AvailabilityZone === zone) };
}

export const isCheapEnough = (chosen: ZonePrice, cheapest: ZonePrice): boolean =>
  chosen.SpotPrice <= cheapest.SpotPrice * (1 + ZONE_TOLERANCE);

export const isSpotPrice = (given: number, right: number): boolean => within(given, right, SPOT_TOLERANCE);

export function within(given: number, right: number, tolerance: number): boolean {
  return Math.abs(given - right) <= right * tolerance + 1e-9;
}
