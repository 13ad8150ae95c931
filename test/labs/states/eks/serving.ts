/** States of `serving-manifest`: the reference's cluster, and manifests that are right in odd ways or wrong in subtle ones. */
import type { AccountState, Expected, HandIn } from '../state.ts';
import { at, cluster, cpu, gpu, sized, type Json } from './account.ts';
import { add, box, changed, listOf, patch, pod, rewritten, without, type Edit } from './manifests.ts';

const TASK = 'serving-manifest';
const file = (name: string, content: HandIn, expected: Expected, more: Partial<AccountState> = {}) => ({
  name: `${TASK}: ${name}`,
  files: { [TASK]: [['serving.yaml', content] as const] },
  expect: { [TASK]: expected },
  ...more,
});
const serves = (name: string, expected: Expected, ...edits: readonly Edit[]): AccountState =>
  file(name, changed(TASK, edits), expected);
const text = (name: string, expected: Expected, change: (text: string) => string): AccountState =>
  file(name, rewritten(TASK, change), expected);

const LABELS = { app: 'model-server' };
const NS = { namespace: 'serving' };
const budget = (spec: Json): Edit => patch('PodDisruptionBudget', { spec: { minAvailable: null, ...spec } });
const http = (port: unknown, more: Json = {}): Json => ({ httpGet: { path: '/', port }, ...more });
const ZONE = 'topology.kubernetes.io/zone';
const spread = (change: Json): Edit =>
  pod({
    topologySpreadConstraints: [
      {
        topologyKey: ZONE,
        maxSkew: 1,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: LABELS },
        ...change,
      },
    ],
  });
const apart = (term: Json, how: 'required' | 'preferred' = 'preferred'): Edit =>
  pod({
    topologySpreadConstraints: null,
    affinity: {
      podAntiAffinity:
        how === 'required'
          ? { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ZONE, ...term }] }
          : {
              preferredDuringSchedulingIgnoredDuringExecution: [
                { weight: 100, podAffinityTerm: { topologyKey: ZONE, ...term } },
              ],
            },
    },
  });
const finds = { labelSelector: { matchLabels: LABELS } };
const needs = (...terms: readonly Json[]): Edit =>
  pod({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
    },
  });
const where = (key: string, operator: string, ...values: string[]): Json => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }],
});
const scaler = (minReplicas: number, maxReplicas: number): Json => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'model-server', ...NS },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'model-server' },
    minReplicas,
    maxReplicas,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
      },
    ],
  },
});
const sidecar = (change: Json = {}): Json => ({
  name: 'logs',
  image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable',
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  ...change,
});
const beside = (change: Json = {}): Edit =>
  patch('Deployment', (object) => {
    const { containers } = (object as { spec: { template: { spec: { containers: Json[] } } } }).spec.template
      .spec;
    return { spec: { template: { spec: { containers: [sidecar(change), ...containers] } } } };
  });
const variables = (...env: readonly Json[]): Edit => box({ env });
const config = (name: string, data: Json, namespace = 'serving'): Json => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});
const MODEL = 's3://bm-ml-data-000000/models/birdsong.pth';
const fromMap = (name: string, key: string): Json => ({
  name: 'MODEL_PATH',
  valueFrom: { configMapKeyRef: { name, key } },
});
const room =
  (resources: Json): Edit =>
  (objects) =>
    box({ resources })(box({ resources: null })(objects));
const ARM = { instanceTypes: ['m7g.large'], amiType: 'AL2023_ARM_64_STANDARD' };
const spot = (change: Json = {}) =>
  cpu(
    { capacityType: 'SPOT', taints: [{ key: 'spot', value: 'yes', effect: 'NO_SCHEDULE' }], ...change },
    'spot',
  );
const SPOT = [cpu(), gpu(), spot()];
const onSpot = pod({ nodeSelector: { 'eks.amazonaws.com/capacityType': 'SPOT' } });
/** On a cluster of its own, whose nodes are others. */
let clusters = 0;
const on = (name: string, groups: AccountState['calls'], expected: Expected, ...edits: readonly Edit[]) =>
  file(name, changed(TASK, edits), expected, {
    calls: [...cluster(), ...(groups ?? [])],
    variables: { cluster: `st-serving-${++clusters}` },
  });
const sick = (
  name: string,
  broken: NonNullable<AccountState['broken']>,
  expected: Expected,
  ...edits: Edit[]
) => file(name, changed(TASK, edits), expected, { broken });

export const servingManifest: readonly AccountState[] = [
  {
    name: `${TASK}: nothing handed in`,
    files: { [TASK]: [] },
    expect: { [TASK]: 'fail/artifact-missing' },
  },
  serves('as the reference, printed anew', 'pass'),
  file('as one List in JSON', changed(TASK, [], listOf), 'pass'),
  file(
    'each object as JSON',
    changed(TASK, [], (all) => all.map((one) => JSON.stringify(one)).join('\n---\n')),
    'pass',
  ),
  text('with the line ends of Windows', 'pass', (it) => it.replaceAll('\n', '\r\n')),
  text('with a byte order mark', 'pass', (it) => `\uFEFF${it}`),
  text('with empty documents around', 'pass', (it) => `---\n# nothing\n---\n${it}\n---\n...\n`),
  text('labels by anchor and alias', 'pass', (it) =>
    it
      .replace('matchLabels:\n      app: model-server', 'matchLabels: &labels\n      app: model-server')
      .replace('labels:\n        app: model-server\n    spec', 'labels: *labels\n    spec'),
  ),
  text('requests merged from an anchor', 'pass', (it) =>
    it
      .replace('requests:\n', 'requests: &asked\n')
      .replace(
        'limits:\n                memory: 2Gi',
        'limits:\n                <<: *asked\n                memory: 2Gi',
      )
      .replace(
        'limits:\n              memory: 2Gi',
        'limits:\n              <<: *asked\n              memory: 2Gi',
      ),
  ),
  serves(
    'as the cluster shows it, with its status',
    'pass',
    patch('Deployment', {
      metadata: {
        uid: '6f9a3e0e-0000-4000-8000-000000000001',
        resourceVersion: '4711',
        generation: 3,
        creationTimestamp: '2026-11-26T05:00:00Z',
        annotations: { 'deployment.kubernetes.io/revision': '3' },
      },
      spec: { progressDeadlineSeconds: 600, revisionHistoryLimit: 10 },
      status: { observedGeneration: 3, replicas: 3, readyReplicas: 3 },
    }),
  ),
  serves(
    'with a Namespace',
    'pass',
    add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'serving' } }),
  ),
  serves(
    'with custom resources beside',
    'pass',
    add({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'x', ...NS }, spec: {} }),
  ),
  serves(
    'two replicas, of which one may go',
    'pass',
    patch('Deployment', { spec: { replicas: 2 } }),
    budget({ minAvailable: 1 }),
  ),
  serves(
    'the count left to an autoscaler',
    'pass',
    patch('Deployment', { spec: { replicas: null } }),
    add(scaler(3, 9)),
  ),
  serves('an autoscaler that takes one away', 'fail/manifest-invalid', add(scaler(1, 1))),
  serves(
    'an autoscaler down to as many as the budget keeps',
    'fail/budget-wrong',
    patch('Deployment', { spec: { replicas: 2 } }),
    add(scaler(2, 6)),
  ),
  serves('one replica', 'fail/manifest-invalid', patch('Deployment', { spec: { replicas: 1 } })),
  serves('no count: one', 'fail/manifest-invalid', patch('Deployment', { spec: { replicas: null } })),
  serves('in no namespace', 'fail/manifest-invalid', patch('Deployment', { metadata: { namespace: null } })),
  serves(
    'a StatefulSet instead',
    'fail/manifest-invalid',
    patch('Deployment', { kind: 'StatefulSet', spec: { serviceName: 'x' } }),
  ),
  serves(
    'a StatefulSet and a web front beside',
    'pass',
    add(
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'cache', ...NS },
        spec: {
          serviceName: 'cache',
          selector: { matchLabels: { app: 'cache' } },
          template: {
            metadata: { labels: { app: 'cache' } },
            spec: { containers: [{ name: 'c', image: 'redis:7' }] },
          },
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'front', ...NS },
        spec: {
          selector: { matchLabels: { app: 'front' } },
          template: {
            metadata: { labels: { app: 'front' } },
            spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
          },
        },
      },
    ),
  ),
  serves(
    'a selector by expressions',
    'pass',
    patch('Deployment', {
      spec: {
        selector: {
          matchLabels: null,
          matchExpressions: [{ key: 'app', operator: 'In', values: ['model-server', 'x'] }],
        },
      },
    }),
  ),
  serves(
    'another selector than labels',
    'fail/manifest-invalid',
    patch('Deployment', { spec: { selector: { matchLabels: { app: 'server' } } } }),
  ),
  serves('an unknown field', 'fail/manifest-invalid', box({ livenesProbe: http(8000) })),
  serves(
    'a field in the wrong place',
    'fail/manifest-invalid',
    patch('Deployment', { spec: { template: { spec: { replicas: 2 } } } }),
  ),
  serves(
    'the API group of 2018',
    'fail/manifest-invalid',
    patch('Deployment', { apiVersion: 'extensions/v1beta1' }),
  ),
  serves(
    'the budget of an old version',
    'fail/manifest-invalid',
    patch('PodDisruptionBudget', { apiVersion: 'policy/v1beta1' }),
  ),
  serves(
    'a number as a variable',
    'fail/manifest-invalid',
    variables({ name: 'MODEL_PATH', value: MODEL }, { name: 'WORKERS', value: 2 }),
  ),
  text('a tab', 'fail/artifact-unreadable', (it) => it.replace('      containers:', '\tcontainers:')),
  text('a template of Helm', 'fail/artifact-unreadable', (it) =>
    it.replace('replicas: 3', 'replicas: {{ .Values.replicas }}'),
  ),
  file('nothing at all', '', 'fail/artifact-unreadable'),
  file('two hand-ins, the last one counts', 'kind: Nothing', 'fail/manifest-invalid'),
  // The variable
  serves('another service account', 'fail/manifest-invalid', pod({ serviceAccountName: 'default' })),
  serves(
    'the old name of the field',
    'pass',
    pod({ serviceAccountName: null, serviceAccount: 'model-server' }),
  ),
  serves('no model', 'fail/manifest-invalid', variables({ name: 'MODEL', value: MODEL })),
  serves(
    'the model of another bucket',
    'fail/manifest-invalid',
    variables({ name: 'MODEL_PATH', value: 's3://bm-ml-data-000001/models/x' }),
  ),
  serves(
    'the folder of the models',
    'fail/manifest-invalid',
    variables({ name: 'MODEL_PATH', value: 's3://bm-ml-data-000000/models/' }),
  ),
  serves(
    'the model from a ConfigMap of the file',
    'pass',
    variables(fromMap('model', 'path')),
    add(config('model', { path: MODEL })),
  ),
  serves(
    'all variables from a ConfigMap of the file',
    'pass',
    box({ env: null, envFrom: [{ configMapRef: { name: 'model' } }] }),
    add(config('model', { MODEL_PATH: MODEL })),
  ),
  serves(
    'a variable wins over the ConfigMap',
    'fail/manifest-invalid',
    variables({ name: 'MODEL_PATH', value: 's3://elsewhere/models/x' }),
    box({ envFrom: [{ configMapRef: { name: 'model' } }] }),
    add(config('model', { MODEL_PATH: MODEL })),
  ),
  serves(
    'a ConfigMap of another namespace',
    'fail/manifest-invalid',
    variables(fromMap('model', 'path')),
    add(config('model', { path: MODEL }, 'default')),
  ),
  serves('a ConfigMap that is not there', 'fail/manifest-invalid', variables(fromMap('model', 'path'))),
  serves(
    'a path made of variables',
    'pass',
    variables(
      { name: 'BUCKET', value: 'bm-ml-data-000000' },
      { name: 'MODEL_PATH', value: 's3://$(BUCKET)/models/birdsong.pth' },
    ),
  ),
  serves(
    'a path made of a variable that comes later',
    'fail/manifest-invalid',
    variables(
      { name: 'MODEL_PATH', value: 's3://$(BUCKET)/models/birdsong.pth' },
      { name: 'BUCKET', value: 'bm-ml-data-000000' },
    ),
  ),
  // Where it runs
  serves(
    'nodes of Linux on x86',
    'pass',
    pod({ nodeSelector: { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' } }),
  ),
  serves(
    'by the old names of these labels',
    'pass',
    pod({ nodeSelector: { 'beta.kubernetes.io/os': 'linux', 'beta.kubernetes.io/arch': 'amd64' } }),
  ),
  serves(
    'nodes on demand, by expression',
    'pass',
    needs(where('eks.amazonaws.com/capacityType', 'NotIn', 'SPOT')),
  ),
  serves(
    'nodes with a label x, or of the group',
    'pass',
    needs(where('x', 'Exists'), where('eks.amazonaws.com/nodegroup', 'In', 'cpu')),
  ),
  serves('nodes on ARM', 'fail/not-schedulable', pod({ nodeSelector: { 'kubernetes.io/arch': 'arm64' } })),
  serves('one zone', 'fail/not-schedulable', needs(where('topology.kubernetes.io/zone', 'In', 'us-east-1a'))),
  serves('Spot nodes', 'fail/not-schedulable', needs(where('eks.amazonaws.com/capacityType', 'In', 'SPOT'))),
  serves(
    'both requirements of a term',
    'fail/not-schedulable',
    needs({
      matchExpressions: [
        { key: 'kubernetes.io/os', operator: 'Exists' },
        { key: 'disk', operator: 'In', values: ['ssd'] },
      ],
    }),
  ),
  serves('an empty term finds nothing', 'fail/not-schedulable', needs({})),
  serves(
    'a preference for what there is not',
    'pass',
    pod({
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: where('disk', 'In', 'ssd') },
          ],
        },
      },
    }),
  ),
  serves(
    'a gate that nobody opens',
    'fail/not-schedulable',
    pod({ schedulingGates: [{ name: 'brackenmere.example/quota' }] }),
  ),
  serves(
    'as much as a node has left',
    'pass',
    room({ requests: { cpu: '1800m', memory: '6Gi' }, limits: { memory: '6Gi' } }),
  ),
  serves(
    'a whole node',
    'fail/not-schedulable',
    room({ requests: { cpu: 2, memory: '1Gi' }, limits: { memory: '1Gi' } }),
  ),
  serves(
    'a limit that is the request',
    'fail/not-schedulable',
    room({ limits: { cpu: '4', memory: '2Gi' } }),
  ),
  serves(
    'more memory than a node has left',
    'fail/not-schedulable',
    room({ requests: { cpu: '1', memory: '7Gi' }, limits: { memory: '7Gi' } }),
  ),
  serves(
    'a sidecar takes the rest',
    'fail/not-schedulable',
    room({ requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } }),
    beside({ resources: { requests: { cpu: '900m', memory: '64Mi' }, limits: { memory: '1Gi' } } }),
  ),
  serves(
    'a large init container, alone',
    'pass',
    pod({ initContainers: [{ name: 'fetch', image: 'x:1', resources: { requests: { cpu: '1700m' } } }] }),
  ),
  serves(
    'the same as a native sidecar',
    'fail/not-schedulable',
    pod({
      initContainers: [
        { name: 'fetch', image: 'x:1', restartPolicy: 'Always', resources: { requests: { cpu: '1700m' } } },
      ],
    }),
  ),
  serves(
    'a GPU that CPU nodes have not',
    'fail/not-schedulable',
    room({ requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi', 'nvidia.com/gpu': 1 } }),
  ),
  serves(
    'figures of the whole pod',
    'pass',
    room({}),
    pod({ resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '3Gi' } } }),
  ),
  serves(
    'a ceiling of the whole pod above what its containers ask for',
    'pass',
    pod({ resources: { limits: { cpu: '8', memory: '6Gi' } } }),
  ),
  on(
    'nodes on Graviton, and an image for all',
    [cpu(ARM), gpu()],
    'pass',
    pod({ nodeSelector: { 'kubernetes.io/arch': 'arm64' } }),
  ),
  on(
    'nodes on Graviton, and a selector for x86',
    [cpu(ARM), gpu()],
    'fail/not-schedulable',
    pod({ nodeSelector: { 'kubernetes.io/arch': 'amd64' } }),
    pod({ tolerations: [] }),
  ),
  on(
    'Spot nodes with a taint that is tolerated',
    SPOT,
    'pass',
    onSpot,
    pod({ tolerations: [{ key: 'spot', value: 'yes' }] }),
  ),
  on(
    'Spot nodes with a taint of another value',
    SPOT,
    'fail/not-schedulable',
    onSpot,
    pod({ tolerations: [{ key: 'spot', value: 'no' }] }),
  ),
  on(
    'Spot nodes with a taint of another effect',
    SPOT,
    'fail/not-schedulable',
    onSpot,
    pod({ tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoExecute' }] }),
  ),
  on('a toleration without a key', SPOT, 'pass', onSpot, pod({ tolerations: [{ operator: 'Exists' }] })),
  on(
    'a taint that drives pods away',
    [cpu(), gpu(), spot({ taints: [{ key: 'spot', effect: 'NO_EXECUTE' }] })],
    'pass',
    onSpot,
    pod({ tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }] }),
  ),
  on(
    'seconds for an effect that has none',
    SPOT,
    'fail/manifest-invalid',
    onSpot,
    pod({ tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 30 }] }),
  ),
  on(
    'a taint that asks only',
    [cpu(), gpu(), spot({ taints: [{ key: 'spot', effect: 'PREFER_NO_SCHEDULE' }] })],
    'pass',
    onSpot,
  ),
  on(
    'a third group that is empty',
    [cpu(), gpu(), spot({ ...sized(0, 0, 4), taints: undefined })],
    'fail/not-schedulable',
    onSpot,
  ),
  on(
    'a third group of one zone',
    [cpu(), gpu(), spot({ subnets: [at('private-a')], taints: undefined })],
    'fail/not-schedulable',
    onSpot,
  ),
  on(
    'large nodes only',
    [cpu(), gpu(), spot({ instanceTypes: ['m7i.xlarge'], taints: undefined })],
    'pass',
    onSpot,
    room({ requests: { cpu: '3', memory: '1Gi' }, limits: { memory: '2Gi' } }),
  ),
  on(
    'large nodes, or small ones as EKS likes',
    [cpu(), gpu(), spot({ instanceTypes: ['m7i.xlarge', 'm7i.large'], taints: undefined })],
    'fail/not-schedulable',
    onSpot,
    room({ requests: { cpu: '3', memory: '1Gi' }, limits: { memory: '2Gi' } }),
  ),
  on(
    'GPU nodes that are tolerated',
    [cpu(), gpu()],
    'pass',
    pod({ nodeSelector: { workload: 'gpu' }, tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] }),
  ),
  // The image
  text('a tag and the digest', 'pass', (it) => it.replace('@sha256', ':v1@sha256')),
  text('a tag', 'fail/image-not-pinned', (it) => it.replace(/@sha256:\w+/, ':v1')),
  text('no tag', 'fail/image-not-pinned', (it) => it.replace(/@sha256:\w+/, '')),
  text('a digest that is not there', 'fail/image-not-pinned', (it) =>
    it.replace(/@sha256:\w+/, `@sha256:${'0'.repeat(64)}`),
  ),
  text('the repository of another account', 'fail/image-not-pinned', (it) =>
    it.replace(/image: \d+/, 'image: 210987654321'),
  ),
  text('the repository of another Region', 'fail/image-not-pinned', (it) =>
    it.replace('dkr.ecr.us-east-1', 'dkr.ecr.eu-west-1'),
  ),
  serves('a sidecar by tag first, the server by digest', 'pass', beside()),
  // The probes
  serves('readiness over TCP', 'pass', box({ readinessProbe: { httpGet: null, tcpSocket: { port: 8000 } } })),
  serves('readiness over gRPC', 'pass', box({ readinessProbe: { httpGet: null, grpc: { port: 8000 } } })),
  serves(
    'readiness at the port of the name',
    'pass',
    box({
      ports: [
        { name: 'metrics', containerPort: 9090 },
        { name: 'http', containerPort: 8000 },
      ],
    }),
  ),
  serves(
    'readiness at another port of the name',
    'fail/probe-wrong',
    box({ ports: [{ name: 'http', containerPort: 80 }, { containerPort: 8000 }] }),
  ),
  serves('readiness at a name that nobody has', 'fail/probe-wrong', box({ readinessProbe: http('web') })),
  serves('readiness at a number in quotes', 'fail/manifest-invalid', box({ readinessProbe: http('8000') })),
  serves('no readiness', 'fail/probe-wrong', box({ readinessProbe: null })),
  serves(
    'readiness of a file',
    'fail/probe-wrong',
    box({ readinessProbe: { httpGet: null, exec: { command: ['cat', '/tmp/ready'] } } }),
  ),
  serves(
    'readiness by a command that asks the port',
    'blocked/unsupported-construct',
    box({ readinessProbe: { httpGet: null, exec: { command: ['curl', '-f', 'localhost:8000/ready'] } } }),
  ),
  serves(
    'readiness of a sidecar only',
    'fail/probe-wrong',
    box({ readinessProbe: null }),
    beside({ readinessProbe: http(8000) }),
  ),
  serves('two ways to ask', 'fail/manifest-invalid', box({ readinessProbe: { tcpSocket: { port: 8000 } } })),
  serves('nothing kills it', 'pass', box({ startupProbe: null, livenessProbe: null })),
  serves(
    '120 seconds to the second',
    'pass',
    box({ startupProbe: { periodSeconds: 10, failureThreshold: 12 } }),
  ),
  serves(
    'one second less',
    'fail/probe-wrong',
    box({ startupProbe: { periodSeconds: 7, failureThreshold: 17 } }),
  ),
  serves(
    'a startup probe of the defaults',
    'fail/probe-wrong',
    box({ startupProbe: { periodSeconds: null, failureThreshold: null } }),
  ),
  serves(
    'a startup probe that begins late',
    'pass',
    box({ startupProbe: { initialDelaySeconds: 90, periodSeconds: null, failureThreshold: null } }),
  ),
  serves(
    'no startup, a patient liveness',
    'pass',
    box({ startupProbe: null, livenessProbe: { initialDelaySeconds: 120 } }),
  ),
  serves('no startup, an impatient liveness', 'fail/probe-wrong', box({ startupProbe: null })),
  serves(
    'a liveness of one second behind a startup probe',
    'pass',
    box({ livenessProbe: { periodSeconds: 1, failureThreshold: 1 } }),
  ),
  serves(
    'a startup probe at a port where nothing answers',
    'fail/probe-wrong',
    box({ startupProbe: { httpGet: { port: 8080 } } }),
  ),
  serves(
    'a startup probe that must succeed twice',
    'fail/manifest-invalid',
    box({ startupProbe: { successThreshold: 2 } }),
  ),
  file('another load time', changed(TASK, []), 'fail/probe-wrong', { variables: { load_seconds: 241 } }),
  // What it needs
  serves('no requests', 'fail/no-resources', room({ limits: { memory: null } })),
  serves('limits only', 'pass', room({ limits: { cpu: '1', memory: '2Gi' } })),
  serves('no limit of memory', 'fail/no-resources', room({ requests: { cpu: '500m', memory: '1Gi' } })),
  serves(
    'a limit of CPU only',
    'fail/no-resources',
    room({ requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1' } }),
  ),
  serves('no request for CPU', 'fail/no-resources', room({ limits: { memory: '2Gi' } })),
  serves(
    'more asked for than allowed',
    'fail/manifest-invalid',
    room({ requests: { cpu: '500m', memory: '3Gi' }, limits: { memory: '2Gi' } }),
  ),
  serves(
    'megabytes in another spelling',
    'pass',
    room({ requests: { cpu: 0.5, memory: '1e9' }, limits: { memory: '2000M' } }),
  ),
  serves(
    'a unit that is none',
    'fail/manifest-invalid',
    room({ requests: { cpu: '500m', memory: '1GB' }, limits: { memory: '2Gi' } }),
  ),
  // How it spreads
  serves('spread if possible', 'pass', spread({ whenUnsatisfiable: 'ScheduleAnyway' })),
  serves(
    'spread by expressions',
    'pass',
    spread({ labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }),
  ),
  serves('spread of each revision', 'pass', spread({ matchLabelKeys: ['pod-template-hash'] })),
  serves(
    'a selector that finds others',
    'fail/single-zone',
    spread({ labelSelector: { matchLabels: { app: 'server' } } }),
  ),
  serves('no selector', 'fail/single-zone', spread({ labelSelector: null })),
  serves('spread over nodes', 'fail/single-zone', spread({ topologyKey: 'kubernetes.io/hostname' })),
  serves('a skew that allows all in one zone', 'fail/single-zone', spread({ maxSkew: 3 })),
  serves('no skew', 'fail/manifest-invalid', spread({ maxSkew: 0 })),
  serves('apart if possible', 'pass', apart(finds)),
  serves('apart, in this namespace by its name', 'pass', apart({ ...finds, namespaces: ['serving'] })),
  serves(
    'apart, in this namespace by its label',
    'pass',
    apart({ ...finds, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'serving' } } }),
  ),
  serves('apart, in all namespaces', 'pass', apart({ ...finds, namespaceSelector: {} })),
  serves('apart, in another namespace', 'fail/single-zone', apart({ ...finds, namespaces: ['default'] })),
  serves('apart by node', 'fail/single-zone', apart({ ...finds, topologyKey: 'kubernetes.io/hostname' })),
  serves('apart without a selector', 'fail/single-zone', apart({})),
  serves(
    'apart for certain, two of them',
    'pass',
    apart(finds, 'required'),
    patch('Deployment', { spec: { replicas: 2 } }),
    budget({ minAvailable: 1 }),
  ),
  serves(
    'together in one zone',
    'fail/not-schedulable',
    pod({
      topologySpreadConstraints: null,
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ZONE, ...finds }] },
      },
    }),
  ),
  // What a drain may take
  serves('half may go', 'pass', budget({ maxUnavailable: '50%' })),
  serves('a percentage that rounds up to one', 'pass', budget({ maxUnavailable: '10%' })),
  serves('half stays, rounded up', 'pass', budget({ minAvailable: '50%' })),
  serves('two thirds and a bit stay: all three', 'fail/budget-wrong', budget({ minAvailable: '67%' })),
  serves('more than all', 'fail/manifest-invalid', budget({ minAvailable: '150%' })),
  serves('none may go', 'fail/budget-wrong', budget({ maxUnavailable: 0 })),
  serves('none may go, as a percentage', 'fail/budget-wrong', budget({ maxUnavailable: '0%' })),
  serves('all may go', 'fail/budget-wrong', budget({ maxUnavailable: '100%' })),
  serves('none has to stay', 'fail/budget-wrong', budget({ minAvailable: 0 })),
  serves('both figures', 'fail/manifest-invalid', budget({ minAvailable: 1, maxUnavailable: 1 })),
  serves(
    'for every pod of the namespace',
    'pass',
    budget({ minAvailable: 2, selector: { matchLabels: null } }),
  ),
  serves(
    'by expressions',
    'pass',
    budget({
      minAvailable: 2,
      selector: {
        matchLabels: null,
        matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['cache'] }],
      },
    }),
  ),
  serves(
    'for others',
    'fail/budget-wrong',
    budget({ minAvailable: 2, selector: { matchLabels: { app: 'server' } } }),
  ),
  serves(
    'a budget of another namespace',
    'fail/budget-wrong',
    patch('PodDisruptionBudget', { metadata: { namespace: 'default' } }),
  ),
  serves(
    'two budgets',
    'fail/budget-wrong',
    add({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'all', ...NS },
      spec: { maxUnavailable: 1, selector: {} },
    }),
  ),
  serves('no budget', 'fail/budget-wrong', without('PodDisruptionBudget')),
  // What cannot be read
  sick('images denied', { 'ecr:DescribeImages': 'deny' }, 'blocked/denied'),
  sick(
    'images denied, and a pod that fits nowhere',
    { 'ecr:DescribeImages': 'deny' },
    'fail/not-schedulable',
    pod({ nodeSelector: { disk: 'ssd' } }),
  ),
  sick(
    'groups denied, and one replica',
    { 'eks:DescribeNodegroup': 'deny' },
    'fail/manifest-invalid',
    patch('Deployment', { spec: { replicas: 1 } }),
  ),
  sick('types throttled', { 'ec2:DescribeInstanceTypes': 'throttle' }, 'blocked/throttled'),
];
