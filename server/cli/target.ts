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
 * The target that a command line names, else the AWS_ENDPOINT_URL of the shell, else AWS itself with the usual credentials.
 *
 * @throws UsageError USAGE for options that contradict each other or an address that is none
 */
export async function targetOf(values: TargetValues, region: string): Promise<Target> {
  const role = values['role-arn'];
  // As in the AWS CLI: a shell with the sandbox's exports works on the sandbox.
  const endpoint = values['endpoint-url'] ?? (role === undefined ? environmentEndpoint() : undefined);
  const externalId = values['external-id'];
  if (endpoint !== undefined && role !== undefined)
    throw new UsageError('USAGE', 'Give either --endpoint-url or --role-arn, not both.');
  if ((role === undefined) !== (externalId === undefined)) {
    throw new UsageError(
      'USAGE',
      '--role-arn and --external-id go together: the external id keeps others from using your role.',
    );
  }
  if (endpoint !== undefined && !/^https?:\/\/[^\s/]/.test(endpoint))
    throw new UsageError('USAGE', `--endpoint-url takes an http or https address; got "${endpoint}".`);
  if (endpoint !== undefined)
    return resolveTarget({ kind: 'endpoint', endpoint: endpoint.replace(/\/+$/, ''), region });
  return resolveTarget({
    kind: 'aws',
    region,
    ...(role === undefined || externalId === undefined ? {} : { roleArn: role, externalId }),
  });
}

function environmentEndpoint(): string | undefined {
  return process.env['AWS_ENDPOINT_URL'] || undefined;
}
