/**
 * Which image a managed node group starts from, and which instance types fit it.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html#AmazonEKS-CreateNodegroup-request-amiType
 */
import { AMITypes } from '@aws-sdk/client-eks';
import type { OverlayContext } from '../../types.ts';
import { minorOf } from './calendar.ts';
import { instanceTypes } from './neighbours.ts';
import { checkOneOf, invalidParameter } from './refusals.ts';

/** AWS does not look at the instance type: who asks for a GPU has to ask for its image too. */
export const DEFAULT_AMI_TYPE = 'AL2023_x86_64_STANDARD';
/** Amazon Linux 2 ended with this minor version of Kubernetes. */
const LAST_AL2 = 32;

/** @throws AwsError InvalidParameterException for a pair that EKS refuses */
export async function checkAmiType(
  context: OverlayContext,
  amiType: string,
  types: readonly string[],
  kubernetes: string,
): Promise<void> {
  checkOneOf(amiType, Object.values(AMITypes), 'amiType');
  if (amiType.startsWith('AL2_') && minorOf(kubernetes) > LAST_AL2)
    throw invalidParameter(
      `AMI Type ${amiType} is only supported for kubernetes versions 1.${LAST_AL2} or earlier`,
    );
  const wanted = amiType === 'CUSTOM' ? null : amiType.includes('ARM_64') ? 'arm64' : 'x86_64';
  const found = types.length === 0 ? [] : await instanceTypes(context, types);
  const wrong = types.filter((type) => {
    const info = found.find(({ InstanceType }) => InstanceType === type);
    const architectures = info?.ProcessorInfo?.SupportedArchitectures ?? [];
    return wanted !== null && !architectures.includes(wanted);
  });
  if (wrong.length > 0)
    throw invalidParameter(
      `[${wrong.join(', ')}] is not a valid instance type for requested amiType ${amiType}`,
    );
}

/** The release of the image: `<Kubernetes version>.0-<day>`. Its patch number is made up. */
export function releaseVersion(context: OverlayContext, kubernetes: string): string {
  return `${kubernetes}.0-${context.now().toISOString().slice(0, 10).replaceAll('-', '')}`;
}
