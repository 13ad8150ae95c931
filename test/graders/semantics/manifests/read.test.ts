import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathText, quantity, readManifests } from '../../../../graders/semantics/manifests/index.ts';

const read = (text: string) => readManifests([{ name: 'file.yaml', text }]);
/** `line:column kind path` of each problem. */
const problems = (text: string) =>
  read(text).problems.map(({ line, column, kind, path }) => `${line}:${column} ${kind} ${path}`.trim());
const messages = (text: string) => read(text).problems.map(({ message }) => message);

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: model-server
  namespace: serving
spec:
  replicas: 3
  selector:
    matchLabels: { app: model-server }
  template:
    metadata:
      labels: { app: model-server }
    spec:
      containers:
        - name: server
          image: example/server:v1
          ports:
            - { name: http, containerPort: 8000 }
          resources:
            requests: { cpu: 500m, memory: 1Gi }
            limits: { memory: 1Gi }
`;
const change = (from: string, to: string) => {
  expect(DEPLOYMENT).toContain(from);
  return DEPLOYMENT.replace(from, to);
};

describe('a file', () => {
  test('with a good Deployment has no problem, and says where its fields stand', () => {
    const { objects, problems: none } = read(DEPLOYMENT);
    expect(none).toEqual([]);
    expect(objects).toMatchObject([{ kind: 'Deployment', name: 'model-server', namespace: 'serving' }]);
    expect(objects[0]?.at(['spec', 'template', 'spec', 'containers', 0, 'image'])).toEqual({
      line: 16,
      column: 11,
    });
    expect(objects[0]?.at(['spec', 'template', 'spec', 'nodeSelector'])).toEqual({ line: 13, column: 5 });
  });

  test('may hold several documents, comments, lists, anchors, merge keys and empty documents', () => {
    const text = `# two objects
---
${DEPLOYMENT}
---
# nothing
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: &meta { name: model-server, namespace: serving }
    spec: { selector: { app: model-server }, ports: [{ port: 80, targetPort: http }] }
  - apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: { <<: *meta }
    spec: { minAvailable: 1, selector: { matchLabels: { app: model-server } } }
`;
    const set = read(text);
    expect(set.problems).toEqual([]);
    expect(set.objects.map(({ kind, name, namespace }) => `${kind} ${namespace}/${name}`)).toEqual([
      'Deployment serving/model-server',
      'Service serving/model-server',
      'PodDisruptionBudget serving/model-server',
    ]);
  });

  test('may be JSON', () => {
    expect(
      read('{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"serving"}}').objects,
    ).toMatchObject([{ kind: 'Namespace', name: 'serving', namespace: '' }]);
  });

  test('of a custom resource is handed on, not judged', () => {
    const { unknown, problems: none } = read(
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: x }\nspec: { anything: [1] }',
    );
    expect(none).toEqual([]);
    expect(unknown).toMatchObject([{ kind: 'Rollout', name: 'x', namespace: 'default', line: 1 }]);
  });

  test.each<[string, string, string[]]>([
    ['empty', '', ['1:1 file']],
    ['only a comment', '# soon\n', ['1:1 file']],
    ['a tab', 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x', ['4:1 syntax']],
    ['a key twice', 'apiVersion: v1\nkind: Namespace\nkind: Pod\nmetadata: { name: x }', ['3:1 syntax']],
    ['a colon in a plain value', 'apiVersion: v1\nkind: Pod: x', ['2:7 syntax']],
    ['a Helm template', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}', ['4:9 file']],
    [
      'a quoted template',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{{ .Values.name }}"',
      ['4:10 file'],
    ],
    ['a template block', '{{- if .Values.on }}\nkind: Pod\n{{- end }}', ['1:1 file']],
    ['a text', 'hello', ['1:1 identity']],
    ['a list', '- 1\n- 2', ['1:1 identity']],
    ['no kind', 'apiVersion: v1\nmetadata: { name: x }', ['1:1 identity']],
    ['no name', 'apiVersion: v1\nkind: ServiceAccount', ['1:1 identity metadata.name']],
    [
      'a version that was dropped',
      'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: { name: x }',
      ['1:1 identity apiVersion'],
    ],
    ['a misspelt kind', 'apiVersion: apps/v1\nkind: Deploymet\nmetadata: { name: x }', ['2:1 identity kind']],
    ['an unknown alias', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: *none', ['4:7 file']],
  ])('that is %s is refused where it stands', (_what, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('of 5 MB, a bomb of aliases and a bottomless nest end at once', () => {
    expect(problems(`a: ${'x'.repeat(5_000_000)}`)).toEqual(['1:1 file']);
    const bomb = Array.from(
      { length: 30 },
      (_, i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*a${i - 1}`)
          .join(',')}]`,
    );
    expect(problems(bomb.join('\n'))).toEqual(['1:1 file']);
    expect(problems(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toHaveLength(1);
    expect(problems(`a: &a [*a]`)).toHaveLength(1);
  });

  test('keeps what stands beside a broken document', () => {
    const set = read(
      `${DEPLOYMENT}---\nkind: [\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: serving }`,
    );
    expect(set.objects.map(({ kind }) => kind)).toContain('Deployment');
    expect(set.problems.length).toBeGreaterThan(0);
  });

  test('with two objects of one name is refused, unless they are the same', () => {
    expect(problems(`${DEPLOYMENT}---\n${change('replicas: 3', 'replicas: 2')}`)).toEqual([
      '26:3 identity metadata.name',
    ]);
    expect(problems(`${DEPLOYMENT}---\n${DEPLOYMENT}`)).toEqual([]);
  });
});

describe('fields', () => {
  const at = 'spec.template.spec.containers[0]';
  test.each<[string, string, string, string[]]>([
    [
      'an unknown field',
      'image: example',
      'imagePolicy: x\n          image: example',
      [`16:11 field ${at}.imagePolicy`],
    ],
    [
      'a field one level too high',
      '  replicas: 3',
      '  containers: []\n  replicas: 3',
      ['7:3 field spec.containers'],
    ],
    ['text for a number', 'replicas: 3', 'replicas: "3"', ['7:3 field spec.replicas']],
    ['a fraction', 'replicas: 3', 'replicas: 2.5', ['7:3 field spec.replicas']],
    ['a number for text', 'image: example/server:v1', 'image: 8000', [`16:11 field ${at}.image`]],
    ['a boolean of YAML 1.1 for text', 'image: example/server:v1', 'image: yes', [`16:11 field ${at}.image`]],
    [
      'a map for a list',
      '- { name: http, containerPort: 8000 }',
      '{ name: http }',
      [`17:11 field ${at}.ports`],
    ],
    [
      'a required field left out',
      '{ name: http, containerPort: 8000 }',
      '{ name: http }',
      [`18:15 field ${at}.ports[0]`],
    ],
    ['no quantity', 'cpu: 500m', 'cpu: half', [`20:25 field ${at}.resources.requests.cpu`]],
    ['no selector', '  selector:\n    matchLabels: { app: model-server }\n', '', ['6:1 field spec']],
    ['an empty item', '- { name: http, containerPort: 8000 }', '-', [`18:14 field ${at}.ports[0]`]],
  ])('%s', (_what, from, to, expected) => {
    expect(problems(change(from, to))).toEqual(expected);
  });

  test('null is left out', () => {
    expect(problems(change('replicas: 3', 'replicas: null\n  minReadySeconds: ~'))).toEqual([]);
  });

  test('fields that are newer than the types are known', () => {
    expect(
      problems(change('      containers:', '      resources: { requests: { cpu: 1 } }\n      containers:')),
    ).toEqual([]);
  });

  test('say what was meant', () => {
    expect(messages(change('image: example', 'imagePullpolicy: Always\n          image: example'))).toEqual([
      'is no field; imagePullPolicy is',
    ]);
    expect(messages(change('  replicas: 3', '  nodeSelector: {}\n  replicas: 3'))).toEqual([
      'is no field here; it belongs under spec.template.spec',
    ]);
    expect(messages(change('replicas: 3', 'replicas: "3"'))).toEqual([
      'must be a whole number, not text: take the quotes away',
    ]);
  });
});

describe('rules of the API server', () => {
  const pod = 'spec.template.spec';
  const box = `${pod}.containers[0]`;
  test.each<[string, string, string, string[]]>([
    [
      'the selector must match the template',
      'labels: { app: model-server }',
      'labels: { app: server }',
      ['spec.selector.matchLabels.app'],
    ],
    [
      'a selector by expressions too',
      'matchLabels: { app: model-server }',
      'matchExpressions: [{ key: app, operator: In, values: [other] }]',
      ['spec.selector.matchExpressions[0]'],
    ],
    ['restartPolicy', 'containers:', 'restartPolicy: Never\n      containers:', [`${pod}.restartPolicy`]],
    ['names', 'name: model-server', 'name: Model_Server', ['metadata.name']],
    [
      'label values',
      '{ app: model-server }\n    spec',
      '{ app: model-server, "a b": "x y" }\n    spec',
      ['spec.template.metadata.labels[a b]', 'spec.template.metadata.labels[a b]'],
    ],
    [
      'request above limit',
      'requests: { cpu: 500m, memory: 1Gi }',
      'requests: { memory: 2Gi }',
      [`${box}.resources.requests.memory`],
    ],
    [
      'GPU asked for without a limit',
      'requests: { cpu: 500m',
      'requests: { nvidia.com/gpu: 1, cpu: 500m',
      [`${box}.resources.requests[nvidia.com/gpu]`],
    ],
    [
      'half a GPU',
      'limits: { memory: 1Gi }',
      'limits: { memory: 1Gi, nvidia.com/gpu: 0.5 }',
      [`${box}.resources.limits[nvidia.com/gpu]`],
    ],
    [
      'no such resource',
      'limits: { memory: 1Gi }',
      'limits: { memory: 1Gi, gpu: 1 }',
      [`${box}.resources.limits.gpu`],
    ],
    [
      'toleration with Exists and a value',
      'containers:',
      'tolerations: [{ key: a, operator: Exists, value: b }]\n      containers:',
      [`${pod}.tolerations[0].value`],
    ],
    [
      'toleration without key',
      'containers:',
      'tolerations: [{ operator: Equal, value: b }]\n      containers:',
      [`${pod}.tolerations[0].operator`],
    ],
    [
      'toleration with an effect of AWS',
      'containers:',
      'tolerations: [{ operator: Exists, effect: NO_SCHEDULE }]\n      containers:',
      [`${pod}.tolerations[0].effect`],
    ],
    [
      'a probe without handler',
      'ports:',
      'readinessProbe: { periodSeconds: 5 }\n          ports:',
      [`${box}.readinessProbe`],
    ],
    [
      'a probe with two',
      'ports:',
      'readinessProbe: { tcpSocket: { port: 1 }, httpGet: { port: 1 } }\n          ports:',
      [`${box}.readinessProbe`],
    ],
    [
      'liveness counts one success',
      'ports:',
      'livenessProbe: { tcpSocket: { port: 1 }, successThreshold: 2 }\n          ports:',
      [`${box}.livenessProbe.successThreshold`],
    ],
    [
      'a volume that is none',
      'ports:',
      'volumeMounts: [{ name: model, mountPath: /m }]\n          ports:',
      [`${box}.volumeMounts[0].name`],
    ],
    [
      'a rollout that cannot move',
      '  replicas: 3',
      '  strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }\n  replicas: 3',
      ['spec.strategy.rollingUpdate'],
    ],
    [
      'a surge with Recreate',
      '  replicas: 3',
      '  strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }\n  replicas: 3',
      ['spec.strategy.rollingUpdate'],
    ],
    ['an image', 'image: example/server:v1', 'image: ""', [`${box}.image`]],
    [
      'two containers of one name',
      '        - name: server',
      '        - { name: server, image: x }\n        - name: server',
      ['spec.template.spec.containers[1].name'],
    ],
    ['a name of a port', 'name: http', 'name: HTTP', [`${box}.ports[0].name`]],
    [
      'an affinity without values',
      'containers:',
      'affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: In }] }] } } }\n      containers:',
      [
        `${pod}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values`,
      ],
    ],
    [
      'a spread without a skew',
      'containers:',
      'topologySpreadConstraints: [{ maxSkew: 0, topologyKey: a, whenUnsatisfiable: Maybe }]\n      containers:',
      [
        `${pod}.topologySpreadConstraints[0].maxSkew`,
        `${pod}.topologySpreadConstraints[0].whenUnsatisfiable`,
      ],
    ],
  ])('%s', (_what, from, to, expected) => {
    const { problems: found } = read(change(from, to));
    expect(found.map(({ path }) => path)).toEqual(expected);
    expect(found.every(({ kind }) => kind === 'rule')).toBe(true);
  });

  const object = (apiVersion: string, kind: string, spec: string) =>
    problems(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x }\nspec: ${spec}`).map((one) =>
      one.replace(/^\S+ /, ''),
    );
  const port = '{ number: 80 }';
  test.each<[string, string, string, string[]]>([
    ['v1', 'Service', '{ ports: [] }', ['rule spec.ports']],
    ['v1', 'Service', '{ clusterIP: None }', []],
    ['v1', 'Service', '{ type: Ingress, ports: [{ port: 80 }] }', ['rule spec.type']],
    ['v1', 'Service', '{ ports: [{ port: 80, nodePort: 30080 }] }', ['rule spec.ports[0].nodePort']],
    [
      'v1',
      'Service',
      '{ type: NodePort, ports: [{ port: 80, nodePort: 80 }] }',
      ['rule spec.ports[0].nodePort'],
    ],
    [
      'v1',
      'Service',
      '{ ports: [{ port: 80 }, { port: 81 }] }',
      ['rule spec.ports[0].name', 'rule spec.ports[1].name'],
    ],
    [
      'v1',
      'Service',
      '{ ports: [{ port: 0, targetPort: 70000 }] }',
      ['rule spec.ports[0].port', 'rule spec.ports[0].targetPort'],
    ],
    ['networking.k8s.io/v1', 'Ingress', '{}', ['rule spec']],
    ['networking.k8s.io/v1', 'Ingress', `{ defaultBackend: { service: { name: s, port: ${port} } } }`, []],
    [
      'networking.k8s.io/v1',
      'Ingress',
      '{ defaultBackend: { service: { name: s, port: {} } } }',
      ['rule spec.defaultBackend.service.port'],
    ],
    [
      'networking.k8s.io/v1',
      'Ingress',
      `{ rules: [{ http: { paths: [{ path: x, pathType: Prefix, backend: { service: { name: s, port: ${port} } } }] } }] }`,
      ['rule spec.rules[0].http.paths[0].path'],
    ],
    [
      'networking.k8s.io/v1',
      'Ingress',
      `{ rules: [{ http: { paths: [{ backend: { service: { name: s, port: ${port} } } }] } }] }`,
      ['field spec.rules[0].http.paths[0]'],
    ],
    ['policy/v1', 'PodDisruptionBudget', '{ minAvailable: 1, maxUnavailable: 1 }', ['rule spec']],
    ['policy/v1', 'PodDisruptionBudget', '{ minAvailable: half }', ['rule spec.minAvailable']],
    [
      'batch/v1',
      'Job',
      '{ template: { spec: { containers: [{ name: a, image: b }] } } }',
      ['rule spec.template.spec.restartPolicy'],
    ],
    [
      'batch/v1',
      'Job',
      '{ parallelism: 2, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } }',
      [],
    ],
    [
      'batch/v1',
      'CronJob',
      '{ schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Always, containers: [{ name: a, image: b }] } } } } }',
      ['rule spec.jobTemplate.spec.template.spec.restartPolicy'],
    ],
  ])('%s %s %s', (apiVersion, kind, spec, expected) => {
    expect(object(apiVersion, kind, spec)).toEqual(expected);
  });
});

test.each<[unknown, number | undefined]>([
  ['500m', 0.5],
  ['2', 2],
  [2, 2],
  ['0.1', 0.1],
  ['1Gi', 1_073_741_824],
  ['1G', 1e9],
  ['128974848', 128_974_848],
  ['129e6', 129e6],
  ['1E', 1e18],
  ['100u', 1e-4],
  ['1.5Gi', 1_610_612_736],
  ['', undefined],
  ['1 Gi', undefined],
  ['Gi', undefined],
  ['1gb', undefined],
  [true, undefined],
  [null, undefined],
])('quantity %j is %j', (text, value) => {
  expect(quantity(text)).toBe(value);
});

test('paths are written as kubectl writes them', () => {
  expect(pathText(['spec', 'a', 0, 'nvidia.com/gpu'])).toBe('spec.a[0][nvidia.com/gpu]');
});

test('any text ends in objects or problems, never in a throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string({
          unit: fc.constantFrom(
            'a',
            ':',
            ' ',
            '\n',
            '-',
            '&',
            '*',
            '{',
            '}',
            '[',
            ']',
            '"',
            '|',
            '>',
            '%',
            '\t',
            '<<',
          ),
        }),
      ),
      (text) => {
        const set = read(text);
        expect(set.objects.length + set.unknown.length + set.problems.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('an object with any one value replaced is judged, never a throw', () => {
  const base: unknown = JSON.parse(JSON.stringify(read(DEPLOYMENT).objects[0]?.value));
  const places: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    places.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        walk(item, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  walk(base, []);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.oneof(fc.jsonValue(), fc.constant(null)), (path, value) => {
      const copy = { root: structuredClone(base) } as Record<string | number, unknown>;
      let holder = copy;
      const full = ['root', ...path];
      for (const part of full.slice(0, -1)) holder = holder[part] as Record<string | number, unknown>;
      holder[full.at(-1) ?? 'root'] = value;
      const set = read(JSON.stringify(copy['root'] ?? null));
      expect(set).toBeTypeOf('object');
    }),
    { numRuns: 500 },
  );
});
