/** States of the capstone’s fourth and last step: what is handed in. */
import { call, type AccountState, type Expected, type HandIn } from '../state.ts';
import type { Json } from '../eks/account.ts';
import { add, box, changed, listOf, patch, pod, rewritten, without, type Edit } from '../eks/manifests.ts';

const TASK = 'eks-deploy';
const file = (name: string, content: HandIn, expected: Expected, more: Partial<AccountState> = {}) => ({
  name: `${TASK}: ${name}`,
  files: { [TASK]: [['capstone.yaml', content] as const] },
  expect: { [TASK]: expected },
  ...more,
});
const serves = (name: string, expected: Expected, ...edits: readonly Edit[]) =>
  file(name, changed(TASK, edits), expected);
const MODEL = 's3://bm-cap-000000/models/birdsong/v1/model.tar.gz';
const path = (value: string): Edit => box({ env: [{ name: 'MODEL_PATH', value }] });

/** A cluster of its own, without nodes. */
let clusters = 0;
const own = (name: string, expected: Expected, changes: Json, network: Json = {}): AccountState =>
  file(name, changed(TASK, []), expected, {
    variables: { cluster: `st-cap-${++clusters}` },
    calls: [
      call(
        'ec2:DescribeSubnets',
        { Filters: [{ Name: 'tag:Name', Values: ['{{prefix}}-cap-private-*'] }] },
        'in',
      ),
      call('eks:CreateCluster', {
        name: '{{cluster}}',
        version: '1.36',
        roleArn: 'arn:aws:iam::{{acct}}:role/{{prefix}}-cap-cluster',
        ...changes,
        resourcesVpcConfig: {
          subnetIds: ['{{in.Subnets.0.SubnetId}}', '{{in.Subnets.1.SubnetId}}'],
          endpointPublicAccess: false,
          endpointPrivateAccess: true,
          ...network,
        },
      }),
    ],
  });

export const eksDeploy: readonly AccountState[] = [
  own('a cluster without nodes', 'fail/nodes-unfit', {}),
  own('a cluster in extended support', 'fail/cluster-unfit', { version: '1.33' }),
  own('a cluster for everybody', 'fail/cluster-unfit', {}, { endpointPublicAccess: true }),
  own(
    'a cluster for the office',
    'fail/nodes-unfit',
    {},
    { endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] },
  ),
  serves('as the reference, printed anew', 'pass'),
  file('as a List in JSON', changed(TASK, [], listOf), 'pass'),
  serves('no budget: nobody asks for one here', 'pass', without('PodDisruptionBudget')),
  serves('no startup probe: nobody asks for one here', 'pass', box({ startupProbe: null })),
  serves(
    'the path from a ConfigMap of the file',
    'pass',
    box({ env: [{ name: 'MODEL_PATH', valueFrom: { configMapKeyRef: { name: 'm', key: 'p' } } }] }),
    add({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm', namespace: 'serving' },
      data: { p: MODEL },
    }),
  ),
  serves(
    'a path made of variables',
    'pass',
    box({
      env: [
        { name: 'V', value: 'v1' },
        { name: 'MODEL_PATH', value: MODEL.replace('v1', '$(V)') },
      ],
    }),
  ),
  serves(
    'another namespace of the bill',
    'pass',
    add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'serving' } }),
  ),
  { name: `${TASK}: nothing handed in`, files: { [TASK]: [] }, expect: { [TASK]: 'fail/artifact-missing' } },
  file('no YAML', 'kind: [', 'fail/artifact-unreadable'),
  serves('one replica', 'fail/manifest-unfit', patch('Deployment', { spec: { replicas: 1 } })),
  serves(
    'in another namespace',
    'fail/manifest-unfit',
    patch('Deployment', { metadata: { namespace: 'default' } }),
  ),
  file(
    'a tag',
    rewritten(TASK, (it) => it.replace(/@sha256:\w+/, ':v1')),
    'fail/manifest-unfit',
  ),
  serves('readiness at port 80', 'fail/manifest-unfit', box({ readinessProbe: { httpGet: { port: 80 } } })),
  serves('no readiness', 'fail/manifest-unfit', box({ readinessProbe: null })),
  serves('no requests', 'fail/manifest-unfit', box({ resources: null })),
  serves('no spread', 'fail/manifest-unfit', pod({ topologySpreadConstraints: null })),
  serves('nodes with a GPU', 'fail/manifest-unfit', pod({ nodeSelector: { workload: 'gpu' } })),
  serves(
    'another selector',
    'fail/manifest-unfit',
    patch('Deployment', { spec: { selector: { matchLabels: { app: 'x' } } } }),
  ),
  serves('the model of v0', 'fail/wrong-model-path', path(MODEL.replace('v1', 'v0'))),
  serves('the folder of the model', 'fail/wrong-model-path', path('s3://bm-cap-000000/models/birdsong/v1/')),
  serves('no path', 'fail/wrong-model-path', box({ env: null })),
  serves(
    'the path as a URL',
    'fail/wrong-model-path',
    path('https://bm-cap-000000.s3.amazonaws.com/models/birdsong/v1/model.tar.gz'),
  ),
  serves('a service account without a role', 'fail/no-identity', pod({ serviceAccountName: 'default' })),
  serves(
    'a role of another account, which nobody here can read',
    'blocked/unsupported-construct',
    pod({ serviceAccountName: 'other' }),
    add({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'other',
        namespace: 'serving',
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::210987654321:role/x' },
      },
    }),
  ),
  file('no such cluster', changed(TASK, []), 'fail/cluster-missing', { variables: { cluster: 'st-none' } }),
  file('groups denied', changed(TASK, []), 'blocked/denied', { broken: { 'eks:DescribeNodegroup': 'deny' } }),
];

const BILL = 'monthly-cost';
type Lines = { item: string; monthly: number }[];
const bill = (
  name: string,
  expected: Expected,
  change: (lines: Lines) => Lines,
  total?: number,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `${BILL}: ${name}`,
  files: {
    [BILL]: [
      [
        'estimate.json',
        ({ reference }) => {
          const { lines, total: sum } = JSON.parse(reference(BILL)) as { lines: Lines; total: number };
          const now = change(lines);
          return JSON.stringify({
            lines: now,
            total:
              total ??
              Number(
                (
                  sum +
                  now.reduce((all, { monthly }) => all + monthly, 0) -
                  lines.reduce((all, { monthly }) => all + monthly, 0)
                ).toFixed(2),
              ),
          });
        },
      ],
    ],
  },
  expect: { [BILL]: expected },
  ...more,
});
const costs =
  (item: string, monthly: number) =>
  (lines: Lines): Lines =>
    lines.map((line) => (line.item === item ? { item, monthly } : line));

export const monthlyCost: readonly AccountState[] = [
  bill('as the reference', 'pass', (lines) => lines),
  bill('in another order', 'pass', (lines) => lines.toReversed()),
  bill('4.9 % off', 'pass', costs('eks', 76.57)),
  bill('5.1 % off', 'fail/line-wrong', costs('eks', 76.73)),
  bill('extended support', 'fail/line-wrong', costs('eks', 438)),
  bill('one node', 'fail/line-wrong', costs('nodes', 73.58)),
  bill('a month of the GPU', 'fail/line-wrong', costs('gpu', 587.5)),
  bill('disks for 40 hours', 'fail/line-wrong', costs('gpu-disks', 0.44)),
  bill('one gateway', 'fail/line-wrong', costs('nat', 32.85)),
  bill('the balancer without units', 'fail/line-wrong', costs('alb', 16.43)),
  bill('the addresses of the gateways only', 'fail/line-wrong', costs('public-ipv4', 7.3)),
  bill('alarms for nothing', 'fail/line-wrong', costs('alarms', 0)),
  bill('no addresses', 'fail/line-missing', (lines) => lines.filter(({ item }) => item !== 'public-ipv4')),
  bill('a line twice', 'fail/duplicate-line', (lines) => [...lines, ...lines.slice(0, 1)], 372.27),
  bill('a total of last month', 'fail/total-wrong', (lines) => lines, 380),
  bill('a total of 0.9 % more', 'pass', (lines) => lines, 375.6),
  bill('twenty hours', 'pass', costs('gpu', 16.1), undefined, { variables: { gpu_hours: 20 } }),
  bill('the hours of somebody else', 'fail/line-wrong', (lines) => lines, undefined, {
    variables: { gpu_hours: 60 },
  }),
  { name: `${BILL}: nothing handed in`, files: { [BILL]: [] }, expect: { [BILL]: 'fail/artifact-missing' } },
  {
    name: `${BILL}: a table`,
    files: { [BILL]: [['estimate.json', 'eks 73\n']] },
    expect: { [BILL]: 'fail/artifact-unreadable' },
  },
  bill('alarms denied', 'blocked/denied', (lines) => lines, undefined, {
    broken: { 'cloudwatch:DescribeAlarms': 'deny' },
  }),
];
