/**
 * UpdateAutoScalingGroup: a mixed instances policy that says a part of it changes that part; the engine puts the part in the whole's
 * place, ends with an error of its own where the template is left out, and forgets capacity rebalancing.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
import type * as Sdk from '@aws-sdk/client-auto-scaling';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';

const key = (context: OverlayContext, name: string): string => `rebalance/${context.region}/${name}`;

async function ask<T>(
  context: OverlayContext,
  call: (client: Sdk.AutoScalingClient, sdk: typeof Sdk) => Promise<T>,
): Promise<T> {
  const sdk = await import('@aws-sdk/client-auto-scaling');
  const client = new sdk.AutoScalingClient(context.engineClient() as Sdk.AutoScalingClientConfig);
  try {
    return await call(client, sdk);
  } catch (error) {
    const status =
      error instanceof sdk.AutoScalingServiceException ? error.$metadata.httpStatusCode : undefined;
    if (error instanceof Error && status !== undefined && status < 500)
      throw new AwsError(error.name, error.message, status);
    throw error;
  } finally {
    client.destroy();
  }
}

const update: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.UpdateAutoScalingGroupCommandInput & { AutoScalingGroupName: string };
  await ask(context, async (client, sdk) => {
    const { AutoScalingGroups } = await client.send(
      new sdk.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [asked.AutoScalingGroupName] }),
    );
    const before = AutoScalingGroups?.[0]?.MixedInstancesPolicy;
    const wanted = asked.MixedInstancesPolicy;
    await client.send(
      new sdk.UpdateAutoScalingGroupCommand({
        ...asked,
        ...(wanted
          ? {
              MixedInstancesPolicy: {
                LaunchTemplate: byId({ ...before?.LaunchTemplate, ...wanted.LaunchTemplate }),
                InstancesDistribution: {
                  ...before?.InstancesDistribution,
                  ...wanted.InstancesDistribution,
                },
              },
            }
          : {}),
      }),
    );
  });
  if (asked.CapacityRebalance !== undefined)
    context.state.set(key(context, asked.AutoScalingGroupName), asked.CapacityRebalance);
  return {};
};

/** A group shows its template by id and name; asked for with both it is refused. */
function byId({ LaunchTemplateSpecification: template, ...rest }: Sdk.LaunchTemplate): Sdk.LaunchTemplate {
  if (template?.LaunchTemplateId === undefined) return { LaunchTemplateSpecification: template, ...rest };
  const { LaunchTemplateName: _name, ...one } = template;
  return { LaunchTemplateSpecification: one, ...rest };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const describe: OverlayHandler = async (context, input) => {
  const { $metadata: _metadata, ...answer } = await ask(context, (client, sdk) =>
    client.send(new sdk.DescribeAutoScalingGroupsCommand(input as Sdk.DescribeAutoScalingGroupsCommandInput)),
  );
  const AutoScalingGroups = (answer.AutoScalingGroups ?? []).map((group) => {
    const switched = context.state.get<boolean>(key(context, group.AutoScalingGroupName ?? ''));
    return switched === undefined ? group : { ...group, CapacityRebalance: switched };
  });
  return { ...answer, AutoScalingGroups };
};

/** A group that is made again under the name begins anew. */
const remove: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.DeleteAutoScalingGroupCommandInput & { AutoScalingGroupName: string };
  await ask(context, (client, sdk) => client.send(new sdk.DeleteAutoScalingGroupCommand(asked)));
  context.state.delete(key(context, asked.AutoScalingGroupName));
  return {};
};

export const autoScalingOperations: readonly OverlayOperation[] = [
  { service: 'autoscaling', operation: 'UpdateAutoScalingGroup', answer: update },
  { service: 'autoscaling', operation: 'DescribeAutoScalingGroups', answer: describe },
  { service: 'autoscaling', operation: 'DeleteAutoScalingGroup', answer: remove },
];
