/** A request as the input of its operation, in any protocol. */
import { cbor } from '@smithy/core/cbor';
import { AwsError, type WireRequest } from '../../types.ts';
import { requiredMembers, type OperationModel, type ServiceModel, type Shape } from '../model.ts';
import { readHttpInput } from './http-bindings.ts';
import { readJson } from './json-shapes.ts';
import { jsonCodec, xmlCodec } from './codecs.ts';
import type { Protocol } from './protocol.ts';
import { parseForm, readQuery } from './query.ts';
import { MalformedInput } from './values.ts';
import { XmlSyntaxError } from './xml.ts';
import { join } from './xml-shapes.ts';

type Input = Record<string, unknown>;

/**
 * Parses a request into its operation's input and sees that required members are there. Throws an AwsError with the
 * protocol's own code (MalformedXML, SerializationException, ValidationException, MissingParameter …).
 */
export function readInput(
  protocol: Protocol,
  model: ServiceModel,
  operation: OperationModel,
  request: WireRequest,
  body: Buffer,
): Input {
  let input: Input;
  try {
    input = parse(protocol, model, operation, request, body);
  } catch (error) {
    throw unreadable(protocol, error);
  }
  const missing = firstMissing(operation.input, input, '');
  if (missing !== null) throw missingMember(protocol, missing);
  return input;
}

function parse(
  protocol: Protocol,
  model: ServiceModel,
  operation: OperationModel,
  request: WireRequest,
  body: Buffer,
): Input {
  if (protocol === 'rest-xml') return readHttpInput(model, operation, request, body, xmlCodec(model));
  if (protocol === 'rest-json') return readHttpInput(model, operation, request, body, jsonCodec);
  if (protocol === 'json' || protocol === 'cbor') {
    const decode =
      protocol === 'json' ? (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8')) : decodeCbor;
    return rpc(operation.input, body.length === 0 ? {} : decode(body), protocol);
  }
  const parameters = [...parseForm(request.query), ...parseForm(body.toString('utf8'))];
  return readQuery(operation.input, parameters, protocol === 'ec2');
}

function rpc(shape: Shape, value: unknown, dialect: 'json' | 'cbor'): Input {
  return shape.isUnitSchema() ? {} : (readJson(shape, value, '', dialect) as Input);
}

function decodeCbor(body: Buffer): unknown {
  try {
    return cbor.deserialize(body);
  } catch (error) {
    throw new SyntaxError('not CBOR', { cause: error });
  }
}

function unreadable(protocol: Protocol, error: unknown): unknown {
  if (error instanceof URIError) return new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400);
  const expected =
    error instanceof MalformedInput || error instanceof XmlSyntaxError || error instanceof SyntaxError;
  if (!expected) return error;
  if (protocol === 'rest-xml') return malformedXml();
  const codes = { query: 'MalformedInput', ec2: 'InvalidParameterValue' };
  const code = protocol === 'query' || protocol === 'ec2' ? codes[protocol] : 'SerializationException';
  return new AwsError(code, error.message, 400);
}

/** S3's one answer to every body that does not fit its schema. */
export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );
}

/** The path of the first required member that is absent, depth first; null when all are there. */
function firstMissing(shape: Shape, value: unknown, path: string): string | null {
  if (value === null || value === undefined) return null;
  if (shape.isStructSchema()) {
    const record = value as Input;
    const absent = requiredMembers(shape).find((name) => record[name] === undefined);
    if (absent !== undefined) return join(path, absent);
    for (const [name, member] of shape.structIterator()) {
      const missing = firstMissing(member, record[name], join(path, name));
      if (missing !== null) return missing;
    }
  } else if (shape.isListSchema() && Array.isArray(value)) {
    const item = shape.getValueSchema();
    for (const [index, entry] of value.entries()) {
      const missing = firstMissing(item, entry, `${path}.${index + 1}.member`);
      if (missing !== null) return missing;
    }
  }
  return null;
}

function missingMember(protocol: Protocol, path: string): AwsError {
  if (protocol === 'rest-xml') return malformedXml();
  if (protocol === 'ec2') {
    return new AwsError('MissingParameter', `The request must contain the parameter ${path}`, 400);
  }
  const message = `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
  return new AwsError(protocol === 'query' ? 'ValidationError' : 'ValidationException', message, 400);
}
