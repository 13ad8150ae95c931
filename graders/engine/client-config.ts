import type { Target } from './types.ts';

/** Where a client sends its calls, with which keys, and which certificates it takes. */
export type Place = Pick<Target, 'endpoint' | 'region' | 'ca'> & { credentials: unknown };

/**
 * What every SDK client of ours is told about its target: graders, account scripts and the question whose keys these are. One
 * place, so that no client forgets the endpoint, the certificate authority or that AWS was meant.
 *
 * @param options.sockets connections at the same time; the SDK's own number without it
 * @param options.answerMs how long one answer may take; no limit without it
 */
export function clientConfig(
  { endpoint, region, credentials, ca }: Place,
  options: { sockets?: number; answerMs?: number } = {},
): Record<string, unknown> {
  const { sockets, answerMs } = options;
  const agent = { keepAlive: true, ...(sockets === undefined ? {} : { maxSockets: sockets }) };
  return {
    region,
    credentials,
    // AWS_ENDPOINT_URL of this machine must not turn a real account into an emulator.
    ...(endpoint === null ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    requestHandler: {
      connectionTimeout: 2_000,
      httpAgent: agent,
      httpsAgent: { ...agent, ...(ca === undefined ? {} : { ca }) },
      ...(answerMs === undefined ? {} : { requestTimeout: answerMs, throwOnRequestTimeout: true }),
    },
  };
}
