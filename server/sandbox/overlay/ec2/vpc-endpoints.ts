/**
 * VPC endpoints: the engine does not hear that private DNS is switched, says that gateway endpoints have it, and leaves
 * out the type that is taken where none is asked for, Gateway.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
 */
import type { DescribeVpcEndpointsCommandInput } from '@aws-sdk/client-ec2';
import type { OverlayHandler, OverlayHook, OverlayOperation } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

const key = (id: string): string => `private-dns/${id}`;

const modify: OverlayHook = async (context, input) => {
  const { VpcEndpointId, PrivateDnsEnabled } = input as {
    VpcEndpointId: string;
    PrivateDnsEnabled?: boolean;
  };
  const reply = await context.forward();
  if (reply.status < 300 && PrivateDnsEnabled !== undefined)
    context.state.set(key(VpcEndpointId), PrivateDnsEnabled);
  return reply;
};

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
  { service: 'ec2', operation: 'ModifyVpcEndpoint', hook: modify },
  { service: 'ec2', operation: 'DescribeVpcEndpoints', answer: describe },
];
