import type { GraphLink, GraphNode, IdentityGraphScene } from '../elements/identity-graph.ts';

const link = (
  id: string,
  verb: string,
  wanted: GraphLink['wanted'],
  actual: GraphLink['actual'],
  asked = true,
): GraphLink => ({
  id,
  verb,
  wanted,
  asked,
  actual,
  tone: actual === 'unknown' ? 'blocked' : !asked ? 'info' : actual === wanted ? 'pass' : 'fail',
  requests: [id],
  request: id,
});
const node = (
  kind: GraphNode['kind'],
  title: string,
  detail: string,
  links: readonly GraphLink[],
  usedBy: readonly string[] = [],
): GraphNode => ({ id: title, kind, title, detail, links, usedBy });

export const identityGraph: IdentityGraphScene = {
  role: 'bm-sm-exec',
  policies: ['train-and-serve (inline)', 'AmazonSageMakerFullAccess'],
  boundary: 'bm-limit',
  workloads: [
    { kind: 'training', name: 'bm-birdsong-1', status: 'Completed', detail: '' },
    { kind: 'serving', name: 'bm-birdsong', status: 'InService', detail: 'model bm-birdsong-1' },
  ],
  who: [
    node('service', 'SageMaker AI', 'sagemaker.amazonaws.com', [link('a', 'become it', 'allow', 'allow')]),
    node('people', 'This account', 'its users and roles', [link('b', 'become it', 'deny', 'allow')]),
    node('outside', 'Everybody else', 'other accounts', [link('c', 'become it', 'deny', 'deny')]),
  ],
  reaches: [
    node(
      'data',
      's3://bm-sm-4f09c1/datasets/',
      'what jobs learn from',
      [link('d', 'read', 'allow', 'allow'), link('e', 'write', 'deny', 'unknown')],
      ['bm-birdsong-1'],
    ),
    node('logs', '/aws/sagemaker/…', 'log groups', [link('f', 'write', 'allow', 'deny')]),
    node('image', 'Deep Learning Containers', 'images of AWS', [link('g', 'pull', 'allow', 'allow', false)]),
    node('power', 'Endpoints', 'that bill by the hour', [link('h', 'create', 'deny', 'deny')]),
  ],
};
export const bareGraph: IdentityGraphScene = { ...identityGraph, policies: [], boundary: '', workloads: [] };
