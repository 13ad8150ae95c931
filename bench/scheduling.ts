/**
 * Placing 200 pods on 50 nodes by the scheduling model, with spread and anti-affinity, and reading their manifests, beside JSON.parse of
 * the same objects as a floor of the same machine and run.
 *
 *   npx esbuild bench/scheduling.ts --bundle --platform=node --format=cjs --log-level=warning | node
 */
import { readManifests } from '../graders/semantics/manifests/index.ts';
import {
  nodesOf,
  place,
  workloads,
  type MachineType,
  type NodeGroup,
} from '../graders/semantics/scheduling/index.ts';

const TARGET_MS = 200;
const RUNS = 9;
const PODS = 200;

const types = new Map<string, MachineType>([
  ['m5.4xlarge', { name: 'm5.4xlarge', vcpus: 16, memoryMib: 65_536, gpus: 0, arch: 'amd64' }],
]);
const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const groups = Array.from({ length: 5 }, (_, index): NodeGroup => ({
  name: `group-${index}`,
  amiType: 'AL2023_x86_64_STANDARD',
  capacityType: 'ON_DEMAND',
  instanceTypes: ['m5.4xlarge'],
  labels: { pool: String(index) },
  taints: index === 0 ? [{ key: 'batch', value: 'true', effect: 'NO_SCHEDULE' }] : [],
  min: 10,
  desired: 10,
  max: 10,
  zones,
}));
const text = Array.from(
  { length: 20 },
  (_, index) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: app-${index} }
spec:
  replicas: ${PODS / 20}
  selector: { matchLabels: { app: app-${index} } }
  template:
    metadata: { labels: { app: app-${index} } }
    spec:
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app: app-${index} } } }
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: app-${index} } } }
      containers:
        - { name: app, image: example/app, resources: { requests: { cpu: 500m, memory: 1Gi }, limits: { memory: 1Gi } } }
`,
).join('---\n');

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const time = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const { nodes } = nodesOf(groups, types, 'desired');
const objects = readManifests([{ name: 'apps.yaml', text }]).objects;
const pods = workloads(objects).flatMap(({ pod, replicas }) => Array.from({ length: replicas }, () => pod));
const json = JSON.stringify([objects.map(({ value }) => value), nodes]);
let pending = 0;
const reading = median(
  Array.from({ length: RUNS }, () => time(() => readManifests([{ name: 'apps.yaml', text }]))),
);
const placing = median(
  Array.from({ length: RUNS }, () =>
    time(() => {
      pending = place(pods, nodes).pending.length;
    }),
  ),
);
const floor = median(Array.from({ length: RUNS }, () => time(() => void JSON.parse(json))));

console.log(`${pods.length} pods on ${nodes.length} nodes, ${pending} pending`);
console.log(
  `place    ${placing.toFixed(1)} ms (target < ${TARGET_MS} ms), ${(placing / floor).toFixed(0)} × the floor`,
);
console.log(`manifests ${reading.toFixed(1)} ms for ${text.length} characters`);
console.log(`floor    ${floor.toFixed(2)} ms: JSON.parse of the same objects`);
if (placing > TARGET_MS || pods.length !== PODS || pending > 0) process.exitCode = 1;
