/**
 * Public parameters that name machine images. The engine has some of them, for images that it then does not know, and none of the
 * Deep Learning AMIs; all others are the engine's, the learner's own among them.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
 * https://docs.aws.amazon.com/dlami/latest/devguide/find-dlami-id.html
 */
import type * as Sdk from '@aws-sdk/client-ssm';
import images from '../../engine/amis.json' with { type: 'json' };
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';

const DEEP_LEARNING = '/aws/service/deeplearning/ami/x86_64';
const AMAZON_LINUX = '/aws/service/ami-amazon-linux-latest';
const UBUNTU = '/aws/service/canonical/ubuntu/server';

/** By name: what the name of the image begins with. */
const PUBLIC: Readonly<Record<string, string>> = {
  [`${DEEP_LEARNING}/base-oss-nvidia-driver-gpu-ubuntu-22.04/latest/ami-id`]:
    'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04)',
  [`${DEEP_LEARNING}/oss-nvidia-driver-gpu-pytorch-2.9-ubuntu-24.04/latest/ami-id`]:
    'Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.9 (Ubuntu 24.04)',
  [`${AMAZON_LINUX}/al2023-ami-kernel-default-x86_64`]: 'al2023-ami-2023',
  [`${AMAZON_LINUX}/al2023-ami-kernel-6.1-x86_64`]: 'al2023-ami-2023',
  [`${UBUNTU}/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id`]: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04',
  [`${UBUNTU}/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id`]: 'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04',
};
const AMAZON: ReadonlySet<string> = new Set(['137112412989', '099720109477', '898082745236']);

/** The image that a public parameter names; undefined for any other name. */
function publicParameter(name: string, region: string): Sdk.Parameter | undefined {
  const beginning = Object.hasOwn(PUBLIC, name) ? PUBLIC[name] : undefined;
  const image = images.find(
    (one) =>
      beginning !== undefined &&
      one.name.startsWith(beginning) &&
      one.architecture === 'x86_64' &&
      AMAZON.has(one.owner_id),
  );
  return (
    image && {
      Name: name,
      Type: 'String',
      Value: image.ami_id,
      Version: 1,
      LastModifiedDate: new Date(image.creation_date),
      ARN: `arn:aws:ssm:${region}::parameter${name}`,
      DataType: 'text',
    }
  );
}

/** The name in a name or an ARN. */
const plain = (name: string): string => name.replace(/^arn:aws:ssm:[^:]*:[^:]*:parameter(?=\/)/, '');

/** A value of the parameter store, for whoever resolves `resolve:ssm:`. @throws AwsError ParameterNotFound */
export async function parameterValue(context: OverlayContext, name: string): Promise<string> {
  const found = publicParameter(name, context.region) ?? (await engineParameters(context, [name])).at(0);
  if (found?.Value === undefined)
    throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`, 400);
  return found.Value;
}

async function engineParameters(context: OverlayContext, names: readonly string[]): Promise<Sdk.Parameter[]> {
  if (names.length === 0) return [];
  const { Parameters = [] } = await askSsm(context, (client, sdk) =>
    client.send(new sdk.GetParametersCommand({ Names: [...names], WithDecryption: true })),
  );
  return Parameters;
}

async function askSsm<T>(
  context: OverlayContext,
  call: (client: Sdk.SSMClient, sdk: typeof Sdk) => Promise<T>,
): Promise<T> {
  const sdk = await import('@aws-sdk/client-ssm');
  const client = new sdk.SSMClient(context.engineClient() as Sdk.SSMClientConfig);
  try {
    return await call(client, sdk);
  } catch (error) {
    const status = error instanceof sdk.SSMServiceException ? error.$metadata.httpStatusCode : undefined;
    if (error instanceof Error && status !== undefined && status < 500)
      throw new AwsError(error.name, error.message, status);
    throw error;
  } finally {
    client.destroy();
  }
}

const getParameter: OverlayHandler = async (context, input) => {
  const name = plain(String(input['Name']));
  const found = publicParameter(name, context.region);
  if (found) return { Parameter: found };
  const { Parameter } = await askSsm(context, (client, sdk) =>
    client.send(new sdk.GetParameterCommand(input as unknown as Sdk.GetParameterCommandInput)),
  );
  return { Parameter };
};

const getParameters: OverlayHandler = async (context, input) => {
  const names = (input['Names'] as string[]).map(plain);
  const ours = names.flatMap((name) => publicParameter(name, context.region) ?? []);
  const rest = names.filter((name) => publicParameter(name, context.region) === undefined);
  const theirs =
    rest.length === 0
      ? { Parameters: [], InvalidParameters: [] }
      : await askSsm(context, (client, sdk) =>
          client.send(
            new sdk.GetParametersCommand({
              ...(input as unknown as Sdk.GetParametersCommandInput),
              Names: rest,
            }),
          ),
        );
  return {
    Parameters: [...ours, ...(theirs.Parameters ?? [])],
    InvalidParameters: theirs.InvalidParameters ?? [],
  };
};

const byPath: OverlayHandler = async (context, input) => {
  const path = `${String(input['Path']).replace(/\/$/, '')}/`;
  if (!path.startsWith('/aws/service/')) {
    const { $metadata: _metadata, ...answer } = await askSsm(context, (client, sdk) =>
      client.send(
        new sdk.GetParametersByPathCommand(input as unknown as Sdk.GetParametersByPathCommandInput),
      ),
    );
    return answer;
  }
  const below = Object.keys(PUBLIC).filter(
    (name) =>
      name.startsWith(path) && (input['Recursive'] === true || !name.slice(path.length).includes('/')),
  );
  return { Parameters: below.flatMap((name) => publicParameter(name, context.region) ?? []) };
};

export const publicParameterOperations: readonly OverlayOperation[] = [
  { service: 'ssm', operation: 'GetParameter', answer: getParameter },
  { service: 'ssm', operation: 'GetParameters', answer: getParameters },
  { service: 'ssm', operation: 'GetParametersByPath', answer: byPath },
];
