/**
 * Launch templates: the engine keeps versions, but a new one that names its source starts from nothing there.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html
 */
import type {
  CreateLaunchTemplateVersionCommandInput,
  LaunchTemplateSpecification,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

/** What a version of a template says, and which it is. @throws AwsError InvalidLaunchTemplateId.VersionNotFound and the engine's */
export async function templateData(
  context: OverlayContext,
  { LaunchTemplateId, LaunchTemplateName, Version = '$Default' }: LaunchTemplateSpecification,
): Promise<{ id: string; version: number; data: ResponseLaunchTemplateData }> {
  const { LaunchTemplateVersions = [] } = await askEc2(context, (client, sdk) =>
    client.send(
      new sdk.DescribeLaunchTemplateVersionsCommand({
        Versions: [Version],
        ...(LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId }),
      }),
    ),
  );
  const [found] = LaunchTemplateVersions;
  if (found?.VersionNumber === undefined || found.LaunchTemplateData === undefined) {
    const name = LaunchTemplateId ?? LaunchTemplateName ?? '';
    throw new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find launch template version ${Version} for launch template ${name}.`,
      400,
    );
  }
  return { id: found.LaunchTemplateId ?? '', version: found.VersionNumber, data: found.LaunchTemplateData };
}

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as CreateLaunchTemplateVersionCommandInput;
  const { SourceVersion, ...rest } = asked;
  const source =
    SourceVersion === undefined
      ? {}
      : (await templateData(context, { ...named(asked), Version: SourceVersion })).data;
  // What AWS shows of a version is what may be asked of one, but for a few additions that nobody asked.
  const LaunchTemplateData = { ...(source as RequestLaunchTemplateData), ...asked.LaunchTemplateData };
  return answerOf(
    await askEc2(context, (client, sdk) =>
      client.send(new sdk.CreateLaunchTemplateVersionCommand({ ...rest, LaunchTemplateData })),
    ),
  );
};

function named({
  LaunchTemplateId,
  LaunchTemplateName,
}: CreateLaunchTemplateVersionCommandInput): LaunchTemplateSpecification {
  return LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId };
}

export const createLaunchTemplateVersion: OverlayOperation = {
  service: 'ec2',
  operation: 'CreateLaunchTemplateVersion',
  answer: create,
};
