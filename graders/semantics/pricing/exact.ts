// Money without binary fractions: every quantity and price is a fraction of two whole numbers until it is shown.

/** A number as a reduced fraction; `d` is positive. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Exact = { n: 0n, d: 1n };
export const ONE: Exact = { n: 1n, d: 1n };

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** A number exactly as it is written in decimal: 0.1 is one tenth. Null for what is no finite number. */
export function parseExact(value: unknown): Exact | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(String(value)) ?? [];
  const digits = BigInt(sign + whole + fraction);
  const scale = Number(exponent) - fraction.length;
  return scale < 0 ? reduce(digits, 10n ** BigInt(-scale)) : { n: digits * 10n ** BigInt(scale), d: 1n };
}

/** As `parseExact`, for figures of our own data, where anything else is a mistake in the data. */
export function exact(value: number): Exact {
  const parsed = parseExact(value);
  if (!parsed) throw new Error(`pricing: ${value} is no finite number`);
  return parsed;
}

export function add(a: Exact, b: Exact): Exact {
  return a.d === b.d ? reduce(a.n + b.n, a.d) : reduce(a.n * b.d + b.n * a.d, a.d * b.d);
}

export const subtract = (a: Exact, b: Exact): Exact => add(a, { n: -b.n, d: b.d });
export const multiply = (a: Exact, b: Exact): Exact => reduce(a.n * b.n, a.d * b.d);
/** `b` must not be zero. */
export const divide = (a: Exact, b: Exact): Exact => reduce(a.n * b.d, a.d * b.n);
/** Negative, 0 or positive, as a is smaller than, equal to or greater than b. */
export const compare = (a: Exact, b: Exact): number => Number(a.n * b.d - b.n * a.d);
export const smaller = (a: Exact, b: Exact): Exact => (compare(a, b) < 0 ? a : b);
export const greater = (a: Exact, b: Exact): Exact => (compare(a, b) < 0 ? b : a);
export const sum = (values: readonly Exact[]): Exact => values.reduce(add, ZERO);
/** The nearest binary number, for widths of bars; never for money that is shown. */
export const toNumber = (value: Exact): number => Number(decimal(value, 12));

/** Rounded half up to the given digits, without an exponent: `decimal(exact(28.105), 2)` is `28.11`. */
export function decimal({ n, d }: Exact, digits: number): string {
  const scaled = (n < 0n ? -n : n) * 10n ** BigInt(digits);
  const rounded = (2n * scaled + d) / (2n * d);
  const text = String(rounded).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = n < 0n && rounded > 0n ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
}

/** Money to the cent. */
export const cents = (value: Exact): string => decimal(value, 2);

/** As few digits as say it exactly, `digits` at most. */
export function brief(value: Exact, digits: number): string {
  const text = decimal(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function reduce(n: bigint, d: bigint): Exact {
  const [top, bottom] = d < 0n ? [-n, -d] : [n, d];
  const by = divisor(top < 0n ? -top : top, bottom);
  return by === 1n ? { n: top, d: bottom } : { n: top / by, d: bottom / by };
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
