/** Entries of network ACLs: numbers are unique in a direction, which the engine does not see to. */
import { AwsError, type OverlayContext, type OverlayHook, type OverlayOperation } from '../../types.ts';
import { askEc2 } from './engine.ts';

interface Asked {
  NetworkAclId: string;
  RuleNumber: number;
  Egress: boolean;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
const create: OverlayHook = async (context, input) => {
  const asked = input as unknown as Asked;
  if (await exists(context, asked))
    throw new AwsError(
      'NetworkAclEntryAlreadyExists',
      `The network acl entry identified by ${asked.RuleNumber} already exists.`,
      400,
    );
  return context.forward();
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclEntry.html */
const replace: OverlayHook = async (context, input) => {
  const asked = input as unknown as Asked;
  if (!(await exists(context, asked)))
    throw new AwsError(
      'InvalidNetworkAclEntry.NotFound',
      `The network acl entry identified by ${asked.RuleNumber} does not exist.`,
      400,
    );
  return context.forward();
};

async function exists(
  context: OverlayContext,
  { NetworkAclId, RuleNumber, Egress }: Asked,
): Promise<boolean> {
  const { NetworkAcls = [] } = await askEc2(context, (client, sdk) =>
    client.send(new sdk.DescribeNetworkAclsCommand({ NetworkAclIds: [NetworkAclId] })),
  );
  return NetworkAcls.some(({ Entries = [] }) =>
    Entries.some((entry) => entry.RuleNumber === RuleNumber && entry.Egress === Egress),
  );
}

export const networkAclEntryOperations: readonly OverlayOperation[] = [
  { service: 'ec2', operation: 'CreateNetworkAclEntry', hook: create },
  { service: 'ec2', operation: 'ReplaceNetworkAclEntry', hook: replace },
];
