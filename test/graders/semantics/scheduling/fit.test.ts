import { describe, expect, test } from 'vitest';
import { pathText } from '../../../../graders/semantics/manifests/index.ts';
import {
  amount,
  nodesOf,
  obstacles,
  podRequests,
  requirementText,
  selects,
  taintText,
  tolerates,
  workloads,
} from '../../../../graders/semantics/scheduling/index.ts';
import { deployment, gpuGroup, group, manifests, nodes, TYPES, workload } from './kit.ts';

/** `kind path: asked / found` of every obstacle on the first node of the groups. */
const off = (text: string, ...groups: Parameters<typeof nodes>) => {
  const [node] = nodes(...groups);
  if (!node) throw new Error('no node');
  return obstacles(workload(text).pod, node).map(
    ({ kind, path, asked, found }) => `${kind} ${pathText(path)}: ${asked} / ${found}`,
  );
};

describe('nodes of node groups', () => {
  test('one for each zone, with labels, taints and what is left for pods', () => {
    const [first, second, ...rest] = nodes(group({ labels: { team: 'birds' } }));
    expect(rest).toEqual([]);
    expect([first?.zone, second?.zone]).toEqual(['us-east-1a', 'us-east-1b']);
    expect(first?.labels).toEqual({
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/instance-type': 'm5.large',
      'beta.kubernetes.io/os': 'linux',
      'failure-domain.beta.kubernetes.io/region': 'us-east-1',
      'failure-domain.beta.kubernetes.io/zone': 'us-east-1a',
      team: 'birds',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': 'cpu-1',
      'node.kubernetes.io/instance-type': 'm5.large',
      'topology.kubernetes.io/zone': 'us-east-1a',
      'topology.kubernetes.io/region': 'us-east-1',
      'eks.amazonaws.com/nodegroup': 'cpu',
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
    });
    expect(first?.allocatable).toEqual({ cpu: 1.8, memory: 0.8 * 8192 * 2 ** 20 });
  });

  test('a GPU is there only with an image that brings its driver', () => {
    expect(nodes(gpuGroup())[0]?.allocatable['nvidia.com/gpu']).toBe(1);
    expect(nodes(gpuGroup({ amiType: 'BOTTLEROCKET_x86_64_NVIDIA' }))[0]?.allocatable['nvidia.com/gpu']).toBe(
      1,
    );
    expect(nodes(gpuGroup({ amiType: 'AL2_x86_64_GPU' }))[0]?.allocatable['nvidia.com/gpu']).toBe(1);
    expect(nodes(gpuGroup({ amiType: 'AL2023_x86_64_STANDARD' }))[0]?.allocatable).not.toHaveProperty(
      'nvidia.com/gpu',
    );
    expect(nodes(group({ amiType: 'AL2023_x86_64_NVIDIA' }))[0]?.allocatable).not.toHaveProperty(
      'nvidia.com/gpu',
    );
  });

  test('EKS’s taints become Kubernetes’', () => {
    const taint = (effect: string) =>
      nodes(gpuGroup({ taints: [{ key: 'a', value: '', effect }] }))[0]?.taints.map(taintText);
    expect(['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE'].map(taint)).toEqual([
      ['a:NoSchedule'],
      ['a:NoExecute'],
      ['a:PreferNoSchedule'],
    ]);
  });

  test('a group of several types counts as its smallest, one without known types not at all', () => {
    const mixed = group({ instanceTypes: ['g6.12xlarge', 'm7g.large', 'x9.huge'] });
    const plan = nodesOf([mixed, group({ name: 'other', instanceTypes: ['x9.huge'] })], TYPES);
    expect(plan.unknownTypes).toEqual(['x9.huge']);
    expect(new Set(plan.nodes.map(({ group: name }) => name))).toEqual(new Set(['cpu']));
    expect(plan.nodes[0]?.labels).toMatchObject({
      'kubernetes.io/arch': 'arm64',
      'node.kubernetes.io/instance-type': 'm7g.large',
    });
  });

  test.each([
    ['per-zone', 0, 0],
    ['per-zone', 1, 2],
    ['desired', 3, 3],
    ['max', 0, 4],
  ] as const)('counted %s with %i wanted: %i', (count, desired, expected) => {
    expect(nodesOf([group({ desired })], TYPES, count).nodes).toHaveLength(expected);
  });
});

describe('a pod and a node', () => {
  test.each<[string, string, string[]]>([
    ['nothing asked', '', []],
    ['selector met', 'nodeSelector: { kubernetes.io/os: linux }', []],
    [
      'label missing',
      'nodeSelector: { workload: gpu }',
      ['selector nodeSelector.workload: workload=gpu / no label workload'],
    ],
    [
      'label other',
      'nodeSelector: { kubernetes.io/arch: arm64 }',
      ['selector nodeSelector[kubernetes.io/arch]: kubernetes.io/arch=arm64 / kubernetes.io/arch=amd64'],
    ],
    ['another node', 'nodeName: elsewhere', ['node-name nodeName: elsewhere / cpu-1']],
    ['this node', 'nodeName: cpu-1', []],
  ])('%s', (_what, pod, expected) => {
    expect(off(deployment({ pod }), group())).toEqual(expected);
  });

  const required = (...terms: string[]) =>
    `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [${terms.join(', ')}] } } }`;
  const term = (key: string, operator: string, values = '') =>
    `{ matchExpressions: [{ key: ${key}, operator: ${operator}${values === '' ? '' : `, values: [${values}]`} }] }`;
  const zone = 'topology.kubernetes.io/zone';
  test.each<[string, string, boolean]>([
    ['In', required(term(zone, 'In', 'us-east-1a, us-east-1c')), true],
    ['In, other', required(term(zone, 'In', 'us-east-1b')), false],
    ['NotIn', required(term(zone, 'NotIn', 'us-east-1b')), true],
    ['NotIn of an absent label', required(term('absent', 'NotIn', 'x')), true],
    ['Exists', required(term(zone, 'Exists')), true],
    ['Exists, absent', required(term('absent', 'Exists')), false],
    ['DoesNotExist', required(term('absent', 'DoesNotExist')), true],
    ['DoesNotExist, present', required(term(zone, 'DoesNotExist')), false],
    ['Gt', required(term('cores', 'Gt', '"3"')), true],
    ['Gt, equal', required(term('cores', 'Gt', '"4"')), false],
    ['Lt', required(term('cores', 'Lt', '"5"')), true],
    ['Gt of text', required(term(zone, 'Gt', '"3"')), false],
    ['one of two terms', required(term(zone, 'In', 'us-east-1b'), term(zone, 'In', 'us-east-1a')), true],
    [
      'both requirements of a term',
      required(
        `{ matchExpressions: [{ key: ${zone}, operator: Exists }, { key: absent, operator: Exists }] }`,
      ),
      false,
    ],
    ['an empty term', required('{}'), false],
    ['fields', required('{ matchFields: [{ key: metadata.name, operator: In, values: [cpu-1] }] }'), true],
    [
      'other fields',
      required('{ matchFields: [{ key: metadata.name, operator: In, values: [cpu-2] }] }'),
      false,
    ],
    [
      'preferred',
      `affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: ${term('absent', 'Exists')} }] } }`,
      true,
    ],
  ])('required node affinity, %s', (_what, pod, fits) => {
    expect(off(deployment({ pod }), group({ labels: { cores: '4' } })).length === 0).toBe(fits);
  });

  test('says which requirement a node misses', () => {
    expect(off(deployment({ pod: required(term(zone, 'In', 'us-east-1b, us-east-1c')) }), group())).toEqual([
      `affinity affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: ${zone} in (us-east-1b, us-east-1c) / ${zone}=us-east-1a`,
    ]);
  });

  test.each<[string, boolean]>([
    ['[]', false],
    ['[{ operator: Exists }]', true],
    ['[{ operator: Exists, effect: NoSchedule }]', true],
    ['[{ operator: Exists, effect: NoExecute }]', false],
    ['[{ key: nvidia.com/gpu, operator: Exists }]', true],
    ['[{ key: nvidia.com/gpu, operator: Exists, effect: NoSchedule }]', true],
    ['[{ key: nvidia.com/gpu, operator: Exists, effect: NoExecute }]', false],
    ['[{ key: nvidia.com/gpu, value: "true" }]', true],
    ['[{ key: nvidia.com/gpu, operator: Equal, value: "true", effect: NoSchedule }]', true],
    ['[{ key: nvidia.com/gpu, operator: Equal, value: "false" }]', false],
    ['[{ key: nvidia.com/gpu }]', false],
    ['[{ key: gpu, operator: Exists }]', false],
    ['[{ key: gpu, operator: Exists }, { key: nvidia.com/gpu, operator: Exists }]', true],
  ])('tolerations %s', (tolerations, fits) => {
    expect(off(deployment({ pod: `tolerations: ${tolerations}` }), gpuGroup()).length === 0).toBe(fits);
  });

  test('a preference of a node keeps nobody off, an eviction does', () => {
    const taints = (effect: string) => gpuGroup({ taints: [{ key: 'a', value: 'b', effect }] });
    expect(off(deployment(), taints('PREFER_NO_SCHEDULE'))).toEqual([]);
    expect(off(deployment(), taints('NO_EXECUTE'))).toEqual([
      'taint tolerations: no toleration / a=b:NoExecute',
    ]);
  });

  test('points at the toleration that was meant', () => {
    const pod =
      'tolerations: [{ key: x, operator: Exists }, { key: nvidia.com/gpu, value: "false", effect: NoSchedule }]';
    expect(off(deployment({ pod }), gpuGroup())).toEqual([
      'taint tolerations[1]: x, nvidia.com/gpu=false:NoSchedule / nvidia.com/gpu=true:NoSchedule',
    ]);
    expect(
      off(deployment({ pod: 'tolerations: [{ operator: Exists, effect: NoExecute }]' }), gpuGroup()),
    ).toEqual(['taint tolerations: everything:NoExecute / nvidia.com/gpu=true:NoSchedule']);
  });

  test.each<[string, string, string[]]>([
    ['fits to the last millicore', 'requests: { cpu: 1800m }', []],
    [
      'one more',
      'requests: { cpu: 1801m }',
      ['resource containers[0].resources.requests.cpu: 1.8 CPU / 1.8 CPU'],
    ],
    [
      'memory',
      'requests: { memory: 7Gi }',
      ['resource containers[0].resources.requests.memory: 7 GiB / 6.4 GiB'],
    ],
    [
      'a limit counts as request',
      'limits: { cpu: 3 }',
      ['resource containers[0].resources.limits.cpu: 3 CPU / 1.8 CPU'],
    ],
    ['a request below its limit', 'requests: { cpu: 1 }, limits: { cpu: 3 }', []],
    [
      'a GPU',
      'limits: { nvidia.com/gpu: 1 }',
      ['resource containers[0].resources.limits[nvidia.com/gpu]: 1 nvidia.com/gpu / 0 nvidia.com/gpu'],
    ],
    ['disk is not modelled', 'requests: { ephemeral-storage: 500Gi }', []],
  ])('resources: %s', (_what, resources, expected) => {
    expect(off(deployment({ box: `resources: { ${resources} }` }), group())).toEqual(expected);
  });

  test('what other pods use is gone', () => {
    const [node] = nodes(group());
    const { pod } = workload(deployment({ box: 'resources: { requests: { cpu: 1 } }' }));
    expect(node && obstacles(pod, node, { cpu: 0.8 })).toEqual([]);
    expect(node && obstacles(pod, node, { cpu: 0.9 })).toHaveLength(1);
  });
});

describe('what a pod asks for', () => {
  const asks = (spec: string) =>
    podRequests(workload(`apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: ${spec}`).pod);
  const box = (name: string, cpu: string, more = '') =>
    `{ name: ${name}, image: i, resources: { requests: { cpu: ${cpu} } }${more} }`;
  test.each<[string, string, number]>([
    ['containers add up', `{ containers: [${box('a', '1')}, ${box('b', '500m')}] }`, 1.5],
    [
      'an init container that asks less',
      `{ initContainers: [${box('i', '1')}], containers: [${box('a', '2')}] }`,
      2,
    ],
    [
      'an init container that asks more',
      `{ initContainers: [${box('i', '3')}], containers: [${box('a', '2')}] }`,
      3,
    ],
    [
      'a sidecar stays',
      `{ initContainers: [${box('i', '1', ', restartPolicy: Always')}], containers: [${box('a', '2')}] }`,
      3,
    ],
    [
      'an init container beside a sidecar',
      `{ initContainers: [${box('s', '1', ', restartPolicy: Always')}, ${box('i', '3')}], containers: [${box('a', '2')}] }`,
      4,
    ],
    ['figures of the pod', `{ resources: { requests: { cpu: 4 } }, containers: [${box('a', '2')}] }`, 4],
  ])('%s', (_what, spec, cpu) => {
    expect(asks(spec)['cpu']).toBe(cpu);
  });
});

describe('what makes pods', () => {
  const of = (text: string) =>
    workloads(manifests(text).objects).map(({ object, replicas, ends }) => [object.kind, replicas, ends]);
  const job = (spec: string) =>
    `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec: { ${spec}template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } }`;
  const hpa = (min: string, max: number, kind = 'Deployment') =>
    `---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h, namespace: serving }\nspec: { ${min}maxReplicas: ${max}, scaleTargetRef: { apiVersion: apps/v1, kind: ${kind}, name: server } }`;
  test.each<[string, string, unknown[]]>([
    ['a Deployment', deployment({ replicas: 3 }), [['Deployment', 3, false]]],
    ['a Job', job(''), [['Job', 1, true]]],
    ['a parallel Job', job('parallelism: 4, '), [['Job', 4, true]]],
    ['a Job with less to do', job('parallelism: 4, completions: 2, '), [['Job', 2, true]]],
    [
      'an autoscaler above',
      deployment({ replicas: 1 }) + hpa('minReplicas: 2, ', 5),
      [['Deployment', 2, false]],
    ],
    ['an autoscaler below', deployment({ replicas: 9 }) + hpa('', 5), [['Deployment', 5, false]]],
    [
      'an autoscaler of another',
      deployment({ replicas: 1 }) + hpa('minReplicas: 2, ', 5, 'StatefulSet'),
      [['Deployment', 1, false]],
    ],
    [
      'a Service',
      'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { ports: [{ port: 80 }] }',
      [],
    ],
    [
      'a CronJob',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: c }\nspec: { schedule: "* * * * *", jobTemplate: { spec: { parallelism: 2, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } } }',
      [['CronJob', 2, true]],
    ],
    [
      'a Pod',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { restartPolicy: OnFailure, containers: [{ name: a, image: b }] }',
      [['Pod', 1, true]],
    ],
  ])('%s', (_what, text, expected) => {
    expect(of(text)).toEqual(expected);
  });
});

test.each<[Parameters<typeof selects>[0], boolean]>([
  [undefined, false],
  [{}, true],
  [{ matchLabels: { app: 'server' } }, true],
  [{ matchLabels: { app: 'other' } }, false],
  [{ matchLabels: { app: 'server', tier: 'none' } }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['server', 'x'] }] }, true],
  [
    {
      matchLabels: { app: 'server' },
      matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['server'] }],
    },
    false,
  ],
  [{ matchExpressions: [{ key: 'app', operator: 'Wants', values: ['server'] }] }, false],
])('selector %j finds the pod: %j', (selector, found) => {
  expect(selects(selector, { app: 'server', tier: 'web' })).toBe(found);
});

test('requirements, taints and amounts in kubectl’s words', () => {
  const texts = (['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Odd'] as const).map((operator) =>
    requirementText({ key: 'a', operator, values: ['1'] }),
  );
  expect(texts).toEqual(['a=1', 'a!=1', 'a', '!a', 'a > 1', 'a < 1', 'a Odd 1']);
  expect(requirementText({ key: 'a', operator: 'NotIn', values: ['1', '2'] })).toBe('a notin (1, 2)');
  expect([
    amount('cpu', 0.5),
    amount('memory', 3 * 2 ** 29),
    amount('memory', 2 ** 29),
    amount('nvidia.com/gpu', 2),
  ]).toEqual(['0.5 CPU', '1.5 GiB', '512 MiB', '2 nvidia.com/gpu']);
  expect(tolerates({ operator: 'Sometimes', key: 'a' }, { key: 'a', value: '', effect: 'NoSchedule' })).toBe(
    false,
  );
});
