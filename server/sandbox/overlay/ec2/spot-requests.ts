/**
 * RequestSpotInstances, the old way to Spot: the engine takes groups by name only and no network interfaces, so that what was asked
 * for with ids would start in the default group.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestSpotInstances.html
 */
import type { RequestSpotInstancesCommandInput, RequestSpotLaunchSpecification } from '@aws-sdk/client-ec2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

const request: OverlayHandler = async (context, input) => {
  const asked = input as unknown as RequestSpotInstancesCommandInput;
  const LaunchSpecification = asked.LaunchSpecification && (await byName(context, asked.LaunchSpecification));
  return answerOf(
    await askEc2(context, (client, sdk) =>
      client.send(
        new sdk.RequestSpotInstancesCommand({
          ...asked,
          ...(LaunchSpecification ? { LaunchSpecification } : {}),
        }),
      ),
    ),
  );
};

async function byName(
  context: OverlayContext,
  { NetworkInterfaces, SecurityGroupIds, ...rest }: RequestSpotLaunchSpecification,
): Promise<RequestSpotLaunchSpecification> {
  const [first] = NetworkInterfaces ?? [];
  const ids = [...(SecurityGroupIds ?? []), ...(first?.Groups ?? [])];
  const SubnetId = rest.SubnetId ?? first?.SubnetId;
  const place = SubnetId === undefined ? {} : { SubnetId };
  if (ids.length === 0) return { ...rest, ...place };
  const { SecurityGroups = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeSecurityGroupsCommand({ GroupIds: ids })),
  );
  return { ...rest, ...place, SecurityGroups: SecurityGroups.flatMap(({ GroupName }) => GroupName ?? []) };
}

export const requestSpotInstances: OverlayOperation = {
  service: 'ec2',
  operation: 'RequestSpotInstances',
  answer: request,
};
