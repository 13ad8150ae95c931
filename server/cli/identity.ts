import type { Target } from '../../graders/engine/index.ts';
import { UsageError } from './usage.ts';

/**
 * The account that a target's credentials belong to.
 *
 * @throws UsageError TARGET_UNREACHABLE with what the endpoint or AWS said
 */
export async function openIdentity(target: Target): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({
    region: target.region,
    credentials: target.credentials as never,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 6_000, throwOnRequestTimeout: true },
    // AWS_ENDPOINT_URL of this shell must not stand in for AWS where AWS was meant.
    ...(target.endpoint === null ? { ignoreConfiguredEndpointUrls: true } : { endpoint: target.endpoint }),
  });
  const place = target.endpoint ?? 'AWS';
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined) return Account;
  } catch (error) {
    const { name, message } = error as Error;
    // Node has no message for several refused addresses at once, only a code.
    const said = message === '' ? ((error as NodeJS.ErrnoException).code ?? 'no answer') : message;
    throw new UsageError(
      'TARGET_UNREACHABLE',
      `${place} does not say whose credentials these are: ${name}: ${said.replace(/\.?\s*$/, '.')} Check the address and the credentials; nothing was changed.`,
    );
  } finally {
    client.destroy();
  }
  throw new UsageError(
    'TARGET_UNREACHABLE',
    `${place} names no account for these credentials; nothing was changed.`,
  );
}
