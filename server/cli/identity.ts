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
    ...(target.endpoint === null ? {} : { endpoint: target.endpoint }),
  });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined) return Account;
  } catch (error) {
    const { name, message } = error as Error;
    throw new UsageError(
      'TARGET_UNREACHABLE',
      `${target.endpoint ?? 'AWS'} does not say whose credentials these are: ${name}: ${message} Check the address and the credentials; nothing was changed.`,
    );
  } finally {
    client.destroy();
  }
  throw new UsageError(
    'TARGET_UNREACHABLE',
    `${target.endpoint ?? 'AWS'} names no account for these credentials.`,
  );
}
