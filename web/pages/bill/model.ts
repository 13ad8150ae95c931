// From what an account has to what the page shows. The model that grades is the model that draws (design §3).
import type { BillReply } from '../../../server/contract/index.ts';
import {
  byService,
  byTag,
  byResource,
  cents,
  choices,
  explainLine,
  explainMissing,
  hourlyBurn,
  monthlyBill,
  priceBook,
  sliders,
  toNumber,
  whatIf,
  type Bill,
  type Change,
  type Choice,
  type EksCalendar,
  type Exact,
  type Kind,
  type Line,
  type PriceBook,
  type Resource,
  type ServicePrices,
  type Slider,
} from '../../../graders/semantics/pricing/index.ts';
import calendar from '../../../graders/semantics/data/eks-calendar.json';
import instances from '../../../graders/semantics/data/ec2-types.json';
import s3 from '../../../graders/semantics/data/s3-prices.json';
import services from '../../../graders/semantics/data/service-prices.json';
import type { BillRow } from '../../elements/bill-bars.ts';
import { formatDollars } from '../../format.ts';
import { describeResource, serviceWords } from './words.ts';

const NAMED: ReadonlySet<Kind> = new Set([
  'instance',
  'volume',
  'nat-gateway',
  'public-ipv4',
  'interface-endpoint',
]);
export type View = 'resource' | 'service' | 'Project' | 'Owner';
const CALENDAR: EksCalendar = calendar;
const FILES = { services: services as ServicePrices, instances, s3 };
/** From when on a price is shown to the cent. */
const CENT = 0.01;

export interface Reading {
  reply: BillReply;
  resources: readonly Resource[];
  book: PriceBook;
}
/** What the reader has changed: quantities and types, and resources that would be gone. */
export interface Changes {
  turned: readonly Change[];
  without: ReadonlySet<string>;
}
export const NO_CHANGES: Changes = { turned: [], without: new Set() };

/** The bill as it is, as it would be, and what costs money this hour. */
export interface Bills {
  now: Bill;
  then: Bill;
  burn: Bill;
  changed: boolean;
}

export function readingOf(reply: BillReply): Reading {
  return { reply, resources: reply.resources as Resource[], book: priceBook(FILES, reply.quotes) };
}

export const inventoryWith = ({ resources }: Reading, { turned, without }: Changes): Resource[] =>
  whatIf(resources, turned).filter(({ id }) => !without.has(id));

export function billsOf(reading: Reading, changes: Changes): Bills {
  const settings = { today: reading.reply.day, calendar: CALENDAR };
  const changed = changes.turned.length > 0 || changes.without.size > 0;
  const now = monthlyBill(reading.resources, reading.book, settings);
  return {
    now,
    then: changed ? monthlyBill(inventoryWith(reading, changes), reading.book, settings) : now,
    burn: hourlyBurn(reading.resources, reading.book, settings),
    changed,
  };
}

/** Exact to the cent; what is less than a cent keeps the digits that say it. */
export function money(value: Exact): string {
  const near = toNumber(value);
  return Math.abs(near) >= CENT ? formatDollars(Number(cents(value))) : formatDollars(near);
}

/** The sum of a bill, or the least that it comes to while a part has no price. */
export const sumOf = ({ total, known }: Bill): string => (total ? money(total) : `${money(known)} or more`);

const groupsOf = (view: View, lines: readonly Line[]) => {
  if (view === 'resource') return byResource(lines);
  return view === 'service' ? byService(lines) : byTag(lines, view);
};

/** The bars of a view, the dearest first; a resource that costs nothing yet can be chosen as well. */
export function rowsOf(reading: Reading, view: View, { now, then }: Bills, changes: Changes): BillRow[] {
  const before = new Map(groupsOf(view, now.lines).map(({ key, usd }) => [key, usd]));
  const after = new Map(groupsOf(view, then.lines).map(({ key, usd }) => [key, usd]));
  const keys: (string | null)[] =
    view === 'resource'
      ? reading.resources.map(({ id }) => id)
      : [...new Set([...before.keys(), ...after.keys()])];
  const doubtful = (bill: Bill) => new Set(bill.missing.map(({ resource }) => resource));
  const [unknownNow, unknownThen] = [doubtful(now), doubtful(then)];
  const present = new Map(
    [...reading.resources, ...inventoryWith(reading, changes)].map((one) => [one.id, one]),
  );
  const rows = keys.map((key): BillRow => {
    const own = view === 'resource' ? (key ?? '') : null;
    const gone = own !== null && changes.without.has(own);
    const [was, will] = [before.get(key), after.get(key)];
    return {
      key: key ?? '',
      ...namesOf(view, key, present.get(own ?? '')),
      usd: will ? toNumber(will) : 0,
      was: was ? toNumber(was) : 0,
      amount: amountOf(will, own !== null && unknownThen.has(own)),
      before: amountOf(was, own !== null && unknownNow.has(own)),
      gone,
      untagged: key === null,
    };
  });
  return rows.toSorted((a, b) => Math.max(b.usd, b.was) - Math.max(a.usd, a.was));
}

function amountOf(usd: Exact | undefined, unknown: boolean): string {
  if (!usd) return unknown ? 'no price' : '$0.00';
  return unknown ? `${money(usd)} or more` : money(usd);
}

function namesOf(
  view: View,
  key: string | null,
  resource: Resource | undefined,
): { name: string; about: string } {
  if (view === 'service') return { name: serviceWords(key ?? ''), about: '' };
  if (view !== 'resource') return { name: key ?? `Without the tag ${view}`, about: '' };
  if (!resource) return { name: key ?? '', about: '' };
  // A tag called Name names what has no other name.
  const own = NAMED.has(resource.kind) ? resource.tags?.['Name'] : undefined;
  const about = describeResource(resource);
  return own === undefined || own === resource.id
    ? { name: resource.id, about }
    : { name: own, about: `${about}, ${resource.id}` };
}

/** A line of a bill with its working and where its price comes from. */
export interface Working {
  resource: string;
  text: string;
  note: string | null;
  source: Line['source'];
  date: string;
}

/** How the amount of a row comes about. */
export function workingsOf(view: View, key: string, bill: Bill): Working[] {
  const group = groupsOf(view, bill.lines).find((one) => (one.key ?? '') === key);
  return (group?.lines ?? []).map((line) => ({
    resource: line.resource,
    text: explainLine(line),
    note: line.note,
    source: line.source,
    date: line.date,
  }));
}

/** Why a resource has no price, or only a part of one. */
export const doubtsOf = (bill: Bill, key: string): string[] =>
  bill.missing.filter(({ resource }) => resource === key).map(explainMissing);

export interface Handle extends Slider {
  /** No answer of AWS shows the quantity. */
  unseen: boolean;
  /** The value that the account has. */
  own: number;
}

/** What can be turned of a resource, in its changed state. */
export function handlesOf(
  reading: Reading,
  id: string,
  changes: Changes,
): { sliders: Handle[]; choices: Choice[] } {
  const mine = (inventory: readonly Resource[]) => inventory.filter((one) => one.id === id);
  const turned = mine(whatIf(reading.resources, changes.turned));
  const own = new Map(
    sliders(mine(reading.resources), reading.book).map(({ field, value }) => [field, value]),
  );
  const unseen = new Set(
    reading.reply.unseen.flatMap(({ resource, field }) => (resource === id ? field : [])),
  );
  return {
    sliders: sliders(turned, reading.book).map((one) => ({
      ...one,
      unseen: unseen.has(one.field),
      own: own.get(one.field) ?? one.value,
    })),
    choices: choices(turned, reading.book),
  };
}

/** The changes with one more; setting what the account has takes the change back. */
export function turn(reading: Reading, changes: Changes, change: Change): Changes {
  const others = changes.turned.filter(
    ({ resource, field }) => resource !== change.resource || field !== change.field,
  );
  const own = reading.resources.find(({ id }) => id === change.resource);
  const [slider] = own ? sliders([own], reading.book).filter(({ field }) => field === change.field) : [];
  const present = slider?.value ?? (own ? (Reflect.get(own, change.field) as unknown) : undefined);
  return { ...changes, turned: present === change.value ? others : [...others, change] };
}

export function toggle(changes: Changes, id: string, gone: boolean): Changes {
  const without = new Set(changes.without);
  if (gone) without.add(id);
  else without.delete(id);
  return { ...changes, without };
}

/** A resource that costs money while nobody does anything. */
export interface Burning {
  id: string;
  name: string;
  about: string;
  hour: Exact;
  day: Exact;
  month: Exact;
}

const times = ({ n, d }: Exact, by: number): Exact => ({ n: n * BigInt(by), d });
const HOURS_PER_DAY = 24;

/** What still costs money right now, the dearest first, and the sum of it. */
export function burningOf(
  { resources, book }: Reading,
  { burn }: Bills,
): { rows: Burning[]; sum: Omit<Burning, 'id' | 'name' | 'about'> } {
  const of = (hour: Exact) => ({
    hour,
    day: times(hour, HOURS_PER_DAY),
    month: times(hour, book.hoursPerMonth),
  });
  const rows = byResource(burn.lines).flatMap(({ key, usd }) => {
    const resource = resources.find(({ id }) => id === key);
    return resource ? [{ id: resource.id, ...namesOf('resource', key, resource), ...of(usd) }] : [];
  });
  return { rows, sum: of(burn.known) };
}
