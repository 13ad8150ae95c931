import {
  DescribeVpcAttributeCommand,
  paginateDescribeVpcEndpoints,
  type VpcEndpoint as SdkVpcEndpoint,
} from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { regionalArn } from './arn.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

export interface VpcEndpoint {
  VpcEndpointId: string;
  VpcId: string | null;
  /** Gateway, Interface, GatewayLoadBalancer, Resource or ServiceNetwork. */
  VpcEndpointType: string | null;
  ServiceName: string | null;
  /** `available`, `pending`, `pendingAcceptance` …; AWS's pages disagree on capitals. */
  State: string | null;
  RouteTableIds: string[];
  SubnetIds: string[];
  Groups: { GroupId: string | null }[];
  PrivateDnsEnabled: boolean | null;
  /** JSON text, as written. */
  PolicyDocument: string | null;
  Tags: Tag[];
}

/**
 * Every VPC endpoint of the Region, of any type and state.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
export const vpcEndpoints = defineRead<Record<string, never>, VpcEndpoint[]>({
  id: 'ec2:DescribeVpcEndpoints',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const endpoints: VpcEndpoint[] = [];
    for await (const page of paginateDescribeVpcEndpoints({ client: client(ec2) }, {}))
      endpoints.push(...(page.VpcEndpoints ?? []).map(endpoint));
    return endpoints;
  },
});

function endpoint(item: SdkVpcEndpoint): VpcEndpoint {
  return {
    VpcEndpointId: item.VpcEndpointId ?? '',
    VpcId: item.VpcId ?? null,
    VpcEndpointType: item.VpcEndpointType ?? null,
    ServiceName: item.ServiceName ?? null,
    State: item.State ?? null,
    RouteTableIds: item.RouteTableIds ?? [],
    SubnetIds: item.SubnetIds ?? [],
    Groups: (item.Groups ?? []).map(({ GroupId }) => ({ GroupId: GroupId ?? null })),
    PrivateDnsEnabled: item.PrivateDnsEnabled ?? null,
    PolicyDocument: item.PolicyDocument ?? null,
    Tags: tagsOf(item.Tags),
  };
}

/** The two DNS attributes of a VPC; each is a call of its own. */
export type DnsAttribute = 'enableDnsSupport' | 'enableDnsHostnames';

export interface VpcAttribute {
  /** Null where the answer does not hold the attribute. */
  Value: boolean | null;
}

/** One attribute of a VPC. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html */
export const vpcAttribute = defineRead<{ vpcId: string; attribute: DnsAttribute }, VpcAttribute>({
  id: 'ec2:DescribeVpcAttribute',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: ({ vpcId }, run) => [regionalArn(run, 'ec2', `vpc/${vpcId}`)],
  call: async ({ client }, { vpcId, attribute }) => {
    const answer = await client(ec2).send(
      new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: attribute }),
    );
    const value = attribute === 'enableDnsSupport' ? answer.EnableDnsSupport : answer.EnableDnsHostnames;
    return { Value: value?.Value ?? null };
  },
});
