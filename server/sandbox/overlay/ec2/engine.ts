/** Asking the engine about EC2 resources, which it keeps. */
import type * as Sdk from '@aws-sdk/client-ec2';
import { AwsError, type OverlayContext } from '../../types.ts';

/** The SDK module, loaded with the first request: it is the largest of all. */
const ec2Sdk = (): Promise<typeof Sdk> => import('@aws-sdk/client-ec2');

/** Runs calls against the engine as this account; the engine's refusal becomes the learner's. */
export async function askEc2<T>(
  context: OverlayContext,
  call: (client: Sdk.EC2Client, sdk: typeof Sdk) => Promise<T>,
): Promise<T> {
  const sdk = await ec2Sdk();
  const client = new sdk.EC2Client(context.engineClient() as Sdk.EC2ClientConfig);
  try {
    return await call(client, sdk);
  } catch (error) {
    throw refusalOf(error) ?? error;
  } finally {
    client.destroy();
  }
}

function refusalOf(error: unknown): AwsError | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  return httpStatusCode === undefined || httpStatusCode >= 500
    ? undefined
    : new AwsError(error.name, error.message, httpStatusCode);
}

/** The engine's answer without what the SDK adds to it. */
export function answerOf<T extends { $metadata: unknown }>({
  $metadata: _metadata,
  ...answer
}: T): Omit<T, '$metadata'> {
  return answer;
}
