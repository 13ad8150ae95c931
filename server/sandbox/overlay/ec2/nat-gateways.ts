/**
 * NAT gateways. The engine makes zonal ones and forgets whether they are public; a regional one stands in some subnet of
 * the VPC as far as the engine knows, so that routes can lead to it, and is shown as AWS shows it. Filters by tag, to
 * which the engine does not listen, are applied here.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
 */
import type {
  CreateNatGatewayCommandInput,
  DeleteNatGatewayCommandInput,
  DescribeNatGatewaysCommandInput,
  Filter,
  NatGateway,
} from '@aws-sdk/client-ec2';
import { AwsError, type OverlayHandler, type OverlayOperation, type OverlayState } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

type Kind = Pick<NatGateway, 'AvailabilityMode' | 'ConnectivityType'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html */
const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as CreateNatGatewayCommandInput;
  const kind: Kind = {
    AvailabilityMode: asked.AvailabilityMode ?? 'zonal',
    ConnectivityType: asked.ConnectivityType ?? 'public',
  };
  refuse(asked, kind);
  const made = await askEc2(context, async (client, sdk) => {
    const { AvailabilityMode: _mode, VpcId, AvailabilityZoneAddresses: _addresses, ...plain } = asked;
    if (kind.AvailabilityMode === 'zonal') return client.send(new sdk.CreateNatGatewayCommand(plain));
    const place = await client.send(
      new sdk.DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId ?? ''] }] }),
    );
    const SubnetId = place.Subnets?.[0]?.SubnetId;
    if (SubnetId === undefined)
      throw new AwsError(
        'InvalidVpcID.NotFound',
        `The vpc ID '${VpcId}' does not exist or has no subnet.`,
        400,
      );
    const { AllocationId } = await client.send(new sdk.AllocateAddressCommand({ Domain: 'vpc' }));
    return client.send(new sdk.CreateNatGatewayCommand({ ...plain, SubnetId, AllocationId }));
  });
  if (made.NatGateway?.NatGatewayId !== undefined) context.state.set(key(made.NatGateway.NatGatewayId), kind);
  return {
    ...answerOf(made),
    ...(made.NatGateway === undefined ? {} : { NatGateway: shown(context.state, made.NatGateway) }),
  };
};

function refuse({ SubnetId, VpcId, AllocationId }: CreateNatGatewayCommandInput, kind: Kind): void {
  const missing = (name: string): never => {
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`, 400);
  };
  const together = (message: string): never => {
    throw new AwsError('InvalidParameterCombination', message, 400);
  };
  if (kind.AvailabilityMode === 'regional') {
    if (VpcId === undefined) missing('VpcId');
    if (SubnetId !== undefined) together('A regional NAT gateway takes no SubnetId.');
    if (AllocationId !== undefined) together('A regional NAT gateway takes no AllocationId.');
    if (kind.ConnectivityType === 'private') together('A regional NAT gateway cannot be private.');
    return;
  }
  if (SubnetId === undefined) missing('SubnetId');
  if (kind.ConnectivityType === 'public' && AllocationId === undefined) missing('AllocationId');
  if (kind.ConnectivityType === 'private' && AllocationId !== undefined)
    together('A private NAT gateway takes no AllocationId.');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
const describe: OverlayHandler = async (context, input) => {
  const answer = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeNatGatewaysCommand(input as unknown as DescribeNatGatewaysCommandInput)),
  );
  const { Filter = [] } = input as unknown as DescribeNatGatewaysCommandInput;
  return {
    ...answerOf(answer),
    NatGateways: (answer.NatGateways ?? [])
      .filter((one) => Filter.every((filter) => tagsMatch(one, filter)))
      .map((one) => shown(context.state, one)),
  };
};

/**
 * A gateway that is deleted lets go of its addresses, which stay in the account and cost what they did.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html
 */
const remove: OverlayHandler = (context, input) => {
  const { NatGatewayId = '' } = input as unknown as DeleteNatGatewayCommandInput;
  return askEc2(context, async (client, sdk) => {
    const { NatGateways = [] } = await client.send(new sdk.DescribeNatGatewaysCommand({}));
    const gateway = NatGateways.find((one) => one.NatGatewayId === NatGatewayId);
    if (!gateway)
      throw new AwsError('NatGatewayNotFound', `The Nat Gateway ${NatGatewayId} was not found`, 400);
    const answer = await client.send(new sdk.DeleteNatGatewayCommand({ NatGatewayId }));
    const interfaces = new Set((gateway.NatGatewayAddresses ?? []).map((one) => one.NetworkInterfaceId));
    const { Addresses = [] } = await client.send(new sdk.DescribeAddressesCommand({}));
    for (const { AssociationId, NetworkInterfaceId } of Addresses) {
      if (AssociationId && NetworkInterfaceId && interfaces.has(NetworkInterfaceId))
        await client.send(new sdk.DisassociateAddressCommand({ AssociationId }));
    }
    return answerOf(answer);
  });
};

/** What a filter says of tags; one that is not about tags is the engine's. */
function tagsMatch({ Tags = [] }: NatGateway, { Name = '', Values = [] }: Filter): boolean {
  const wanted = Values.map((value) => pattern(value));
  const one = (text: string | undefined): boolean => wanted.some((value) => value.test(text ?? ''));
  if (Name === 'tag-key') return Tags.some(({ Key }) => one(Key));
  if (!Name.startsWith('tag:')) return true;
  return Tags.some(({ Key, Value }) => Key === Name.slice('tag:'.length) && one(Value));
}

/** `*` and `?` are wildcards: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
function pattern(value: string): RegExp {
  const plain = value.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

function shown(state: OverlayState, gateway: NatGateway): NatGateway {
  const kind = state.get<Kind>(key(gateway.NatGatewayId ?? ''));
  if (kind === undefined) return { ConnectivityType: 'public', AvailabilityMode: 'zonal', ...gateway };
  const { SubnetId: _subnet, ...everywhere } = gateway;
  return { ...(kind.AvailabilityMode === 'regional' ? everywhere : gateway), ...kind };
}

const key = (id: string): string => `nat/${id}`;

export const natGatewayOperations: readonly OverlayOperation[] = [
  { service: 'ec2', operation: 'CreateNatGateway', answer: create },
  { service: 'ec2', operation: 'DeleteNatGateway', answer: remove },
  { service: 'ec2', operation: 'DescribeNatGateways', answer: describe },
];
