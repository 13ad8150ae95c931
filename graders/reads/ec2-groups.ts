import {
  paginateDescribeSecurityGroups,
  type IpPermission as SdkIpPermission,
  type SecurityGroup as SdkSecurityGroup,
} from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

export interface GroupPair {
  GroupId: string | null;
  GroupName: string | null;
  /** Set where the group is another account's or of a peered VPC. */
  UserId: string | null;
  VpcId: string | null;
  VpcPeeringConnectionId: string | null;
}
/** One rule, or several with the same protocol and ports. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export interface IpPermission {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for every protocol. */
  IpProtocol: string | null;
  FromPort: number | null;
  ToPort: number | null;
  IpRanges: { CidrIp: string | null }[];
  Ipv6Ranges: { CidrIpv6: string | null }[];
  PrefixListIds: { PrefixListId: string | null }[];
  UserIdGroupPairs: GroupPair[];
}
export interface SecurityGroup {
  GroupId: string;
  GroupName: string;
  VpcId: string | null;
  IpPermissions: IpPermission[];
  IpPermissionsEgress: IpPermission[];
  Tags: Tag[];
}

/**
 * Every security group of the Region with its rules, default groups too: a rule may name any of them.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
 */
export const securityGroups = defineRead<Record<string, never>, SecurityGroup[]>({
  id: 'ec2:DescribeSecurityGroups',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const groups: SecurityGroup[] = [];
    for await (const page of paginateDescribeSecurityGroups({ client: client(ec2) }, {}))
      groups.push(...(page.SecurityGroups ?? []).map(group));
    return groups;
  },
});

function group(item: SdkSecurityGroup): SecurityGroup {
  return {
    GroupId: item.GroupId ?? '',
    GroupName: item.GroupName ?? '',
    VpcId: item.VpcId ?? null,
    IpPermissions: (item.IpPermissions ?? []).map(permission),
    IpPermissionsEgress: (item.IpPermissionsEgress ?? []).map(permission),
    Tags: tagsOf(item.Tags),
  };
}

function permission(item: SdkIpPermission): IpPermission {
  return {
    IpProtocol: item.IpProtocol ?? null,
    FromPort: item.FromPort ?? null,
    ToPort: item.ToPort ?? null,
    IpRanges: (item.IpRanges ?? []).map(({ CidrIp }) => ({ CidrIp: CidrIp ?? null })),
    Ipv6Ranges: (item.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => ({ CidrIpv6: CidrIpv6 ?? null })),
    PrefixListIds: (item.PrefixListIds ?? []).map(({ PrefixListId }) => ({
      PrefixListId: PrefixListId ?? null,
    })),
    UserIdGroupPairs: (item.UserIdGroupPairs ?? []).map((pair) => ({
      GroupId: pair.GroupId ?? null,
      GroupName: pair.GroupName ?? null,
      UserId: pair.UserId ?? null,
      VpcId: pair.VpcId ?? null,
      VpcPeeringConnectionId: pair.VpcPeeringConnectionId ?? null,
    })),
  };
}
