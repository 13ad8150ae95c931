import { certificate, certificates } from '../../../graders/reads/acm.ts';
import { listenerRules, listeners, loadBalancer } from '../../../graders/reads/elbv2.ts';
import { targetGroup, targetHealth } from '../../../graders/reads/elbv2-targets.ts';
import { openIdProviders } from '../../../graders/reads/iam-providers.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, jsonAnswer, seconds } from './sagemaker-training-cases.ts';

const xml = { protocol: 'xml' as const };
const elb = (operation: string, body: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${operation}Result>${body}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`,
});
const list = (name: string, ...items: string[]): string =>
  `<${name}>${items.map((item) => `<member>${item}</member>`).join('')}</${name}>`;
const LB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/bm-cap/1';
const TG = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/bm-cap-tg/1';
const CERT = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
const forward = `<Type>forward</Type><TargetGroupArn>${TG}</TargetGroupArn>`;
const none = { ForwardConfig: null, RedirectConfig: null, FixedResponseConfig: null };
const condition = (Field: string, Values: string[], RegexValues: string[] = []) => ({
  Field,
  Values,
  RegexValues,
});

export const BALANCER_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: certificates,
    args: {},
    answer: jsonAnswer({
      CertificateSummaryList: [
        { CertificateArn: CERT, DomainName: 'api.example', Status: 'ISSUED', KeyAlgorithm: 'EC-prime256v1' },
        { CertificateArn: `${CERT}2` },
      ],
    }),
    value: [
      { CertificateArn: CERT, DomainName: 'api.example', Status: 'ISSUED' },
      { CertificateArn: `${CERT}2`, DomainName: null, Status: null },
    ],
    absent: null,
    action: 'acm:ListCertificates',
  },
  {
    ...json,
    read: certificate,
    args: { arn: CERT },
    answer: jsonAnswer({
      Certificate: {
        CertificateArn: CERT,
        DomainName: 'api.example',
        SubjectAlternativeNames: ['api.example', '*.api.example'],
        Status: 'ISSUED',
        NotAfter: seconds,
      },
    }),
    value: {
      CertificateArn: CERT,
      DomainName: 'api.example',
      SubjectAlternativeNames: ['api.example', '*.api.example'],
      Status: 'ISSUED',
      NotAfter: '2026-05-28T20:26:40.000Z',
    },
    absent: { status: 400, code: 'ResourceNotFoundException' },
    action: 'acm:DescribeCertificate',
  },
  {
    ...xml,
    read: loadBalancer,
    args: { name: 'bm-cap' },
    answer: elb(
      'DescribeLoadBalancers',
      list(
        'LoadBalancers',
        `<LoadBalancerArn>${LB}</LoadBalancerArn><DNSName>bm-cap-1.us-east-1.elb.amazonaws.com</DNSName><LoadBalancerName>bm-cap</LoadBalancerName>` +
          '<CreatedTime>2026-11-25T10:00:00.000Z</CreatedTime><Scheme>internet-facing</Scheme><VpcId>vpc-1</VpcId><State><Code>active</Code></State><Type>application</Type>' +
          list(
            'AvailabilityZones',
            '<ZoneName>us-east-1a</ZoneName><SubnetId>subnet-a</SubnetId><LoadBalancerAddresses/>',
          ) +
          list('SecurityGroups', 'sg-1'),
      ),
    ),
    value: {
      LoadBalancerArn: LB,
      LoadBalancerName: 'bm-cap',
      DNSName: 'bm-cap-1.us-east-1.elb.amazonaws.com',
      Scheme: 'internet-facing',
      VpcId: 'vpc-1',
      State: { Code: 'active' },
      Type: 'application',
      AvailabilityZones: [{ ZoneName: 'us-east-1a', SubnetId: 'subnet-a' }],
      SecurityGroups: ['sg-1'],
    },
    absent: { status: 400, code: 'LoadBalancerNotFound' },
    action: 'elasticloadbalancing:DescribeLoadBalancers',
  },
  {
    ...xml,
    read: listeners,
    args: { loadBalancerArn: LB },
    answer: elb(
      'DescribeListeners',
      list(
        'Listeners',
        `<ListenerArn>l-1</ListenerArn><LoadBalancerArn>${LB}</LoadBalancerArn><Port>443</Port><Protocol>HTTPS</Protocol>` +
          list('Certificates', `<CertificateArn>${CERT}</CertificateArn>`) +
          list(
            'DefaultActions',
            `<Type>forward</Type><Order>1</Order><ForwardConfig>${list('TargetGroups', `<TargetGroupArn>${TG}</TargetGroupArn><Weight>0</Weight>`, '<TargetGroupArn>other</TargetGroupArn><Weight>1</Weight>')}</ForwardConfig>`,
          ),
        '<ListenerArn>l-2</ListenerArn><Port>80</Port><Protocol>HTTP</Protocol>' +
          list(
            'DefaultActions',
            '<Type>redirect</Type><RedirectConfig><Protocol>HTTPS</Protocol><Port>443</Port><StatusCode>HTTP_301</StatusCode></RedirectConfig>',
          ),
      ),
    ),
    value: [
      {
        ListenerArn: 'l-1',
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: CERT }],
        DefaultActions: [
          {
            ...none,
            Type: 'forward',
            Order: 1,
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: TG, Weight: 0 },
                { TargetGroupArn: 'other', Weight: 1 },
              ],
            },
          },
        ],
      },
      {
        ListenerArn: 'l-2',
        Port: 80,
        Protocol: 'HTTP',
        Certificates: [],
        DefaultActions: [
          {
            ...none,
            Type: 'redirect',
            Order: null,
            RedirectConfig: {
              Protocol: 'HTTPS',
              Port: '443',
              Host: null,
              Path: null,
              StatusCode: 'HTTP_301',
            },
          },
        ],
      },
    ],
    absent: { status: 400, code: 'LoadBalancerNotFound' },
    action: 'elasticloadbalancing:DescribeListeners',
  },
  {
    ...xml,
    read: listenerRules,
    args: { listenerArn: 'l-1' },
    answer: elb(
      'DescribeRules',
      list(
        'Rules',
        '<RuleArn>r-1</RuleArn><Priority>10</Priority><IsDefault>false</IsDefault>' +
          list(
            'Conditions',
            `<Field>path-pattern</Field>${list('Values', '/predict*')}<PathPatternConfig>${list('Values', '/predict*')}</PathPatternConfig>`,
            `<Field>host-header</Field><HostHeaderConfig>${list('RegexValues', '^api')}</HostHeaderConfig>`,
            `<Field>http-request-method</Field><HttpRequestMethodConfig>${list('Values', 'POST')}</HttpRequestMethodConfig>`,
          ) +
          list('Actions', forward),
        `<RuleArn>r-2</RuleArn><Priority>default</Priority><IsDefault>true</IsDefault><Conditions/>${list('Actions', '<Type>fixed-response</Type><FixedResponseConfig><StatusCode>503</StatusCode></FixedResponseConfig>')}`,
      ),
    ),
    value: [
      {
        RuleArn: 'r-1',
        Priority: '10',
        IsDefault: false,
        Conditions: [
          condition('path-pattern', ['/predict*']),
          condition('host-header', [], ['^api']),
          condition('http-request-method', ['POST']),
        ],
        Actions: [
          {
            ...none,
            Type: 'forward',
            Order: null,
            ForwardConfig: { TargetGroups: [{ TargetGroupArn: TG, Weight: null }] },
          },
        ],
      },
      {
        RuleArn: 'r-2',
        Priority: 'default',
        IsDefault: true,
        Conditions: [],
        Actions: [
          { ...none, Type: 'fixed-response', Order: null, FixedResponseConfig: { StatusCode: '503' } },
        ],
      },
    ],
    absent: { status: 400, code: 'ListenerNotFound' },
    action: 'elasticloadbalancing:DescribeRules',
  },
  {
    ...xml,
    read: targetGroup,
    args: { name: 'bm-cap-tg' },
    answer: elb(
      'DescribeTargetGroups',
      list(
        'TargetGroups',
        `<TargetGroupArn>${TG}</TargetGroupArn><TargetGroupName>bm-cap-tg</TargetGroupName><Protocol>HTTP</Protocol><Port>8000</Port><VpcId>vpc-1</VpcId><TargetType>ip</TargetType>` +
          '<HealthCheckProtocol>HTTP</HealthCheckProtocol><HealthCheckPort>traffic-port</HealthCheckPort><HealthCheckEnabled>true</HealthCheckEnabled><HealthCheckPath>/health</HealthCheckPath><Matcher><HttpCode>200</HttpCode></Matcher>' +
          list('LoadBalancerArns', LB),
      ),
    ),
    value: {
      TargetGroupArn: TG,
      TargetGroupName: 'bm-cap-tg',
      Protocol: 'HTTP',
      Port: 8000,
      VpcId: 'vpc-1',
      TargetType: 'ip',
      HealthCheckEnabled: true,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckPath: '/health',
      Matcher: { HttpCode: '200', GrpcCode: null },
      LoadBalancerArns: [LB],
    },
    absent: { status: 400, code: 'TargetGroupNotFound' },
    action: 'elasticloadbalancing:DescribeTargetGroups',
  },
  {
    ...xml,
    read: targetHealth,
    args: { targetGroupArn: TG },
    answer: elb(
      'DescribeTargetHealth',
      list(
        'TargetHealthDescriptions',
        '<Target><Id>10.0.1.5</Id><Port>8000</Port><AvailabilityZone>us-east-1a</AvailabilityZone></Target><HealthCheckPort>8000</HealthCheckPort><TargetHealth><State>unhealthy</State><Reason>Target.Timeout</Reason></TargetHealth>',
        '<Target><Id>10.0.2.5</Id></Target><TargetHealth><State>healthy</State></TargetHealth>',
      ),
    ),
    value: [
      {
        Target: { Id: '10.0.1.5', Port: 8000, AvailabilityZone: 'us-east-1a' },
        TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout' },
      },
      {
        Target: { Id: '10.0.2.5', Port: null, AvailabilityZone: null },
        TargetHealth: { State: 'healthy', Reason: null },
      },
    ],
    absent: { status: 400, code: 'TargetGroupNotFound' },
    action: 'elasticloadbalancing:DescribeTargetHealth',
  },
  {
    ...xml,
    read: openIdProviders,
    args: {},
    answer: {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<ListOpenIDConnectProvidersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListOpenIDConnectProvidersResult>${list('OpenIDConnectProviderList', '<Arn>arn:aws:iam::123456789012:oidc-provider/x</Arn>')}</ListOpenIDConnectProvidersResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></ListOpenIDConnectProvidersResponse>`,
    },
    value: ['arn:aws:iam::123456789012:oidc-provider/x'],
    absent: null,
    action: 'iam:ListOpenIDConnectProviders',
  },
];
