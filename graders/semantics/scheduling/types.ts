import type { PodSpec } from 'kubernetes-types/core/v1';
import type { ManifestObject, Path } from '../manifests/index.ts';

export interface Taint {
  key: string;
  value: string;
  effect: string;
}

/** A managed node group, as EKS describes it, in words of Kubernetes. */
export interface NodeGroup {
  name: string;
  /** EKS's name of the image family, such as AL2023_x86_64_NVIDIA. */
  amiType: string;
  /** ON_DEMAND or SPOT. */
  capacityType: string;
  instanceTypes: readonly string[];
  labels: Readonly<Record<string, string>>;
  taints: readonly Taint[];
  min: number;
  desired: number;
  max: number;
  /** Availability Zones of its subnets. */
  zones: readonly string[];
}

/** What an instance type has. */
export interface MachineType {
  name: string;
  vcpus: number;
  memoryMib: number;
  gpus: number;
  /** amd64 or arm64. */
  arch: string;
}

export interface Node {
  name: string;
  group: string;
  zone: string;
  labels: Readonly<Record<string, string>>;
  taints: readonly Taint[];
  /** Cores, bytes, pieces. What is not listed the node does not have. */
  allocatable: Readonly<Record<string, number>>;
}

/** A pod that is to run: one replica of a workload. */
export interface Pod {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  spec: PodSpec;
}

/** What makes pods. */
export interface Workload {
  object: ManifestObject;
  pod: Pod;
  /** Where the pod's spec stands in the object. */
  path: Path;
  /** Pods that are to run at the same time. */
  replicas: number;
  /** Whether its pods answer for ever, or end. */
  ends: boolean;
}

export type ObstacleKind =
  | 'gate'
  | 'node-name'
  | 'selector'
  | 'affinity'
  | 'taint'
  | 'resource'
  | 'spread'
  | 'anti-affinity'
  | 'pod-affinity';

/** Why one pod cannot run on one node: the field that decides, what it asks for and what the node has. */
export interface Obstacle {
  kind: ObstacleKind;
  /** Path below the pod's spec. */
  path: Path;
  asked: string;
  found: string;
  /** The resource, for kind `resource`. */
  resource?: string;
}
