/** Scalar values of the models as text (XML, query, headers) and as JSON values. */
import type { Shape } from '../model.ts';

/** Input that does not fit its shape. Each protocol reports it with its own error code. */
export class MalformedInput extends Error {
  readonly path: string;

  constructor(path: string, expected: string) {
    super(`${path === '' ? 'input' : path}: expected ${expected}`);
    this.name = 'MalformedInput';
    this.path = path;
  }
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

const formats: Readonly<Record<number, TimestampFormat>> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

/** The format a timestamp shape asks for, or the protocol's default. */
export function timestampFormat(shape: Shape, fallback: TimestampFormat): TimestampFormat {
  const code = shape.getSchema();
  return (typeof code === 'number' ? formats[code] : undefined) ?? fallback;
}

export function isScalar(shape: Shape): boolean {
  return !(shape.isStructSchema() || shape.isListSchema() || shape.isMapSchema() || shape.isDocumentSchema());
}

/** Reads a scalar from text. Throws MalformedInput when the text is no value of the shape. */
export function scalarFromText(shape: Shape, text: string, path: string, format: TimestampFormat): unknown {
  if (shape.isStringSchema()) return text;
  const trimmed = text.trim();
  if (shape.isBooleanSchema()) {
    if (/^true$/i.test(trimmed)) return true;
    if (/^false$/i.test(trimmed)) return false;
    throw new MalformedInput(path, 'true or false');
  }
  if (shape.isNumericSchema()) {
    const number = Number(trimmed);
    if (trimmed === '' || Number.isNaN(number)) throw new MalformedInput(path, 'a number');
    return number;
  }
  if (shape.isBigIntegerSchema()) {
    if (!/^-?\d+$/.test(trimmed)) throw new MalformedInput(path, 'an integer');
    return BigInt(trimmed);
  }
  if (shape.isTimestampSchema()) return timestampFromText(trimmed, path, timestampFormat(shape, format));
  if (shape.isBlobSchema()) return Buffer.from(trimmed, 'base64');
  return text;
}

function timestampFromText(text: string, path: string, format: TimestampFormat): Date {
  const date = format === 'epoch-seconds' ? new Date(Number(text) * 1000) : new Date(text);
  if (text === '' || Number.isNaN(date.getTime())) throw new MalformedInput(path, 'a timestamp');
  return date;
}

/** Writes a scalar as text. Throws TypeError when the value (ours) does not fit the shape. */
export function scalarToText(shape: Shape, value: unknown, path: string, format: TimestampFormat): string {
  if (shape.isTimestampSchema()) {
    if (!(value instanceof Date)) throw new TypeError(`${path}: expected a Date`);
    const wanted = timestampFormat(shape, format);
    if (wanted === 'epoch-seconds') return String(value.getTime() / 1000);
    return wanted === 'http-date' ? value.toUTCString() : value.toISOString();
  }
  if (shape.isBlobSchema()) return blob(value, path).toString('base64');
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  ) {
    return String(value);
  }
  throw new TypeError(`${path}: expected a scalar`);
}

export function blob(value: unknown, path: string): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (value instanceof Uint8Array) return Buffer.from(value);
  throw new TypeError(`${path}: expected bytes`);
}

/** A structure our own handler returned. Throws TypeError for anything else and for members that its shape lacks. */
export function ownStructure(shape: Shape, value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${path}: expected a structure`);
  }
  const record = value as Record<string, unknown>;
  const members = shape.isUnitSchema() ? {} : shape.getMemberSchemas();
  for (const name of Object.keys(record)) {
    if (!Object.hasOwn(members, name))
      throw new TypeError(`${path}: ${String(shape.getName())} has no member ${name}`);
  }
  return record;
}

export function ownList(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${path}: expected a list`);
  return value;
}

export function ownMap(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${path}: expected a map`);
  }
  return Object.entries(value);
}
