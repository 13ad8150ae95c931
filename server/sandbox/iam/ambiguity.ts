/**
 * Requests that two readers may read differently. The permission tables read a request once and the engine reads it
 * again; where both could come to different operations or parameters, nobody but the account's first key gets through.
 * No AWS client sends such requests.
 */
import { routedServices, serviceOfSigningName } from '../overlay/services.ts';
import { isFormRequest } from '../overlay/wire/protocol.ts';
import { queryPairs } from '../gateway/wire.ts';
import type { Call } from './call.ts';

/** S3's sub-resources, of which a request names one. */
const S3_SUBRESOURCES = new Set(
  (
    'accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle location ' +
    'logging metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock replication ' +
    'requestPayment restore retention select tagging torrent uploads uploadId versioning versions website'
  ).split(' '),
);

/**
 * What is ambiguous about a call, as the end of a sentence; null when nothing is.
 *
 * @param signingName the service of the signature's scope, by which the engine chooses
 */
export function ambiguityOf(call: Call, signingName: string): string | null {
  const { request, operation } = call;
  const { headers, path } = request;
  if (!/^[a-z0-9.-]+$/.test(signingName) || serviceOfSigningName(signingName) !== operation.service)
    return `it is signed for ${signingName} and names an operation of ${operation.service}`;
  if (!/^[A-Z]/.test(operation.operation)) return `${operation.operation} is not the name of an operation`;
  const twice = firstTwice(call.pairs.map(([name]) => name));
  if (twice !== null) return `it gives ${twice} twice`;

  const target = headers['x-amz-target'] !== undefined;
  const rpc = headers['smithy-protocol'] !== undefined;
  const action = call.pairs.some(([name]) => name === 'Action');
  if (operation.service === 's3') {
    const named = call.pairs.filter(([name]) => S3_SUBRESOURCES.has(name)).map(([name]) => name);
    if (named.length > 1 && named.join() !== 'select') return `it names ${named.join(' and ')} at once`;
    if (target || rpc || action) return 'it names an operation beside its path';
    return path.startsWith('/v20180820/') ? 'the sandbox does not judge S3 Control' : null;
  }
  if (!call.readable) return 'the sandbox cannot read its body';
  if (Number(target) + Number(rpc) + Number(action) > 1) return 'it names its operation twice';
  if (headers['content-encoding'] !== undefined) return 'its body is encoded';
  // The engine looks for an Action in every body that it does not parse otherwise.
  if (!action && !isFormRequest(request) && queryPairs(call.body).some(([name]) => name === 'Action'))
    return 'its body names another operation';
  if (action && call.body !== '' && !isFormRequest(request)) return 'its body is no form';
  if (target && isFormRequest(request)) return 'its body is a form';
  const byName = target || action;
  if (byName && (routedServices.has(operation.service) || (path !== '/' && operation.service !== 'sqs')))
    return 'it names an operation beside its path';
  return null;
}

function firstTwice(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}
