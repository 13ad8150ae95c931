/** Asking the engine about SageMaker AI resources that it keeps: models, and tags of what is not ours. */
import type * as Sdk from '@aws-sdk/client-sagemaker';
import { AwsError, type OverlayContext } from '../../types.ts';

/** The SDK module, loaded with the first request: it is large. */
export const sagemakerSdk = (): Promise<typeof Sdk> => import('@aws-sdk/client-sagemaker');

/** Runs one call against the engine as this account; the engine's refusal becomes the learner's. */
export async function askEngine<T>(
  context: OverlayContext,
  call: (client: Sdk.SageMakerClient, sdk: typeof Sdk) => Promise<T>,
): Promise<T> {
  const sdk = await sagemakerSdk();
  const client = new sdk.SageMakerClient(context.engineClient() as Sdk.SageMakerClientConfig);
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

/** SageMaker AI says almost every refusal as a ValidationException. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400);
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html#amazonsagemaker-resources-for-iam-policies */
export function arnOf({ region, account }: OverlayContext, kind: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${account}:${kind}/${name.toLowerCase()}`;
}

/** The image and the data of a model's containers. @throws AwsError ValidationException when there is no such model */
export async function modelImages(context: OverlayContext, name: string): Promise<string[]> {
  const found = await askEngine(context, (client, { DescribeModelCommand }) =>
    client.send(new DescribeModelCommand({ ModelName: name })),
  ).catch((error: unknown) => {
    if (error instanceof AwsError) throw invalid(`Could not find model "${arnOf(context, 'model', name)}".`);
    throw error;
  });
  const containers = [
    ...(found.PrimaryContainer ? [found.PrimaryContainer] : []),
    ...(found.Containers ?? []),
  ];
  return containers.flatMap(({ Image }) => (Image === undefined ? [] : [Image]));
}
