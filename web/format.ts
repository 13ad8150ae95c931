// Numbers and dates as the reader's browser writes them. Formatters are made once: they are dear to build.
const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const smallDollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 2,
});
const hourly = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
});
const day = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const moment = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export const formatInteger = (value: number): string => integer.format(value);
/** Points: whole where they are whole, else one decimal. */
export const formatPoints = (value: number): string => decimal.format(value);
export const formatPercent = (share: number): string => percent.format(share);
/** US dollars; amounts under a cent keep two significant digits, because $0.00 would be a lie. */
export const formatDollars = (value: number): string =>
  value > 0 && value < 0.01 ? smallDollars.format(value) : dollars.format(value);
/** A price per hour: four digits behind the point, for Spot prices differ in the third. */
export const formatHourly = (usd: number): string => hourly.format(usd);
/** `2026-08` as a month, `2026-08-14` as a day; anything else as it came. */
export function formatDate(iso: string): string {
  if (/^\d{4}-\d{2}$/.test(iso)) return month.format(new Date(`${iso}-01T00:00:00Z`));
  const date = new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
  return Number.isNaN(date.getTime()) ? iso : day.format(date);
}
const monthDay = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
export const formatMonthDay = (at: Date): string => monthDay.format(at);
const hours = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false });
export const formatHours = (at: Date): string => hours.format(at);
export const formatClock = (iso: string): string => clock.format(new Date(iso));
export const formatMoment = (iso: string): string => moment.format(new Date(iso));
/** In a time zone of its own: that is what an instructor said, wherever the reader sits. */
export const formatMomentIn = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  }).format(new Date(iso));
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? integer.format(value) : decimal.format(value)} ${units[unit]}`;
}
/** Seconds as minutes and seconds, hours where there are some: `5 min`, `1 min 30 s`. */
export function formatSpan(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  const said = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`);
  return said.length === 0 ? '0 s' : said.join(' ');
}
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${integer.format(count)} ${count === 1 ? one : many}`;
