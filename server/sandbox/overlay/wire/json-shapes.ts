/** Structures as JSON values: JSON 1.0 and 1.1, rest-json, and CBOR, which differs in blobs and timestamps only. */
import { tag } from '@smithy/core/cbor';
import type { Shape } from '../model.ts';
import {
  blob,
  MalformedInput,
  ownList,
  ownMap,
  ownStructure,
  scalarToText,
  timestampFormat,
} from './values.ts';
import { join } from './xml-shapes.ts';

export type JsonDialect = 'json' | 'cbor';

/** Reads a parsed body. Members that the shape lacks are ignored, as AWS ignores them. Throws MalformedInput. */
export function readJson(shape: Shape, value: unknown, path: string, dialect: JsonDialect): unknown {
  if (shape.isDocumentSchema()) return value;
  if (shape.isStructSchema()) {
    const record = asRecord(value, path);
    const result: Record<string, unknown> = {};
    for (const [name, member] of shape.structIterator()) {
      const key = jsonName(name, member);
      const item = Object.hasOwn(record, key) ? record[key] : undefined;
      if (item !== undefined && item !== null)
        result[name] = readJson(member, item, join(path, name), dialect);
    }
    return result;
  }
  if (shape.isListSchema()) {
    if (!Array.isArray(value)) throw new MalformedInput(path, 'a list');
    const item = shape.getValueSchema();
    return value.map((entry, index) =>
      entry === null ? null : readJson(item, entry, `${path}[${index}]`, dialect),
    );
  }
  if (shape.isMapSchema()) {
    const item = shape.getValueSchema();
    return Object.fromEntries(
      Object.entries(asRecord(value, path)).map(([key, entry]) => [
        key,
        entry === null ? null : readJson(item, entry, join(path, key), dialect),
      ]),
    );
  }
  return readScalar(shape, value, path);
}

function readScalar(shape: Shape, value: unknown, path: string): unknown {
  if (shape.isStringSchema() && typeof value === 'string') return value;
  if (shape.isBooleanSchema() && typeof value === 'boolean') return value;
  if (shape.isNumericSchema() && typeof value === 'number') return value;
  if (shape.isNumericSchema() && typeof value === 'bigint') return Number(value);
  if (shape.isBigIntegerSchema() && Number.isInteger(value)) return BigInt(value as number);
  if (shape.isBlobSchema() && typeof value === 'string') return Buffer.from(value, 'base64');
  if (shape.isBlobSchema() && value instanceof Uint8Array) return Buffer.from(value);
  if (shape.isTimestampSchema()) {
    const date = readTimestamp(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw new MalformedInput(path, expected(shape));
}

function expected(shape: Shape): string {
  if (shape.isStringSchema()) return 'a string';
  if (shape.isBooleanSchema()) return 'true or false';
  if (shape.isNumericSchema() || shape.isBigIntegerSchema()) return 'a number';
  return shape.isTimestampSchema() ? 'a timestamp' : 'base64 text';
}

/** Seconds since 1970 (JSON's default), a date as text, or CBOR's tag 1. */
function readTimestamp(value: unknown): Date {
  if (typeof value === 'number') return new Date(value * 1000);
  if (typeof value === 'string') return new Date(value);
  if (typeof value === 'object' && value !== null && 'tag' in value && 'value' in value) {
    return value.tag === 1 ? new Date(Number(value.value) * 1000) : new Date(Number.NaN);
  }
  return new Date(Number.NaN);
}

function asRecord(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedInput(path, 'an object');
  return value as Record<string, unknown>;
}

/** A handler's value as the JSON value to send. Throws TypeError when it does not fit the shape. */
export function writeJson(shape: Shape, value: unknown, path: string, dialect: JsonDialect): unknown {
  if (shape.isUnitSchema()) return {};
  if (shape.isDocumentSchema()) return value;
  if (shape.isStructSchema()) {
    const record = ownStructure(shape, value, path);
    const result: Record<string, unknown> = {};
    for (const [name, member] of shape.structIterator()) {
      const item = record[name];
      if (item === undefined || item === null) continue;
      result[jsonName(name, member)] = writeJson(member, item, join(path, name), dialect);
    }
    return result;
  }
  if (shape.isListSchema()) {
    return ownList(value, path).map((entry) => writeJson(shape.getValueSchema(), entry, path, dialect));
  }
  if (shape.isMapSchema()) {
    const item = shape.getValueSchema();
    return Object.fromEntries(
      ownMap(value, path).map(([key, entry]) => [key, writeJson(item, entry, join(path, key), dialect)]),
    );
  }
  return writeScalar(shape, value, path, dialect);
}

function writeScalar(shape: Shape, value: unknown, path: string, dialect: JsonDialect): unknown {
  if (shape.isBlobSchema())
    return dialect === 'cbor' ? blob(value, path) : blob(value, path).toString('base64');
  if (shape.isTimestampSchema()) {
    if (!(value instanceof Date)) throw new TypeError(`${path}: expected a Date`);
    if (dialect === 'cbor') return tag({ tag: 1, value: value.getTime() / 1000 });
    const format = timestampFormat(shape, 'epoch-seconds');
    return format === 'epoch-seconds' ? value.getTime() / 1000 : scalarToText(shape, value, path, format);
  }
  const type = typeof value;
  if (
    shape.isStringSchema()
      ? type === 'string'
      : shape.isBooleanSchema()
        ? type === 'boolean'
        : type === 'number'
  ) {
    return value;
  }
  if (type === 'bigint' && !shape.isStringSchema()) return dialect === 'cbor' ? value : Number(value);
  throw new TypeError(`${path}: expected ${expected(shape)}`);
}

function jsonName(name: string, member: Shape): string {
  return (member.getMemberTraits() as { jsonName?: string }).jsonName ?? name;
}
