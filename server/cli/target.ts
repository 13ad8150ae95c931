import type { Target } from '../../graders/engine/index.ts';
import { resolveTarget } from '../targets/index.ts';
import { UsageError } from './usage.ts';

/** Options that say which account a command works on. */
export const TARGET_OPTIONS = {
  'endpoint-url': { type: 'string' },
  'role-arn': { type: 'string' },
  'external-id': { type: 'string' },
  region: { type: 'string' },
} as const;

interface TargetValues {
  'endpoint-url'?: string | undefined;
  'role-arn'?: string | undefined;
  'external-id'?: string | undefined;
}

/**
 * The target that a command line names. Without one it is what the AWS CLI would take in this shell: AWS_ENDPOINT_URL, or
 * else AWS itself; both with the usual credentials.
 *
 * @throws UsageError USAGE for options that contradict each other or an address that is none
 */
export async function targetOf(values: TargetValues, region: string): Promise<Target> {
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
  const fromShell =
    process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true'
      ? undefined
      : process.env['AWS_ENDPOINT_URL'];
  const endpoint = values['endpoint-url'] ?? (role === undefined && fromShell ? fromShell : undefined);
  if (endpoint !== undefined) {
    const option = values['endpoint-url'] === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint-url';
    return resolveTarget({ kind: 'endpoint', endpoint: endpointUrl(option, endpoint), region });
  }
  return resolveTarget({
    kind: 'aws',
    region,
    ...(role === undefined || externalId === undefined ? {} : { roleArn: role, externalId }),
  });
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
