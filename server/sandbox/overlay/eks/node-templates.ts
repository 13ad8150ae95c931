/**
 * Node groups with a launch template: what belongs into it and what does not.
 * https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
import type * as Sdk from '@aws-sdk/client-eks';
import { AwsError, type OverlayContext } from '../../types.ts';
import { templateData } from '../ec2/launch-templates.ts';
import { askEc2 } from '../ec2/engine.ts';
import { invalidParameter, invalidRequest } from './refusals.ts';

export interface NodeTemplate {
  spec: { id: string; name: string; version: string };
  instanceType: string | undefined;
  /** It brings an image of its own. */
  custom: boolean;
}

/** @throws AwsError InvalidRequestException, InvalidParameterException */
export async function nodeTemplate(
  context: OverlayContext,
  asked: Sdk.LaunchTemplateSpecification,
): Promise<NodeTemplate> {
  if ((asked.id === undefined) === (asked.name === undefined))
    throw invalidParameter('Either launch template ID or name must be specified, but not both.');
  const { id, version, data } = await templateData(context, {
    ...(asked.id === undefined ? { LaunchTemplateName: asked.name } : { LaunchTemplateId: asked.id }),
    Version: asked.version ?? '$Default',
  }).catch((error: unknown) => {
    if (error instanceof AwsError && error.code.startsWith('InvalidLaunchTemplate'))
      throw invalidRequest(error.message);
    throw error;
  });
  const { LaunchTemplates = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] })),
  );
  if (data.IamInstanceProfile !== undefined && Object.keys(data.IamInstanceProfile).length > 0)
    throw invalidParameter(
      'Launch template should not specify an instance profile. The noderole in your request will be used to construct an instance profile.',
    );
  if (data.NetworkInterfaces?.some(({ SubnetId }) => SubnetId !== undefined))
    throw invalidParameter('Launch template should not specify a subnet. Specify subnets in the request.');
  return {
    spec: { id, name: LaunchTemplates[0]?.LaunchTemplateName ?? asked.name ?? '', version: String(version) },
    instanceType: data.InstanceType,
    custom: data.ImageId !== undefined && data.ImageId !== '',
  };
}

/** @throws AwsError InvalidParameterException for what the template and the request both say */
export function checkBeside(
  { instanceType, custom }: NodeTemplate,
  asked: Pick<
    Sdk.CreateNodegroupRequest,
    'diskSize' | 'remoteAccess' | 'instanceTypes' | 'amiType' | 'version' | 'releaseVersion'
  >,
): void {
  if (asked.diskSize !== undefined)
    throw invalidParameter('Disk size must be specified within the launch template.');
  if (asked.remoteAccess !== undefined)
    throw invalidParameter('Remote access configuration cannot be specified with a launch template.');
  if (instanceType !== undefined && asked.instanceTypes !== undefined)
    throw invalidParameter('Instance types cannot be specified in both the launch template and the request.');
  if (!custom) return;
  if (asked.amiType !== undefined && asked.amiType !== 'CUSTOM')
    throw invalidParameter(
      'You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.',
    );
  if (asked.releaseVersion !== undefined)
    throw invalidParameter('You cannot specify the field releaseVersion when using custom AMIs.');
  if (asked.version !== undefined)
    throw invalidParameter('You cannot specify the field kubernetesVersion when using custom AMIs.');
}
