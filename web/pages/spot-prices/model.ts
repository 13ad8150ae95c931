// Spot prices as they moved: who was cheapest when, what the learner's choice and capacity mean, in numbers and words.
import type { SpotPricesReply } from '../../../server/contract/index.ts';
import type { Reign, SpotLine, SpotScene } from '../../elements/spot-chart.ts';
import type { PoolCell, PoolRow } from '../../elements/spot-pools.ts';
import { formatHourly } from '../../format.ts';

export type TypeFacts = SpotPricesReply['types'][number];
type Point = readonly [at: number, usd: number];
type Series = SpotPricesReply['series'][number];

export interface Reading {
  reply: SpotPricesReply;
  /** Epoch seconds. */
  since: number;
  now: number;
  /** Every zone with a price of some type, in order. */
  zones: readonly string[];
}

export function readingOf(reply: SpotPricesReply): Reading {
  const zones = [...reply.series.map(({ zone }) => zone), ...reply.uses.flatMap((use) => use.zones)];
  return {
    reply,
    since: seconds(reply.since),
    now: seconds(reply.now),
    zones: [...new Set(zones)].sort(),
  };
}

const seconds = (iso: string): number => Math.round(Date.parse(iso) / 1000);
/** What tells zones of one Region apart: `us-east-1a` is `a`. */
export const letterOf = (zone: string, region: string): string =>
  zone.startsWith(region) && zone.length > region.length ? zone.slice(region.length) : zone;

/** The price in force at a moment; null before the first one known. */
export function priceAt(points: readonly Point[], at: number): number | null {
  return points.findLast(([from]) => from <= at)?.[1] ?? null;
}

const seriesOf = ({ reply }: Reading, type: string): Series[] =>
  reply.series.filter((one) => one.type === type);

export interface Standing {
  zone: string;
  usd: number;
  /** Of the on-demand price, from 0 to 1; null where that is not known. */
  saving: number | null;
  lowest: boolean;
  /** What the learner has to do with this pool. */
  marks: readonly string[];
}

/** The zones of a type by price at a moment, lowest first. */
export function standingsAt(reading: Reading, type: string, at: number): Standing[] {
  const onDemand = reading.reply.types.find((one) => one.type === type)?.onDemand ?? null;
  const known = seriesOf(reading, type)
    .flatMap(({ zone, points }) => {
      const usd = priceAt(points, at);
      return usd === null ? [] : [{ zone, usd }];
    })
    .toSorted((a, b) => a.usd - b.usd || (a.zone < b.zone ? -1 : 1));
  return known.map(({ zone, usd }) => ({
    zone,
    usd,
    saving: onDemand === null ? null : 1 - usd / onDemand,
    lowest: usd === known[0]?.usd,
    marks: marksOf(reading, type, zone),
  }));
}

const KINDS = { group: 'your group', fleet: 'your fleet' } as const;

/** What the learner has to do with a type in a zone, in words. */
export function marksOf({ reply }: Reading, type: string, zone: string): string[] {
  const { choice, uses } = reply;
  const own = choice.type === type && choice.zone === zone ? ['your choice'] : [];
  const used = uses.flatMap(({ kind, name, market, types, zones }) => {
    if (!types.includes(type) || !zones.includes(zone)) return [];
    if (kind === 'group' || kind === 'fleet') return [KINDS[kind]];
    return kind === 'instance' ? [`${name} runs ${market === 'spot' ? 'on Spot' : 'on demand'}`] : [];
  });
  return [...new Set([...own, ...used])];
}

/** Which zone was cheapest from when to when, within a stretch of time. */
export function reignOf(reading: Reading, type: string, from: number): Reign[] {
  const { now, zones, reply } = reading;
  const moments = seriesOf(reading, type)
    .flatMap(({ points }) => points.map(([at]) => at))
    .filter((at) => at > from && at < now);
  const reign: Reign[] = [];
  for (const at of [from, ...new Set(moments)].sort((a, b) => a - b)) {
    const [best] = standingsAt(reading, type, at);
    if (!best) continue;
    const last = reign.at(-1);
    if (last?.zone === best.zone) continue;
    if (last) last.to = at;
    const { zone } = best;
    reign.push({ from: at, to: now, zone, letter: letterOf(zone, reply.region), sign: zones.indexOf(zone) });
  }
  return reign;
}

export function sceneOf(
  reading: Reading,
  type: string,
  { days, fromZero }: { days: number; fromZero: boolean },
): SpotScene {
  const { reply, now, since, zones } = reading;
  const from = Math.max(since, now - days * 86_400);
  const standings = new Map(standingsAt(reading, type, now).map((one) => [one.zone, one]));
  const { choice } = reply;
  const lines = seriesOf(reading, type).map(({ zone, points }): SpotLine => ({
    zone,
    letter: letterOf(zone, reply.region),
    sign: zones.indexOf(zone),
    points,
    chosen: choice.type === type && choice.zone === zone,
    lowest: standings.get(zone)?.lowest ?? false,
  }));
  return {
    title: `Spot price of ${type} by Availability Zone`,
    from,
    to: now,
    lines,
    onDemand: reply.types.find((one) => one.type === type)?.onDemand ?? null,
    fromZero,
    claim: choice.type === type ? choice.usd : null,
    reign: reignOf(reading, type, from),
  };
}

/** Types against zones: what every pool costs now, and how it got there. */
export function poolsOf(reading: Reading, days: number): PoolRow[] {
  const { reply, now, since, zones } = reading;
  const from = Math.max(since, now - days * 86_400);
  return reply.types.map(({ type, onDemand, gpus, gib, fits, chosenFor }): PoolRow => {
    const standings = standingsAt(reading, type, now);
    const names = reply.uses.filter((one) => one.kind === 'template' && one.types.includes(type));
    return {
      type,
      about: [
        gpus === 0 ? '' : `${gpus} × ${gib} GB`,
        onDemand === null ? '' : `${formatHourly(onDemand)} on demand`,
      ]
        .filter(Boolean)
        .join(', '),
      tags: [
        ...chosenFor.map((job) => `your ${job}`),
        ...names.map(({ name }) => `template ${name}`),
        ...(fits ? [] : ['not for the dev job']),
      ],
      cells: zones.map((zone): PoolCell => {
        const standing = standings.find((one) => one.zone === zone);
        const points = seriesOf(reading, type).find((one) => one.zone === zone)?.points ?? [];
        const marks = marksOf(reading, type, zone);
        if (!standing) return { zone, usd: null, saving: null, lowest: false, marks, trace: [] };
        const { usd, saving, lowest } = standing;
        return { zone, usd, saving, lowest, marks, trace: clipped(points, from, now) };
      }),
    };
  });
}

/** The points of a stretch, with the price in force at its ends. */
export function clipped(points: readonly Point[], from: number, to: number): Point[] {
  const first = priceAt(points, from);
  const inside = points.filter(([at]) => at > from && at <= to);
  const last = inside.at(-1)?.[1] ?? first;
  return [
    ...(first === null ? [] : [[from, first] as const]),
    ...inside,
    ...(last === null ? [] : [[to, last] as const]),
  ];
}
