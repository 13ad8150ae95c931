import { readFileSync } from 'node:fs';
import type { Target } from '../../graders/engine/index.ts';
import { resolveTarget, type RoleSessions } from '../targets/index.ts';
import { UsageError } from './usage.ts';

/** Options that say which account a command works on. */
export const TARGET_OPTIONS = {
  'endpoint-url': { type: 'string' },
  'role-arn': { type: 'string' },
  'external-id': { type: 'string' },
  region: { type: 'string' },
  'ca-bundle': { type: 'string' },
  account: { type: 'string' },
} as const;

interface TargetValues {
  'endpoint-url'?: string | undefined;
  'role-arn'?: string | undefined;
  'external-id'?: string | undefined;
  'ca-bundle'?: string | undefined;
  account?: string | undefined;
}

/**
 * The target that a command line names. Without one it is what the AWS CLI would take in this shell: AWS_ENDPOINT_URL, or
 * else AWS itself; both with the usual credentials.
 *
 * @param narrow the sessions that a role is to be used by, given its account
 * @throws UsageError USAGE for options that contradict each other or an address that is none, CA_BUNDLE for certificates that
 *   cannot be read
 */
export async function targetOf(
  values: TargetValues,
  region: string,
  narrow?: (account: string) => Promise<RoleSessions>,
): Promise<Target> {
  const role = values['role-arn'];
  const externalId = values['external-id'];
  if (values['endpoint-url'] !== undefined && role !== undefined)
    throw new UsageError('USAGE', 'Give either --endpoint-url or --role-arn, not both.');
  if ((role === undefined) !== (externalId === undefined)) {
    throw new UsageError(
      'USAGE',
      '--role-arn and --external-id go together: the external id keeps others from using your role.',
    );
  }
  if (role !== undefined && !/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(role))
    throw new UsageError(
      'USAGE',
      `--role-arn takes the ARN of a role such as arn:aws:iam::123456789012:role/grader; got "${role}".`,
    );
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))
    throw new UsageError('USAGE', `A region is a name such as us-east-1; got "${region}".`);
  const account = accountOf(values.account);
  const trust = trustOf(values['ca-bundle']);
  const fromShell =
    process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true'
      ? undefined
      : process.env['AWS_ENDPOINT_URL'];
  const endpoint = values['endpoint-url'] ?? (role === undefined && fromShell ? fromShell : undefined);
  if (endpoint !== undefined) {
    const option = values['endpoint-url'] === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint-url';
    return resolveTarget({
      kind: 'endpoint',
      endpoint: endpointUrl(option, endpoint),
      region,
      ...trust,
      ...(account === undefined ? {} : { credentials: keysOf(account) }),
    });
  }
  const sessions = role === undefined ? undefined : await narrow?.(role.split(':')[4] ?? '*');
  return resolveTarget({
    kind: 'aws',
    region,
    ...trust,
    ...(role === undefined || externalId === undefined ? {} : { roleArn: role, externalId }),
    ...(sessions === undefined ? {} : { sessions }),
  });
}

/** @throws UsageError USAGE for a number that is no account's */
function accountOf(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{12}$/.test(text)) return text;
  throw new UsageError('USAGE', `--account takes the 12 digits of an account; got "${text}".`);
}

/**
 * Keys for an emulator that takes the account from the access key id: LocalStack does, and looks at no secret.
 * https://docs.localstack.cloud/aws/capabilities/config/credentials
 */
function keysOf(account: string): { accessKeyId: string; secretAccessKey: string } {
  return { accessKeyId: account, secretAccessKey: 'test' };
}

/**
 * The authorities whose certificates are taken: those of --ca-bundle or, as with the AWS CLI, of AWS_CA_BUNDLE, in place of the
 * machine's own.
 */
function trustOf(file: string | undefined): { ca?: string } {
  const option = file === undefined ? 'AWS_CA_BUNDLE' : '--ca-bundle';
  const path = file ?? process.env['AWS_CA_BUNDLE'];
  if (path === undefined || path === '') return {};
  let ca: string;
  try {
    ca = readFileSync(path, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      'CA_BUNDLE',
      `${option} names ${path}, which cannot be read (${why}). Name a PEM file.`,
    );
  }
  if (!ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(
      'CA_BUNDLE',
      `${option} names ${path}, which holds no certificate in PEM. Name a PEM file.`,
    );
  return { ca };
}

/** An http or https address without a slash at its end. @throws UsageError USAGE naming the option */
export function endpointUrl(option: string, text: string): string {
  const refuse = (why: string): never => {
    throw new UsageError(
      'USAGE',
      `${option} takes an http or https address such as http://127.0.0.1:4566; ${why}.`,
    );
  };
  if (!URL.canParse(text)) return refuse(`got "${text}"`);
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return refuse(`got "${text}"`);
  if (username !== '' || password !== '')
    return refuse('the one given holds a user or a password, which AWS does not take');
  return text.replace(/\/+$/, '');
}
