/** Elastic Load Balancing and ACM through the whole sandbox: what the capstone builds, and what AWS would refuse of it. */
import { ACMClient, DescribeCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddListenerCertificatesCommand,
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeSSLPoliciesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  RemoveListenerCertificatesCommand,
  RemoveTagsCommand,
  SetRulePrioritiesCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  type CreateListenerCommandInput,
  type CreateLoadBalancerCommandInput,
  type CreateRuleCommandInput,
  type CreateTargetGroupCommandInput,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { awsEnv, clientOf, runVenv, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let elb: ElasticLoadBalancingV2Client;
let ec2: EC2Client;
let acm: ACMClient;
let vpc: string;
let group: string;
let subnets: [string, string];
let certificate: string;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('balancers');
  const options = { ...clientOf(sandbox, account), maxAttempts: 1 };
  elb = new ElasticLoadBalancingV2Client(options);
  ec2 = new EC2Client(options);
  acm = new ACMClient(options);
  vpc = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc?.VpcId ?? '';
  subnets = [await subnet('10.0.0.0/24', 'us-east-1a'), await subnet('10.0.1.0/24', 'us-east-1b')];
  const made = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = made.InternetGateway?.InternetGatewayId;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpc }));
  const named = { GroupName: 'alb', Description: 'of the balancer', VpcId: vpc };
  group = (await ec2.send(new CreateSecurityGroupCommand(named))).GroupId ?? '';
  certificate = await issued('api.brackenmere.example');
}, 300_000);
afterAll(() => {
  for (const client of [elb, ec2, acm]) client.destroy();
});

const subnet = async (CidrBlock: string, AvailabilityZone: string): Promise<string> =>
  (await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock, AvailabilityZone }))).Subnet?.SubnetId ??
  '';
const issued = async (DomainName: string): Promise<string> =>
  (await acm.send(new RequestCertificateCommand({ DomainName, ValidationMethod: 'DNS' }))).CertificateArn ??
  '';
const balancer = async (Name: string, rest: Partial<CreateLoadBalancerCommandInput> = {}) =>
  (
    await elb.send(
      new CreateLoadBalancerCommand({ Name, Subnets: subnets, SecurityGroups: [group], ...rest }),
    )
  ).LoadBalancers?.[0]?.LoadBalancerArn ?? '';
const targetGroup = async (Name: string, rest: Partial<CreateTargetGroupCommandInput> = {}) =>
  (
    await elb.send(
      new CreateTargetGroupCommand({
        Name,
        Protocol: 'HTTP',
        Port: 8000,
        VpcId: vpc,
        TargetType: 'ip',
        ...rest,
      }),
    )
  ).TargetGroups?.[0]?.TargetGroupArn ?? '';
const listener = async (LoadBalancerArn: string, rest: Partial<CreateListenerCommandInput>) =>
  (
    await elb.send(
      new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: [], ...rest }),
    )
  ).Listeners?.[0];
const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];
const health = async (TargetGroupArn: string, Targets?: TargetDescription[]) =>
  (await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn, Targets }))).TargetHealthDescriptions ??
  [];
const register = (TargetGroupArn: string, ...Targets: TargetDescription[]) =>
  elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: unknown) => error,
  );

it('a certificate is issued without waiting', async () => {
  const CertificateArn = await issued('www.brackenmere.example');
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(Certificate).toMatchObject({ Status: 'ISSUED', DomainName: 'www.brackenmere.example' });
});

describe('load balancers', () => {
  it('have the defaults of AWS', async () => {
    const arn = await balancer('plain', { SecurityGroups: undefined });
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['plain'] }));
    expect(LoadBalancers).toHaveLength(1);
    expect(LoadBalancers[0]).toMatchObject({
      LoadBalancerArn: arn,
      Scheme: 'internet-facing',
      Type: 'application',
      State: { Code: 'active' },
      VpcId: vpc,
      IpAddressType: 'ipv4',
      AvailabilityZones: [
        { ZoneName: 'us-east-1a', SubnetId: subnets[0] },
        { ZoneName: 'us-east-1b', SubnetId: subnets[1] },
      ],
    });
    // The default group of the VPC.
    expect(LoadBalancers[0]?.SecurityGroups).toEqual([expect.stringMatching(/^sg-/)]);
    expect(LoadBalancers[0]?.DNSName).toMatch(/^plain-\d+\.us-east-1\.elb\.amazonaws\.com$/);
    expect(LoadBalancers[0]?.CreatedTime).toBeInstanceOf(Date);
    expect(arn).toMatch(/:loadbalancer\/app\/plain\/[0-9a-f]{16}$/);
    expect(await balancer('net', { Type: 'network', SecurityGroups: undefined })).toMatch(
      /:loadbalancer\/net\/net\//,
    );
  });

  it('are one by name: the same request again, another one refused', async () => {
    const arn = await balancer('once');
    expect(await balancer('once')).toBe(arn);
    expect(await refused(balancer('once', { Scheme: 'internal' }))).toMatchObject({
      name: 'DuplicateLoadBalancerNameException',
    });
  });

  it.each<[string, () => Partial<CreateLoadBalancerCommandInput>, RegExp]>([
    ['one zone', () => ({ Subnets: [subnets[0]] }), /At least two subnets/],
    ['no subnet', () => ({ Subnets: [] }), /At least two subnets/],
    [
      'a subnet that is not there',
      () => ({ Subnets: [subnets[0], 'subnet-0'] }),
      /'subnet-0' does not exist/,
    ],
    ['a group that is not there', () => ({ SecurityGroups: ['sg-0'] }), /security groups are invalid/],
    ['a name that is none', () => ({ Name: 'internal-x' }), /load balancer name/],
    ['a type that is none', () => ({ Type: 'classic' as 'network' }), /must be one of/],
  ])('%s is refused', async (_what, rest, words) => {
    const error = await refused(balancer('wrong', rest()));
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(words);
  });

  it('refuse two subnets of one zone, two VPCs, and a VPC without a gateway', async () => {
    const third = await subnet('10.0.2.0/24', 'us-east-1a');
    expect(String(await refused(balancer('wrong', { Subnets: [...subnets, third] })))).toMatch(
      /same Availability Zone/,
    );
    const other = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))).Vpc?.VpcId ?? '';
    const inside = await Promise.all(
      ['us-east-1a', 'us-east-1b'].map(async (AvailabilityZone, index) => {
        const asked = { VpcId: other, CidrBlock: `10.1.${index}.0/24`, AvailabilityZone };
        return (await ec2.send(new CreateSubnetCommand(asked))).Subnet?.SubnetId ?? '';
      }),
    );
    expect(String(await refused(balancer('wrong', { Subnets: [subnets[0], inside[1] ?? ''] })))).toMatch(
      /same VPC/,
    );
    const closed = { Subnets: inside, SecurityGroups: undefined };
    expect(String(await refused(balancer('wrong', closed)))).toMatch(/has no internet gateway/);
    expect(await balancer('inside', { ...closed, Scheme: 'internal' })).toMatch(/inside/);
  });

  it('are found by name or ARN, by pages, and say which one is missing', async () => {
    const find = (asked: object) => elb.send(new DescribeLoadBalancersCommand(asked));
    const arn = await balancer('found');
    expect((await find({ LoadBalancerArns: [arn] })).LoadBalancers).toHaveLength(1);
    for (const asked of [{ Names: ['none'] }, { LoadBalancerArns: [arn, `${arn}x`] }])
      expect(await refused(find(asked))).toMatchObject({ name: 'LoadBalancerNotFoundException' });
    const all = (await find({})).LoadBalancers?.map(({ LoadBalancerName }) => LoadBalancerName) ?? [];
    const paged: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await find({ PageSize: 1, Marker });
      expect(page.LoadBalancers).toHaveLength(1);
      paged.push(page.LoadBalancers?.[0]?.LoadBalancerName);
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(paged).toEqual(all);
  });

  it('change groups, subnets and attributes, and can be protected', async () => {
    const LoadBalancerArn = await balancer('tuned');
    const second = await subnet('10.0.5.0/24', 'us-east-1c');
    const { AvailabilityZones } = await elb.send(
      new SetSubnetsCommand({ LoadBalancerArn, Subnets: [subnets[0], second] }),
    );
    expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual(['us-east-1a', 'us-east-1c']);
    const groups = await elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [group] }));
    expect(groups.SecurityGroupIds).toEqual([group]);
    const attribute = (Key: string, Value: string) =>
      elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key, Value }] }));
    await attribute('deletion_protection.enabled', 'true');
    const { Attributes } = await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    expect(Attributes).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
    expect(Attributes).toContainEqual({ Key: 'idle_timeout.timeout_seconds', Value: '60' });
    expect(await refused(attribute('no.such.key', '1'))).toMatchObject({ name: 'ValidationError' });
    const end = () => elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect(await refused(end())).toMatchObject({ name: 'OperationNotPermittedException' });
    await attribute('deletion_protection.enabled', 'false');
    await end();
    await end();
  });

  it('of the classic kind keep an API of their own', { timeout: 60_000 }, async () => {
    const env = awsEnv(sandbox, account);
    const classic = (...args: string[]) => runVenv('aws', ['elb', ...args], env);
    const listeners = 'Protocol=HTTP,LoadBalancerPort=80,InstanceProtocol=HTTP,InstancePort=80';
    const made = await classic(
      'create-load-balancer',
      '--load-balancer-name',
      'old',
      '--listeners',
      listeners,
      '--availability-zones',
      'us-east-1a',
    );
    expect([made.code, made.stderr]).toEqual([0, '']);
    const { stdout } = await classic('describe-load-balancers', '--output', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ LoadBalancerDescriptions: [{ LoadBalancerName: 'old' }] });
    const newer = await elb.send(new DescribeLoadBalancersCommand({}));
    expect(newer.LoadBalancers?.map(({ LoadBalancerName }) => LoadBalancerName)).not.toContain('old');
  });
});

describe('listeners', () => {
  it('forward, redirect, and show what AWS fills in', async () => {
    const LoadBalancerArn = await balancer('web');
    const tg = await targetGroup('web-tg');
    const secure = await listener(LoadBalancerArn, {
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: forward(tg),
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(secure).toMatchObject({
      Protocol: 'HTTPS',
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-2016-08',
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: [
        {
          Type: 'forward',
          TargetGroupArn: tg,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: tg, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
    });
    const plain = await listener(LoadBalancerArn, {
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    });
    expect(plain?.SslPolicy).toBeUndefined();
    expect(plain?.Certificates).toBeUndefined();
    expect(plain?.DefaultActions).toEqual([
      {
        Type: 'redirect',
        RedirectConfig: {
          Protocol: 'HTTPS',
          Port: '443',
          Host: '#{host}',
          Path: '/#{path}',
          Query: '#{query}',
          StatusCode: 'HTTP_301',
        },
      },
    ]);
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    expect(Listeners?.map(({ Port }) => Port)).toEqual([80, 443]);
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn }));
    expect(TargetGroups).toMatchObject([{ TargetGroupArn: tg, LoadBalancerArns: [LoadBalancerArn] }]);
    const ListenerArn = secure?.ListenerArn ?? '';
    const fixed = { Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '503' } };
    const changed = await elb.send(
      new ModifyListenerCommand({
        ListenerArn,
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
        DefaultActions: [fixed],
      }),
    );
    expect(changed.Listeners?.[0]).toMatchObject({
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: [fixed],
    });
    const unused = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [tg] }));
    expect(unused.TargetGroups?.[0]?.LoadBalancerArns ?? []).toEqual([]);
    await elb.send(new DeleteListenerCommand({ ListenerArn }));
    const gone = elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }));
    expect(await refused(gone)).toMatchObject({ name: 'ListenerNotFoundException' });
  });

  it('take further certificates, one of them the default', async () => {
    const LoadBalancerArn = await balancer('certified');
    const made = await listener(LoadBalancerArn, {
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: forward(await targetGroup('certified-tg')),
    });
    const ListenerArn = made?.ListenerArn;
    const other = await issued('other.example');
    const Certificates = [{ CertificateArn: other }];
    await elb.send(new AddListenerCertificatesCommand({ ListenerArn, Certificates }));
    const shown = async () =>
      (await elb.send(new DescribeListenerCertificatesCommand({ ListenerArn }))).Certificates;
    expect(await shown()).toEqual([
      { CertificateArn: certificate, IsDefault: true },
      { CertificateArn: other, IsDefault: false },
    ]);
    await elb.send(new RemoveListenerCertificatesCommand({ ListenerArn, Certificates }));
    expect(await shown()).toHaveLength(1);
    const last = { ListenerArn, Certificates: [{ CertificateArn: certificate }] };
    expect(await refused(elb.send(new RemoveListenerCertificatesCommand(last)))).toMatchObject({
      name: 'OperationNotPermittedException',
    });
  });

  it('refuse what AWS refuses', async () => {
    const arn = await balancer('strict');
    const tg = await targetGroup('strict-tg');
    const DefaultActions = forward(tg);
    await listener(arn, { DefaultActions });
    const secure = { Protocol: 'HTTPS' as const, Port: 443, DefaultActions };
    const nowhere = certificate.replace(/[^/]+$/, 'none');
    const redirect = { Type: 'redirect' as const, RedirectConfig: { StatusCode: 'HTTP_301' as const } };
    const cases: [Partial<CreateListenerCommandInput>, string][] = [
      [{ DefaultActions }, 'DuplicateListenerException'],
      [{ ...secure }, 'CertificateNotFoundException'],
      [{ ...secure, Certificates: [{ CertificateArn: nowhere }] }, 'CertificateNotFoundException'],
      [
        { ...secure, Certificates: [{ CertificateArn: certificate }], SslPolicy: 'none' },
        'SSLPolicyNotFoundException',
      ],
      [{ Port: 81, Certificates: [{ CertificateArn: certificate }], DefaultActions }, 'ValidationError'],
      [{ Port: 81, Protocol: 'TCP', DefaultActions }, 'ValidationError'],
      [{ Port: 81, DefaultActions: forward(`${tg}x`) }, 'TargetGroupNotFoundException'],
      [{ Port: 81, DefaultActions: [redirect] }, 'InvalidLoadBalancerActionException'],
      [{ Port: 81, DefaultActions: [] }, 'ValidationError'],
      [{ Port: 81, DefaultActions: [...DefaultActions, redirect] }, 'InvalidLoadBalancerActionException'],
      [
        { Port: 81, DefaultActions: forward(await targetGroup('tcp-tg', { Protocol: 'TCP' })) },
        'IncompatibleProtocolsException',
      ],
    ];
    for (const [rest, name] of cases) expect(await refused(listener(arn, rest))).toMatchObject({ name });
    const other = await balancer('strict-2');
    expect(await refused(listener(other, { DefaultActions }))).toMatchObject({
      name: 'TargetGroupAssociationLimitException',
    });
    expect(await refused(elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: tg })))).toMatchObject({
      name: 'ResourceInUseException',
    });
    const { SslPolicies = [] } = await elb.send(new DescribeSSLPoliciesCommand({}));
    expect(SslPolicies.length).toBeGreaterThan(5);
  });
});

describe('rules', () => {
  it('stand by priority, the default one last', async () => {
    const tg = await targetGroup('ruled-tg');
    const made = await listener(await balancer('ruled'), {
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    const ListenerArn = made?.ListenerArn ?? '';
    const rule = async (Priority: number, rest: Partial<CreateRuleCommandInput> = {}) =>
      (
        await elb.send(
          new CreateRuleCommand({
            ListenerArn,
            Priority,
            Conditions: [{ Field: 'path-pattern', Values: ['/predict*'] }],
            Actions: [
              {
                Type: 'forward',
                ForwardConfig: { TargetGroups: [{ TargetGroupArn: tg, Weight: 3 }] },
              },
            ],
            ...rest,
          }),
        )
      ).Rules?.[0];
    const ten = await rule(10);
    expect(ten).toMatchObject({
      Priority: '10',
      IsDefault: false,
      Conditions: [
        { Field: 'path-pattern', Values: ['/predict*'], PathPatternConfig: { Values: ['/predict*'] } },
      ],
      Actions: [{ TargetGroupArn: tg, ForwardConfig: { TargetGroups: [{ TargetGroupArn: tg, Weight: 3 }] } }],
    });
    const Conditions = [{ Field: 'host-header', HostHeaderConfig: { Values: ['api.brackenmere.example'] } }];
    const five = await rule(5, { Conditions });
    const priorities = async () =>
      (await elb.send(new DescribeRulesCommand({ ListenerArn }))).Rules?.map(({ Priority }) => Priority);
    expect(await priorities()).toEqual(['5', '10', 'default']);
    await elb.send(
      new SetRulePrioritiesCommand({
        RulePriorities: [
          { RuleArn: five?.RuleArn, Priority: 10 },
          { RuleArn: ten?.RuleArn, Priority: 5 },
        ],
      }),
    );
    const page = await elb.send(new DescribeRulesCommand({ ListenerArn, PageSize: 1 }));
    expect(page.Rules?.[0]?.RuleArn).toBe(ten?.RuleArn);
    expect(page.NextMarker).toBeDefined();
    const RuleArn = ten?.RuleArn ?? '';
    await elb.send(new ModifyRuleCommand({ RuleArn, Conditions }));
    const one = await elb.send(new DescribeRulesCommand({ RuleArns: [RuleArn] }));
    expect(one.Rules?.[0]?.Conditions).toMatchObject([{ Field: 'host-header' }]);
    const refusals: [Promise<unknown>, string][] = [
      [rule(5), 'PriorityInUseException'],
      [rule(0), 'ValidationError'],
      [rule(7, { Conditions: [] }), 'ValidationError'],
      [rule(7, { Conditions: [{ Field: 'colour', Values: ['red'] }] }), 'ValidationError'],
      [rule(7, { Conditions: [{ Field: 'path-pattern', Values: [] }] }), 'ValidationError'],
      [elb.send(new DescribeRulesCommand({})), 'ValidationError'],
      [elb.send(new DeleteRuleCommand({ RuleArn: `${RuleArn}x` })), 'RuleNotFoundException'],
    ];
    for (const [call, name] of refusals) expect(await refused(call)).toMatchObject({ name });
    await elb.send(new DeleteRuleCommand({ RuleArn }));
    expect(await priorities()).toEqual(['10', 'default']);
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
    const last = Rules.find(({ IsDefault }) => IsDefault)?.RuleArn ?? '';
    expect(await refused(elb.send(new DeleteRuleCommand({ RuleArn: last })))).toMatchObject({
      name: 'OperationNotPermittedException',
    });
  });
});

describe('target groups and targets', () => {
  it('have the defaults of their protocol and keep what is changed', async () => {
    const TargetGroupArn = await targetGroup('kept');
    const shown = async () =>
      (await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupArn] })))
        .TargetGroups?.[0];
    expect(await shown()).toMatchObject({
      TargetGroupName: 'kept',
      Protocol: 'HTTP',
      ProtocolVersion: 'HTTP1',
      Port: 8000,
      VpcId: vpc,
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckPath: '/',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
    });
    await elb.send(
      new ModifyTargetGroupCommand({
        TargetGroupArn,
        HealthCheckPath: '/health',
        Matcher: { HttpCode: '200-299' },
      }),
    );
    expect(await shown()).toMatchObject({
      HealthCheckPath: '/health',
      Matcher: { HttpCode: '200-299' },
      HealthCheckTimeoutSeconds: 5,
    });
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }];
    const changed = await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    expect(changed.Attributes).toContainEqual(Attributes[0]);
    expect(await targetGroup('twice')).toBe(await targetGroup('twice'));
    for (const rest of [
      { Port: 9000 },
      { Name: 'bad--name-' },
      { VpcId: 'vpc-0' },
      { Matcher: { HttpCode: 'ok' } },
      { HealthCheckPath: 'health' },
      { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 10 },
      { Protocol: undefined },
    ])
      expect(await refused(targetGroup('twice', rest))).toBeInstanceOf(Error);
    const none = elb.send(new DescribeTargetGroupsCommand({ Names: ['none'] }));
    expect(await refused(none)).toMatchObject({ name: 'TargetGroupNotFoundException' });
  });

  it('of addresses are healthy in the zones of a balancer that sends to them', async () => {
    const tg = await targetGroup('ips');
    await register(tg, { Id: '10.0.0.10' }, { Id: '10.0.1.10' }, { Id: '10.0.0.10', Port: 8001 });
    const first = await health(tg);
    expect(first.map(({ Target }) => Target)).toEqual([
      { Id: '10.0.0.10', Port: 8000, AvailabilityZone: 'us-east-1a' },
      { Id: '10.0.1.10', Port: 8000, AvailabilityZone: 'us-east-1b' },
      { Id: '10.0.0.10', Port: 8001, AvailabilityZone: 'us-east-1a' },
    ]);
    expect(first.map(({ TargetHealth }) => TargetHealth?.Reason)).toEqual(
      Array.from({ length: 3 }, () => 'Target.NotInUse'),
    );
    await listener(await balancer('ips-lb'), { DefaultActions: forward(tg) });
    const third = await subnet('10.0.9.0/24', 'us-east-1d');
    expect(third).toMatch(/^subnet-/);
    await register(tg, { Id: '10.0.9.10' });
    const second = await health(tg);
    expect(second.map(({ TargetHealth }) => TargetHealth?.State)).toEqual([
      'healthy',
      'healthy',
      'healthy',
      'unused',
    ]);
    expect(second[2]?.HealthCheckPort).toBe('8001');
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn: tg, Targets: [{ Id: '10.0.0.10' }] }));
    expect((await health(tg)).map(({ Target }) => Target?.Id)).toEqual(['10.0.1.10', '10.0.9.10']);
    const [asked] = await health(tg, [{ Id: '10.0.0.10' }]);
    expect(asked?.TargetHealth).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
    for (const wrong of [{ Id: '10.7.0.1' }, { Id: '192.0.2.1' }, { Id: 'i-0' }])
      expect(await refused(register(tg, wrong))).toMatchObject({ name: 'ValidationError' });
    await register(tg, { Id: '10.7.0.1', AvailabilityZone: 'all' });
    expect((await health(tg)).at(-1)?.TargetHealth?.State).toBe('healthy');
  });

  it('of instances follow their instance', async () => {
    const tg = await targetGroup('instances', { TargetType: 'instance' });
    await listener(await balancer('instances-lb'), { DefaultActions: forward(tg) });
    const launched = await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-04f7c02ae9d5b8316',
        InstanceType: 't3.medium',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnets[0],
      }),
    );
    const Id = launched.Instances?.[0]?.InstanceId ?? '';
    expect(await refused(register(tg, { Id: 'i-0123456789abcdef0' }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    await register(tg, { Id });
    expect((await health(tg))[0]).toMatchObject({
      Target: { Id, Port: 8000 },
      TargetHealth: { State: 'healthy' },
    });
    await ec2.send(new StopInstancesCommand({ InstanceIds: [Id] }));
    expect((await health(tg))[0]?.TargetHealth).toMatchObject({ State: 'unused' });
  });
});

it('tags stand on all kinds of resources', async () => {
  const lb = await balancer('tagged', { Tags: [{ Key: 'Project', Value: 'birdsong' }] });
  const tg = await targetGroup('tagged-tg');
  const made = await listener(lb, { DefaultActions: forward(tg) });
  const arns = [lb, tg, made?.ListenerArn ?? ''];
  await elb.send(new AddTagsCommand({ ResourceArns: arns, Tags: [{ Key: 'a', Value: 'b' }] }));
  await elb.send(new RemoveTagsCommand({ ResourceArns: [tg], TagKeys: ['a'] }));
  const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: arns }));
  expect(TagDescriptions?.map(({ Tags = [] }) => Tags.map(({ Key }) => Key))).toEqual([
    ['Project', 'a'],
    [],
    ['a'],
  ]);
  const nowhere = elb.send(new DescribeTagsCommand({ ResourceArns: [`${lb}x`] }));
  expect(await refused(nowhere)).toMatchObject({ name: 'LoadBalancerNotFoundException' });
});

it('at a gradual pace balancers and targets begin in the states of AWS', async () => {
  sandbox.setPace(account.account, 'gradual');
  try {
    const lb = await balancer('slow');
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['slow'] }));
    expect(LoadBalancers?.[0]?.State?.Code).toBe('provisioning');
    const tg = await targetGroup('slow-tg');
    await listener(lb, { DefaultActions: forward(tg) });
    await register(tg, { Id: '10.0.0.20' });
    expect((await health(tg))[0]?.TargetHealth).toMatchObject({
      State: 'initial',
      Reason: 'Elb.RegistrationInProgress',
    });
  } finally {
    sandbox.setPace(account.account, 'instant');
  }
});
