// What the picture says in sentences: about the choice, about a stretch of time, about the group's pools.
import { formatHourly, formatPercent, plural } from '../../format.ts';
import { poolsOf, standingsAt, type Reading } from './model.ts';
import type { Reign } from '../../elements/spot-chart.ts';

export interface Note {
  tone: 'pass' | 'fail' | 'info' | 'blocked';
  text: string;
}

/** Whether the choice stands, as the check decides it, with the numbers of now. */
export function choiceNote(reading: Reading): Note {
  const { state, message, type, zone, usd, zoneStands, priceStands } = reading.reply.choice;
  if (state === 'none')
    return { tone: 'info', text: `${message} These are the prices that it will be compared with.` };
  if (state === 'unreadable') return { tone: 'fail', text: message };
  const standings = standingsAt(reading, type ?? '', reading.now);
  const [best] = standings;
  const own = standings.find((one) => one.zone === zone);
  const chosen = `Your choice: ${type}, in ${zone}, for ${formatHourly(usd ?? 0)} an hour.`;
  if (zoneStands === null || !best)
    return { tone: 'blocked', text: `${chosen} Without Spot prices of the type it cannot be compared.` };
  if (!own)
    return {
      tone: 'fail',
      text: `${chosen} That zone has no Spot price for it; ${best.zone} is the lowest.`,
    };
  if (!zoneStands) {
    const now = `${formatHourly(own.usd)} there now, ${formatHourly(best.usd)} in ${best.zone}`;
    return { tone: 'fail', text: `${chosen} Another zone costs less: ${now}.` };
  }
  if (!priceStands)
    return {
      tone: 'fail',
      text: `${chosen} The zone stands, but the price there is ${formatHourly(own.usd)} now.`,
    };
  const saving = own.saving === null ? '' : `, ${formatPercent(own.saving)} less than on demand`;
  const place = own.lowest ? 'the lowest of all zones' : 'within 2 % of the lowest zone';
  return { tone: 'pass', text: `${chosen} It stands: ${formatHourly(own.usd)} now is ${place}${saving}.` };
}

/** Who was cheapest in a stretch of time, and how often that changed. */
export function reignNote(reign: readonly Reign[]): string {
  const total = reign.reduce((sum, { from, to }) => sum + to - from, 0);
  if (total === 0) return '';
  const held = new Map<string, number>();
  for (const { zone, from, to } of reign) held.set(zone, (held.get(zone) ?? 0) + to - from);
  const words = [...held]
    .toSorted(([, a], [, b]) => b - a)
    .map(([zone, time]) => `${zone} ${formatPercent(time / total)}`);
  const moved = reign.length - 1;
  const often = moved === 0 ? 'It never changed.' : `It changed ${moved === 1 ? 'once' : `${moved} times`}.`;
  return `Lowest price, by time: ${words.join(', ')}. ${often}`;
}

/** How many pools a group or fleet draws on, and what they cost; one sentence or two for each. */
export function groupNotes(reading: Reading): string[] {
  const rows = poolsOf(reading, 30);
  return reading.reply.uses
    .filter(({ kind }) => kind === 'group' || kind === 'fleet')
    .map(({ kind, name, types, zones, note }) => {
      const pools = rows
        .filter(({ type }) => types.includes(type))
        .flatMap(({ type, cells }) =>
          cells.flatMap(({ zone, usd }) => (zones.includes(zone) ? [{ type, zone, usd }] : [])),
        );
      const open = pools
        .flatMap(({ usd, ...pool }) => (usd === null ? [] : [{ ...pool, usd }]))
        .toSorted((a, b) => a.usd - b.usd);
      const what = kind === 'group' ? `Group ${name}` : `Fleet ${name}`;
      const count = `${plural(types.length, 'type')} in ${plural(zones.length, 'zone')}`;
      const [first] = open;
      const last = open.at(-1);
      if (types.length === 0) return `${what} names no types. ${note}`.trim();
      if (!first || !last)
        return `${what} draws on ${count}; none of these pools has a Spot price now. ${note}`.trim();
      const prices =
        open.length === 1
          ? `It is ${first.type} in ${first.zone} for ${formatHourly(first.usd)}; when that is taken, nothing is left.`
          : `They cost from ${formatHourly(first.usd)} (${first.type} in ${first.zone}) to ${formatHourly(last.usd)} (${last.type} in ${last.zone}).`;
      return `${what} draws on ${count}: ${plural(open.length, 'pool')} of ${pools.length} with a Spot price now. ${prices} ${note}`.trim();
    });
}

/** What runs and could cost less, or what it saves. */
export function instanceNotes(reading: Reading): string[] {
  const { reply, now } = reading;
  return reply.uses.flatMap(({ kind, name, market, types, zones }) => {
    const [type] = types;
    const [zone] = zones;
    if (kind !== 'instance' || type === undefined) return [];
    const onDemand = reply.types.find((one) => one.type === type)?.onDemand ?? null;
    const spot = standingsAt(reading, type, now).find((one) => one.zone === zone);
    const where = `${name} runs ${type}${zone === undefined ? '' : ` in ${zone}`}`;
    if (onDemand === null) return [`${where}.`];
    if (market !== 'spot')
      return [
        `${where} on demand, for ${formatHourly(onDemand)} an hour${spot ? `; on Spot it would be ${formatHourly(spot.usd)}` : ''}.`,
      ];
    return [
      spot
        ? `${where} on Spot, for ${formatHourly(spot.usd)} an hour instead of ${formatHourly(onDemand)}.`
        : `${where} on Spot, where this type has no price now.`,
    ];
  });
}
