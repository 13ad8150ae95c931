// The cluster as the map draws it.
import { amount, GPU, obstacles, taintText, type Node } from '../../../graders/semantics/scheduling/index.ts';
import type { ClusterScene, MapNode, MapPod } from '../../elements/cluster-map.ts';
import { usage, zonesOf, type Reading, type Run, type Stage } from './model.ts';

export function sceneOf(reading: Reading, stage: Stage, chosen: Run | null): ClusterScene {
  const nodesIn = (zone: string): Node[] => stage.nodes.filter((node) => node.zone === zone);
  return {
    zones: zonesOf(reading).map((name) => ({
      name,
      down: name === stage.lostZone,
      nodes: nodesIn(name).map((node) => nodeOf(node, stage)),
    })),
    waiting: stage.runs.filter(({ node }) => node === null).map(podOf),
    dormant: stage.dormant.map(({ group, nodes }) => ({
      name: group.name,
      type: group.instanceTypes.join(', '),
      words: `wants no node, may have ${group.max}`,
      verdict: chosen === null || chosen.node !== null ? '' : verdictOf(nodes, chosen),
    })),
  };
}

function verdictOf(nodes: readonly Node[], { pod, name }: Run): string {
  return nodes.some((node) => obstacles(pod, node).length === 0)
    ? `${name} would fit on a node of it, and nothing scales it up by itself.`
    : `${name} would not fit on a node of it either.`;
}

const podOf = ({ id, name, fate }: Run): MapPod => ({ id, name, fate });

function nodeOf(node: Node, stage: Stage): MapNode {
  const gone = stage.down.has(node.name);
  const meter = (name: string, resource: string) => {
    const { used, of } = usage(node, gone ? [] : stage.runs, resource);
    const [most, unit = ''] = amount(resource, of).split(' ');
    const taken = amount(resource, used);
    const words = taken.endsWith(` ${unit}`) ? taken.slice(0, -unit.length - 1) : taken;
    return {
      name,
      words: `${words} of ${most}${unit === GPU ? '' : ` ${unit}`}`,
      share: of > 0 ? used / of : 0,
    };
  };
  return {
    name: node.name,
    type: `${node.labels['node.kubernetes.io/instance-type'] ?? ''}${
      node.labels['eks.amazonaws.com/capacityType'] === 'SPOT' ? ', Spot' : ''
    }`,
    taints: node.taints.map(taintText),
    meters: [
      meter('CPU', 'cpu'),
      meter('Memory', 'memory'),
      ...(GPU in node.allocatable ? [meter('GPUs', GPU)] : []),
    ],
    pods: stage.runs.filter((one) => one.node?.name === node.name).map(podOf),
    cordoned: stage.cordoned.has(node.name),
  };
}
