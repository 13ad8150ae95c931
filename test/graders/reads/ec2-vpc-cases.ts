import { networkAcls, routeTables } from '../../../graders/reads/ec2-routing.ts';
import {
  egressOnlyInternetGateways,
  internetGateways,
  managedPrefixListEntries,
  natGateways,
  subnets,
  vpcs,
} from '../../../graders/reads/ec2-vpc.ts';
import { ec2Answer, set } from './ec2-further-cases.ts';
import type { ReadCase } from './s3-cases.ts';

const common = { protocol: 'xml' as const, args: {}, absent: null };
const tag = set('tagSet', '<key>Name</key><value>bm-ml</value>');
const Tags = [{ Key: 'Name', Value: 'bm-ml' }];

export const EC2_VPC_READ_CASES: readonly ReadCase[] = [
  {
    ...common,
    read: vpcs,
    answer: ec2Answer(
      'DescribeVpcs',
      set(
        'vpcSet',
        `<vpcId>vpc-1</vpcId><state>available</state><cidrBlock>10.20.0.0/16</cidrBlock><isDefault>false</isDefault>${set(
          'cidrBlockAssociationSet',
          '<cidrBlock>10.20.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState>',
          '<cidrBlock>10.21.0.0/16</cidrBlock><cidrBlockState><state>disassociated</state></cidrBlockState>',
        )}${set('ipv6CidrBlockAssociationSet', '<ipv6CidrBlock>2600:1f18::/56</ipv6CidrBlock><ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState>')}<blockPublicAccessStates><internetGatewayBlockMode>off</internetGatewayBlockMode></blockPublicAccessStates>${tag}`,
        '<vpcId>vpc-0</vpcId><state>available</state><cidrBlock>172.31.0.0/16</cidrBlock><isDefault>true</isDefault>',
      ),
    ),
    value: [
      {
        VpcId: 'vpc-1',
        State: 'available',
        IsDefault: false,
        CidrBlock: '10.20.0.0/16',
        CidrBlockAssociationSet: [
          { CidrBlock: '10.20.0.0/16', CidrBlockState: { State: 'associated' } },
          { CidrBlock: '10.21.0.0/16', CidrBlockState: { State: 'disassociated' } },
        ],
        Ipv6CidrBlockAssociationSet: [
          { Ipv6CidrBlock: '2600:1f18::/56', Ipv6CidrBlockState: { State: 'associated' } },
        ],
        BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
        Tags,
      },
      {
        VpcId: 'vpc-0',
        State: 'available',
        IsDefault: true,
        CidrBlock: '172.31.0.0/16',
        CidrBlockAssociationSet: [],
        Ipv6CidrBlockAssociationSet: [],
        BlockPublicAccessStates: null,
        Tags: [],
      },
    ],
    action: 'ec2:DescribeVpcs',
  },
  {
    ...common,
    read: subnets,
    answer: ec2Answer(
      'DescribeSubnets',
      set(
        'subnetSet',
        `<subnetId>subnet-1</subnetId><state>available</state><vpcId>vpc-1</vpcId><cidrBlock>10.20.0.0/24</cidrBlock><ipv6CidrBlockAssociationSet/><availabilityZone>us-east-1a</availabilityZone><availabilityZoneId>use1-az1</availabilityZoneId>${tag}`,
        `<subnetId>subnet-2</subnetId><vpcId>vpc-1</vpcId>${set('ipv6CidrBlockAssociationSet', '<ipv6CidrBlock>2600:1f18::/64</ipv6CidrBlock><ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState>')}<availabilityZone>us-east-1b</availabilityZone>`,
      ),
    ),
    value: [
      {
        SubnetId: 'subnet-1',
        VpcId: 'vpc-1',
        State: 'available',
        AvailabilityZone: 'us-east-1a',
        AvailabilityZoneId: 'use1-az1',
        CidrBlock: '10.20.0.0/24',
        Ipv6CidrBlockAssociationSet: [],
        BlockPublicAccessStates: null,
        Tags,
      },
      {
        SubnetId: 'subnet-2',
        VpcId: 'vpc-1',
        State: null,
        AvailabilityZone: 'us-east-1b',
        AvailabilityZoneId: null,
        CidrBlock: null,
        Ipv6CidrBlockAssociationSet: [
          { Ipv6CidrBlock: '2600:1f18::/64', Ipv6CidrBlockState: { State: 'associated' } },
        ],
        BlockPublicAccessStates: null,
        Tags: [],
      },
    ],
    action: 'ec2:DescribeSubnets',
  },
  {
    ...common,
    read: routeTables,
    answer: ec2Answer(
      'DescribeRouteTables',
      set(
        'routeTableSet',
        `<routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId>${set(
          'routeSet',
          '<destinationCidrBlock>10.20.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state><origin>CreateRouteTable</origin>',
          '<destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId><state>active</state><origin>CreateRoute</origin>',
          '<destinationPrefixListId>pl-1</destinationPrefixListId><natGatewayId>nat-1</natGatewayId><state>blackhole</state><origin>CreateRoute</origin>',
        )}${set(
          'associationSet',
          '<routeTableAssociationId>rtbassoc-1</routeTableAssociationId><routeTableId>rtb-1</routeTableId><main>true</main><associationState><state>associated</state></associationState>',
          '<routeTableAssociationId>rtbassoc-2</routeTableAssociationId><routeTableId>rtb-1</routeTableId><subnetId>subnet-1</subnetId><main>false</main>',
        )}${tag}`,
      ),
    ),
    value: [
      {
        RouteTableId: 'rtb-1',
        VpcId: 'vpc-1',
        Associations: [
          { Main: true, SubnetId: null, GatewayId: null, AssociationState: { State: 'associated' } },
          { Main: false, SubnetId: 'subnet-1', GatewayId: null, AssociationState: { State: 'associated' } },
        ],
        Routes: [
          {
            DestinationCidrBlock: '10.20.0.0/16',
            GatewayId: 'local',
            State: 'active',
            Origin: 'CreateRouteTable',
          },
          {
            DestinationIpv6CidrBlock: '::/0',
            EgressOnlyInternetGatewayId: 'eigw-1',
            State: 'active',
            Origin: 'CreateRoute',
          },
          {
            DestinationPrefixListId: 'pl-1',
            NatGatewayId: 'nat-1',
            State: 'blackhole',
            Origin: 'CreateRoute',
          },
        ],
        Tags,
      },
    ],
    action: 'ec2:DescribeRouteTables',
  },
  {
    ...common,
    read: internetGateways,
    answer: ec2Answer(
      'DescribeInternetGateways',
      set(
        'internetGatewaySet',
        `<internetGatewayId>igw-1</internetGatewayId>${set('attachmentSet', '<vpcId>vpc-1</vpcId><state>available</state>')}${tag}`,
      ),
    ),
    value: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }], Tags }],
    action: 'ec2:DescribeInternetGateways',
  },
  {
    ...common,
    read: egressOnlyInternetGateways,
    answer: ec2Answer(
      'DescribeEgressOnlyInternetGateways',
      set(
        'egressOnlyInternetGatewaySet',
        `<egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId>${set('attachmentSet', '<vpcId>vpc-1</vpcId><state>attached</state>')}`,
      ),
    ),
    value: [
      {
        EgressOnlyInternetGatewayId: 'eigw-1',
        Attachments: [{ VpcId: 'vpc-1', State: 'attached' }],
        Tags: [],
      },
    ],
    action: 'ec2:DescribeEgressOnlyInternetGateways',
  },
  {
    ...common,
    read: natGateways,
    answer: ec2Answer(
      'DescribeNatGateways',
      set(
        'natGatewaySet',
        `<natGatewayId>nat-1</natGatewayId><vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId><state>available</state>${set('natGatewayAddressSet', '<publicIp>203.0.113.9</publicIp><privateIp>10.20.0.9</privateIp><status>succeeded</status>')}${tag}`,
        '<natGatewayId>nat-2</natGatewayId><vpcId>vpc-1</vpcId><state>available</state><connectivityType>public</connectivityType><availabilityMode>regional</availabilityMode>',
      ),
    ),
    value: [
      {
        NatGatewayId: 'nat-1',
        VpcId: 'vpc-1',
        SubnetId: 'subnet-1',
        State: 'available',
        ConnectivityType: null,
        AvailabilityMode: null,
        NatGatewayAddresses: [
          {
            PublicIp: '203.0.113.9',
            PrivateIp: '10.20.0.9',
            Status: 'succeeded',
            NetworkInterfaceId: null,
          },
        ],
        Tags,
      },
      {
        NatGatewayId: 'nat-2',
        VpcId: 'vpc-1',
        SubnetId: null,
        State: 'available',
        ConnectivityType: 'public',
        AvailabilityMode: 'regional',
        NatGatewayAddresses: [],
        Tags: [],
      },
    ],
    action: 'ec2:DescribeNatGateways',
  },
  {
    ...common,
    read: networkAcls,
    answer: ec2Answer(
      'DescribeNetworkAcls',
      set(
        'networkAclSet',
        `<networkAclId>acl-1</networkAclId><vpcId>vpc-1</vpcId><default>true</default>${set(
          'entrySet',
          '<ruleNumber>100</ruleNumber><protocol>6</protocol><ruleAction>allow</ruleAction><egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock><portRange><from>443</from><to>443</to></portRange>',
          '<ruleNumber>110</ruleNumber><protocol>58</protocol><ruleAction>deny</ruleAction><egress>true</egress><ipv6CidrBlock>::/0</ipv6CidrBlock><icmpTypeCode><type>-1</type><code>-1</code></icmpTypeCode>',
        )}${set('associationSet', '<networkAclAssociationId>aclassoc-1</networkAclAssociationId><networkAclId>acl-1</networkAclId><subnetId>subnet-1</subnetId>')}${tag}`,
      ),
    ),
    value: [
      {
        NetworkAclId: 'acl-1',
        VpcId: 'vpc-1',
        IsDefault: true,
        Entries: [
          {
            RuleNumber: 100,
            Egress: false,
            Protocol: '6',
            RuleAction: 'allow',
            CidrBlock: '0.0.0.0/0',
            Ipv6CidrBlock: null,
            PortRange: { From: 443, To: 443 },
            IcmpTypeCode: null,
          },
          {
            RuleNumber: 110,
            Egress: true,
            Protocol: '58',
            RuleAction: 'deny',
            CidrBlock: null,
            Ipv6CidrBlock: '::/0',
            PortRange: null,
            IcmpTypeCode: { Type: -1, Code: -1 },
          },
        ],
        Associations: [{ SubnetId: 'subnet-1' }],
        Tags,
      },
    ],
    action: 'ec2:DescribeNetworkAcls',
  },
  {
    ...common,
    read: managedPrefixListEntries,
    args: { prefixListId: 'pl-1' },
    answer: ec2Answer(
      'GetManagedPrefixListEntries',
      set(
        'entrySet',
        '<cidr>10.20.0.0/16</cidr><description>ours</description>',
        '<cidr>2600:1f18::/56</cidr>',
      ),
    ),
    value: [{ Cidr: '10.20.0.0/16' }, { Cidr: '2600:1f18::/56' }],
    absent: { status: 400, code: 'InvalidPrefixListID.NotFound' },
    action: 'ec2:GetManagedPrefixListEntries',
  },
];
