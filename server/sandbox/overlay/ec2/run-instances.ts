/**
 * RunInstances: of a launch template the engine takes image, type and groups, and drops metadata options, profile, market and
 * encryption; an image that is a parameter it takes by its text. So the template is put into the request here.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
import type { BlockDeviceMapping, RunInstancesCommandInput, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { parameterValue } from '../ssm/public-parameters.ts';
import { answerOf, askEc2 } from './engine.ts';
import { templateData } from './launch-templates.ts';

const PARAMETER = /^resolve:ssm:(.+)$/;
/** Members of a template that a launch takes unless the request has its own. */
const TAKEN = [
  'ImageId',
  'InstanceType',
  'KeyName',
  'EbsOptimized',
  'IamInstanceProfile',
  'NetworkInterfaces',
  'Monitoring',
  'Placement',
  'DisableApiTermination',
  'InstanceInitiatedShutdownBehavior',
  'UserData',
  'SecurityGroupIds',
  'SecurityGroups',
  'InstanceMarketOptions',
  'CreditSpecification',
  'CpuOptions',
  'MetadataOptions',
  'HibernationOptions',
  'EnclaveOptions',
] as const;

const run: OverlayHandler = async (context, input) => {
  const asked = input as unknown as RunInstancesCommandInput;
  const whole = await expanded(context, asked);
  const ImageId = await imageOf(context, whole.ImageId);
  const BlockDeviceMappings = await encrypted(context, whole.BlockDeviceMappings);
  const groups = whole.NetworkInterfaces?.[0]?.Groups;
  const request = {
    ...whole,
    // Of an instance the engine shows the groups that the instance was asked for, not those of its interface.
    ...(groups?.length && !whole.SecurityGroupIds?.length ? { SecurityGroupIds: groups } : {}),
    ...(ImageId === undefined ? {} : { ImageId }),
    ...(BlockDeviceMappings ? { BlockDeviceMappings } : {}),
  };
  return answerOf(await askEc2(context, (client, sdk) => client.send(new sdk.RunInstancesCommand(request))));
};

/** The request with what its template adds. @throws AwsError InvalidParameterCombination */
async function expanded(
  context: OverlayContext,
  asked: RunInstancesCommandInput,
): Promise<RunInstancesCommandInput> {
  const { LaunchTemplate, ...own } = asked;
  if (LaunchTemplate === undefined) return asked;
  const { id, version, data } = await templateData(context, LaunchTemplate);
  const taken = Object.fromEntries(
    TAKEN.filter((name) => data[name] !== undefined && !isEmpty(data[name])).map((name) => [
      name,
      data[name],
    ]),
  ) as Partial<RunInstancesCommandInput>;
  // Groups are one setting under two names.
  if (own.SecurityGroupIds?.length || own.SecurityGroups?.length) {
    delete taken.SecurityGroupIds;
    delete taken.SecurityGroups;
  }
  if (taken.NetworkInterfaces && !own.NetworkInterfaces && own.SubnetId !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
      400,
    );
  }
  const origin = [
    { Key: 'aws:ec2launchtemplate:id', Value: id },
    { Key: 'aws:ec2launchtemplate:version', Value: String(version) },
  ];
  const devices = merged(data.BlockDeviceMappings, own.BlockDeviceMappings);
  return {
    ...taken,
    ...own,
    ...(devices.length > 0 ? { BlockDeviceMappings: devices } : {}),
    TagSpecifications: tagged([
      ...((data.TagSpecifications ?? []) as TagSpecification[]),
      ...(own.TagSpecifications ?? []),
      { ResourceType: 'instance', Tags: origin },
    ]),
  };
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** By device: the request's mapping stands in the template's place. */
function merged(
  template: readonly BlockDeviceMapping[] = [],
  own: readonly BlockDeviceMapping[] = [],
): BlockDeviceMapping[] {
  return [...new Map([...template, ...own].map((one) => [one.DeviceName, one])).values()];
}

/** One specification for each kind of resource; later tags of the same key win. */
function tagged(specifications: readonly TagSpecification[]): TagSpecification[] {
  const byType = new Map<string, Map<string, string>>();
  for (const { ResourceType = 'instance', Tags = [] } of specifications) {
    const tags = byType.get(ResourceType) ?? new Map<string, string>();
    for (const { Key = '', Value = '' } of Tags) tags.set(Key, Value);
    byType.set(ResourceType, tags);
  }
  return [...byType].map(([type, tags]) => ({
    ResourceType: type as NonNullable<TagSpecification['ResourceType']>,
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  }));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html#use-an-ssm-parameter-instead-of-an-ami-id */
async function imageOf(context: OverlayContext, image: string | undefined): Promise<string | undefined> {
  const parameter = PARAMETER.exec(image ?? '')?.[1];
  return parameter === undefined ? image : parameterValue(context, parameter);
}

/** Where the account encrypts by default, every volume is encrypted; the engine forgets that. */
async function encrypted(
  context: OverlayContext,
  devices: BlockDeviceMapping[] | undefined,
): Promise<BlockDeviceMapping[] | undefined> {
  if (!devices?.some(({ Ebs }) => Ebs !== undefined && Ebs.Encrypted !== true)) return devices;
  const { EbsEncryptionByDefault } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.GetEbsEncryptionByDefaultCommand({})),
  );
  return EbsEncryptionByDefault === true
    ? devices.map((one) => (one.Ebs ? { ...one, Ebs: { ...one.Ebs, Encrypted: true } } : one))
    : devices;
}

export const runInstances: OverlayOperation = { service: 'ec2', operation: 'RunInstances', answer: run };
