/** The answer of an operation, or its error, in the protocol of the call. */
import { cbor } from '@smithy/core/cbor';
import type { AwsError, WireReply, WireRequest } from '../../types.ts';
import type { ErrorModel, OperationModel, ServiceModel } from '../model.ts';
import { jsonCodec, xmlCodec } from './codecs.ts';
import { writeHttpOutput } from './http-bindings.ts';
import { writeJson } from './json-shapes.ts';
import type { Protocol } from './protocol.ts';
import { escapeXml, xmlDeclaration } from './xml.ts';
import { writeMembers } from './xml-shapes.ts';

/** Serialises an operation's output. Throws TypeError when the handler's value does not fit the output shape. */
export function writeOutput(
  protocol: Protocol,
  model: ServiceModel,
  operation: OperationModel,
  output: Record<string, unknown>,
  request: WireRequest,
  requestId: string,
): WireReply {
  const headers = requestIdHeaders(protocol, requestId);
  if (protocol === 'rest-xml' || protocol === 'rest-json') {
    const reply = writeHttpOutput(operation, output, protocol === 'rest-xml' ? xmlCodec(model) : jsonCodec);
    const body = request.method === 'HEAD' ? Buffer.alloc(0) : reply.body;
    return { status: reply.status, headers: { ...headers, ...reply.headers }, body };
  }
  const shape = operation.output;
  if (protocol === 'json' || protocol === 'cbor') {
    return rpcReply(protocol, 200, headers, writeJson(shape, output, '', protocol), request);
  }
  const { name } = operation;
  const members = writeMembers(shape, output, '');
  const xml =
    protocol === 'ec2'
      ? `<${name}Response xmlns="${model.xmlNamespace}/"><requestId>${requestId}</requestId>${members}</${name}Response>`
      : `<${name}Response xmlns="${model.xmlNamespace}"><${name}Result>${members}</${name}Result>` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
  return xmlReply(200, headers, xmlDeclaration + xml);
}

/** Serialises an error. `model` gives it its shape's name where protocols differ; without one the code stands as it is. */
export function writeError(
  protocol: Protocol,
  model: ServiceModel | undefined,
  error: AwsError,
  request: WireRequest,
  requestId: string,
): WireReply {
  const headers = requestIdHeaders(protocol, requestId);
  const known = model?.errors.find(({ name, queryCode }) => name === error.code || queryCode === error.code);
  if (protocol === 'json' || protocol === 'cbor' || protocol === 'rest-json') {
    return jsonError(protocol, known, error, headers, request);
  }
  if (protocol === 'rest-xml' && request.method === 'HEAD') {
    return { status: error.status, headers, body: Buffer.alloc(0) };
  }
  const code = `<Code>${escapeXml(known?.queryCode ?? error.code)}</Code>`;
  const message = `<Message>${escapeXml(error.message)}</Message>`;
  const details = Object.entries(error.details)
    .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    .join('');
  if (protocol === 'rest-xml') {
    const host = headers['x-amz-id-2'] ?? '';
    const xml = `<Error>${code}${message}${details}<RequestId>${requestId}</RequestId><HostId>${host}</HostId></Error>`;
    return xmlReply(error.status, { ...headers, 'content-type': 'application/xml' }, xmlDeclaration + xml);
  }
  if (protocol === 'ec2') {
    const xml = `<Response><Errors><Error>${code}${message}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
    return xmlReply(error.status, headers, xmlDeclaration + xml);
  }
  const xmlns = model?.xmlNamespace ? ` xmlns="${model.xmlNamespace}"` : '';
  const xml = `<ErrorResponse${xmlns}><Error><Type>${fault(error)}</Type>${code}${message}${details}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return xmlReply(error.status, headers, xmlDeclaration + xml);
}

function jsonError(
  protocol: 'json' | 'cbor' | 'rest-json',
  known: ErrorModel | undefined,
  error: AwsError,
  headers: Record<string, string>,
  request: WireRequest,
): WireReply {
  const name = known?.name ?? error.code;
  const body: Record<string, unknown> = {
    __type: name,
    [messageKey(known)]: error.message,
    ...error.details,
  };
  headers['x-amzn-errortype'] = name;
  // Services that spoke the query protocol once still tell its code (awsQueryCompatible).
  if (known?.queryCode) headers['x-amzn-query-error'] = `${known.queryCode};${fault(error)}`;
  if (protocol !== 'rest-json') return rpcReply(protocol, error.status, headers, body, request);
  delete body['__type'];
  headers['content-type'] = jsonCodec.contentType;
  return { status: error.status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** `Message` in some models (CloudWatch), `message` in most. */
function messageKey(known: ErrorModel | undefined): string {
  const members = known === undefined ? [] : Object.keys(known.shape.getMemberSchemas());
  return members.find((name) => name.toLowerCase() === 'message') ?? 'message';
}

function fault(error: AwsError): 'Sender' | 'Receiver' {
  return error.status < 500 ? 'Sender' : 'Receiver';
}

function requestIdHeaders(protocol: Protocol, requestId: string): Record<string, string> {
  if (protocol !== 'rest-xml') return { 'x-amzn-requestid': requestId };
  return {
    'x-amz-request-id': requestId,
    'x-amz-id-2': Buffer.from(`groundschool/${requestId}`).toString('base64'),
  };
}

function xmlReply(status: number, headers: Record<string, string>, xml: string): WireReply {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', ...headers },
    body: Buffer.from(xml),
  };
}

function rpcReply(
  protocol: 'json' | 'cbor',
  status: number,
  headers: Record<string, string>,
  value: unknown,
  request: WireRequest,
): WireReply {
  if (protocol === 'cbor') {
    const encoded = { ...headers, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
    return { status, headers: encoded, body: Buffer.from(cbor.serialize(value)) };
  }
  const asked = request.headers['content-type'] ?? '';
  const contentType = asked.startsWith('application/x-amz-json-1.0') ? asked : 'application/x-amz-json-1.1';
  return {
    status,
    headers: { ...headers, 'content-type': contentType },
    body: Buffer.from(JSON.stringify(value)),
  };
}
