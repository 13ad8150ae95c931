import { requestJson } from './json-reply.ts';
import { serverRecord } from './local-server.ts';
import { endpointUrl } from './target.ts';
import { UsageError } from './usage.ts';

export interface AdminOptions {
  account?: string | undefined;
  'endpoint-url'?: string | undefined;
  'admin-token'?: string | undefined;
}

/**
 * Where the sandbox's admin API is, and the token it wants: options, environment, or the server that runs here. A token of
 * the server that runs here is never sent to another address.
 */
function door(options: AdminOptions): { endpoint: string; adminToken: string } {
  const named = options['endpoint-url'] ?? process.env['AWS_ENDPOINT_URL'];
  const token = options['admin-token'] ?? process.env['GROUNDSCHOOL_ADMIN_TOKEN'];
  const running = token === undefined ? serverRecord()?.sandbox : undefined;
  const given = named === undefined ? running?.endpoint : endpointUrl('--endpoint-url', named);
  const isRunning = running !== undefined && given !== undefined && sameOrigin(running.endpoint, given);
  const adminToken = token ?? (isRunning ? running.adminToken : undefined);
  if (given === undefined || adminToken === undefined) {
    throw new UsageError(
      'SANDBOX_NOT_FOUND',
      `No sandbox ${given === undefined ? 'runs from this folder' : `of this folder is at ${given}`}. Start one with \`npm start\`, or name it with --endpoint-url and --admin-token (GROUNDSCHOOL_ADMIN_TOKEN), as \`groundschool sandbox serve --json\` prints them.`,
    );
  }
  return { endpoint: given, adminToken };
}

/** localhost and 127.0.0.1 are the same machine. */
function sameOrigin(a: string, b: string): boolean {
  const origin = (text: string): string => new URL(text).origin.replace('//localhost', '//127.0.0.1');
  return origin(a) === origin(b);
}

/** One call of the admin API. @throws UsageError with the API's own code */
export async function adminCall(
  options: AdminOptions,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { endpoint, adminToken } = door(options);
  const url = `${endpoint}/_groundschool${path}`;
  return requestJson(
    { method, url, token: adminToken, ...(body === undefined ? {} : { body }) },
    () => new UsageError('SANDBOX_NOT_FOUND', `The sandbox at ${endpoint} does not answer. Start it again.`),
  );
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
  const own = given === undefined ? serverRecord()?.sandbox?.endpoint : undefined;
  const isOwn =
    own !== undefined && options['endpoint-url'] !== undefined && sameOrigin(own, options['endpoint-url']);
  if (given === undefined && !isOwn) return undefined;
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
