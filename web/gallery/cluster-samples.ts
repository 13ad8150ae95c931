import type { ClusterScene, MapNode } from '../elements/cluster-map.ts';
import type { ConstraintSheet } from '../elements/pod-constraints.ts';

const node = (name: string, over: Partial<MapNode> = {}): MapNode => ({
  name,
  type: 'm7i.large',
  taints: [],
  meters: [
    { name: 'CPU', words: '0.8 of 1.8 CPU', share: 0.44 },
    { name: 'Memory', words: '2 of 6.4 GiB', share: 0.31 },
  ],
  pods: [],
  cordoned: false,
  ...over,
});

export const wholeCluster: ClusterScene = {
  zones: [
    {
      name: 'us-east-1a',
      down: false,
      nodes: [node('cpu-1', { pods: [{ id: 'p1', name: 'model-server 1', fate: 'same' }] })],
    },
    { name: 'us-east-1b', down: false, nodes: [] },
  ],
  waiting: [],
  dormant: [],
};

export const clusterScene: ClusterScene = {
  zones: [
    { name: 'us-east-1a', down: true, nodes: [node('cpu-1')] },
    {
      name: 'us-east-1b',
      down: false,
      nodes: [
        node('cpu-2', {
          pods: [
            { id: 'p1', name: 'model-server 1', fate: 'same' },
            { id: 'p2', name: 'model-server 2', fate: 'moved' },
            { id: 'p3', name: 'model-server 3', fate: 'new' },
          ],
        }),
        node('gpu-1', {
          type: 'g6.xlarge, Spot',
          taints: ['nvidia.com/gpu=present:NoSchedule'],
          cordoned: true,
          pods: [
            { id: 'p4', name: 'night-batch 1', fate: 'goes' },
            { id: 'p6', name: 'night-batch 2', fate: 'stays' },
          ],
        }),
      ],
    },
  ],
  waiting: [{ id: 'p5', name: 'night-batch 3', fate: 'same' }],
  dormant: [
    {
      name: 'gpu-spot',
      type: 'g6.xlarge',
      words: 'wants no node, may have 2',
      verdict: 'night-batch 3 would fit on a node of it, and nothing scales it up by itself.',
    },
  ],
};

const column = {
  names: ['cpu-1'],
  group: 'cpu',
  zone: 'us-east-1a',
  type: 'm7i.large',
  dormant: false,
  count: 0,
};
export const constraintSheet: ConstraintSheet = {
  pod: 'model-server 1',
  columns: [
    { ...column, verdict: 'runs' },
    { ...column, names: ['cpu-2', 'cpu-4'], zone: 'us-east-1b', verdict: 'fits' },
    { ...column, names: ['gpu-1'], group: 'gpu', type: 'g6.xlarge', verdict: 'refuses', count: 1 },
  ],
  rows: [
    {
      field: 'tolerations',
      where: 'serving.yaml:12',
      written: false,
      asked: 'no toleration',
      cells: [
        { ok: true, words: ['no taint'] },
        { ok: true, words: ['no taint'] },
        { ok: false, words: ['nvidia.com/gpu=present:NoSchedule'] },
      ],
    },
    {
      field: 'containers[0].resources.requests.cpu',
      where: 'serving.yaml:24',
      written: true,
      asked: '0.8 CPU',
      cells: [
        { ok: true, words: ['1.8 CPU free'] },
        { ok: true, words: ['1.8 CPU free'] },
        { ok: true, words: ['3.6 CPU free'] },
      ],
    },
  ],
};

export const asleep: ConstraintSheet = {
  pod: 'night-batch 1',
  columns: [
    {
      names: ['gpu-1'],
      group: 'gpu',
      zone: 'us-east-1a',
      type: 'g6.xlarge',
      verdict: 'asleep',
      dormant: true,
      count: 0,
    },
  ],
  rows: [
    {
      field: 'nodeSelector.workload',
      where: 'gpu-batch.yaml:17',
      written: true,
      asked: 'workload=gpu',
      cells: [{ ok: true, words: ['workload=gpu'] }],
    },
  ],
};
