import { describe, expect, test } from 'vitest';
import { pathText } from '../../../../graders/semantics/manifests/index.ts';
import {
  albPlan,
  killedWhileLoading,
  lostHop,
  namedPort,
  patience,
  probeTarget,
  servicePort,
} from '../../../../graders/semantics/scheduling/index.ts';
import { deployment, manifests, workload } from './kit.ts';

const server = () =>
  workload(
    deployment({
      box: 'ports: [{ name: http, containerPort: 8000 }, { name: metrics, containerPort: 9090 }]',
    }),
  ).pod;

describe('from a Service to its pods', () => {
  const lost = (spec: string, port: number | string = 80, namespace = 'serving') => {
    const [service] = manifests(
      `apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: ${namespace} }\nspec: { ${spec} }`,
    ).objects;
    const found = service && servicePort(service, port);
    if (!service || !found) return 'no port';
    const hop = lostHop(service, found, server(), 8000);
    return hop ? `${pathText(hop.path)}: ${hop.found} / ${hop.asked}` : 'arrives';
  };
  const app = 'selector: { app: server }';
  test.each<[string, string, (number | string)?, string?]>([
    [`${app}, ports: [{ port: 80, targetPort: 8000 }]`, 'arrives'],
    [`${app}, ports: [{ port: 80, targetPort: http }]`, 'arrives'],
    [`${app}, ports: [{ port: 8000 }]`, 'arrives', 8000],
    [`selector: { app: server, tier: web }, ports: [{ port: 80, targetPort: http }]`, 'arrives'],
    [`${app}, ports: [{ port: 80 }]`, 'spec.ports[0].port: 80 / 8000'],
    [`${app}, ports: [{ port: 80, protocol: TCP, targetPort: 8000 }]`, 'arrives'],
    [
      `${app}, ports: [{ name: a, port: 80 }, { name: b, port: 81, targetPort: 81 }]`,
      'spec.ports[1].targetPort: 81 / 8000',
      'b',
    ],
    [
      `${app}, ports: [{ name: a, port: 80 }, { name: b, port: 81, protocol: UDP }]`,
      'spec.ports[1].protocol: UDP / TCP',
      81,
    ],
    [`${app}, ports: [{ name: "80", port: 81 }]`, 'no port', 80],
    [
      `selector: { app: server, tier: db }, ports: [{ port: 80, targetPort: 8000 }]`,
      'spec.selector.tier: tier=db / tier=web',
    ],
    [`selector: {}, ports: [{ port: 80 }]`, 'spec.selector: no selector / app=server, tier=web'],
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

test('a Service without ports has none', () => {
  const [service] = manifests(
    'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { clusterIP: None }',
  ).objects;
  expect(service && servicePort(service, 80)).toBe(undefined);
});

test('pods without labels are found by nothing', () => {
  const [service] = manifests(
    'apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: serving }\nspec: { ports: [{ port: 80 }] }',
  ).objects;
  const port = service && servicePort(service, 80);
  const bare = { ...server(), labels: {} };
  expect(service && port && lostHop(service, port, bare, 80)?.asked).toBe('labels');
});

test('a number in quotes is the number, where an older manifest has one', () => {
  const [service] = manifests(
    'apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: serving }\nspec: { selector: { app: server }, ports: [{ port: 80 }] }',
  ).objects;
  const to = (targetPort: string) => service && lostHop(service, { port: 80, targetPort }, server(), 8000);
  expect(to('8000')).toBe(undefined);
  expect(to('8001')).toEqual({
    path: ['spec', 'ports', 0, 'targetPort'],
    asked: '8000',
    found: '8001 (8001)',
  });
  expect(to('x8000')).toMatchObject({ found: expect.stringContaining('x8000,') as string });
  expect(to('8000x')).toMatchObject({ found: expect.stringContaining('8000x,') as string });
});

test('a port is looked for in every container', () => {
  const boxes = workload(
    deployment({
      box: 'ports: [{ containerPort: 1 }] }, { name: b, image: c }, { name: d, image: e, ports: [{ name: x, containerPort: 2 }]',
    }),
  ).pod.spec.containers;
  expect([namedPort(boxes, 'x'), namedPort(boxes, 'y'), namedPort([], 'x')]).toEqual([
    2,
    undefined,
    undefined,
  ]);
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
    [
      'tcpSocket: { port: 8000, host: 127.0.0.1 }',
      { kind: 'port', port: 8000, text: '8000', elsewhere: false },
    ],
    ['tcpSocket: { port: http, host: db }', { kind: 'port', port: 8000, text: 'db:http', elsewhere: true }],
    ['exec: {}', { kind: 'exec', command: '' }],
    ['grpc: { port: 9000 }', { kind: 'port', port: 9000, text: '9000', elsewhere: false }],
    ['exec: { command: [cat, /ready] }', { kind: 'exec', command: 'cat /ready' }],
  ])('%s', (probe, expected) => {
    const one = container(`readinessProbe: { ${probe} }`);
    expect(probeTarget(one.readinessProbe, one)).toEqual(expected);
  });
  test('none asks nothing, and so does one that names no way', () => {
    expect(probeTarget(undefined, container('tty: true'))).toEqual({ kind: 'none' });
    expect(probeTarget({ periodSeconds: 5 }, container('tty: true'))).toEqual({ kind: 'none' });
  });
  test('a number in quotes is the number', () => {
    const target = (port: string) => probeTarget({ httpGet: { port } }, container('tty: true'));
    expect([target('8000'), target('x8000'), target('8000x')]).toMatchObject([
      { port: 8000 },
      { port: undefined },
      { port: undefined },
    ]);
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
  test.each<[string, object[]]>([
    ['[{"HTTP": 8080}]', [{ protocol: 'HTTP', port: 8080 }]],
    [
      '[{"HTTP": 80, "HTTPS": 443}]',
      [
        { protocol: 'HTTP', port: 80 },
        { protocol: 'HTTPS', port: 443 },
      ],
    ],
    [
      '[{"HTTP": 1}, {"HTTPS": 65535}]',
      [
        { protocol: 'HTTP', port: 1 },
        { protocol: 'HTTPS', port: 65_535 },
      ],
    ],
  ])('listen-ports %s is read, and wins over a certificate', (text, listeners) => {
    expect(plan(`${a('listen-ports', text)}, ${a('certificate-arn', 'arn:one')}`)).toMatchObject({
      listeners,
      problem: undefined,
    });
  });
  test('lists may have blanks and gaps', () => {
    expect(plan(a('subnets', ' subnet-1,, subnet-2 , ')).subnets).toEqual(['subnet-1', 'subnet-2']);
  });
  test.each([
    '[{"HTTPS": 443}',
    '{"HTTPS": 443}',
    '[{"TLS": 443}]',
    '[{"HTTPS": "443"}]',
    '[]',
    '[443]',
    '[null]',
    '[{"HTTP": 80}, {"HTTPS": 0}]',
    '[{"HTTPS": 65536}]',
    '[{"HTTPS": 44.3}]',
  ])('listen-ports %s is a problem', (text) => {
    const { problem, listeners } = plan(a('listen-ports', text));
    expect(problem?.at).toEqual(['metadata', 'annotations', 'alb.ingress.kubernetes.io/listen-ports']);
    expect(problem?.message).toContain('listen-ports');
    expect(listeners).toEqual([]);
  });
  test.each<[string, string, boolean]>([
    ['', 'ingressClassName: alb', true],
    ['', 'ingressClassName: nginx', false],
    ['kubernetes.io/ingress.class: alb', '', true],
    ['kubernetes.io/ingress.class: nginx', '', false],
    ['kubernetes.io/ingress.class: alb', 'ingressClassName: alb', true],
    ['alb.ingress.kubernetes.io/scheme: internal', '', false],
    ['', '', false],
  ])('class by {%s} {%s}: %j', (annotations, spec, alb) => {
    const backend = 'defaultBackend: { service: { name: s, port: { number: 80 } } }';
    expect(plan(annotations, [spec, backend].filter((part) => part !== '').join(', ')).alb).toBe(alb);
  });
  const ofClass = (name: string) =>
    `ingressClassName: ${name}, defaultBackend: { service: { name: s, port: { number: 80 } } }`;
  const ingressClass = (controller: string, name = 'public') =>
    `---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: ${name} }\nspec: { controller: ${controller} }\n`;
  test.each<[string, boolean]>([
    [ingressClass('ingress.k8s.aws/alb'), true],
    [ingressClass('eks.amazonaws.com/alb'), true],
    [ingressClass('k8s.io/ingress-nginx'), false],
    [ingressClass('ingress.k8s.aws/alb', 'other'), false],
    [ingressClass('k8s.io/ingress-nginx') + ingressClass('ingress.k8s.aws/alb', 'other'), false],
    ['---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: public }\n', false],
    ['---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: public }\n', false],
    ['', false],
  ])('the controller of a class decides: %j', (more, alb) => {
    expect(plan('', ofClass('public'), more)).toMatchObject({ alb, className: 'public', scheme: 'internal' });
  });
  const params = (spec: string, kind = 'IngressClassParams', name = 'p') =>
    `---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: public }\nspec: { controller: ingress.k8s.aws/alb, parameters: { apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: p } }\n---\napiVersion: elbv2.k8s.aws/v1beta1\nkind: ${kind}\nmetadata: { name: ${name} }\n${spec === '' ? '' : `spec: ${spec}\n`}`;
  const annotated = [
    a('scheme', 'internet-facing'),
    a('target-type', 'ip'),
    a('certificate-arn', 'arn:a'),
    a('subnets', 'subnet-a'),
  ].join(', ');
  const own = {
    scheme: 'internet-facing',
    targetType: 'ip',
    certificates: ['arn:a'],
    subnets: ['subnet-a'],
  };
  test.each<[string, string, object]>([
    ['that say nothing leave the annotations', params(''), own],
    ['of another kind are none', params('{ scheme: internal }', 'Parameters'), own],
    ['of another name are none', params('{ scheme: internal }', undefined, 'q'), own],
    ['of no class are none', params('{ scheme: internal }').replace('name: public', 'name: other'), own],
    [
      'with values of a wrong type are none',
      params('{ scheme: 1, targetType: [ip], certificateArn: arn:x, subnets: { ids: subnet-9 } }'),
      own,
    ],
    ['win: scheme', params('{ scheme: internal }'), { ...own, scheme: 'internal' }],
    ['win: targets', params('{ targetType: instance }'), { ...own, targetType: 'instance' }],
    ['win: certificates', params('{ certificateArn: [arn:b, 5] }'), { ...own, certificates: ['arn:b'] }],
    ['win: subnets', params('{ subnets: { ids: [subnet-b] } }'), { ...own, subnets: ['subnet-b'] }],
    ['win with none of the subnets', params('{ subnets: { tags: { a: [b] } } }'), own],
  ])('the parameters of a class %s', (_what, more, expected) => {
    expect(plan(annotated, ofClass('public'), more)).toMatchObject(expected);
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
  test('routes say where they stand', () => {
    const path = (rest: string) => `{ pathType: Prefix, path: /v1, backend: ${rest} }`;
    const service = (port: string) => `{ service: { name: s, port: ${port} } }`;
    const spec = `ingressClassName: alb, rules: [{ host: a.example.com }, { http: { paths: [${path('{ resource: { kind: Bucket, name: b } }')}, ${path(service('{ name: http }'))}, { pathType: ImplementationSpecific, backend: ${service('{ number: 81 }')} }] } }]`;
    expect(plan('', spec)).toMatchObject({ ruleHosts: ['a.example.com'] });
    expect(plan('', spec).routes).toEqual([
      {
        host: '',
        path: '/v1',
        service: 's',
        port: 'http',
        at: ['spec', 'rules', 1, 'http', 'paths', 1, 'backend'],
      },
      { host: '', path: '', service: 's', port: 81, at: ['spec', 'rules', 1, 'http', 'paths', 2, 'backend'] },
    ]);
    expect(
      plan('', 'ingressClassName: alb, defaultBackend: { service: { name: s, port: { name: http } } }')
        .routes,
    ).toEqual([{ host: '', path: '', service: 's', port: 'http', at: ['spec', 'defaultBackend'] }]);
    expect(
      plan(
        '',
        'ingressClassName: alb, tls: [{ secretName: x }, { hosts: [a, b] }], rules: [{ http: { paths: [] } }]',
      ),
    ).toMatchObject({ tlsHosts: ['a', 'b'], ruleHosts: [], routes: [] });
  });
  test.each<[string, unknown, unknown[]]>([
    ['to a named port', { serviceName: 's', servicePort: 'http' }, [{ service: 's', port: 'http' }]],
    ['to a number', { serviceName: 's', servicePort: 80 }, [{ service: 's', port: 80 }]],
    ['to a number in quotes', { serviceName: 's', servicePort: '80' }, [{ service: 's', port: 80 }]],
    ['to a name with digits', { serviceName: 's', servicePort: 'h2' }, [{ service: 's', port: 'h2' }]],
    [
      'to a name that begins with digits',
      { serviceName: 's', servicePort: '2h' },
      [{ service: 's', port: '2h' }],
    ],
    ['to no port', { serviceName: 's' }, [{ service: 's', port: undefined }]],
    ['to a port that is none', { serviceName: 's', servicePort: [80] }, [{ service: 's', port: undefined }]],
    ['with a weight', { serviceName: 's', servicePort: 80, weight: 5 }, [{ service: 's', port: 80 }]],
    ['without weight', { serviceName: 's', servicePort: 80, weight: 0 }, []],
    ['to no Service', { servicePort: 80 }, []],
    ['to nothing', null, []],
  ])('an action forwards %s', (_what, group, targets) => {
    const at = ['metadata', 'annotations', 'alb.ingress.kubernetes.io/actions.go'];
    const spec =
      'ingressClassName: alb, defaultBackend: { service: { name: go, port: { name: use-annotation } } }';
    const action = { type: 'forward', forwardConfig: { targetGroups: [group] } };
    expect(plan(a('actions.go', JSON.stringify(action)), spec).routes).toEqual(
      targets.map((target) => ({ host: '', path: '', at, ...(target as object) })),
    );
  });
  test.each(['null', '{"type":"forward"}', '{"type":"forward","forwardConfig":{"targetGroups":{}}}'])(
    'an action %s sends nobody anywhere',
    (action) => {
      const spec =
        'ingressClassName: alb, defaultBackend: { service: { name: go, port: { name: use-annotation } } }';
      expect(plan(a('actions.go', action), spec).routes).toEqual([]);
    },
  );
  test('a redirect sends nobody to its groups', () => {
    const spec =
      'ingressClassName: alb, defaultBackend: { service: { name: go, port: { name: use-annotation } } }';
    const action = {
      type: 'redirect',
      forwardConfig: { targetGroups: [{ serviceName: 's', servicePort: 80 }] },
    };
    expect(plan(a('actions.go', JSON.stringify(action)), spec).routes).toEqual([]);
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
