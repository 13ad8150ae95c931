/** States of `alb-exposed`: balancers and target groups of their own in the reference's network. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

type Json = Record<string, unknown>;

const FIND: readonly Step[] = [
  call(
    'ec2:DescribeSubnets',
    { Filters: [{ Name: 'tag:Name', Values: ['{{vpc_name}}-public-a'] }] },
    'publicA',
  ),
  call(
    'ec2:DescribeSubnets',
    { Filters: [{ Name: 'tag:Name', Values: ['{{vpc_name}}-public-b'] }] },
    'publicB',
  ),
  call(
    'ec2:DescribeSubnets',
    { Filters: [{ Name: 'tag:Name', Values: ['{{vpc_name}}-private-b'] }] },
    'privateB',
  ),
  call('acm:ListCertificates', {}, 'certificates'),
];
const VPC = '{{publicA.Subnets.0.VpcId}}';
const PUBLIC = ['{{publicA.Subnets.0.SubnetId}}', '{{publicB.Subnets.0.SubnetId}}'];
const PRIVATE_B = '{{privateB.Subnets.0.SubnetId}}';
const TG = '{{own.TargetGroups.0.TargetGroupArn}}';
const OTHER = '{{other.TargetGroups.0.TargetGroupArn}}';
const LB = '{{lb.LoadBalancers.0.LoadBalancerArn}}';
const CERTIFICATE = '{{certificates.CertificateSummaryList.0.CertificateArn}}';

const tcp = (port: number, ...cidrs: readonly string[]): Json => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});
const WORLD = tcp(443, '0.0.0.0/0');
const forward: Json = { Type: 'forward', TargetGroupArn: TG };
const refuse: Json = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } };
const weighted = (own: number, other: number): Json => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: TG, Weight: own },
      { TargetGroupArn: OTHER, Weight: other },
    ],
  },
});
const redirect = (config: Json = {}): Json => ({
  Type: 'redirect',
  RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301', ...config },
});

interface Rule {
  priority: number;
  path?: string;
  conditions?: readonly Json[];
  action: Json;
}
interface Door {
  port: number;
  protocol?: 'HTTP' | 'HTTPS';
  action: Json;
  rules?: readonly Rule[];
  certificate?: string;
}
interface Parts {
  /** Null: no balancer. */
  balancer?: Json | null;
  /** Ingress of each of its groups. */
  groups?: readonly (readonly Json[])[];
  doors?: readonly Door[];
  targets?: readonly Json[];
  more?: readonly Step[];
  after?: readonly Step[];
}

const HTTPS: Door = { port: 443, action: forward };
const HTTP: Door = { port: 80, protocol: 'HTTP', action: redirect() };
const TARGETS: readonly Json[] = ['10.77.16.31', '10.77.32.32'].map((Id) => ({ Id, Port: '{{app_port}}' }));

function door({ port, protocol = 'HTTPS', action, rules = [], certificate = CERTIFICATE }: Door): Step[] {
  const name = `on${port}`;
  return [
    call(
      'elasticloadbalancing:CreateListener',
      {
        LoadBalancerArn: LB,
        Port: port,
        Protocol: protocol,
        DefaultActions: [action],
        ...(protocol === 'HTTPS' ? { Certificates: [{ CertificateArn: certificate }] } : {}),
      },
      name,
    ),
    ...rules.map((rule) =>
      call('elasticloadbalancing:CreateRule', {
        ListenerArn: `{{${name}.Listeners.0.ListenerArn}}`,
        Priority: rule.priority,
        Conditions: [
          ...(rule.path === undefined ? [] : [{ Field: 'path-pattern', Values: [rule.path] }]),
          ...(rule.conditions ?? []),
        ],
        Actions: [rule.action],
      }),
    ),
  ];
}

let number = 0;
function state(name: string, expected: Expected, parts: Parts = {}): AccountState {
  const id = `st-alb-${++number}`;
  const {
    balancer = {},
    groups = [[WORLD]],
    doors = [HTTPS, HTTP],
    targets = TARGETS,
    more = [],
    after = [],
  } = parts;
  const group = (Name: string, as: string): Step =>
    call(
      'elasticloadbalancing:CreateTargetGroup',
      {
        Name,
        TargetType: 'ip',
        Protocol: 'HTTP',
        Port: '{{app_port}}',
        VpcId: VPC,
        HealthCheckPath: '/health',
      },
      as,
    );
  return {
    name: `alb-exposed: ${name}`,
    variables: { alb: id, tg: id },
    calls: [
      ...FIND,
      ...more,
      group('{{tg}}', 'own'),
      group(`${id}-other`, 'other'),
      ...(targets.length === 0
        ? []
        : [call('elasticloadbalancing:RegisterTargets', { TargetGroupArn: TG, Targets: targets })]),
      ...groups.flatMap((rules, index) => [
        call(
          'ec2:CreateSecurityGroup',
          { GroupName: `${id}-${index}`, Description: 'x', VpcId: VPC },
          `sg${index}`,
        ),
        ...(rules.length === 0
          ? []
          : [
              call('ec2:AuthorizeSecurityGroupIngress', {
                GroupId: `{{sg${index}.GroupId}}`,
                IpPermissions: rules,
              }),
            ]),
      ]),
      ...(balancer === null
        ? []
        : [
            call(
              'elasticloadbalancing:CreateLoadBalancer',
              {
                Name: '{{alb}}',
                Type: 'application',
                Scheme: 'internet-facing',
                Subnets: PUBLIC,
                SecurityGroups: groups.map((_rules, index) => `{{sg${index}.GroupId}}`),
                ...balancer,
              },
              'lb',
            ),
            ...doors.flatMap(door),
          ]),
      ...after,
    ],
    expect: { 'alb-exposed': expected },
  };
}
const listens = (name: string, expected: Expected, ...doors: readonly Door[]) =>
  state(name, expected, { doors });
const rules = (name: string, expected: Expected, action: Json, ...list: readonly Rule[]) =>
  listens(name, expected, { port: 443, action, rules: list }, HTTP);
const admits = (name: string, expected: Expected, ...groups: readonly (readonly Json[])[]) =>
  state(name, expected, { groups });
const serves = (name: string, expected: Expected, ...targets: readonly Json[]) =>
  state(name, expected, { targets });
const method = (...Values: readonly string[]): Json => ({
  Field: 'http-request-method',
  HttpRequestMethodConfig: { Values },
});

export const albExposed: readonly AccountState[] = [
  state('as the reference', 'pass'),
  listens('no HTTP at all', 'pass', HTTPS),
  listens('HTTP on another port that redirects too', 'pass', HTTPS, HTTP, { ...HTTP, port: 8080 }),
  listens('a redirect that keeps host, path and query', 'pass', HTTPS, {
    ...HTTP,
    action: redirect({ Host: '#{host}', Path: '/#{path}', Query: '#{query}', StatusCode: 'HTTP_302' }),
  }),
  listens('HTTPS on 8443 as well, to another group', 'pass', HTTPS, {
    port: 8443,
    action: { Type: 'forward', TargetGroupArn: OTHER },
  }),
  listens(
    'a redirect to HTTPS on 8443, where it listens',
    'pass',
    HTTPS,
    { port: 8443, action: forward },
    { ...HTTP, action: redirect({ Port: '8443' }) },
  ),
  rules('by a rule, and everything else refused', 'pass', refuse, {
    priority: 10,
    path: '/predict',
    action: forward,
  }),
  rules('by a pattern', 'pass', refuse, { priority: 10, path: '/pred?ct*', action: forward }),
  rules('by a host', 'pass', refuse, {
    priority: 10,
    conditions: [{ Field: 'host-header', Values: ['api.brackenmere.example'] }],
    action: forward,
  }),
  rules('by POST', 'pass', refuse, {
    priority: 10,
    path: '/predict',
    conditions: [method('POST')],
    action: forward,
  }),
  rules('a tenth of it', 'pass', weighted(10, 90)),
  rules(
    'other paths before it',
    'pass',
    forward,
    { priority: 1, path: '/metrics', action: refuse },
    { priority: 2, path: '/predict/*', action: refuse },
  ),
  rules(
    'the lower number first',
    'pass',
    refuse,
    { priority: 100, path: '/*', action: refuse },
    { priority: 9, path: '/predict', action: forward },
  ),
  rules('DELETE refused before it', 'pass', forward, {
    priority: 1,
    path: '/predict',
    conditions: [method('DELETE')],
    action: refuse,
  }),
  rules('by a pattern, the new way to say it', 'pass', refuse, {
    priority: 10,
    conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/health', '/predict*'] } }],
    action: forward,
  }),
  rules('by host and path, the new way to say it', 'pass', refuse, {
    priority: 10,
    conditions: [
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.brackenmere.example'] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/predict'] } },
    ],
    action: forward,
  }),
  rules('refused before it, the new way to say it', 'fail/not-forwarding', forward, {
    priority: 10,
    conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/pre*'] } }],
    action: refuse,
  }),
  rules('another path, the new way to say it', 'fail/not-forwarding', refuse, {
    priority: 10,
    conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/health'] } }],
    action: forward,
  }),
  rules('a redirect to another host for all but it', 'pass', redirect({ Host: 'www.brackenmere.example' }), {
    priority: 10,
    path: '/predict',
    action: forward,
  }),
  rules('from one address only', 'fail/not-forwarding', refuse, {
    priority: 10,
    path: '/predict',
    conditions: [{ Field: 'source-ip', SourceIpConfig: { Values: ['203.0.113.0/24'] } }],
    action: forward,
  }),
  rules('with a query only', 'fail/not-forwarding', refuse, {
    priority: 10,
    path: '/predict',
    conditions: [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }] } }],
    action: forward,
  }),
  rules('everything by one group, said as a list', 'pass', {
    Type: 'forward',
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: TG }] },
  }),
  admits('every port', 'pass', [{ ...WORLD, FromPort: 0, ToPort: 65_535 }]),
  admits(
    'two groups, each with a half of the Internet',
    'pass',
    [tcp(443, '0.0.0.0/1')],
    [tcp(443, '128.0.0.0/1')],
  ),
  admits('everything from everywhere', 'pass', [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]),
  serves('targets with the port of the group', 'pass', { Id: '10.77.16.31' }, { Id: '10.77.32.32' }),
  serves('two targets in one zone', 'pass', { Id: '10.77.16.31' }, { Id: '10.77.16.32' }),
  serves('a third target on another port', 'pass', ...TARGETS, { Id: '10.77.16.33', Port: 9999 }),

  state('none of this name', 'fail/alb-missing', { balancer: null }),
  state('a network balancer', 'fail/not-application', {
    balancer: { Type: 'network' },
    doors: [],
  }),
  state('a public and a private subnet', 'fail/one-zone', { balancer: { Subnets: [PUBLIC[0], PRIVATE_B] } }),
  listens('no listener', 'fail/no-https'),
  listens('HTTP only', 'fail/no-https', { ...HTTP, action: forward }),
  listens('HTTP on 443', 'fail/no-https', { port: 443, protocol: 'HTTP', action: forward }),
  listens(
    'HTTPS on 8443 only',
    'fail/no-https',
    { port: 8443, action: forward },
    { ...HTTP, action: redirect({ Port: '8443' }) },
  ),
  listens('HTTP that forwards beside it', 'fail/no-https', HTTPS, { ...HTTP, action: forward }),
  listens('HTTP on 8080 that forwards', 'fail/no-https', HTTPS, HTTP, {
    ...HTTP,
    port: 8080,
    action: forward,
  }),
  listens('HTTP that forwards one path by a rule', 'fail/no-https', HTTPS, {
    ...HTTP,
    rules: [{ priority: 5, path: '/predict', action: forward }],
  }),
  listens('a redirect to HTTPS on 80', 'fail/no-https', HTTPS, {
    ...HTTP,
    action: redirect({ Port: '#{port}' }),
  }),
  listens('a redirect to a port where nobody listens', 'fail/no-https', HTTPS, {
    ...HTTP,
    action: redirect({ Port: '8443' }),
  }),
  listens('a redirect to HTTP', 'fail/no-https', HTTPS, {
    ...HTTP,
    action: redirect({ Protocol: 'HTTP', Host: 'elsewhere.example', Port: '80' }),
  }),
  {
    ...state('a certificate that is gone', 'fail/no-https', {
      more: [
        call(
          'acm:RequestCertificate',
          { DomainName: 'gone.brackenmere.example', ValidationMethod: 'DNS' },
          'gone',
        ),
      ],
      doors: [{ ...HTTPS, certificate: '{{gone.CertificateArn}}' }, HTTP],
      after: [call('acm:DeleteCertificate', { CertificateArn: '{{gone.CertificateArn}}' })],
    }),
    because: 'AWS keeps a certificate that is in use; an account that lost it has no HTTPS all the same',
  },
  rules('the default refuses', 'fail/not-forwarding', refuse),
  rules('to another group', 'fail/not-forwarding', { Type: 'forward', TargetGroupArn: OTHER }),
  rules('by weight 0', 'fail/not-forwarding', weighted(0, 1)),
  rules('only below it', 'fail/not-forwarding', refuse, {
    priority: 10,
    path: '/predict/*',
    action: forward,
  }),
  rules('in capitals', 'fail/not-forwarding', refuse, { priority: 10, path: '/Predict', action: forward }),
  rules(
    'everything refused before it',
    'fail/not-forwarding',
    forward,
    { priority: 1, path: '/*', action: refuse },
    { priority: 2, path: '/predict', action: forward },
  ),
  rules('only with a header', 'fail/not-forwarding', refuse, {
    priority: 10,
    path: '/predict',
    conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['yes'] } }],
    action: forward,
  }),
  rules('only PUT', 'fail/not-forwarding', refuse, {
    priority: 10,
    path: '/predict',
    conditions: [method('PUT')],
    action: forward,
  }),
  serves('nobody registered', 'fail/no-healthy-target'),
  serves('one target', 'fail/no-healthy-target', { Id: '10.77.16.31' }),
  serves(
    'one target on two ports',
    'fail/no-healthy-target',
    { Id: '10.77.16.31' },
    { Id: '10.77.16.31', Port: 9999 },
  ),
  serves(
    'both on another port',
    'fail/no-healthy-target',
    { Id: '10.77.16.31', Port: 80 },
    { Id: '10.77.32.32', Port: 80 },
  ),
  state('internal', 'fail/closed', { balancer: { Scheme: 'internal' } }),
  admits('the office', 'fail/closed', [tcp(443, '203.0.113.0/24')]),
  admits('port 80 only', 'fail/closed', [tcp(80, '0.0.0.0/0')]),
  admits('IPv6 only', 'fail/closed', [
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
  ]),
  admits('UDP', 'fail/closed', [{ ...WORLD, IpProtocol: 'udp' }]),
  admits('but for a quarter', 'fail/closed', [tcp(443, '0.0.0.0/1', '128.0.0.0/2')]),
];
