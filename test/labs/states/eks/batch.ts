/** States of `gpu-pending`: the reference's cluster or one with other GPU nodes, and workloads of many kinds. */
import type { AccountState, Expected, HandIn } from '../state.ts';
import { cluster, cpu, gpu, sized, TAINT, type Json } from './account.ts';
import { add, box, changed, listOf, patch, pod, rewritten, type Edit } from './manifests.ts';

const TASK = 'gpu-pending';
const file = (name: string, content: HandIn, expected: Expected, more: Partial<AccountState> = {}) => ({
  name: `${TASK}: ${name}`,
  files: { [TASK]: [['gpu-batch.yaml', content] as const] },
  expect: { [TASK]: expected },
  ...more,
});
const runs = (name: string, expected: Expected, ...edits: readonly Edit[]): AccountState =>
  file(name, changed(TASK, edits), expected);
const text = (name: string, expected: Expected, change: (text: string) => string): AccountState =>
  file(name, rewritten(TASK, change), expected);
let clusters = 0;
const on = (name: string, groups: AccountState['calls'], expected: Expected, ...edits: readonly Edit[]) =>
  file(name, changed(TASK, edits), expected, {
    calls: [...cluster(), ...(groups ?? [])],
    variables: { cluster: `st-batch-${++clusters}` },
  });

const KEY = 'nvidia.com/gpu';
const of = (change: Json): Edit => pod(change, 'Job');
const tolerates = (...tolerations: readonly Json[]): Edit => of({ tolerations });
const room = (resources: Json): Edit => box({ resources }, 'Job');
const asks = (limit: unknown, request?: unknown): Edit =>
  room({
    limits: { [KEY]: limit ?? null },
    ...(request === undefined ? {} : { requests: { [KEY]: request } }),
  });
const job = (spec: Json): Edit => patch('Job', { spec });
const where = (key: string, operator: string, ...values: string[]): Json => ({
  key,
  operator,
  ...(values.length > 0 ? { values } : {}),
});
const needs = (...terms: readonly (readonly Json[])[]): Edit =>
  of({
    nodeSelector: null,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
        },
      },
    },
  });
/** The Job as another kind. */
const as =
  (kind: string, apiVersion: string, spec: (template: Json, job: Json) => Json): Edit =>
  (objects) =>
    objects.map((object) => {
      const jobSpec = object['spec'] as Json;
      return {
        apiVersion,
        kind,
        metadata: object['metadata'],
        spec: spec(jobSpec['template'] as Json, jobSpec),
      };
    });
const always = (template: Json): Json => ({
  ...template,
  spec: { ...(template['spec'] as Json), restartPolicy: 'Always' },
});
const selector = { matchLabels: { app: 'night-batch' } };
const twice: Edit = (objects) => [...objects, ...patch('Job', { metadata: { name: 'day-batch' } })(objects)];
const tainted = (...taints: readonly Json[]): Json => ({ taints: [TAINT, ...taints] });

export const gpuPending: readonly AccountState[] = [
  {
    name: `${TASK}: nothing handed in`,
    files: { [TASK]: [] },
    expect: { [TASK]: 'fail/artifact-missing' },
  },
  runs('as the reference', 'pass'),
  file('as a List in JSON', changed(TASK, [], listOf), 'pass'),
  file(
    'as the contractor left it',
    ({ reference }) => reference(TASK).replaceAll('workload: gpu', 'accelerator: nvidia-gpu'),
    'fail/label-mismatch',
  ),
  file('no YAML', '{ "kind": [', 'fail/artifact-unreadable'),
  // Tolerations
  runs('everything is tolerated', 'pass', tolerates({ operator: 'Exists' })),
  runs('the value of the taint', 'pass', tolerates({ key: KEY, value: 'present', effect: 'NoSchedule' })),
  runs('every effect of the key', 'pass', tolerates({ key: KEY, operator: 'Exists' })),
  runs(
    'the right one among others',
    'pass',
    tolerates({ key: 'spot', operator: 'Exists' }, { key: KEY, operator: 'Exists', effect: 'NoSchedule' }),
  ),
  runs('no toleration', 'fail/taint-not-tolerated', of({ tolerations: null })),
  runs(
    'another value',
    'fail/taint-not-tolerated',
    tolerates({ key: KEY, value: 'true', effect: 'NoSchedule' }),
  ),
  runs(
    'the value false',
    'fail/taint-not-tolerated',
    tolerates({ key: KEY, operator: 'Equal', value: 'false', effect: 'NoSchedule' }),
  ),
  runs(
    'no value',
    'fail/taint-not-tolerated',
    tolerates({ key: KEY, operator: 'Equal', effect: 'NoSchedule' }),
  ),
  runs(
    'another effect',
    'fail/taint-not-tolerated',
    tolerates({ key: KEY, operator: 'Exists', effect: 'NoExecute' }),
  ),
  runs(
    'EKS’s name of the effect',
    'fail/manifest-invalid',
    tolerates({ key: KEY, operator: 'Exists', effect: 'NO_SCHEDULE' }),
  ),
  runs(
    'the key in capitals',
    'fail/taint-not-tolerated',
    tolerates({ key: 'NVIDIA.com/gpu', operator: 'Exists' }),
  ),
  runs(
    'a value with Exists',
    'fail/manifest-invalid',
    tolerates({ key: KEY, operator: 'Exists', value: 'present' }),
  ),
  runs('no key without Exists', 'fail/manifest-invalid', tolerates({ value: 'present' })),
  text('a value that is no text', 'fail/manifest-invalid', (it) =>
    it.replace('operator: Exists', 'value: true'),
  ),
  on(
    'a taint without a value, and Equal',
    [cpu(), gpu({ taints: [{ key: KEY, effect: 'NO_SCHEDULE' }] })],
    'pass',
    tolerates({ key: KEY, operator: 'Equal', effect: 'NoSchedule' }),
  ),
  on(
    'a taint without a value, and one asked',
    [cpu(), gpu({ taints: [{ key: KEY, effect: 'NO_SCHEDULE' }] })],
    'fail/taint-not-tolerated',
    tolerates({ key: KEY, value: 'true' }),
  ),
  on(
    'a second taint',
    [cpu(), gpu(tainted({ key: 'spot', value: 'x', effect: 'NO_EXECUTE' }))],
    'fail/taint-not-tolerated',
  ),
  on(
    'a second taint that is tolerated',
    [cpu(), gpu(tainted({ key: 'spot', value: 'x', effect: 'NO_EXECUTE' }))],
    'pass',
    tolerates({ key: KEY, operator: 'Exists' }, { key: 'spot', value: 'x' }),
  ),
  on(
    'a second taint that asks only',
    [cpu(), gpu(tainted({ key: 'spot', value: 'x', effect: 'PREFER_NO_SCHEDULE' }))],
    'pass',
  ),
  // Labels
  runs('no selector: the GPU decides', 'pass', of({ nodeSelector: null })),
  runs(
    'the type of the nodes',
    'pass',
    of({ nodeSelector: { 'node.kubernetes.io/instance-type': 'g6.xlarge' } }),
  ),
  runs('the group of the nodes', 'pass', needs([where('eks.amazonaws.com/nodegroup', 'In', 'gpu')])),
  runs(
    'one label of two, and a zone',
    'pass',
    needs([
      where('workload', 'In', 'cpu', 'gpu'),
      where('topology.kubernetes.io/zone', 'NotIn', 'us-east-1c'),
    ]),
  ),
  runs(
    'the second of two terms',
    'pass',
    needs([where('accelerator', 'Exists')], [where('workload', 'Exists')]),
  ),
  runs(
    'a preference only',
    'pass',
    of({
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [where('accelerator', 'Exists')] } },
          ],
        },
      },
    }),
  ),
  runs('the label in capitals', 'fail/label-mismatch', of({ nodeSelector: { workload: 'GPU' } })),
  runs(
    'a label too many',
    'fail/label-mismatch',
    of({ nodeSelector: { workload: 'gpu', 'nvidia.com/gpu.present': 'true' } }),
  ),
  runs(
    'a label of the GPU operator, which nobody installed',
    'fail/label-mismatch',
    of({ nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } }),
  ),
  runs(
    'another type',
    'fail/label-mismatch',
    of({ nodeSelector: { 'node.kubernetes.io/instance-type': 'g5.xlarge' } }),
  ),
  runs('anything but these nodes', 'fail/label-mismatch', needs([where('workload', 'NotIn', 'gpu')])),
  runs(
    'both of one term',
    'fail/label-mismatch',
    needs([where('workload', 'Exists'), where('accelerator', 'Exists')]),
  ),
  runs('a number above one', 'fail/label-mismatch', needs([where('gpus', 'Gt', '0')])),
  runs('an operator that is none', 'fail/manifest-invalid', needs([where('workload', 'Equals', 'gpu')])),
  runs(
    'a node by its name',
    'fail/label-mismatch',
    of({ nodeSelector: null, nodeName: 'ip-10-0-1-17.ec2.internal' }),
  ),
  runs(
    'a gate that nobody opens',
    'fail/label-mismatch',
    of({ schedulingGates: [{ name: 'brackenmere.example/quota' }] }),
  ),
  // GPUs
  runs('a GPU in quotes', 'pass', asks('1')),
  runs('a thousand thousandths', 'pass', asks('1000m')),
  runs('limit and request', 'pass', asks(1, 1)),
  runs('half a GPU', 'fail/no-gpu-asked', asks('500m')),
  runs('0.5', 'fail/no-gpu-asked', asks(0.5)),
  runs('a request only', 'fail/no-gpu-asked', asks(undefined, 1)),
  runs('no GPU', 'fail/no-gpu-asked', asks(undefined)),
  runs('0 GPUs', 'fail/no-gpu-asked', asks(0)),
  runs('another figure than asked for', 'fail/no-gpu-asked', asks(1, 2)),
  runs('a GPU of AMD', 'fail/no-gpu-asked', room({ limits: { [KEY]: null, 'amd.com/gpu': 1 } })),
  runs('a misspelt GPU', 'fail/no-gpu-asked', room({ limits: { [KEY]: null, 'nvidia.com/gpus': 1 } })),
  runs(
    'a variable instead',
    'fail/no-gpu-asked',
    asks(undefined),
    box({ env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }] }, 'Job'),
  ),
  runs(
    'for the whole pod, where GPUs have no place',
    'fail/no-gpu-asked',
    asks(undefined),
    of({ resources: { limits: { cpu: '3', memory: '8Gi' } } }),
  ),
  runs(
    'the GPU of a sidecar',
    'pass',
    asks(undefined),
    of({
      initContainers: [
        { name: 'score', image: 'x:1', restartPolicy: 'Always', resources: { limits: { [KEY]: 1 } } },
      ],
    }),
  ),
  runs(
    'an init container that uses the same GPU before',
    'pass',
    of({ initContainers: [{ name: 'warm', image: 'x:1', resources: { limits: { [KEY]: 1 } } }] }),
  ),
  runs(
    'a sidecar that takes a GPU of its own',
    'fail/does-not-fit',
    of({
      initContainers: [
        { name: 'warm', image: 'x:1', restartPolicy: 'Always', resources: { limits: { [KEY]: 1 } } },
      ],
    }),
  ),
  // Room
  runs('two GPUs, where each node has one', 'fail/does-not-fit', asks(2)),
  runs(
    'as much as a node has left',
    'pass',
    room({ requests: { cpu: '3600m', memory: '12Gi' }, limits: { cpu: '4', memory: '12Gi' } }),
  ),
  runs('all CPUs of a node', 'fail/does-not-fit', room({ requests: { cpu: 4 }, limits: { cpu: 4 } })),
  runs(
    'all memory of a node',
    'fail/does-not-fit',
    room({ requests: { memory: '16Gi' }, limits: { memory: '16Gi' } }),
  ),
  runs('three at a time', 'pass', job({ parallelism: 3 })),
  runs('four at a time', 'fail/does-not-fit', job({ parallelism: 4 })),
  runs('ten at a time, of which two are wanted', 'pass', job({ parallelism: 10, completions: 2 })),
  runs('a work queue of three', 'pass', job({ parallelism: 3, completions: null })),
  runs('each with a number of its own', 'pass', job({ completionMode: 'Indexed', parallelism: 2 })),
  runs('two Jobs of one', 'pass', twice),
  runs('two Jobs of two', 'fail/does-not-fit', job({ parallelism: 2 }), twice),
  runs(
    'a helper without a GPU beside',
    'fail/taint-not-tolerated',
    add({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x', namespace: 'serving' },
      spec: { containers: [{ name: 'x', image: 'x:1' }] },
    }),
  ),
  file('four at a time, where four may be', changed(TASK, [job({ parallelism: 4 })]), 'skipped', {
    variables: { gpu_max: 4 },
    because: 'the task before fails: the group’s maximum is another',
  }),
  on(
    'nodes of four GPUs',
    [cpu(), gpu({ instanceTypes: ['g6.12xlarge'], ...sized(0, 1, 3) })],
    'skipped',
    asks(4),
    job({ parallelism: 3 }),
  ),
  on(
    'two groups, of which the Job wants the small one',
    [cpu(), gpu(), gpu({ labels: { workload: 'gpu', tier: 'spot' }, capacityType: 'SPOT' }, 'spot')],
    'fail/does-not-fit',
    of({ nodeSelector: { tier: 'spot' } }),
    job({ parallelism: 4 }),
  ),
  on(
    'two groups for all',
    [cpu(), gpu(), gpu({ capacityType: 'SPOT' }, 'spot')],
    'pass',
    job({ parallelism: 4 }),
  ),
  // Kinds
  runs(
    'a CronJob',
    'pass',
    as('CronJob', 'batch/v1', (_template, spec) => ({ schedule: '0 3 * * *', jobTemplate: { spec } })),
  ),
  runs(
    'a CronJob of an old version',
    'fail/manifest-invalid',
    as('CronJob', 'batch/v1beta1', (_template, spec) => ({ schedule: '0 3 * * *', jobTemplate: { spec } })),
  ),
  runs(
    'a Deployment',
    'pass',
    as('Deployment', 'apps/v1', (template) => ({ replicas: 2, selector, template: always(template) })),
  ),
  runs(
    'a StatefulSet of four',
    'fail/does-not-fit',
    as('StatefulSet', 'apps/v1', (template) => ({
      replicas: 4,
      serviceName: 'x',
      selector,
      template: always(template),
    })),
  ),
  runs(
    'a DaemonSet',
    'pass',
    as('DaemonSet', 'apps/v1', (template) => ({ selector, template: always(template) })),
  ),
  runs(
    'a Pod',
    'pass',
    as('Pod', 'v1', (template) => template['spec'] as Json),
  ),
  runs('a Job that restarts for ever', 'fail/manifest-invalid', of({ restartPolicy: 'Always' })),
  runs(
    'an MPIJob',
    'blocked/unsupported-construct',
    as('MPIJob', 'kubeflow.org/v2beta1', () => ({})),
  ),
  runs('a ConfigMap only', 'fail/manifest-invalid', () => [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } },
  ]),
  file('a list of words', '- gpu\n- batch\n', 'fail/manifest-invalid'),
  file('groups denied', changed(TASK, []), 'blocked/denied', { broken: { 'eks:DescribeNodegroup': 'deny' } }),
  file('groups denied, and half a GPU', changed(TASK, [asks('0.5')]), 'fail/no-gpu-asked', {
    broken: { 'eks:DescribeNodegroup': 'deny' },
    because: 'whatever the groups are, it fails: the first reason that is proven is said',
  }),
];
