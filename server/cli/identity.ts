import { clientConfig, type Target } from '../../graders/engine/index.ts';
import { UsageError } from './usage.ts';

/**
 * The account that a target's credentials belong to.
 *
 * @throws UsageError TARGET_UNREACHABLE with what the endpoint or AWS said
 */
export async function openIdentity(target: Target): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({
    ...clientConfig(target, { answerMs: 6_000 }),
    maxAttempts: 2,
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
