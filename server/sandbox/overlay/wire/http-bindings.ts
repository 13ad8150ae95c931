/** Members of a structure that travel outside the body: path, query, headers, status (rest-xml and rest-json). */
import type { OperationModel, ServiceModel, Shape } from '../model.ts';
import type { WireRequest } from '../../types.ts';
import { parseForm } from './query.ts';
import { pathLabels, pathTemplate, requestSegments } from './routes.ts';
import { blob, ownList, ownMap, scalarFromText, scalarToText } from './values.ts';
import { join } from './xml-shapes.ts';

/** How the two REST protocols read and write the part that is a body. */
export interface BodyCodec {
  read(shape: Shape, body: Buffer, path: string): unknown;
  /** `payload` is the member's name when one member is the whole body, null when the rest of the structure is. */
  write(shape: Shape, value: unknown, path: string): string;
  contentType: string;
}

/** Puts an input together from path, query, headers and body. Throws MalformedInput, URIError or the codec's error. */
export function readHttpInput(
  model: ServiceModel,
  operation: OperationModel,
  request: WireRequest,
  body: Buffer,
  codec: BodyCodec,
): Record<string, unknown> {
  if (operation.input.isUnitSchema()) return {};
  const template = pathTemplate(model, operation, (operation.http?.[1] ?? '/').split('?')[0] ?? '/');
  const labels = pathLabels(template, requestSegments(model, request.path));
  const query = parseForm(request.query);
  const input: Record<string, unknown> = {};
  let hasBodyMembers = false;
  for (const [name, member] of operation.input.structIterator()) {
    const traits = member.getMergedTraits();
    let value: unknown;
    if (traits.httpLabel)
      value = Object.hasOwn(labels, name) ? text(member, labels[name] ?? '', name) : undefined;
    else if (typeof traits.httpQuery === 'string') value = queryValue(member, traits.httpQuery, query, name);
    else if (traits.httpQueryParams) value = Object.fromEntries(query);
    else if (typeof traits.httpHeader === 'string')
      value = headerValue(member, traits.httpHeader, request.headers, name);
    else if (typeof traits.httpPrefixHeaders === 'string')
      value = prefixed(traits.httpPrefixHeaders, request.headers);
    else if (traits.httpPayload) value = payload(member, body, codec, name);
    else hasBodyMembers = true;
    if (value !== undefined) input[name] = value;
  }
  if (hasBodyMembers && body.length > 0) {
    const rest = codec.read(operation.input, body, '') as Record<string, unknown>;
    for (const [name, member] of operation.input.structIterator()) {
      if (!isBound(member) && rest[name] !== undefined) input[name] = rest[name];
    }
  }
  return input;
}

function text(member: Shape, value: string, path: string): unknown {
  return scalarFromText(member, value, path, 'date-time');
}

function queryValue(member: Shape, name: string, query: readonly [string, string][], path: string): unknown {
  const values = query.filter(([key]) => key === name).map(([, value]) => value);
  if (values.length === 0) return undefined;
  if (member.isListSchema()) return values.map((value) => text(member.getValueSchema(), value, path));
  return text(member, values[0] ?? '', path);
}

function headerValue(member: Shape, name: string, headers: WireRequest['headers'], path: string): unknown {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (!member.isListSchema()) return scalarFromText(member, value, path, 'http-date');
  const item = member.getValueSchema();
  return value.split(',').map((part) => scalarFromText(item, part.trim(), path, 'http-date'));
}

function prefixed(prefix: string, headers: WireRequest['headers']): Record<string, string> | undefined {
  const lower = prefix.toLowerCase();
  const found = Object.entries(headers).filter(([name]) => name.startsWith(lower));
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name.slice(lower.length), value]));
}

function payload(member: Shape, body: Buffer, codec: BodyCodec, path: string): unknown {
  if (member.isBlobSchema()) return body;
  if (body.length === 0) return undefined;
  return member.isStringSchema() ? body.toString('utf8') : codec.read(member, body, path);
}

function isBound(member: Shape): boolean {
  const traits = member.getMergedTraits();
  return Boolean(
    traits.httpLabel ||
    traits.httpQuery ||
    traits.httpQueryParams ||
    traits.httpHeader ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpPayload ||
    traits.httpResponseCode,
  );
}

/** Takes an output apart into status, headers and body. Throws TypeError when it does not fit the shape. */
export function writeHttpOutput(
  operation: OperationModel,
  output: Record<string, unknown>,
  codec: BodyCodec,
): { status: number; headers: Record<string, string>; body: Buffer } {
  let status = operation.http?.[2] ?? 200;
  const headers: Record<string, string> = {};
  let body: Buffer | undefined;
  let hasBodyMembers = false;
  const members = operation.output.isUnitSchema() ? [] : [...operation.output.structIterator()];
  for (const [name, member] of members) {
    const traits = member.getMergedTraits();
    const value = output[name];
    hasBodyMembers ||= !isBound(member);
    if (value === undefined || value === null) continue;
    if (traits.httpResponseCode) status = Number(value);
    else if (typeof traits.httpHeader === 'string')
      headers[traits.httpHeader.toLowerCase()] = headerText(member, value, name);
    else if (typeof traits.httpPrefixHeaders === 'string') {
      for (const [key, item] of ownMap(value, name))
        headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = String(item);
    } else if (traits.httpPayload) {
      body =
        member.isBlobSchema() || member.isStringSchema()
          ? blob(value, name)
          : Buffer.from(codec.write(member, value, name));
    }
  }
  if (hasBodyMembers) {
    const rest = Object.fromEntries(
      members.filter(([, member]) => !isBound(member)).map(([name]) => [name, output[name]]),
    );
    body = Buffer.from(codec.write(operation.output, rest, ''));
  }
  if (body !== undefined) headers['content-type'] ??= codec.contentType;
  return { status, headers, body: body ?? Buffer.alloc(0) };
}

function headerText(member: Shape, value: unknown, path: string): string {
  if (!member.isListSchema()) return scalarToText(member, value, path, 'http-date');
  const item = member.getValueSchema();
  return ownList(value, path)
    .map((entry) => scalarToText(item, entry, join(path, 'item'), 'http-date'))
    .join(', ');
}
