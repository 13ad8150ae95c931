// Manifests and nodes as the page looks at them: who runs where, who waits, and what an event does to them. Every answer is the
// graders' scheduling model's.
import {
  explain,
  GPU,
  nodesOf,
  place,
  podRequests,
  workloads,
  type MachineType,
  type Node,
  type NodeGroup,
  type Placed,
  type Pod,
  type Workload,
} from '../../../graders/semantics/scheduling/index.ts';
import type { ManifestObject, Path } from '../../../graders/semantics/manifests/index.ts';
import type { PodsReply } from '../../../server/contract/index.ts';

export type File = PodsReply['files'][number];
/** More would be a wall of chips: what runs beyond it runs like the last ones. */
export const MOST_PODS = 120;
export const MOST_NODES = 40;

/** One pod, and where it is. */
export interface Run {
  id: string;
  /** Index of its workload. */
  workload: number;
  name: string;
  pod: Pod;
  /** Where it runs; null while it waits. */
  node: Node | null;
  /** What ran already when the scheduler looked at it. */
  seen: readonly Placed[];
  /** What an event has done to it. */
  fate: 'same' | 'moved' | 'new' | 'goes' | 'stays';
}

export interface Reading {
  file: File;
  objects: readonly ManifestObject[];
  all: readonly Workload[];
  groups: readonly NodeGroup[];
  types: ReadonlyMap<string, MachineType>;
}

/** The manifest of one task against the cluster. */
export function readingsOf(reply: PodsReply): Reading[] {
  const types = new Map(reply.types.map((type) => [type.name, type]));
  return reply.files.map((file) => {
    const objects = file.objects.map((object) => manifestObject(file.name, object));
    return { file, objects, all: workloads(objects), groups: reply.groups, types };
  });
}

function manifestObject(file: string, object: File['objects'][number]): ManifestObject {
  const { lines, ...rest } = object;
  const at = (path: Path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const line = lines[JSON.stringify(path.slice(0, length))];
      if (line !== undefined) return { line, column: 1 };
    }
    return { line: 1, column: 1 };
  };
  return { file, ...rest, at };
}

/** Whether a field is written down; else its line is that of what should hold it. */
export function isWritten({ file }: Reading, { object }: Workload, path: Path): boolean {
  const found = file.objects.find(
    ({ kind, name, namespace }) =>
      kind === object.kind && name === object.name && namespace === object.namespace,
  );
  return found?.lines[JSON.stringify(path)] !== undefined;
}

export type Nodes = 'desired' | 'max';

export interface Stage {
  nodes: readonly Node[];
  /** Empty when none is. */
  lostZone: string;
  /** Nodes that are gone, and those that take nobody new. */
  down: ReadonlySet<string>;
  cordoned: ReadonlySet<string>;
  runs: readonly Run[];
  /** Groups that want no node: what one of theirs would be. */
  dormant: readonly { group: NodeGroup; nodes: readonly Node[] }[];
  unknownTypes: readonly string[];
  /** Whether not all nodes or pods are drawn. */
  cut: boolean;
}

const known = new WeakMap<Reading, Map<Nodes, Stage>>();

/** Who runs where, if all pods of the file came to empty nodes. Worked out once: every choice on the page asks again. */
export function stageOf(reading: Reading, count: Nodes): Stage {
  const own = known.get(reading) ?? new Map<Nodes, Stage>();
  known.set(reading, own);
  const stage = own.get(count) ?? workOut(reading, count);
  own.set(count, stage);
  return stage;
}

function workOut(reading: Reading, count: Nodes): Stage {
  const { groups, types, all } = reading;
  const plan = nodesOf(groups, types, count);
  const nodes = plan.nodes.slice(0, MOST_NODES);
  const waiting = all.flatMap((workload, index) => podsOf(workload, index, nodes));
  const wanted = waiting.slice(0, MOST_PODS);
  const dormant = groups
    .filter((group) => group[count] < 1)
    .map((group) => ({ group, nodes: nodesOf([{ ...group, desired: 1 }], types).nodes }));
  return {
    nodes,
    lostZone: '',
    down: new Set(),
    cordoned: new Set(),
    runs: schedule(wanted, nodes, []),
    dormant,
    unknownTypes: plan.unknownTypes,
    cut: nodes.length < plan.nodes.length || wanted.length < waiting.length,
  };
}

/** A DaemonSet has a pod on each node that takes one; everything else as many as it says. */
function podsOf(workload: Workload, index: number, nodes: readonly Node[]): Run[] {
  const { object, pod } = workload;
  const daemon = object.kind === 'DaemonSet';
  const count = daemon
    ? explain(pod, nodes).filter(({ obstacles }) => obstacles.length === 0).length
    : Math.max(0, Math.min(workload.replicas, MOST_PODS + 1));
  return Array.from({ length: count }, (_, number) => run(workload, index, number + 1));
}

export function run({ object, pod }: Workload, workload: number, number: number): Run {
  const name = `${object.name} ${number}`;
  const id = `${workload}.${number}`;
  return { id, workload, name, pod: { ...pod }, node: null, seen: [], fate: 'same' };
}

/** Puts pods on nodes one after the other, beside what runs already, and keeps what the scheduler saw for each. */
export function schedule(pods: readonly Run[], nodes: readonly Node[], running: readonly Placed[]): Run[] {
  const all = [...running];
  return pods.map((one) => {
    const seen = [...all];
    const [placed] = place([one.pod], nodes, { running: seen }).placed;
    if (placed) all.push(placed);
    return { ...one, node: placed?.node ?? null, seen };
  });
}

export const placedOf = (runs: readonly Run[]): Placed[] =>
  runs.flatMap(({ pod, node }) => (node ? [{ pod, node }] : []));

export const ofWorkload = (runs: readonly Run[], index: number): Run[] =>
  runs.filter(({ workload }) => workload === index);

/** The zones of the cluster, in their order. */
export function zonesOf({ groups }: Reading): string[] {
  return [...new Set(groups.flatMap(({ zones }) => zones))].sort();
}

export function usage(node: Node, runs: readonly Run[], resource: string): { used: number; of: number } {
  const used = runs
    .filter((one) => one.node?.name === node.name)
    .reduce((sum, { pod }) => sum + (podRequests(pod)[resource] ?? 0), 0);
  return { used, of: node.allocatable[resource] ?? 0 };
}

/** Whether a pod has machines with GPUs before it and asks for none: it would see none of them. */
export const wastesGpus = (pod: Pod, machines: readonly Node[]): boolean =>
  machines.some(({ allocatable }) => (allocatable[GPU] ?? 0) > 0) && (podRequests(pod)[GPU] ?? 0) === 0;
