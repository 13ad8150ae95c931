/**
 * VPC endpoints: the engine does not hear that private DNS is switched, says that gateway endpoints have it, does not know
 * the type that is taken where none is asked for, Gateway, and gives a table that is added later no route. Of either kind it
 * could not delete an endpoint.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
 */
import type {
  CreateVpcEndpointCommandInput,
  DescribeVpcEndpointsCommandInput,
  ModifyVpcEndpointCommandInput,
} from '@aws-sdk/client-ec2';
import type { OverlayContext, OverlayHandler, OverlayHook, OverlayOperation } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

const key = (id: string): string => `private-dns/${id}`;

const modify: OverlayHook = async (context, input) => {
  const asked = input as unknown as ModifyVpcEndpointCommandInput & { VpcEndpointId: string };
  const reply = await context.forward();
  if (reply.status >= 300) return reply;
  if (asked.PrivateDnsEnabled !== undefined)
    context.state.set(key(asked.VpcEndpointId), asked.PrivateDnsEnabled);
  if (asked.AddRouteTableIds?.length || asked.RemoveRouteTableIds?.length) await moveRoutes(context, asked);
  return reply;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html */
const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as CreateVpcEndpointCommandInput;
  return answerOf(
    await askEc2(context, (client, sdk) =>
      client.send(new sdk.CreateVpcEndpointCommand({ VpcEndpointType: 'Gateway', ...asked })),
    ),
  );
};

/** The tables that are added get the endpoint's route, those that are removed lose it. */
async function moveRoutes(
  context: OverlayContext,
  { VpcEndpointId, AddRouteTableIds = [], RemoveRouteTableIds = [] }: ModifyVpcEndpointCommandInput,
): Promise<void> {
  await askEc2(context, async (client, sdk) => {
    const { VpcEndpoints } = await client.send(
      new sdk.DescribeVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId ?? ''] }),
    );
    const { PrefixLists } = await client.send(
      new sdk.DescribeManagedPrefixListsCommand({
        Filters: [{ Name: 'prefix-list-name', Values: [VpcEndpoints?.[0]?.ServiceName ?? ''] }],
      }),
    );
    const DestinationPrefixListId = PrefixLists?.[0]?.PrefixListId;
    if (DestinationPrefixListId === undefined) return;
    const { RouteTables = [] } = await client.send(
      new sdk.DescribeRouteTablesCommand({ RouteTableIds: [...AddRouteTableIds, ...RemoveRouteTableIds] }),
    );
    for (const { RouteTableId, Routes = [] } of RouteTables) {
      const place = { RouteTableId, DestinationPrefixListId };
      const there = Routes.some(
        (route) =>
          route.DestinationPrefixListId === DestinationPrefixListId && route.GatewayId === VpcEndpointId,
      );
      const wanted = AddRouteTableIds.includes(RouteTableId ?? '');
      if (wanted && !there)
        await client.send(new sdk.CreateRouteCommand({ ...place, GatewayId: VpcEndpointId }));
      if (!wanted && there) await client.send(new sdk.DeleteRouteCommand(place));
    }
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
const describe: OverlayHandler = async (context, input) => {
  const answer = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeVpcEndpointsCommand(input as unknown as DescribeVpcEndpointsCommandInput)),
  );
  const VpcEndpoints = (answer.VpcEndpoints ?? []).map((endpoint) => {
    const switched = context.state.get<boolean>(key(endpoint.VpcEndpointId ?? ''));
    const VpcEndpointType = endpoint.VpcEndpointType ?? 'Gateway';
    const PrivateDnsEnabled = VpcEndpointType !== 'Gateway' && (switched ?? endpoint.PrivateDnsEnabled);
    return { ...endpoint, VpcEndpointType, PrivateDnsEnabled };
  });
  return { ...answerOf(answer), VpcEndpoints };
};

export const vpcEndpointOperations: readonly OverlayOperation[] = [
  { service: 'ec2', operation: 'CreateVpcEndpoint', answer: create },
  { service: 'ec2', operation: 'ModifyVpcEndpoint', hook: modify },
  { service: 'ec2', operation: 'DescribeVpcEndpoints', answer: describe },
];
