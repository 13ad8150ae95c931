import { expect } from 'vitest';
import { readManifests, type ManifestSet } from '../../../../graders/semantics/manifests/index.ts';
import {
  nodesOf,
  workloads,
  type MachineType,
  type Node,
  type NodeGroup,
  type Workload,
} from '../../../../graders/semantics/scheduling/index.ts';

export const TYPES: ReadonlyMap<string, MachineType> = new Map(
  [
    { name: 'm5.large', vcpus: 2, memoryMib: 8192, gpus: 0, arch: 'amd64' },
    { name: 'm5.xlarge', vcpus: 4, memoryMib: 16384, gpus: 0, arch: 'amd64' },
    { name: 'm7g.large', vcpus: 2, memoryMib: 8192, gpus: 0, arch: 'arm64' },
    { name: 'g6.xlarge', vcpus: 4, memoryMib: 16384, gpus: 1, arch: 'amd64' },
    { name: 'g6.12xlarge', vcpus: 48, memoryMib: 196608, gpus: 4, arch: 'amd64' },
  ].map((type) => [type.name, type]),
);

export const group = (over: Partial<NodeGroup> = {}): NodeGroup => ({
  name: 'cpu',
  amiType: 'AL2023_x86_64_STANDARD',
  capacityType: 'ON_DEMAND',
  instanceTypes: ['m5.large'],
  labels: {},
  taints: [],
  min: 2,
  desired: 2,
  max: 4,
  zones: ['us-east-1a', 'us-east-1b'],
  ...over,
});
export const gpuGroup = (over: Partial<NodeGroup> = {}): NodeGroup =>
  group({
    name: 'gpu',
    amiType: 'AL2023_x86_64_NVIDIA',
    instanceTypes: ['g6.xlarge'],
    labels: { workload: 'gpu' },
    taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' }],
    min: 0,
    desired: 1,
    max: 3,
    zones: ['us-east-1a'],
    ...over,
  });
export const nodes = (...groups: NodeGroup[]): Node[] => nodesOf(groups, TYPES).nodes;

/** Manifests that the API server takes. */
export function manifests(text: string): ManifestSet {
  const set = readManifests([{ name: 'file.yaml', text }]);
  expect(set.problems).toEqual([]);
  return set;
}

/** A Deployment with one container; `pod` are more lines of the pod's spec, `box` of the container, in flow style. */
export function deployment({
  pod = '',
  box = '',
  replicas = 2,
  more = '',
}: { pod?: string; box?: string; replicas?: number; more?: string } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: server, namespace: serving }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: server } }${more === '' ? '' : `\n  ${more}`}
  template:
    metadata: { labels: { app: server, tier: web } }
    spec:
      containers: [{ name: server, image: example/server:v1${box === '' ? '' : `, ${box}`} }]${pod === '' ? '' : `\n      ${pod}`}
`;
}

export function workload(text: string): Workload {
  const [first] = workloads(manifests(text).objects);
  if (!first) throw new Error('no workload');
  return first;
}
