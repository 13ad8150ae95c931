/** What GET …/pods answers: a cluster with CPU nodes in two zones and GPU nodes that nobody has asked for, the batch as it is handed out, and a server that is handed in. */
import type { PodsReply } from '../../../server/contract/index.ts';
import { contentOf } from '../../../server/grading/pods-manifests.ts';

export const BATCH = `apiVersion: batch/v1
kind: Job
metadata:
  name: night-batch
  namespace: serving
spec:
  completions: 4
  parallelism: 1
  template:
    metadata:
      labels:
        app: night-batch
    spec:
      restartPolicy: Never
      nodeSelector:
        accelerator: nvidia-gpu
      tolerations:
        - key: gpu
          operator: Equal
          value: 'true'
          effect: NoSchedule
      containers:
        - name: batch
          image: pytorch-inference:2.6
          resources:
            requests:
              cpu: '2'
              memory: 8Gi
`;

export const SERVING = `apiVersion: apps/v1
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
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels: { app: model-server }
      containers:
        - name: server
          image: model-server@sha256:0a
          resources:
            requests: { cpu: 800m, memory: 2Gi }
            limits: { memory: 2Gi }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: model-server
  namespace: serving
spec:
  minAvailable: 2
  selector:
    matchLabels: { app: model-server }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: model-server
  namespace: serving
`;

const group = (over: Partial<PodsReply['groups'][number]>): PodsReply['groups'][number] => ({
  name: 'cpu',
  amiType: 'AL2023_x86_64_STANDARD',
  capacityType: 'ON_DEMAND',
  instanceTypes: ['m7i.large'],
  labels: {},
  taints: [],
  min: 2,
  desired: 3,
  max: 5,
  zones: ['us-east-1a', 'us-east-1b'],
  ...over,
});

/** The file of a task as it would be answered. */
export const fileOf = (
  task: string,
  name: string,
  text: string,
  state: PodsReply['files'][number]['state'] = 'submitted',
): PodsReply['files'][number] => ({
  task,
  title: task === 'gpu-pending' ? 'Why is the batch Pending?' : 'Three replicas that survive',
  name,
  state,
  message:
    state === 'starter' ? `You have not handed in ${name} yet. This is the file that the lab hands out.` : '',
  ...contentOf(name, text),
});

export const podsReply = (): PodsReply => ({
  region: 'us-east-1',
  cluster: { name: 'bm-serving', state: 'read', message: '', version: '1.36', autoMode: false },
  groups: [
    group({}),
    group({
      name: 'gpu',
      amiType: 'AL2023_x86_64_NVIDIA',
      instanceTypes: ['g6.xlarge'],
      labels: { workload: 'gpu' },
      taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
      min: 0,
      desired: 1,
      max: 3,
    }),
    group({
      name: 'gpu-spot',
      amiType: 'AL2023_x86_64_NVIDIA',
      capacityType: 'SPOT',
      instanceTypes: ['g6.xlarge'],
      labels: { accelerator: 'nvidia-gpu' },
      taints: [{ key: 'gpu', value: 'true', effect: 'NO_SCHEDULE' }],
      min: 0,
      desired: 0,
      max: 2,
    }),
  ],
  types: [
    { name: 'm7i.large', vcpus: 2, memoryMib: 8192, gpus: 0, arch: 'amd64' },
    { name: 'g6.xlarge', vcpus: 4, memoryMib: 16384, gpus: 1, arch: 'amd64' },
  ],
  idle: [],
  files: [
    fileOf('serving-manifest', 'serving.yaml', SERVING),
    fileOf('gpu-pending', 'gpu-batch.yaml', BATCH, 'starter'),
  ],
  unread: [],
});
