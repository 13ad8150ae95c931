/** Which protocol a call speaks, told from the wire alone: CloudWatch is called in three of them. */
import type { WireRequest } from '../../types.ts';
import { serviceOfSigningName } from '../services.ts';

export type Protocol = 'rest-xml' | 'rest-json' | 'query' | 'ec2' | 'json' | 'cbor';

/** The service a request is signed for, by our id; null when it is not signed. The signature itself is not checked here. */
export function signedService(request: WireRequest): string | null {
  const header = /Credential=[^/,\s]+\/\d{8}\/[^/,\s]+\/([^/,\s]+)\//.exec(
    request.headers['authorization'] ?? '',
  );
  const query =
    /(?:^|&)X-Amz-Credential=[^&]*?(?:%2F|\/)\d{8}(?:%2F|\/)[^&/%]+(?:%2F|\/)([^&/%]+)(?:%2F|\/)/i.exec(
      request.query,
    );
  const name = header?.[1] ?? query?.[1];
  return name === undefined ? null : serviceOfSigningName(name);
}

/** `service` is the operation's where it is known, else the one that the request is signed for. */
export function protocolOf(request: WireRequest, service: string | null): Protocol {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  if (service === 's3') return 'rest-xml';
  if (service === 'ec2') return 'ec2';
  const isForm = isFormRequest(request);
  if (isForm || /(?:^|&)Action=/.test(request.query)) {
    return /(?:^|&)Version=2016-11-15(?:&|$)/.test(request.query) ? 'ec2' : 'query';
  }
  return service === null ? 'rest-xml' : 'rest-json';
}

export function isFormRequest(request: WireRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}
