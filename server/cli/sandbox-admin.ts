import { serverRecord } from './local-server.ts';
import { UsageError } from './usage.ts';

export interface AdminOptions {
  account?: string | undefined;
  'endpoint-url'?: string | undefined;
  'admin-token'?: string | undefined;
}

/** Where the sandbox's admin API is, and the token it wants: options, environment, or the server that runs here. */
function door(options: AdminOptions): { endpoint: string; adminToken: string } {
  const running = serverRecord()?.sandbox;
  const endpoint = options['endpoint-url'] ?? process.env['AWS_ENDPOINT_URL'] ?? running?.endpoint;
  const adminToken = options['admin-token'] ?? process.env['GROUNDSCHOOL_ADMIN_TOKEN'] ?? running?.adminToken;
  if (endpoint === undefined || adminToken === undefined) {
    throw new UsageError(
      'SANDBOX_NOT_FOUND',
      'No sandbox runs from this folder. Start one with `npm start`, or name it with --endpoint-url and --admin-token (GROUNDSCHOOL_ADMIN_TOKEN), as `groundschool sandbox serve --json` prints them.',
    );
  }
  return { endpoint, adminToken };
}

/** One call of the admin API. @throws UsageError with the API's own code */
export async function adminCall(
  options: AdminOptions,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { endpoint, adminToken } = door(options);
  let reply: Response;
  try {
    reply = await fetch(`${endpoint}/_groundschool${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new UsageError('SANDBOX_NOT_FOUND', `The sandbox at ${endpoint} does not answer. Start it again.`);
  }
  const text = await reply.text();
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  if (!reply.ok) {
    const { code, message } = answer as { code?: string; message?: string };
    throw new UsageError(code ?? 'SANDBOX_REFUSED', message ?? `The sandbox answered ${reply.status}.`);
  }
  return answer;
}

/**
 * How a script changes the root user at this address: undefined where it is no sandbox that this shell may administer.
 * The token of the server that runs here is sent to that server's own sandbox and to nobody else.
 */
export function rootUserAt(
  options: AdminOptions,
  account: string,
): ((change: { assignMfa: boolean; deleteKeys: boolean }) => Promise<void>) | undefined {
  const given = options['admin-token'] ?? process.env['GROUNDSCHOOL_ADMIN_TOKEN'];
  const own = serverRecord()?.sandbox?.endpoint;
  if (given === undefined && (own === undefined || own !== options['endpoint-url'])) return undefined;
  return async (change) => {
    await adminCall(options, 'POST', `/accounts/${account}/root`, change);
  };
}

/** The account to work on: `--account`, else the one that the AWS credentials of this shell belong to. */
export async function sandboxAccount(options: AdminOptions): Promise<string> {
  if (options.account !== undefined) {
    if (!/^\d{12}$/.test(options.account))
      throw new UsageError('USAGE', `--account takes 12 digits; got "${options.account}".`);
    return options.account;
  }
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ endpoint: door(options).endpoint, region: 'us-east-1' });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined) return Account;
  } catch (error) {
    throw new UsageError(
      'ACCOUNT_UNKNOWN',
      `The account is not known: ${(error as Error).message} Export the sandbox's keys (\`groundschool sandbox env\`), or name it with --account.`,
    );
  } finally {
    client.destroy();
  }
  throw new UsageError('ACCOUNT_UNKNOWN', 'The account is not known. Name it with --account.');
}
