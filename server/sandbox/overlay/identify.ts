/** Names the operation of a request, whatever its protocol. */
import type { OperationName, WireRequest } from '../types.ts';
import { loadModel } from './model.ts';
import { routedServices, serviceOfApiVersion, serviceOfSigningName, serviceOfTarget } from './services.ts';
import { isFormRequest } from './wire/protocol.ts';
import { parseForm } from './wire/query.ts';
import { matchRoute } from './wire/routes.ts';

/**
 * @param signingService the service of the SigV4 scope, or null for an anonymous request
 * @param body needed for the query protocols only
 * @returns null when the request names no operation that we know
 */
export async function identify(
  request: WireRequest,
  signingService: string | null,
  body: Buffer | null,
): Promise<OperationName | null> {
  const signed = signingService === null ? null : serviceOfSigningName(signingService);
  return (
    byTarget(request, signed) ??
    byRpcPath(request, signed) ??
    byAction(request, signed, body) ??
    byRoute(request, signed)
  );
}

/** JSON 1.0 and 1.1: `X-Amz-Target: SageMaker.CreateEndpoint`. */
function byTarget(request: WireRequest, signed: string | null): OperationName | null {
  const target = request.headers['x-amz-target'];
  const at = target?.lastIndexOf('.') ?? -1;
  if (target === undefined || at <= 0) return null;
  const service = serviceOfTarget(target.slice(0, at)) ?? signed;
  return service === null ? null : named(service, target.slice(at + 1));
}

/** Smithy RPC v2, which botocore prefers for CloudWatch: `/service/GraniteServiceVersion20100801/operation/PutMetricAlarm`. */
function byRpcPath(request: WireRequest, signed: string | null): OperationName | null {
  if (request.headers['smithy-protocol'] === undefined) return null;
  const path = /\/service\/([^/]+)\/operation\/([^/]+)\/?$/.exec(request.path);
  const [, name = '', operation = ''] = path ?? [];
  const service = serviceOfTarget(name) ?? signed;
  return path === null || service === null ? null : named(service, operation);
}

/** Classic load balancers share their signing name, and names of operations, with the newer ones: here they are `elb`. */
const CLASSIC_BALANCERS = '2012-06-01';

/** The query protocols: `Action` and `Version` in a form, or in the query string of a GET. S3 has no actions. */
function byAction(request: WireRequest, signed: string | null, body: Buffer | null): OperationName | null {
  if (signed === 's3') return null;
  const form = isFormRequest(request) && body !== null ? parseForm(body.toString('utf8')) : [];
  const parameters = new Map([...parseForm(request.query), ...form]);
  const action = parameters.get('Action');
  const version = parameters.get('Version');
  if (action === undefined) return null;
  const service = signed ?? (version === undefined ? undefined : serviceOfApiVersion(version));
  if (service === 'elasticloadbalancing' && version === CLASSIC_BALANCERS) return named('elb', action);
  return service === undefined ? null : named(service, action);
}

/** The REST protocols. A request that is not signed and names no action can only be for S3. */
async function byRoute(request: WireRequest, signed: string | null): Promise<OperationName | null> {
  const service = signed ?? 's3';
  if (!routedServices.has(service)) return null;
  const model = await loadModel(service);
  const operation = model === null ? null : matchRoute(model, request);
  if (operation !== null) return { service, operation: operation.name };
  return service === 's3' && isBrowserUpload(request) ? { service, operation: 'PostObject' } : null;
}

/** An HTML form's upload, which the SDKs do not model. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
function isBrowserUpload(request: WireRequest): boolean {
  return (
    request.method === 'POST' && (request.headers['content-type'] ?? '').startsWith('multipart/form-data')
  );
}

function named(service: string, operation: string): OperationName | null {
  return /^[A-Za-z][A-Za-z0-9]{1,127}$/.test(operation) ? { service, operation } : null;
}
