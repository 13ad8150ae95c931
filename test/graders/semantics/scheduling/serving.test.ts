import { describe, expect, test } from 'vitest';
import { pathText } from '../../../../graders/semantics/manifests/index.ts';
import {
  albPlan,
  killedWhileLoading,
  lostHop,
  patience,
  probeTarget,
  servicePort,
} from '../../../../graders/semantics/scheduling/index.ts';
import { deployment, manifests, workload } from './kit.ts';

const { pod } = workload(
  deployment({ box: 'ports: [{ name: http, containerPort: 8000 }, { name: metrics, containerPort: 9090 }]' }),
);

describe('from a Service to its pods', () => {
  const lost = (spec: string, port: number | string = 80, namespace = 'serving') => {
    const [service] = manifests(
      `apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: ${namespace} }\nspec: { ${spec} }`,
    ).objects;
    const found = service && servicePort(service, port);
    if (!service || !found) return 'no port';
    const hop = lostHop(service, found, pod, 8000);
    return hop ? `${pathText(hop.path)}: ${hop.found} / ${hop.asked}` : 'arrives';
  };
  const app = 'selector: { app: server }';
  test.each<[string, string, (number | string)?, string?]>([
    [`${app}, ports: [{ port: 80, targetPort: 8000 }]`, 'arrives'],
    [`${app}, ports: [{ port: 80, targetPort: http }]`, 'arrives'],
    [`${app}, ports: [{ port: 8000 }]`, 'arrives', 8000],
    [`selector: { app: server, tier: web }, ports: [{ port: 80, targetPort: http }]`, 'arrives'],
    [`${app}, ports: [{ port: 80 }]`, 'spec.ports[0].port: 80 / 8000'],
    [`${app}, ports: [{ port: 80, targetPort: 80 }]`, 'spec.ports[0].targetPort: 80 / 8000'],
    [`${app}, ports: [{ port: 80, targetPort: metrics }]`, 'spec.ports[0].targetPort: metrics (9090) / 8000'],
    [
      `${app}, ports: [{ port: 80, targetPort: web }]`,
      'spec.ports[0].targetPort: web, which no container port is called / 8000',
    ],
    [
      `${app}, ports: [{ name: a, port: 80, targetPort: 80 }, { name: b, port: 81, targetPort: 8000 }]`,
      'arrives',
      81,
    ],
    [
      `${app}, ports: [{ name: a, port: 80, targetPort: 80 }, { name: b, port: 81, targetPort: 8000 }]`,
      'arrives',
      'b',
    ],
    [`${app}, ports: [{ port: 80 }]`, 'no port', 81],
    [`${app}, ports: [{ port: 80, protocol: UDP, targetPort: 8000 }]`, 'spec.ports[0].protocol: UDP / TCP'],
    [
      `selector: { app: other }, ports: [{ port: 80, targetPort: 8000 }]`,
      'spec.selector.app: app=other / app=server',
    ],
    [
      `selector: { name: server }, ports: [{ port: 80, targetPort: 8000 }]`,
      'spec.selector.name: name=server / a label of the pods',
    ],
    [`ports: [{ port: 80, targetPort: 8000 }]`, 'spec.selector: no selector / app=server, tier=web'],
    [
      `type: ExternalName, externalName: example.com, ports: [{ port: 80, targetPort: 8000 }]`,
      'spec.type: ExternalName / a Service with pods',
    ],
    [
      `${app}, ports: [{ port: 80, targetPort: 8000 }]`,
      'metadata.namespace: default / serving',
      80,
      'default',
    ],
  ])('%s: %s', (spec, expected, port, namespace) => {
    expect(lost(spec, port, namespace)).toBe(expected);
  });
});

describe('probes', () => {
  const container = (probes: string) => {
    const [one] = workload(deployment({ box: `ports: [{ name: http, containerPort: 8000 }], ${probes}` })).pod
      .spec.containers;
    if (!one) throw new Error('no container');
    return one;
  };
  test.each<[string, unknown]>([
    ['httpGet: { port: 8000 }', { kind: 'port', port: 8000, text: '8000', elsewhere: false }],
    ['httpGet: { port: http }', { kind: 'port', port: 8000, text: 'http', elsewhere: false }],
    ['httpGet: { port: web }', { kind: 'port', port: undefined, text: 'web', elsewhere: false }],
    [
      'httpGet: { port: 8000, host: 10.0.0.1 }',
      { kind: 'port', port: 8000, text: '10.0.0.1:8000', elsewhere: true },
    ],
    [
      'tcpSocket: { port: 8000, host: localhost }',
      { kind: 'port', port: 8000, text: '8000', elsewhere: false },
    ],
    ['grpc: { port: 9000 }', { kind: 'port', port: 9000, text: '9000', elsewhere: false }],
    ['exec: { command: [cat, /ready] }', { kind: 'exec', command: 'cat /ready' }],
  ])('%s', (probe, expected) => {
    const one = container(`readinessProbe: { ${probe} }`);
    expect(probeTarget(one.readinessProbe, one)).toEqual(expected);
  });
  test('none asks nothing', () => {
    expect(probeTarget(undefined, container('tty: true'))).toEqual({ kind: 'none' });
  });

  test.each<[object, number]>([
    [{}, 30],
    [{ initialDelaySeconds: 60 }, 90],
    [{ failureThreshold: 12 }, 120],
    [{ failureThreshold: 30, periodSeconds: 4 }, 120],
    [{ failureThreshold: 0, periodSeconds: 0 }, 30],
  ])('%j has a patience of %i s', (probe, seconds) => {
    expect(patience(probe)).toBe(seconds);
  });

  const tcp = 'tcpSocket: { port: 8000 }';
  test.each<[string, unknown]>([
    ['tty: true', undefined],
    [`livenessProbe: { ${tcp} }`, { probe: 'livenessProbe', after: 30 }],
    [`livenessProbe: { ${tcp}, initialDelaySeconds: 90 }`, undefined],
    [`livenessProbe: { ${tcp} }, startupProbe: { ${tcp}, failureThreshold: 12 }`, undefined],
    [
      `livenessProbe: { ${tcp} }, startupProbe: { ${tcp}, failureThreshold: 11 }`,
      { probe: 'startupProbe', after: 110 },
    ],
    [`startupProbe: { ${tcp} }`, { probe: 'startupProbe', after: 30 }],
    [
      `livenessProbe: { ${tcp}, initialDelaySeconds: 300 }, startupProbe: { ${tcp} }`,
      { probe: 'startupProbe', after: 30 },
    ],
    [`readinessProbe: { ${tcp} }`, undefined],
  ])('%s while loading 120 s', (probes, expected) => {
    expect(killedWhileLoading(container(probes), 120)).toEqual(expected);
  });
});

describe('the load balancer of an Ingress', () => {
  const plan = (annotations: string, spec = '', more = '') => {
    const set = manifests(
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i, namespace: serving, annotations: { ${annotations} } }\nspec: { ${spec === '' ? 'ingressClassName: alb, defaultBackend: { service: { name: s, port: { number: 80 } } }' : spec} }\n${more}`,
    );
    const [object] = set.objects;
    if (!object) throw new Error('no Ingress');
    return albPlan(object, set.objects, set.unknown);
  };
  const a = (name: string, value: string) => `alb.ingress.kubernetes.io/${name}: ${JSON.stringify(value)}`;

  test('defaults', () => {
    expect(plan('')).toEqual({
      alb: true,
      className: 'alb',
      scheme: 'internal',
      targetType: 'instance',
      listeners: [{ protocol: 'HTTP', port: 80 }],
      certificates: [],
      tlsHosts: [],
      ruleHosts: [],
      subnets: [],
      routes: [{ host: '', path: '', service: 's', port: 80, at: ['spec', 'defaultBackend'] }],
      problem: undefined,
    });
  });
  test('a certificate makes HTTPS 443 the default, and a TLS host does not', () => {
    expect(plan(a('certificate-arn', 'arn:one, arn:two'))).toMatchObject({
      certificates: ['arn:one', 'arn:two'],
      listeners: [{ protocol: 'HTTPS', port: 443 }],
    });
    const spec =
      'ingressClassName: alb, tls: [{ hosts: [api.example.com] }], rules: [{ host: api.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: s, port: { name: http } } } }] } }]';
    expect(plan('', spec)).toMatchObject({
      tlsHosts: ['api.example.com'],
      ruleHosts: ['api.example.com'],
      listeners: [{ protocol: 'HTTP', port: 80 }],
      routes: [{ host: 'api.example.com', path: '/', service: 's', port: 'http' }],
    });
  });
  test('annotations', () => {
    expect(
      plan(
        [
          a('scheme', 'internet-facing'),
          a('target-type', 'ip'),
          a('subnets', 'subnet-1, web-b'),
          a('listen-ports', '[{"HTTP": 80}, {"HTTPS": 443}]'),
        ].join(', '),
      ),
    ).toMatchObject({
      scheme: 'internet-facing',
      targetType: 'ip',
      subnets: ['subnet-1', 'web-b'],
      listeners: [
        { protocol: 'HTTP', port: 80 },
        { protocol: 'HTTPS', port: 443 },
      ],
    });
  });
  test.each(['[{"HTTPS": 443}', '{"HTTPS": 443}', '[{"TLS": 443}]', '[{"HTTPS": "443"}]'])(
    'listen-ports %s is a problem',
    (text) => {
      expect(plan(a('listen-ports', text)).problem?.at).toEqual([
        'metadata',
        'annotations',
        'alb.ingress.kubernetes.io/listen-ports',
      ]);
    },
  );
  test.each<[string, string, boolean]>([
    ['', 'ingressClassName: alb', true],
    ['', 'ingressClassName: nginx', false],
    ['kubernetes.io/ingress.class: alb', '', true],
    ['kubernetes.io/ingress.class: nginx', '', false],
    ['kubernetes.io/ingress.class: alb', 'ingressClassName: alb', true],
    ['', '', false],
  ])('class by {%s} {%s}: %j', (annotations, spec, alb) => {
    const backend = 'defaultBackend: { service: { name: s, port: { number: 80 } } }';
    expect(plan(annotations, [spec, backend].filter((part) => part !== '').join(', ')).alb).toBe(alb);
  });
  test('a class of another name, and its parameters', () => {
    const spec = 'ingressClassName: public, defaultBackend: { service: { name: s, port: { number: 80 } } }';
    const more = `---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: public }
spec: { controller: eks.amazonaws.com/alb, parameters: { apiGroup: eks.amazonaws.com, kind: IngressClassParams, name: p } }
---
apiVersion: eks.amazonaws.com/v1
kind: IngressClassParams
metadata: { name: p }
spec: { scheme: internet-facing, targetType: ip, certificateARNs: [arn:c], subnets: { ids: [subnet-9] } }
`;
    expect(plan('', spec, more)).toMatchObject({
      alb: true,
      scheme: 'internet-facing',
      targetType: 'ip',
      certificates: ['arn:c'],
      subnets: ['subnet-9'],
      listeners: [{ protocol: 'HTTPS', port: 443 }],
    });
    expect(plan(a('scheme', 'internal'), spec, more).scheme).toBe('internet-facing');
  });
  test('actions are followed when they forward', () => {
    const spec =
      'ingressClassName: alb, rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: go, port: { name: use-annotation } } } }] } }]';
    const forward = {
      type: 'forward',
      forwardConfig: {
        targetGroups: [
          { serviceName: 's', servicePort: '80', weight: 1 },
          { serviceName: 'off', servicePort: 80, weight: 0 },
          { targetGroupARN: 'arn' },
        ],
      },
    };
    expect(plan(a('actions.go', JSON.stringify(forward)), spec).routes).toMatchObject([
      { service: 's', port: 80 },
    ]);
    expect(plan(a('actions.go', '{"type":"redirect","redirectConfig":{}}'), spec).routes).toEqual([]);
    expect(plan(a('actions.go', '{'), spec).routes).toEqual([]);
    expect(plan('', spec).routes).toEqual([]);
  });
});
