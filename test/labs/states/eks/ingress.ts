/** States of `ingress-alb`: what the load balancer controller would make of Ingress and Service. */
import type { AccountState, Expected, HandIn } from '../state.ts';
import { call } from '../state.ts';
import type { Json } from './account.ts';
import { add, changed, listOf, patch, rewritten, without, type Edit } from './manifests.ts';

const TASK = 'ingress-alb';
const file = (name: string, content: HandIn, expected: Expected, more: Partial<AccountState> = {}) => ({
  name: `${TASK}: ${name}`,
  files: { [TASK]: [['ingress.yaml', content] as const] },
  expect: { [TASK]: expected },
  ...more,
});
const makes = (name: string, expected: Expected, ...edits: readonly Edit[]): AccountState =>
  file(name, changed(TASK, edits), expected);
const text = (name: string, expected: Expected, change: (text: string) => string): AccountState =>
  file(name, rewritten(TASK, change), expected);
const SERVING = 'serving-manifest';
/** With another Service in serving.yaml. */
const served = (name: string, expected: Expected, edits: readonly Edit[], ...ingress: readonly Edit[]) =>
  file(name, changed(TASK, ingress), expected, {
    files: {
      [TASK]: [['ingress.yaml', changed(TASK, ingress)]],
      [SERVING]: [['serving.yaml', changed(SERVING, edits)]],
    },
  });
const says = (annotations: Json): Edit =>
  patch('Ingress', {
    metadata: {
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key.includes('/') ? key : `alb.ingress.kubernetes.io/${key}`,
          value,
        ]),
      ),
    },
  });
const ingress = (spec: Json): Edit => patch('Ingress', { spec });
const CLASS = 'kubernetes.io/ingress.class';
const PORTS = 'listen-ports';
const backend = (port: Json, name = 'model-server'): Json => ({ service: { name, port } });
const path = (port: Json, more: Json = {}): Json => ({
  path: '/',
  pathType: 'Prefix',
  backend: backend(port),
  ...more,
});
const rules = (...paths: readonly Json[]): Edit => ingress({ rules: [{ http: { paths } }] });
const NS = { namespace: 'serving' };
const service = (spec: Json, metadata: Json = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'front', ...NS, ...metadata },
  spec: { selector: { app: 'model-server' }, ...spec },
});
const toFront = (port: Json = { number: 80 }): Edit => rules(path(port, { backend: backend(port, 'front') }));
const forward = (more: Json): string =>
  JSON.stringify({
    type: 'forward',
    forwardConfig: { targetGroups: [{ serviceName: 'model-server', servicePort: 80, ...more }] },
  });
const byAction = (action: string): Edit[] => [
  says({ 'actions.main': action }),
  rules(path({ name: 'use-annotation' }, { backend: backend({ name: 'use-annotation' }, 'main') })),
];
const named = (...names: readonly string[]): Edit => says({ subnets: names.join(', ') });
const cls = (parameters?: string): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'public' },
  spec: {
    controller: 'ingress.k8s.aws/alb',
    ...(parameters === undefined
      ? {}
      : { parameters: { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: parameters } }),
  },
});
const params = (spec: Json): Json => ({
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'IngressClassParams',
  metadata: { name: 'public' },
  spec,
});
const noCert = says({ 'certificate-arn': null });
const HOST = 'api.brackenmere.example';

export const ingressAlb: readonly AccountState[] = [
  {
    name: `${TASK}: nothing handed in`,
    files: { [TASK]: [] },
    expect: { [TASK]: 'fail/artifact-missing' },
  },
  makes('as the reference, printed anew', 'pass'),
  file('as a List in JSON', changed(TASK, [], listOf), 'pass'),
  makes('the class by annotation', 'pass', says({ [CLASS]: 'alb' }), ingress({ ingressClassName: null })),
  makes('the class by both', 'pass', says({ [CLASS]: 'alb' })),
  makes('two classes', 'fail/manifest-invalid', says({ [CLASS]: 'nginx' })),
  makes('another class', 'fail/no-ingress', ingress({ ingressClassName: 'nginx' })),
  makes('no class', 'fail/no-ingress', ingress({ ingressClassName: null })),
  makes(
    'a class of another name, of the same controller',
    'pass',
    ingress({ ingressClassName: 'public' }),
    add(cls()),
  ),
  makes(
    'a class that says internet-facing',
    'pass',
    ingress({ ingressClassName: 'public' }),
    says({ scheme: null }),
    add(cls('public'), params({ scheme: 'internet-facing' })),
  ),
  makes(
    'a class that says internal, and wins',
    'fail/internal-only',
    ingress({ ingressClassName: 'public' }),
    add(cls('public'), params({ scheme: 'internal' })),
  ),
  makes('in another namespace', 'fail/no-ingress', patch('Ingress', { metadata: { namespace: 'default' } })),
  makes(
    'a Service of type LoadBalancer',
    'fail/no-ingress',
    without('Ingress'),
    add(service({ type: 'LoadBalancer', ports: [{ port: 443, targetPort: 8000 }] })),
  ),
  makes(
    'a Gateway',
    'blocked/unsupported-construct',
    without('Ingress'),
    add({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'x', ...NS },
      spec: { gatewayClassName: 'alb' },
    }),
  ),
  makes(
    'the version of 2019',
    'fail/manifest-invalid',
    patch('Ingress', { apiVersion: 'networking.k8s.io/v1beta1' }),
  ),
  makes(
    'the backend of 2019',
    'fail/manifest-invalid',
    rules({ path: '/', pathType: 'Prefix', backend: { serviceName: 'model-server', servicePort: 80 } }),
  ),
  makes('no pathType', 'fail/manifest-invalid', rules({ path: '/', backend: backend({ number: 80 }) })),
  makes('a path without a slash', 'fail/manifest-invalid', rules(path({ number: 80 }, { path: 'predict' }))),
  file('no YAML', '{ "kind": [', 'fail/artifact-unreadable'),
  // The way
  makes('a port by its number', 'pass', rules(path({ number: 80 }))),
  makes('by default backend', 'pass', ingress({ rules: null, defaultBackend: backend({ name: 'http' }) })),
  makes(
    'one path of two',
    'pass',
    rules(
      path({ number: 80 }, { path: '/old', backend: backend({ number: 80 }, 'old') }),
      path({ number: 80 }, { path: '/predict' }),
    ),
  ),
  makes(
    'a path with a star, as the controller likes it',
    'pass',
    rules(path({ number: 80 }, { path: '/*', pathType: 'ImplementationSpecific' })),
  ),
  makes(
    'a redirect first',
    'pass',
    says({
      [PORTS]: '[{"HTTP": 80}, {"HTTPS": 443}]',
      'actions.ssl':
        '{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}',
    }),
    rules(
      path({ name: 'use-annotation' }, { backend: backend({ name: 'use-annotation' }, 'ssl') }),
      path({ number: 80 }),
    ),
  ),
  makes('an action that forwards', 'pass', ...byAction(forward({}))),
  makes('an action whose port is text', 'pass', ...byAction(forward({ servicePort: '80' }))),
  makes('an action that forwards nothing', 'fail/backend-unwired', ...byAction(forward({ weight: 0 }))),
  makes(
    'an action that answers itself',
    'fail/backend-unwired',
    ...byAction('{"type":"fixed-response","fixedResponseConfig":{"statusCode":"503"}}'),
  ),
  makes(
    'a redirect only',
    'fail/backend-unwired',
    ...byAction(
      '{"type":"redirect","redirectConfig":{"protocol":"HTTPS","port":"443","statusCode":"HTTP_301"}}',
    ),
  ),
  makes(
    'the port of the pod instead of the Service’s',
    'fail/backend-unwired',
    rules(path({ number: 8000 })),
  ),
  makes('a name that the Service has not', 'fail/backend-unwired', rules(path({ name: 'web' }))),
  makes(
    'another Service',
    'fail/backend-unwired',
    rules(path({ number: 80 }, { backend: backend({ number: 80 }, 'server') })),
  ),
  makes('port by name and number', 'fail/manifest-invalid', rules(path({ name: 'http', number: 80 }))),
  makes(
    'a Service of its own, by number',
    'pass',
    toFront(),
    add(service({ ports: [{ port: 80, targetPort: 8000 }] })),
  ),
  makes(
    'a Service whose port is the pod’s',
    'pass',
    toFront({ number: 8000 }),
    add(service({ ports: [{ port: 8000 }] })),
  ),
  makes(
    'a Service without addresses of its own',
    'pass',
    toFront({ number: 8000 }),
    add(service({ clusterIP: 'None', ports: [{ port: 8000 }] })),
  ),
  makes(
    'the second of two ports',
    'pass',
    toFront({ name: 'api' }),
    add(
      service({
        ports: [
          { name: 'metrics', port: 9090 },
          { name: 'api', port: 80, targetPort: 'http' },
        ],
      }),
    ),
  ),
  makes(
    'the first of two ports',
    'fail/backend-unwired',
    toFront({ name: 'metrics' }),
    add(
      service({
        ports: [
          { name: 'metrics', port: 9090 },
          { name: 'api', port: 80, targetPort: 'http' },
        ],
      }),
    ),
  ),
  makes(
    'a target port in quotes',
    'fail/manifest-invalid',
    toFront(),
    add(service({ ports: [{ port: 80, targetPort: '8000' }] })),
  ),
  makes('port 80 of the pod', 'fail/backend-unwired', toFront(), add(service({ ports: [{ port: 80 }] }))),
  makes(
    'a Service in another namespace',
    'fail/backend-unwired',
    toFront(),
    add(service({ ports: [{ port: 80, targetPort: 8000 }] }, { namespace: 'default' })),
  ),
  makes(
    'a Service without a selector',
    'fail/backend-unwired',
    toFront(),
    add(service({ selector: null, ports: [{ port: 80, targetPort: 8000 }] })),
  ),
  makes(
    'a Service for a label too many',
    'fail/backend-unwired',
    toFront(),
    add(service({ selector: { app: 'model-server', tier: 'web' }, ports: [{ port: 80, targetPort: 8000 }] })),
  ),
  makes(
    'a Service that is a name elsewhere',
    'fail/backend-unwired',
    toFront(),
    add(
      service({ type: 'ExternalName', externalName: 'x.example', ports: [{ port: 80, targetPort: 8000 }] }),
    ),
  ),
  makes(
    'a Service over UDP',
    'fail/backend-unwired',
    toFront(),
    add(service({ ports: [{ port: 80, targetPort: 8000, protocol: 'UDP' }] })),
  ),
  served('no Service in serving.yaml', 'fail/backend-unwired', [without('Service')]),
  // The scheme
  makes('no scheme', 'fail/internal-only', says({ scheme: null })),
  makes('internal', 'fail/internal-only', says({ scheme: 'internal' })),
  makes('the scheme in capitals', 'fail/internal-only', says({ scheme: 'Internet-Facing' })),
  makes(
    'the scheme of another controller',
    'fail/internal-only',
    says({ scheme: null, 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }),
  ),
  makes('an internal one beside', 'pass', (all) => [
    ...all,
    ...patch('Ingress', {
      metadata: { name: 'inside', annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal' } },
    })(all),
  ]),
  // TLS
  makes(
    'HTTP that is redirected',
    'pass',
    says({ [PORTS]: '[{"HTTP": 80}, {"HTTPS": 443}]', 'ssl-redirect': '443' }),
  ),
  makes('the ports that a certificate brings', 'pass', says({ [PORTS]: null })),
  makes('ports in one object', 'pass', says({ [PORTS]: '[{"HTTP": 80, "HTTPS": 443}]' })),
  makes('a certificate found by the host of the rule', 'pass', noCert),
  makes(
    'a certificate found by the host under tls',
    'pass',
    noCert,
    ingress({ tls: [{ hosts: [HOST] }], rules: [{ http: { paths: [path({ number: 80 })] } }] }),
  ),
  makes(
    'a host under tls, and no ports: HTTP',
    'fail/no-tls',
    noCert,
    says({ [PORTS]: null }),
    ingress({ tls: [{ hosts: [HOST] }] }),
  ),
  makes(
    'a host that no certificate covers',
    'fail/no-tls',
    noCert,
    ingress({ rules: [{ host: 'www.example.org', http: { paths: [path({ number: 80 })] } }] }),
  ),
  makes('neither host nor certificate', 'fail/no-tls', noCert, rules(path({ number: 80 }))),
  makes(
    'a Secret, which an ALB does not read',
    'fail/no-tls',
    noCert,
    ingress({ tls: [{ secretName: 'api-tls' }], rules: [{ http: { paths: [path({ number: 80 })] } }] }),
  ),
  makes('HTTP only', 'fail/no-tls', says({ [PORTS]: '[{"HTTP": 80}]' })),
  makes('HTTP on 443', 'fail/no-tls', says({ [PORTS]: '[{"HTTP": 443}]' })),
  makes('HTTPS on 8443', 'fail/no-tls', says({ [PORTS]: '[{"HTTPS": 8443}]' })),
  makes('ports that are no JSON', 'fail/no-tls', says({ [PORTS]: "[{'HTTPS': 443}]" })),
  text('a certificate that is not there', 'fail/no-tls', (it) =>
    it.replace(/certificate\/[-\w]+/, 'certificate/00000000-0000-0000-0000-000000000000'),
  ),
  text('a certificate of another account', 'fail/no-tls', (it) =>
    it.replace(/acm:us-east-1:\d+/, 'acm:us-east-1:210987654321'),
  ),
  text('a certificate of another Region', 'fail/no-tls', (it) =>
    it.replace('acm:us-east-1', 'acm:eu-west-1'),
  ),
  text('a good certificate and one that is not there', 'fail/no-tls', (it) =>
    it.replace(/(certificate-arn: )(\S+)/, '$1$2,arn:aws:acm:us-east-1:210987654321:certificate/x'),
  ),
  text('the same certificate twice', 'pass', (it) => it.replace(/(certificate-arn: )(\S+)/, '$1"$2, $2"')),
  // Targets
  makes('nodes as targets of a ClusterIP', 'fail/wrong-target-type', says({ 'target-type': 'instance' })),
  makes('no target type: nodes', 'fail/wrong-target-type', says({ 'target-type': null })),
  makes(
    'nodes as targets of a NodePort',
    'pass',
    says({ 'target-type': null }),
    toFront(),
    add(service({ type: 'NodePort', ports: [{ port: 80, targetPort: 8000, nodePort: 30080 }] })),
  ),
  makes(
    'nodes as targets of a LoadBalancer',
    'pass',
    says({ 'target-type': 'instance' }),
    toFront(),
    add(service({ type: 'LoadBalancer', ports: [{ port: 80, targetPort: 8000 }] })),
  ),
  makes(
    'pods as targets of a NodePort',
    'pass',
    toFront(),
    add(service({ type: 'NodePort', ports: [{ port: 80, targetPort: 8000 }] })),
  ),
  makes(
    'a node port out of bounds',
    'fail/manifest-invalid',
    toFront(),
    add(service({ type: 'NodePort', ports: [{ port: 80, targetPort: 8000, nodePort: 8080 }] })),
  ),
  // Places
  makes('subnets by name', 'pass', named('bm-eks-public-a', 'bm-eks-public-b')),
  makes('private subnets', 'fail/no-subnets', named('bm-eks-private-a', 'bm-eks-private-b')),
  makes('one public, one private', 'fail/no-subnets', named('bm-eks-public-a', 'bm-eks-private-b')),
  makes('one subnet', 'fail/no-subnets', named('bm-eks-public-a')),
  makes('the same subnet twice', 'fail/no-subnets', named('bm-eks-public-a', 'bm-eks-public-a')),
  makes(
    'a subnet that is not there',
    'fail/no-subnets',
    named('bm-eks-public-a', 'subnet-0123456789abcdef0'),
  ),
  file('subnets denied', changed(TASK, []), 'blocked/denied', {
    broken: { 'ec2:DescribeSubnets': 'deny' },
    because: 'subnet-tags is blocked, which skips nothing',
  }),
  file('certificates denied', changed(TASK, []), 'blocked/denied', {
    broken: { 'acm:ListCertificates': 'deny' },
  }),
  file(
    'certificates denied, and internal',
    changed(TASK, [says({ scheme: 'internal' })]),
    'fail/internal-only',
    { broken: { 'acm:ListCertificates': 'deny' } },
  ),
  file('a certificate that nobody has confirmed', ({ reference }) => reference(TASK), 'pass', {
    calls: [call('acm:RequestCertificate', { DomainName: '*.brackenmere.example', ValidationMethod: 'DNS' })],
    because: 'the one that is named is issued; another one is nobody’s business',
  }),
];
