// The six fields of a cron expression. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based

/** What AWS refuses (`invalid`), and what it may take but this model does not know (`unsupported`). */
export type Problem = { invalid: string } | { unsupported: string };

/** Values in any order; null for every one. */
type Values = readonly number[] | null;

export type DayRule =
  | { of: 'month'; days: Values }
  /** `L` */
  | { of: 'month-end' }
  /** `15W`: the weekday nearest to the day, in the same month. */
  | { of: 'nearest-weekday'; day: number }
  /** Weekdays: 1 is Sunday. */
  | { of: 'week'; days: Values }
  /** `6L`: the last Friday of the month. */
  | { of: 'last-weekday'; weekday: number }
  /** `3#2`: the second Tuesday of the month. */
  | { of: 'nth-weekday'; weekday: number; nth: number };

export interface Cron {
  minutes: Values;
  hours: Values;
  day: DayRule;
  months: Values;
  years: Values;
}

type Six = readonly [string, string, string, string, string, string];

interface Field {
  name: string;
  least: number;
  most: number;
  names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MINUTES: Field = { name: 'minutes', least: 0, most: 59 };
const HOURS: Field = { name: 'hours', least: 0, most: 23 };
const DAYS: Field = { name: 'day of month', least: 1, most: 31 };
const MONTH: Field = { name: 'month', least: 1, most: 12, names: MONTHS };
const WEEK: Field = { name: 'day of week', least: 1, most: 7, names: WEEKDAYS };
const YEAR: Field = { name: 'year', least: 1970, most: 2199 };

/** Reads what stands between the brackets of `cron(…)`. */
export function parseCron(text: string): Cron | Problem {
  const fields = text.match(/\S+/g) ?? [];
  if (fields.length !== 6) return { invalid: `cron has ${fields.length} fields, not 6` };
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as unknown as Six;
  const minutes = valuesOf(minute, MINUTES);
  if (isProblem(minutes)) return minutes;
  const hours = valuesOf(hour, HOURS);
  if (isProblem(hours)) return hours;
  const months = valuesOf(month, MONTH);
  if (isProblem(months)) return months;
  const years = valuesOf(year, YEAR);
  if (isProblem(years)) return years;
  const day = dayOf(dayOfMonth, dayOfWeek);
  if (isProblem(day)) return day;
  return { minutes, hours, day, months, years };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && ('invalid' in value || 'unsupported' in value);
}

/** One of the two fields of days is `?`, the other one decides. */
function dayOf(dayOfMonth: string, dayOfWeek: string): DayRule | Problem {
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    return { invalid: 'one of day of month and day of week has to be ?, and only one' };
  return dayOfWeek === '?' ? monthRule(dayOfMonth.toUpperCase()) : weekRule(dayOfWeek.toUpperCase());
}

function monthRule(text: string): DayRule | Problem {
  if (text === 'L') return { of: 'month-end' };
  const nearest = /^(\d{1,2})W$/.exec(text)?.[1];
  if (nearest !== undefined) {
    const day = Number(nearest);
    return day >= 1 && day <= 31 ? { of: 'nearest-weekday', day } : outside(text, DAYS);
  }
  if (/[LW]/.test(text)) return { unsupported: `${text} as day of month` };
  const days = valuesOf(text, DAYS);
  return isProblem(days) ? days : { of: 'month', days };
}

function weekRule(text: string): DayRule | Problem {
  if (text === 'L') return { of: 'week', days: [7] };
  const last = /^([A-Z]{3}|\d)L$/.exec(text)?.[1];
  if (last !== undefined) {
    const weekday = numberOf(last, WEEK);
    return weekday === null ? outside(text, WEEK) : { of: 'last-weekday', weekday };
  }
  if (text.includes('#')) {
    const [, name = '', count = ''] = /^([A-Z]{3}|\d)#(\d)$/.exec(text) ?? [];
    const weekday = numberOf(name, WEEK);
    const nth = Number(count);
    if (weekday === null || nth < 1 || nth > 5) return { invalid: `${text} is no weekday of a month` };
    return { of: 'nth-weekday', weekday, nth };
  }
  // Steps and lists with L are in no list of what this field takes.
  if (/L.*,|,.*L/.test(text)) return { unsupported: `${text} as day of week` };
  if (text.includes('/')) return { unsupported: `${text} as day of week` };
  const days = valuesOf(text, WEEK);
  return isProblem(days) ? days : { of: 'week', days };
}

/** Lists of values, ranges and steps. */
function valuesOf(text: string, field: Field): Values | Problem {
  if (text === '*') return null;
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const values = partOf(part, field);
    if (isProblem(values)) return values;
    for (const value of values) found.add(value);
  }
  return [...found];
}

/** One of a list: `5`, `MON`, `1-5`, `MON-FRI`, `10/15`, `8-18/2`, or an asterisk with a step. */
function partOf(part: string, field: Field): number[] | Problem {
  const [range = '', step, more] = part.split('/');
  if (more !== undefined) return { invalid: `${part} is no ${field.name}` };
  const by = step === undefined ? 1 : /^\d+$/.test(step) ? Number(step) : 0;
  if (by < 1) return { invalid: `${part} is no step of ${field.name}` };
  const [first = '', last, third] = range.split('-');
  if (third !== undefined) return { invalid: `${part} is no ${field.name}` };
  const from = first === '*' && last === undefined ? field.least : numberOf(first, field);
  const isOpen = step !== undefined || first === '*';
  const to = last === undefined ? (isOpen ? field.most : from) : numberOf(last, field);
  if (from === null || to === null) return outside(part, field);
  // Quartz lets a range run over the end of the week; AWS does not say.
  if (from > to) return { unsupported: `${part} as ${field.name}: it runs backwards` };
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

function numberOf(text: string, { least, most, names = [] }: Field): number | null {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return least + named;
  if (!/^\d{1,4}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

const outside = (text: string, { name, least, most }: Field): Problem => ({
  invalid: `${text} is no ${name} (${least} to ${most})`,
});
