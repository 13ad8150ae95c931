import { describe, expect, test } from 'vitest';
import { pathText } from '../../../../graders/semantics/manifests/index.ts';
import {
  amount,
  bringsNvidia,
  nodesOf,
  obstacles,
  podRequests,
  requirementText,
  selectable,
  selects,
  taintEffect,
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

test('machines are as AWS names them', () => {
  const [windows] = nodes(group({ amiType: 'WINDOWS_CORE_2022_x86_64', capacityType: 'SPOT' }));
  expect(windows?.labels).toMatchObject({
    'kubernetes.io/os': 'windows',
    'beta.kubernetes.io/os': 'windows',
    'eks.amazonaws.com/capacityType': 'SPOT',
  });
  const [local] = nodes(group({ zones: ['us-east-1-bos-1a'] }));
  expect(local?.labels['topology.kubernetes.io/region']).toBe('us-east-1-bos-1');
  expect(nodes(group({ labels: { 'kubernetes.io/os': 'own' } }))[0]?.labels['kubernetes.io/os']).toBe('own');
  expect(
    [
      'AL2023_x86_64_NVIDIA',
      'AL2_x86_64_GPU',
      'BOTTLEROCKET_ARM_64_NVIDIA_FIPS',
      'AL2_GPU_x',
      'NVIDIA',
      'CUSTOM',
    ].map(bringsNvidia),
  ).toEqual([true, true, true, false, false, false]);
  expect(['NO_SCHEDULE', 'Odd'].map(taintEffect)).toEqual(['NoSchedule', 'Odd']);
});

test('nodes of a group go around its zones, in their order', () => {
  const { nodes: made } = nodesOf(
    [group({ zones: ['us-east-1b', 'us-east-1a'], desired: 3 }), group({ name: 'none', zones: [] })],
    TYPES,
    'desired',
  );
  expect(made.map(({ name, zone, group: of }) => [name, zone, of])).toEqual([
    ['cpu-1', 'us-east-1a', 'cpu'],
    ['cpu-2', 'us-east-1b', 'cpu'],
    ['cpu-3', 'us-east-1a', 'cpu'],
  ]);
});

test.each([
  [['g6.12xlarge', 'g6.xlarge'], 'g6.xlarge', 3.6, 16_384, 1],
  [['g6.xlarge', 'g6.12xlarge'], 'g6.xlarge', 3.6, 16_384, 1],
  [['g6.12xlarge'], 'g6.12xlarge', 43.2, 196_608, 4],
  // As many cores and less memory; more memory and fewer cores: the least of each is what the group surely has.
  [['c6.large', 'm5.large'], 'c6.large', 1.8, 4096, undefined],
  [['m5.large', 'c6.large'], 'c6.large', 1.8, 4096, undefined],
  [['r6.medium', 'c6.large'], 'r6.medium', 0.9, 4096, undefined],
] as const)('a group of %j offers what each of them has', (instanceTypes, name, cpu, memoryMib, gpus) => {
  const types = new Map(TYPES)
    .set('c6.large', { name: 'c6.large', vcpus: 2, memoryMib: 4096, gpus: 0, arch: 'amd64' })
    .set('r6.medium', { name: 'r6.medium', vcpus: 1, memoryMib: 8192, gpus: 0, arch: 'amd64' });
  const [node] = nodesOf([gpuGroup({ instanceTypes })], types).nodes;
  expect(node?.labels).toMatchObject({
    'node.kubernetes.io/instance-type': name,
    'beta.kubernetes.io/instance-type': name,
  });
  expect(node?.allocatable['cpu']).toBeCloseTo(cpu);
  expect(node?.allocatable['memory']).toBeCloseTo(0.8 * memoryMib * 2 ** 20);
  expect(node?.allocatable['nvidia.com/gpu']).toBe(gpus);
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
    ['no node named', 'nodeName: ""', []],
    [
      'gates, which somebody has to lift',
      'schedulingGates: [{ name: example.com/quota }, { name: example.com/data }]',
      ['gate schedulingGates: example.com/quota, example.com/data to be lifted / no say in it'],
    ],
    ['no gate', 'schedulingGates: []', []],
    [
      'two labels, one of them missed',
      'nodeSelector: { kubernetes.io/os: linux, team: birds }',
      ['selector nodeSelector.team: team=birds / no label team'],
    ],
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

  const terms = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  test.each<[string, string, string]>([
    ['a label that it lacks', required(term('gpu', 'Exists')), 'gpu / no label gpu'],
    [
      'its name',
      required('{ matchFields: [{ key: metadata.name, operator: In, values: [x] }] }'),
      'metadata.name=x / cpu-1',
    ],
    [
      'the first that fails of several',
      required(
        `{ matchExpressions: [{ key: ${zone}, operator: Exists }, { key: kubernetes.io/os, operator: In, values: [windows] }, { key: gpu, operator: Exists }] }`,
      ),
      `${zone} and kubernetes.io/os=windows and gpu / kubernetes.io/os=linux`,
    ],
    [
      'every alternative',
      required(term('gpu', 'Exists'), term('fpga', 'DoesNotExist').replace('DoesNotExist', 'Exists')),
      'gpu, or fpga / no label gpu',
    ],
    [
      'of a selector and its name',
      required(
        `{ matchExpressions: [{ key: gpu, operator: Exists }], matchFields: [{ key: metadata.name, operator: In, values: [x] }] }`,
      ),
      'gpu and metadata.name=x / no label gpu',
    ],
  ])('says of a node %s', (_what, pod, words) => {
    expect(off(deployment({ pod }), group())).toEqual([`affinity ${terms}: ${words}`]);
  });

  test.each<[string, string, boolean]>([
    ['nothing asked', '', true],
    ['a label met', 'nodeSelector: { workload: gpu }', true],
    ['a label missed', 'nodeSelector: { workload: cpu }', false],
    ['one of two labels missed', 'nodeSelector: { workload: gpu, team: birds }', false],
    ['affinity met', required(term('workload', 'Exists')), true],
    ['affinity missed', required(term('team', 'Exists')), false],
  ])('a node may be chosen by selector and affinity, taints and room aside: %s', (_what, pod, expected) => {
    const [node] = nodes(gpuGroup());
    const box = 'resources: { requests: { cpu: 99 } }';
    expect(node && selectable(workload(deployment({ pod, box })).pod, node)).toBe(expected);
  });

  test('a fractional number is no whole number to Gt and Lt', () => {
    const is = (label: string, operator: 'Gt' | 'Lt', value: string) =>
      off(
        deployment({ pod: required(term('cores', operator, `"${value}"`)) }),
        group({ labels: { cores: label } }),
      ).length === 0;
    expect([is('4.5', 'Gt', '3'), is('v4', 'Gt', '3'), is('4', 'Gt', '3.5'), is('4', 'Gt', 'x3')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([is('-4', 'Lt', '3'), is('3', 'Lt', '3'), is('3', 'Lt', '-4'), is('10', 'Gt', '9')]).toEqual([
      true,
      false,
      false,
      true,
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
    [
      'what the second container asks',
      'requests: { cpu: 1 } } }, { name: b, image: c, resources: { requests: { nvidia.com/gpu: 2 }, limits: { nvidia.com/gpu: 2 }',
      ['resource containers[1].resources.requests[nvidia.com/gpu]: 2 nvidia.com/gpu / 0 nvidia.com/gpu'],
    ],
    ['huge pages are not modelled', 'requests: { hugepages-2Mi: 4Mi }, limits: { hugepages-2Mi: 4Mi }', []],
    ['disk is not modelled', 'requests: { ephemeral-storage: 500Gi }', []],
  ])('resources: %s', (_what, resources, expected) => {
    expect(off(deployment({ box: `resources: { ${resources} }` }), group())).toEqual(expected);
  });

  test('what the pod as a whole asks for stands in its own field', () => {
    const pod = 'resources: { requests: { cpu: 5 } }';
    expect(off(deployment({ pod }), group())).toEqual(['resource resources.requests.cpu: 5 CPU / 1.8 CPU']);
  });

  test('what other pods use is gone', () => {
    const [node] = nodes(group());
    const { pod } = workload(deployment({ box: 'resources: { requests: { cpu: 1 } }' }));
    expect(node && obstacles(pod, node, { cpu: 0.8 })).toEqual([]);
    expect(node && obstacles(pod, node, { cpu: 0.9 })).toMatchObject([
      { kind: 'resource', resource: 'cpu', asked: '1 CPU', found: '0.9 CPU' },
    ]);
    expect(node && obstacles(pod, node, { cpu: 5 })).toMatchObject([{ found: '0 CPU' }]);
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
    [
      'limits of the pod beside requests of a container',
      `{ resources: { limits: { cpu: 4 } }, containers: [${box('a', '2')}] }`,
      2,
    ],
    [
      'limits of the pod where no container says',
      '{ resources: { limits: { cpu: 4 } }, containers: [{ name: a, image: i }] }',
      4,
    ],
    [
      'the largest of init containers',
      `{ initContainers: [${box('i', '3')}, ${box('j', '1')}], containers: [${box('a', '2')}] }`,
      3,
    ],
    [
      'an init container before a sidecar runs without it',
      `{ initContainers: [${box('i', '3')}, ${box('s', '1', ', restartPolicy: Always')}], containers: [${box('a', '1')}] }`,
      3,
    ],
    [
      'two sidecars',
      `{ initContainers: [${box('s', '1', ', restartPolicy: Always')}, ${box('t', '1', ', restartPolicy: Always')}], containers: [${box('a', '2')}] }`,
      4,
    ],
    [
      'an init container alone asks',
      `{ initContainers: [${box('i', '3')}], containers: [{ name: a, image: i }] }`,
      3,
    ],
    [
      'a request beside its limit',
      '{ containers: [{ name: a, image: i, resources: { requests: { cpu: 1 }, limits: { cpu: 3 } } }] }',
      1,
    ],
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
  const set = (kind: string, spec = '', replicas = '') =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: server, namespace: serving }\nspec: { ${replicas}${spec}selector: { matchLabels: { app: a } }, template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: b }] } } }\n`;
  const cron = (spec: string) =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: c }\nspec: { schedule: "* * * * *", jobTemplate: { spec: { ${spec}template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } } }\n`;
  const bare = (spec = '') =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { ${spec}containers: [{ name: a, image: b }] }\n`;
  test.each<[string, string, string, object]>([
    ['a Deployment', deployment(), 'spec.template.spec', { app: 'server', tier: 'web' }],
    ['a StatefulSet', set('StatefulSet', 'serviceName: s, '), 'spec.template.spec', { app: 'a' }],
    ['a CronJob', cron(''), 'spec.jobTemplate.spec.template.spec', {}],
    ['a Pod', bare(), 'spec', {}],
    ['a Pod with labels', bare().replace('name: p', 'name: p, labels: { app: p }'), 'spec', { app: 'p' }],
  ])('%s says where its pod’s spec stands and which labels it has', (_what, text, path, labels) => {
    const [one, ...more] = workloads(manifests(text).objects);
    expect(more).toEqual([]);
    expect(one && pathText(one.path)).toBe(path);
    expect(one?.pod.labels).toEqual(labels);
    expect(one?.pod.namespace).toBe(one?.object.namespace);
    expect(one?.pod.spec.containers).toHaveLength(1);
  });
  test.each<[string, string, unknown[]]>([
    ['a ReplicaSet', set('ReplicaSet', '', 'replicas: 4, '), [['ReplicaSet', 4, false]]],
    ['a StatefulSet', set('StatefulSet', 'serviceName: s, ', 'replicas: 4, '), [['StatefulSet', 4, false]]],
    ['a DaemonSet', set('DaemonSet'), [['DaemonSet', 1, false]]],
    ['a Deployment that says no number', set('Deployment'), [['Deployment', 1, false]]],
    ['a Deployment of none', set('Deployment', '', 'replicas: 0, '), [['Deployment', 0, false]]],
    ['a CronJob that says nothing', cron(''), [['CronJob', 1, true]]],
    ['a CronJob with fewer completions', cron('parallelism: 5, completions: 2, '), [['CronJob', 2, true]]],
    ['a CronJob with more completions', cron('parallelism: 2, completions: 5, '), [['CronJob', 2, true]]],
    ['a Pod that runs for ever', bare(), [['Pod', 1, false]]],
    ['a Pod that says so', bare('restartPolicy: Always, '), [['Pod', 1, false]]],
    ['a Pod that ends', bare('restartPolicy: Never, '), [['Pod', 1, true]]],
    [
      'an autoscaler of another namespace',
      deployment({ replicas: 1 }) + hpa('minReplicas: 2, ', 5).replace('serving', 'other'),
      [['Deployment', 1, false]],
    ],
    [
      'an autoscaler of another name',
      deployment({ replicas: 1 }) + hpa('minReplicas: 2, ', 5).replace('name: server', 'name: other'),
      [['Deployment', 1, false]],
    ],
    [
      'an autoscaler that has nothing to do',
      deployment({ replicas: 3 }) + hpa('minReplicas: 2, ', 5),
      [['Deployment', 3, false]],
    ],
    [
      'an autoscaler of one that is at none',
      deployment({ replicas: 0 }) + hpa('', 5),
      [['Deployment', 1, false]],
    ],
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
  [{ matchExpressions: [{ key: 'app', operator: 'In' }] }, false],
  [
    {
      matchExpressions: [
        { key: 'app', operator: 'Exists' },
        { key: 'none', operator: 'Exists' },
      ],
    },
    false,
  ],
  [{ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'Gt' }] }, false],
  [{ matchExpressions: [{ key: 'none', operator: 'Lt', values: ['1'] }] }, false],
])('selector %j finds the pod: %j', (selector, found) => {
  expect(selects(selector, { app: 'server', tier: 'web' })).toBe(found);
});

test.each<[Parameters<typeof tolerates>[0], boolean]>([
  [{}, false],
  [{ key: '', operator: 'Exists' }, true],
  [{ key: '', operator: 'Equal', value: '' }, false],
  [{ operator: 'Exists', effect: '' }, true],
  [{ key: 'a', effect: 'NoSchedule' }, true],
  [{ key: 'a', operator: 'Equal', value: 'x' }, false],
  [{ key: 'a', operator: 'Exists', effect: 'PreferNoSchedule' }, false],
  [{ key: 'b', operator: 'Exists' }, false],
  [{ key: 'b' }, false],
])('%j tolerates a taint without a value: %j', (toleration, expected) => {
  expect(tolerates(toleration, { key: 'a', value: '', effect: 'NoSchedule' })).toBe(expected);
});

test('requirements, taints and amounts in kubectl’s words', () => {
  const texts = (['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Odd'] as const).map((operator) =>
    requirementText({ key: 'a', operator, values: ['1'] }),
  );
  expect(texts).toEqual(['a=1', 'a!=1', 'a', '!a', 'a > 1', 'a < 1', 'a Odd 1']);
  expect(requirementText({ key: 'a', operator: 'NotIn', values: ['1', '2'] })).toBe('a notin (1, 2)');
  expect(requirementText({ key: 'a', operator: 'In', values: ['1', '2'] })).toBe('a in (1, 2)');
  expect(requirementText({ key: 'a', operator: 'In' })).toBe('a in ()');
  expect([
    amount('cpu', 0.5),
    amount('memory', 3 * 2 ** 29),
    amount('memory', 2 ** 29),
    amount('memory', 2 ** 30),
    amount('ephemeral-storage', 2 ** 31),
    amount('nvidia.com/gpu', 2),
    amount('cpu', 1.2345),
  ]).toEqual(['0.5 CPU', '1.5 GiB', '512 MiB', '1 GiB', '2 GiB', '2 nvidia.com/gpu', '1.23 CPU']);
  expect(tolerates({ operator: 'Sometimes', key: 'a' }, { key: 'a', value: '', effect: 'NoSchedule' })).toBe(
    false,
  );
});
