/**
 * IPv6 in a VPC: AWS gives the default network ACL rules for it, and says of a subnet's block that it is associated; the
 * engine does neither. https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
 */
import type { OverlayContext, OverlayHook, OverlayOperation, WireReply } from '../../types.ts';
import { askEc2 } from './engine.ts';

const IPV6 = ['AmazonProvidedIpv6CidrBlock', 'Ipv6CidrBlock', 'Ipv6Pool', 'Ipv6IpamPoolId'];

const withIpv6: OverlayHook = async (context, input) => {
  const reply = await context.forward();
  const asked = IPV6.some((name) => input[name] !== undefined && input[name] !== false);
  const vpcId = /<vpcId>(vpc-[0-9a-f]+)<\/vpcId>/.exec(reply.body.toString('utf8'))?.[1];
  if (reply.status < 300 && asked && vpcId !== undefined) await openDefaultAcl(context, vpcId);
  return reply;
};

/** Rule 101 in both directions, unless the direction's rules were changed: those AWS leaves alone. */
async function openDefaultAcl(context: OverlayContext, vpcId: string): Promise<void> {
  await askEc2(context, async (client, sdk) => {
    const { NetworkAcls = [] } = await client.send(
      new sdk.DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    const acl = NetworkAcls.find(({ IsDefault }) => IsDefault);
    for (const Egress of [true, false]) {
      const rules = (acl?.Entries ?? []).filter((entry) => entry.Egress === Egress);
      const untouched = rules.length === 2 && rules.some(({ RuleNumber }) => RuleNumber === 100);
      if (acl && untouched)
        await client.send(
          new sdk.CreateNetworkAclEntryCommand({
            NetworkAclId: acl.NetworkAclId,
            RuleNumber: 101,
            Protocol: '-1',
            RuleAction: 'allow',
            Egress,
            Ipv6CidrBlock: '::/0',
          }),
        );
    }
  });
}

/** The engine prints the state of a subnet's IPv6 block as the text of a Python dictionary. */
const inAwsWords: OverlayHook = async (context) => {
  const reply = await context.forward();
  const text = reply.body.toString('utf8');
  const said = text.replace(
    /<state>\{[^<]*?((?:dis)?associat(?:ed|ing))[^<]*<\/state>/g,
    '<state>$1</state>',
  );
  return said === text ? reply : withBody(reply, said);
};

function withBody(reply: WireReply, text: string): WireReply {
  const body = Buffer.from(text);
  return { ...reply, headers: { ...reply.headers, 'content-length': String(body.length) }, body };
}

export const ipv6Operations: readonly OverlayOperation[] = [
  { service: 'ec2', operation: 'CreateVpc', hook: withIpv6 },
  { service: 'ec2', operation: 'AssociateVpcCidrBlock', hook: withIpv6 },
  { service: 'ec2', operation: 'DescribeSubnets', hook: inAwsWords },
  { service: 'ec2', operation: 'CreateSubnet', hook: inAwsWords },
  { service: 'ec2', operation: 'AssociateSubnetCidrBlock', hook: inAwsWords },
];
