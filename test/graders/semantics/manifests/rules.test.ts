// What the API server refuses although every field has its type, at both sides of each bound.
// https://kubernetes.io/docs/reference/kubernetes-api/
import { describe, expect, test } from 'vitest';
import { pathText, readManifests } from '../../../../graders/semantics/manifests/index.ts';

/** Paths of what is refused, in the order of the report; each has words, and is a rule. */
function refused(text: string): string[] {
  const { problems } = readManifests([{ name: 'file.yaml', text }]);
  for (const { kind, message } of problems) {
    expect(kind).toBe('rule');
    expect(message).toMatch(/\w/);
  }
  return problems.map(({ path }) => path);
}
/** One problem's message; to hold a hint to. */
const said = (text: string): string =>
  readManifests([{ name: 'file.yaml', text }])
    .problems.map(({ message }) => message)
    .join(' | ');

const object = (apiVersion: string, kind: string, rest: string, meta = 'name: x') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${meta} }\n${rest}`;
const pod = (spec: string) => object('v1', 'Pod', `spec: { ${spec} }`);
const BOX = 'containers: [{ name: a, image: b }]';
const box = (more: string) => pod(`containers: [{ name: a, image: b, ${more} }]`);
const at = 'spec.containers[0]';

describe('a pod', () => {
  test.each<[string, string[]]>([
    [BOX, []],
    ['containers: []', ['spec.containers']],
    ['containers: [{ name: a, image: b }, { name: B, image: b }]', ['spec.containers[1].name']],
    [`containers: [{ name: ${'a'.repeat(63)}, image: b }]`, []],
    [`containers: [{ name: ${'a'.repeat(64)}, image: b }]`, [`${at}.name`]],
    ['containers: [{ name: a- , image: b }]', [`${at}.name`]],
    ['containers: [{ name: "1", image: b }]', []],
    ['containers: [{ name: a, image: b }, { name: a, image: b }]', ['spec.containers[1].name']],
    [`${BOX}, initContainers: [{ name: a, image: b }]`, ['spec.initContainers[0].name']],
    [
      `${BOX}, initContainers: [{ name: c, image: b }, { name: C, image: b }]`,
      ['spec.initContainers[1].name'],
    ],
    ['containers: [{ name: a }]', [`${at}.image`]],
    ['containers: [{ name: a, image: " " }]', [`${at}.image`]],
    [`${BOX}, initContainers: [{ name: c }]`, ['spec.initContainers[0].image']],
    [
      'volumes: [{ name: v, emptyDir: {} }], containers: [{ name: a, image: b, volumeMounts: [{ name: v, mountPath: /v }, { name: w, mountPath: /w }] }]',
      [`${at}.volumeMounts[1].name`],
    ],
    [
      `${BOX}, initContainers: [{ name: c, image: b, volumeMounts: [{ name: v, mountPath: /v }] }]`,
      ['spec.initContainers[0].volumeMounts[0].name'],
    ],
  ])('{ %s }', (spec, expected) => {
    expect(refused(pod(spec))).toEqual(expected);
  });

  const TOLERATIONS: [string, string[]][] = [
    ['{ operator: Exists }', []],
    ['{ key: a, operator: Exists, effect: NoSchedule }', []],
    ['{ key: a, value: b }', []],
    ['{ key: a, operator: Equal, value: b, effect: PreferNoSchedule }', []],
    ['{ key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5 }', []],
    ['{ key: a, operator: In, value: b }', ['operator']],
    ['{ operator: In }', ['operator', 'operator']],
    ['{ key: a, operator: Exists, value: b }', ['value']],
    ['{ key: "", value: b }', ['operator']],
    ['{}', ['operator']],
    ['{ key: a, operator: Exists, tolerationSeconds: 5 }', ['effect']],
    ['{ key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 5 }', ['effect']],
    ['{ key: a, operator: Exists, effect: Evict }', ['effect']],
    ['{ key: a, operator: Exists, effect: "" }', []],
  ];
  test.each(TOLERATIONS)('may tolerate %s', (one, fields) => {
    const first = '{ key: first, operator: Exists }';
    expect(refused(pod(`${BOX}, tolerations: [${first}, ${one}]`))).toEqual(
      fields.map((field) => `spec.tolerations[1].${field}`),
    );
  });

  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  const terms = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
  const expression = (operator: string, values: string) =>
    `[{ matchFields: [{ key: metadata.name, operator: In, values: [node-1] }] }, { matchExpressions: [{ key: a, operator: Exists }, { key: b, operator: ${operator}${values === '' ? '' : `, values: ${values}`} }] }]`;
  test.each<[string, string[]]>([
    ['[]', [terms]],
    [expression('In', '[x]'), []],
    [expression('In', '[]'), [`${terms}[1].matchExpressions[1].values`]],
    [expression('NotIn', '[x, z]'), []],
    [expression('NotIn', ''), [`${terms}[1].matchExpressions[1].values`]],
    [expression('Exists', ''), []],
    [expression('Exists', '[]'), []],
    [expression('Exists', '[x]'), [`${terms}[1].matchExpressions[1].values`]],
    [expression('DoesNotExist', ''), []],
    [expression('DoesNotExist', '[x]'), [`${terms}[1].matchExpressions[1].values`]],
    [expression('Gt', '["3"]'), []],
    [expression('Gt', ''), [`${terms}[1].matchExpressions[1].values`]],
    [expression('Lt', '["3"]'), []],
    [expression('Lt', ''), [`${terms}[1].matchExpressions[1].values`]],
    [expression('Equals', '[x]'), [`${terms}[1].matchExpressions[1].operator`]],
  ])('may want nodes %s', (list, expected) => {
    const text = pod(`${BOX}, affinity: { nodeAffinity: { ${REQUIRED}: { nodeSelectorTerms: ${list} } } }`);
    expect(refused(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule', []],
    ['maxSkew: 5, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway', []],
    ['maxSkew: 0, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway', ['maxSkew']],
    ['maxSkew: 1, topologyKey: rack, whenUnsatisfiable: Wait', ['whenUnsatisfiable']],
    ['maxSkew: 1, topologyKey: my rack, whenUnsatisfiable: DoNotSchedule', ['topologyKey']],
  ])('may spread { %s }', (one, fields) => {
    const first = '{ maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule }';
    expect(refused(pod(`${BOX}, topologySpreadConstraints: [${first}, { ${one} }]`))).toEqual(
      fields.map((field) => `spec.topologySpreadConstraints[1].${field}`),
    );
  });
});

describe('a container', () => {
  test.each<[string, string[]]>([
    ['env: [{ name: A, value: b }, { name: B }]', []],
    ['env: [{ name: A }, { name: "" }]', ['env[1].name']],
    ['env: [{ name: " " }]', ['env[0].name']],
    ['env: [{ name: A=B }]', ['env[0].name']],
    ['env: [{ name: A, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]', []],
    ['env: [{ name: A, value: "", valueFrom: { fieldRef: { fieldPath: metadata.name } } }]', []],
    ['env: [{ name: A, value: b, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]', ['env[0]']],
    ['ports: [{ containerPort: 1 }, { containerPort: 65535 }]', []],
    ['ports: [{ containerPort: 1 }, { containerPort: 0 }]', ['ports[1].containerPort']],
    ['ports: [{ containerPort: 65536 }]', ['ports[0].containerPort']],
    ['ports: [{ containerPort: 1, name: a-b2 }, { containerPort: 2, name: c }]', []],
    ['ports: [{ containerPort: 1, name: a }, { containerPort: 2, name: a }]', ['ports[1].name']],
    [`ports: [{ containerPort: 1, name: ${'a'.repeat(15)} }]`, []],
    [`ports: [{ containerPort: 1, name: ${'a'.repeat(16)} }]`, ['ports[0].name']],
    ['ports: [{ containerPort: 1, name: "80" }]', ['ports[0].name']],
    ['ports: [{ containerPort: 1, name: a--b }]', ['ports[0].name']],
    ['ports: [{ containerPort: 1, name: -a }]', ['ports[0].name']],
    ['ports: [{ containerPort: 1, name: a- }]', ['ports[0].name']],
    ['ports: [{ containerPort: 1, name: "" }]', ['ports[0].name']],
    ['ports: [{ containerPort: 1, protocol: TCP }, { containerPort: 1, protocol: UDP }]', []],
    ['ports: [{ containerPort: 1, protocol: SCTP }]', []],
    ['ports: [{ containerPort: 1, protocol: HTTP }]', ['ports[0].protocol']],
  ])('{ %s }', (more, expected) => {
    expect(refused(box(more))).toEqual(expected.map((path) => `${at}.${path}`));
  });

  const gpu = 'nvidia.com/gpu';
  test.each<[string, string[]]>([
    ['requests: { cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi, hugepages-2Mi: 2Mi }', []],
    ['requests: { cpu: 500m }, limits: { cpu: 500m }', []],
    ['requests: { cpu: 501m }, limits: { cpu: 0.5 }', ['requests.cpu']],
    ['requests: { cpu: 1 }, limits: { memory: 1 }', []],
    ['requests: { cpu: 0 }', []],
    ['requests: { cpu: -1 }', ['requests.cpu']],
    ['limits: { memory: -1 }', ['limits.memory']],
    [`limits: { ${gpu}: 1 }`, []],
    [`requests: { ${gpu}: 1 }, limits: { ${gpu}: 1 }`, []],
    [`requests: { ${gpu}: 1 }`, [`requests[${gpu}]`]],
    [`requests: { ${gpu}: 1 }, limits: { ${gpu}: 2 }`, [`requests[${gpu}]`]],
    [`requests: { ${gpu}: 2 }, limits: { ${gpu}: 1 }`, [`requests[${gpu}]`, `requests[${gpu}]`]],
    [`limits: { ${gpu}: 500m }`, [`limits[${gpu}]`]],
    [`limits: { ${gpu}: -1 }`, [`limits[${gpu}]`]],
    ['limits: { gpu: 1 }', ['limits.gpu']],
    ['limits: { cpus: 1 }', ['limits.cpus']],
    ['limits: { xcpu: 1 }', ['limits.xcpu']],
    ['limits: { cpu: 0.1, memory: 0.5 }', []],
  ])('asks for { %s }', (resources, expected) => {
    expect(refused(box(`resources: { ${resources} }`))).toEqual(
      expected.map((path) => `${at}.resources.${path}`),
    );
  });

  const tcp = 'tcpSocket: { port: 1 }';
  test.each<[string, string, string[]]>([
    ['readinessProbe', tcp, []],
    ['readinessProbe', 'httpGet: { port: http }', []],
    ['readinessProbe', 'grpc: { port: 65535 }', []],
    ['readinessProbe', 'exec: { command: [a] }', []],
    ['readinessProbe', 'periodSeconds: 1', ['']],
    ['livenessProbe', `${tcp}, exec: { command: [a] }`, ['']],
    ['startupProbe', `${tcp}, grpc: { port: 1 }`, ['']],
    ['startupProbe', `${tcp}, httpGet: { port: 1 }`, ['']],
    [
      'readinessProbe',
      `${tcp}, periodSeconds: 0, timeoutSeconds: 0, failureThreshold: 0, successThreshold: 0`,
      [],
    ],
    ['readinessProbe', `${tcp}, periodSeconds: -1`, ['.periodSeconds']],
    ['readinessProbe', `${tcp}, timeoutSeconds: -1`, ['.timeoutSeconds']],
    ['readinessProbe', `${tcp}, failureThreshold: -1`, ['.failureThreshold']],
    ['readinessProbe', `${tcp}, successThreshold: -1`, ['.successThreshold']],
    ['readinessProbe', `${tcp}, initialDelaySeconds: 0`, []],
    ['readinessProbe', `${tcp}, initialDelaySeconds: -1`, ['.initialDelaySeconds']],
    ['readinessProbe', `${tcp}, successThreshold: 2`, []],
    ['livenessProbe', `${tcp}, successThreshold: 1`, []],
    ['livenessProbe', `${tcp}, successThreshold: 2`, ['.successThreshold']],
    ['startupProbe', `${tcp}, successThreshold: 2`, ['.successThreshold']],
    ['readinessProbe', 'tcpSocket: { port: 0 }', ['']],
    ['readinessProbe', 'httpGet: { port: 65536 }', ['']],
    ['readinessProbe', 'grpc: { port: 0 }', ['']],
    ['readinessProbe', 'httpGet: { port: HTTP }', ['']],
    ['readinessProbe', 'tcpSocket: { port: "80" }', ['']],
  ])('%s { %s }', (kind, probe, expected) => {
    expect(refused(box(`${kind}: { ${probe} }`))).toEqual(expected.map((path) => `${at}.${kind}${path}`));
  });
  test('a number in quotes is told from a name', () => {
    expect(said(box('readinessProbe: { tcpSocket: { port: "80" } }'))).toMatch(/without quotes/);
    for (const port of ['HTTP', 'h8080X', '8080X'])
      expect(said(box(`readinessProbe: { tcpSocket: { port: ${port} } }`))).not.toMatch(/without quotes/);
    expect(said(box('readinessProbe: {}'))).not.toBe(said(box(`readinessProbe: { ${tcp}, exec: {} }`)));
  });
});

describe('what makes pods', () => {
  const labels = 'metadata: { labels: { app: a, tier: web } }';
  const apps = (
    kind: string,
    more: string,
    selector = 'matchLabels: { app: a }',
    spec = `spec: { ${BOX} }`,
  ) =>
    object(
      'apps/v1',
      kind,
      `spec: { ${more === '' ? '' : `${more}, `}selector: { ${selector} }, template: { ${labels}, ${spec} } }`,
    );
  test.each<[string, string, string[]]>([
    ['Deployment', '', []],
    ['ReplicaSet', '', []],
    ['DaemonSet', '', []],
    ['StatefulSet', 'serviceName: s', []],
    ['Deployment', 'replicas: 0', []],
    ['Deployment', 'replicas: -1', ['spec.replicas']],
    ['StatefulSet', 'serviceName: s, replicas: -1', ['spec.replicas']],
    ['Deployment', 'strategy: { type: Recreate }', []],
    ['Deployment', 'strategy: { type: RollingUpdate }', []],
    ['Deployment', 'strategy: {}', []],
    ['Deployment', 'strategy: { type: Rolling }', ['spec.strategy.type']],
    ['Deployment', 'strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1 } }', []],
    ['Deployment', 'strategy: { type: Recreate, rollingUpdate: {} }', ['spec.strategy.rollingUpdate']],
    [
      'Deployment',
      'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0% } }',
      ['spec.strategy.rollingUpdate'],
    ],
    [
      'Deployment',
      'strategy: { rollingUpdate: { maxSurge: 0%, maxUnavailable: 0 } }',
      ['spec.strategy.rollingUpdate'],
    ],
    ['Deployment', 'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }', []],
    ['Deployment', 'strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }', []],
    ['Deployment', 'strategy: { rollingUpdate: { maxSurge: 0 } }', []],
  ])('%s { %s }', (kind, more, expected) => {
    expect(refused(apps(kind, more))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['', ['']],
    ['matchLabels: {}', ['']],
    ['matchLabels: { app: a, tier: web }', []],
    ['matchLabels: { app: b, tier: db }', ['.matchLabels.app', '.matchLabels.tier']],
    ['matchLabels: { other: a }', ['.matchLabels.other']],
    ['matchExpressions: [{ key: app, operator: In, values: [b, a] }]', []],
    ['matchExpressions: [{ key: app, operator: In, values: [b] }]', ['.matchExpressions[0]']],
    ['matchExpressions: [{ key: none, operator: In, values: [""] }]', ['.matchExpressions[0]']],
    ['matchExpressions: [{ key: app, operator: NotIn, values: [b] }]', []],
    ['matchExpressions: [{ key: none, operator: NotIn, values: [""] }]', []],
    ['matchExpressions: [{ key: app, operator: NotIn, values: [a] }]', ['.matchExpressions[0]']],
    ['matchExpressions: [{ key: app, operator: In }]', ['.matchExpressions[0]']],
    [
      'matchExpressions: [{ key: app, operator: Exists }, { key: none, operator: Exists }]',
      ['.matchExpressions[1]'],
    ],
    ['matchExpressions: [{ key: none, operator: DoesNotExist }]', []],
    ['matchExpressions: [{ key: app, operator: DoesNotExist }]', ['.matchExpressions[0]']],
    ['matchExpressions: [{ key: app, operator: Is, values: [a] }]', ['.matchExpressions[0]']],
    ['matchLabels: { app: a }, matchExpressions: [{ key: tier, operator: Exists }]', []],
  ])('selects { %s }', (selector, expected) => {
    expect(refused(apps('Deployment', '', selector))).toEqual(expected.map((path) => `spec.selector${path}`));
  });
  test('by labels that the template has', () => {
    expect(said(apps('Deployment', '', 'matchLabels: { none: a }'))).toMatch(/none=a.*missing/);
    expect(said(apps('Deployment', '', 'matchLabels: { app: b }'))).toMatch(/app=b.* a:/);
  });

  const job = (spec: string, restart = 'restartPolicy: Never, ') =>
    object(
      'batch/v1',
      'Job',
      `spec: { ${spec === '' ? '' : `${spec}, `}template: { spec: { ${restart}${BOX} } } }`,
    );
  const cron = (spec: string) =>
    object('batch/v1', 'CronJob', `spec: { schedule: "0 3 * * *", jobTemplate: { ${spec} } }`);
  test.each<[string, string, string[]]>([
    ['a Deployment without spec', object('apps/v1', 'Deployment', ''), ['spec']],
    [
      'a ReplicaSet without template',
      object('apps/v1', 'ReplicaSet', 'spec: { selector: { matchLabels: { a: b } } }'),
      ['spec.template'],
    ],
    [
      'a template without spec',
      object(
        'apps/v1',
        'Deployment',
        `spec: { selector: { matchLabels: { app: a } }, template: { ${labels} } }`,
      ),
      ['spec.template.spec'],
    ],
    [
      'a template without labels',
      object(
        'apps/v1',
        'Deployment',
        `spec: { selector: { matchLabels: { app: a } }, template: { spec: { ${BOX} } } }`,
      ),
      ['spec.selector.matchLabels.app'],
    ],
    [
      'a Deployment whose pods end',
      apps('Deployment', '', undefined, `spec: { restartPolicy: OnFailure, ${BOX} }`),
      ['spec.template.spec.restartPolicy'],
    ],
    [
      'a Deployment that says Always',
      apps('Deployment', '', undefined, `spec: { restartPolicy: Always, ${BOX} }`),
      [],
    ],
    [
      'a Deployment with a pod that is none',
      apps('Deployment', '', undefined, 'spec: { containers: [] }'),
      ['spec.template.spec.containers'],
    ],
    ['a Job without spec', object('batch/v1', 'Job', ''), ['spec']],
    ['a Job', job('parallelism: 0, completions: 0, backoffLimit: 0'), []],
    ['a Job whose pods restart on failure', job('', 'restartPolicy: OnFailure, '), []],
    [
      'a Job whose pods restart for ever',
      job('', 'restartPolicy: Always, '),
      ['spec.template.spec.restartPolicy'],
    ],
    ['a Job that does not say', job('', ''), ['spec.template.spec.restartPolicy']],
    ['fewer than no pods at once', job('parallelism: -1'), ['spec.parallelism']],
    ['fewer than no completions', job('completions: -1'), ['spec.completions']],
    ['fewer than no retries', job('backoffLimit: -1'), ['spec.backoffLimit']],
    ['a CronJob', cron(`spec: { template: { spec: { restartPolicy: Never, ${BOX} } } }`), []],
    ['a CronJob without a Job', cron(''), ['spec.jobTemplate.spec']],
    ['a CronJob without spec', object('batch/v1', 'CronJob', ''), ['spec.jobTemplate.spec']],
    [
      'a CronJob with fewer than no pods',
      cron(`spec: { parallelism: -1, template: { spec: { restartPolicy: Never, ${BOX} } } }`),
      ['spec.jobTemplate.spec.parallelism'],
    ],
    ['a Pod without spec', object('v1', 'Pod', ''), ['spec']],
  ])('%s', (_what, text, expected) => {
    expect(refused(text)).toEqual(expected);
  });
});

describe('names and labels', () => {
  const map = (meta: string) => object('v1', 'ConfigMap', '', meta);
  const long = (count: number) => 'a'.repeat(count);
  test.each<[string, string, string[]]>([
    ['a dot in a ConfigMap', map('name: a.b-c'), []],
    ['253 characters', map(`name: ${long(253)}`), []],
    ['254 characters', map(`name: ${long(254)}`), ['metadata.name']],
    ['a dot at the end', map('name: a.'), ['metadata.name']],
    ['a hyphen at the end', map('name: a-'), ['metadata.name']],
    ['a hyphen before a dot', map('name: a-.b'), ['metadata.name']],
    ['two dots', map('name: a..b'), ['metadata.name']],
    ['a hyphen at the beginning', map('name: -a'), ['metadata.name']],
    ['an underscore', map('name: a_b'), ['metadata.name']],
    ['a name that the server makes', map('generateName: a-'), []],
    ['a Service', object('v1', 'Service', 'spec: { clusterIP: None }', `name: ${long(63)}`), []],
    [
      'a Service of 64',
      object('v1', 'Service', 'spec: { clusterIP: None }', `name: ${long(64)}`),
      ['metadata.name'],
    ],
    [
      'a Service with a dot',
      object('v1', 'Service', 'spec: { clusterIP: None }', 'name: a.b'),
      ['metadata.name'],
    ],
    ['a Namespace with a dot', object('v1', 'Namespace', '', 'name: a.b'), ['metadata.name']],
    [
      'a Role with colons',
      object('rbac.authorization.k8s.io/v1', 'Role', 'rules: []', 'name: "system:x"'),
      [],
    ],
    ['labels', map('name: a, labels: { app: b, "example.com/a.b_c-d": "", A1: x.z_0-1 }'), []],
    [`a key of 63`, map(`name: a, labels: { ${long(63)}: b }`), []],
    [`a key of 64`, map(`name: a, labels: { ${long(64)}: b }`), [`metadata.labels.${long(64)}`]],
    ['a key without a name', map('name: a, labels: { example.com/: b }'), ['metadata.labels[example.com/]']],
    ['a key without a domain', map('name: a, labels: { /b: b }'), ['metadata.labels[/b]']],
    ['a key with two slashes', map('name: a, labels: { a/b/c: b }'), ['metadata.labels[a/b/c]']],
    [
      'a domain in capitals',
      map('name: a, labels: { Example.com/b: b }'),
      ['metadata.labels[Example.com/b]'],
    ],
    ['a key that ends with a dot', map('name: a, labels: { b.: b }'), ['metadata.labels[b.]']],
    ['a key that begins with a dot', map('name: a, labels: { .b: b }'), ['metadata.labels[.b]']],
    ['a value of 63', map(`name: a, labels: { b: ${long(63)} }`), []],
    ['a value of 64', map(`name: a, labels: { b: ${long(64)} }`), ['metadata.labels.b']],
    ['a value that ends with a hyphen', map('name: a, labels: { b: c- }'), ['metadata.labels.b']],
    ['a value that begins with a hyphen', map('name: a, labels: { b: -c }'), ['metadata.labels.b']],
    ['a value with a slash', map('name: a, labels: { b: c/d }'), ['metadata.labels.b']],
    ['annotations of any value', map('name: a, annotations: { b: "c / d" }'), []],
    ['a key of an annotation', map('name: a, annotations: { b c: d }'), ['metadata.annotations[b c]']],
  ])('%s', (_what, text, expected) => {
    expect(refused(text)).toEqual(expected);
  });
});

describe('a Service', () => {
  const service = (spec: string) => object('v1', 'Service', `spec: { ${spec} }`);
  const port = 'spec.ports[0]';
  test.each<[string, string[]]>([
    ['ports: [{ port: 80 }]', []],
    ['type: ClusterIP, ports: [{ port: 80 }]', []],
    ['type: LoadBalancer, ports: [{ port: 80 }]', []],
    ['type: NodePort, ports: [{ port: 80 }]', []],
    ['type: ExternalName, externalName: example.com', []],
    ['type: Internal, ports: [{ port: 80 }]', ['spec.type']],
    ['selector: { app: a }', ['spec.ports']],
    ['type: NodePort', ['spec.ports']],
    ['clusterIP: None', []],
    ['ports: [{ port: 1 }]', []],
    ['ports: [{ port: 65535 }]', []],
    ['ports: [{ port: 0 }]', [`${port}.port`]],
    ['ports: [{ port: 65536 }]', [`${port}.port`]],
    ['ports: [{ port: 80, targetPort: 1 }]', []],
    ['ports: [{ port: 80, targetPort: 0 }]', [`${port}.targetPort`]],
    ['ports: [{ port: 80, targetPort: http }]', []],
    ['ports: [{ port: 80, targetPort: HTTP }]', [`${port}.targetPort`]],
    ['ports: [{ port: 80, targetPort: "8000" }]', [`${port}.targetPort`]],
    ['ports: [{ name: a, port: 80 }, { name: b, port: 81 }]', []],
    ['ports: [{ name: a, port: 80 }, { port: 81 }]', ['spec.ports[1].name']],
    ['ports: [{ name: a, port: 80 }, { name: a, port: 81 }]', ['spec.ports[1].name']],
    ['ports: [{ port: 80, nodePort: 0 }]', []],
    ['ports: [{ port: 80, nodePort: 30000 }]', [`${port}.nodePort`]],
    ['type: NodePort, ports: [{ port: 80, nodePort: 30000 }]', []],
    ['type: NodePort, ports: [{ port: 80, nodePort: 32767 }]', []],
    ['type: NodePort, ports: [{ port: 80, nodePort: 29999 }]', [`${port}.nodePort`]],
    ['type: LoadBalancer, ports: [{ port: 80, nodePort: 32768 }]', [`${port}.nodePort`]],
  ])('{ %s }', (spec, expected) => {
    expect(refused(service(spec))).toEqual(expected);
  });
  test('without spec, or with a number in quotes', () => {
    expect(refused(object('v1', 'Service', ''))).toEqual(['spec']);
    expect(said(service('ports: [{ port: 80, targetPort: "8000" }]'))).toMatch(/without quotes/);
    for (const name of ['8000X', 'X8000'])
      expect(said(service(`ports: [{ port: 80, targetPort: ${name} }]`))).not.toMatch(/without quotes/);
  });
});

describe('an Ingress', () => {
  const s = (port: string) => `{ service: { name: s, port: ${port} } }`;
  const backend = `backend: ${s('{ number: 80 }')}`;
  const ingress = (spec: string, annotations = '') =>
    object(
      'networking.k8s.io/v1',
      'Ingress',
      `spec: { ${spec} }`,
      `name: x, annotations: { ${annotations} }`,
    );
  const path = (rest: string) =>
    ingress(
      `rules: [{ host: a.example.com }, { http: { paths: [{ path: /, pathType: Prefix, ${backend} }, { ${rest} }] } }]`,
    );
  const second = 'spec.rules[1].http.paths[1]';
  test.each<[string, string, string[]]>([
    ['no spec', object('networking.k8s.io/v1', 'Ingress', ''), ['spec']],
    ['nothing', ingress('rules: []'), ['spec']],
    ['a default backend', ingress(`defaultBackend: ${s('{ name: http }')}`), []],
    ['a default backend of nothing', ingress('defaultBackend: {}'), ['spec.defaultBackend']],
    ['a resource', ingress('defaultBackend: { resource: { kind: Bucket, name: b } }'), []],
    ['no port', ingress('defaultBackend: { service: { name: s } }'), ['spec.defaultBackend.service.port']],
    [
      'a port by name and number',
      ingress(`defaultBackend: ${s('{ name: http, number: 80 }')}`),
      ['spec.defaultBackend.service.port'],
    ],
    ['a class', ingress(`ingressClassName: alb, defaultBackend: ${s('{ number: 80 }')}`), []],
    [
      'a class in an annotation',
      ingress(`defaultBackend: ${s('{ number: 80 }')}`, 'kubernetes.io/ingress.class: alb'),
      [],
    ],
    [
      'a class twice',
      ingress(
        `ingressClassName: alb, defaultBackend: ${s('{ number: 80 }')}`,
        'kubernetes.io/ingress.class: alb',
      ),
      [],
    ],
    [
      'two classes',
      ingress(
        `ingressClassName: alb, defaultBackend: ${s('{ number: 80 }')}`,
        'kubernetes.io/ingress.class: nginx',
      ),
      ['spec.ingressClassName'],
    ],
    [
      'another annotation',
      ingress(`ingressClassName: alb, defaultBackend: ${s('{ number: 80 }')}`, 'a: nginx'),
      [],
    ],
    ['a path by its beginning', path(`path: /a, pathType: Prefix, ${backend}`), []],
    ['an exact path', path(`path: /a, pathType: Exact, ${backend}`), []],
    ['a path as the controller likes', path(`pathType: ImplementationSpecific, ${backend}`), []],
    ['a path of another type', path(`path: /a, pathType: Regex, ${backend}`), [`${second}.pathType`]],
    ['a path without its slash', path(`path: a/, pathType: Exact, ${backend}`), [`${second}.path`]],
    ['no path', path(`pathType: Prefix, ${backend}`), [`${second}.path`]],
    ['a path to nothing', path('path: /a, pathType: Prefix, backend: {}'), [`${second}.backend`]],
    [
      'a path to no port',
      path(`path: /a, pathType: Prefix, backend: ${s('{}')}`),
      [`${second}.backend.service.port`],
    ],
  ])('%s', (_what, text, expected) => {
    expect(refused(text)).toEqual(expected);
  });
});

test.each<[string, string[]]>([
  ['minAvailable: 1', []],
  ['maxUnavailable: 0', []],
  ['minAvailable: 0%', []],
  ['maxUnavailable: 100%', []],
  ['', []],
  ['maxUnavailable: 101%', ['spec.maxUnavailable']],
  ['minAvailable: -1', ['spec.minAvailable']],
  ['minAvailable: -5%', ['spec.minAvailable']],
  ['maxUnavailable: 50%x', ['spec.maxUnavailable']],
  ['maxUnavailable: "1"', ['spec.maxUnavailable']],
  ['minAvailable: x50%', ['spec.minAvailable']],
  ['minAvailable: 1, maxUnavailable: half', ['spec', 'spec.maxUnavailable']],
])('a budget { %s }', (spec, expected) => {
  const text = object('policy/v1', 'PodDisruptionBudget', `spec: { ${spec} }`);
  expect(refused(text)).toEqual(expected);
});

test('a budget without spec is one of nobody', () => {
  expect(refused(object('policy/v1', 'PodDisruptionBudget', ''))).toEqual([]);
});

test.each<[readonly (string | number)[], string]>([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b-c_1'], 'a.b-c_1'],
  [['a', 0, 'b'], 'a[0].b'],
  [['a', 'b.c'], 'a[b.c]'],
  [['a', 'b/c', 'd'], 'a[b/c].d'],
  [['a', '1b'], 'a[1b]'],
  [['_a'], '_a'],
])('path %j is %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});
