/** States of `node-groups`: each a cluster of its own with its groups. */
import { call, type AccountState } from '../state.ts';
import { at, cluster, cpu, gpu, sized, statesOf, TAINT, type Json } from './account.ts';

const nodes = statesOf('node-groups', 'cluster');
const template = (LaunchTemplateData: Json) =>
  call('ec2:CreateLaunchTemplate', { LaunchTemplateName: '{{cluster}}', LaunchTemplateData }, 'template');
const fromTemplate: Json = {
  instanceTypes: undefined,
  launchTemplate: { id: '{{template.LaunchTemplate.LaunchTemplateId}}', version: '1' },
};
const drop = (nodegroupName: string) =>
  call('eks:DeleteNodegroup', { clusterName: '{{cluster}}', nodegroupName });
const key = call('ec2:CreateKeyPair', { KeyName: '{{cluster}}' });
const zoneA = { subnets: [at('private-a')] };
const zoneB = { subnets: [at('private-b')] };
const reserved = (effect: string, name = 'batch'): Json => ({ taints: [{ key: name, value: 'x', effect }] });

export const nodeGroups: readonly AccountState[] = [
  nodes('two groups', [...cluster(), cpu(), gpu()], 'pass'),
  nodes(
    'Bottlerocket',
    [...cluster(), cpu({ amiType: 'BOTTLEROCKET_x86_64' }), gpu({ amiType: 'BOTTLEROCKET_x86_64_NVIDIA' })],
    'pass',
  ),
  nodes(
    'the type in a launch template',
    [...cluster(), cpu(), template({ InstanceType: '{{gpu_types}}' }), gpu(fromTemplate)],
    'pass',
  ),
  nodes(
    'a launch template for the metadata only',
    [
      ...cluster(),
      cpu(),
      template({ MetadataOptions: { HttpTokens: 'required' } }),
      gpu({ ...fromTemplate, instanceTypes: ['{{gpu_types}}'] }),
    ],
    'pass',
  ),
  nodes(
    'a group in each zone',
    [
      ...cluster(),
      cpu({ ...sized(1, 1, 2), ...zoneA }, 'a'),
      cpu({ ...sized(1, 1, 2), ...zoneB }, 'b'),
      gpu(),
    ],
    'pass',
  ),
  nodes(
    'a third group that is reserved',
    [...cluster(), cpu(), cpu({ ...zoneA, ...sized(0, 0, 1), ...reserved('NO_SCHEDULE') }, 'batch'), gpu()],
    'pass',
  ),
  nodes('GPU nodes on Spot', [...cluster(), cpu(), gpu({ capacityType: 'SPOT' })], 'pass'),
  nodes('a GPU group in each zone', [...cluster(), cpu(), gpu(zoneA, 'gpu-a'), gpu(zoneB, 'gpu-b')], 'pass'),
  nodes(
    'a taint without a value, and another',
    [
      ...cluster(),
      cpu(),
      gpu({
        taints: [
          { key: 'nvidia.com/gpu', effect: 'NO_SCHEDULE' },
          { key: 'spot', value: 'yes', effect: 'PREFER_NO_SCHEDULE' },
        ],
      }),
    ],
    'pass',
  ),
  nodes(
    'a public group that was deleted',
    [...cluster(), cpu(), gpu(), cpu({ subnets: [at('public-a')] }, 'old'), drop('old')],
    'pass',
  ),
  nodes(
    'Graviton',
    [...cluster(), cpu({ instanceTypes: ['m7g.large'], amiType: 'AL2023_ARM_64_STANDARD' }), gpu()],
    'pass',
  ),
  nodes('no group', cluster(), 'fail/cpu-group-missing'),
  nodes('GPU nodes only', [...cluster(), gpu()], 'fail/cpu-group-missing'),
  nodes('no GPU nodes', [...cluster(), cpu()], 'fail/gpu-group-missing'),
  nodes(
    'the label and the taint on nodes without a GPU',
    [...cluster(), cpu(), gpu({ instanceTypes: ['m7i.large'], amiType: 'AL2023_x86_64_STANDARD' })],
    'fail/gpu-group-missing',
  ),
  nodes('the GPU group was deleted', [...cluster(), cpu(), gpu(), drop('gpu')], 'fail/gpu-group-missing'),
  nodes(
    'GPU nodes in a public subnet',
    [...cluster(), cpu(), gpu({ subnets: [at('private-a'), at('public-b')] })],
    'fail/public-nodes',
  ),
  nodes(
    'reserved nodes in a public subnet',
    [...cluster(), cpu(), gpu(), cpu({ subnets: [at('public-a')], ...reserved('NO_EXECUTE') }, 'edge')],
    'fail/public-nodes',
  ),
  nodes(
    'SSH for everybody',
    [...cluster(), key, cpu({ remoteAccess: { ec2SshKey: '{{cluster}}' } }), gpu()],
    'fail/public-nodes',
  ),
  nodes('no driver', [...cluster(), cpu(), gpu({ amiType: 'AL2023_x86_64_STANDARD' })], 'fail/gpu-image'),
  nodes('another GPU', [...cluster(), cpu(), gpu({ instanceTypes: ['g5.2xlarge'] })], 'fail/gpu-image'),
  nodes(
    'another GPU beside the right one',
    [...cluster(), cpu(), gpu({ instanceTypes: ['{{gpu_types}}', 'g5.xlarge'] })],
    'fail/gpu-image',
  ),
  nodes(
    'Windows',
    [...cluster(), cpu(), gpu(), cpu({ amiType: 'WINDOWS_CORE_2022_x86_64' }, 'win')],
    'fail/gpu-image',
  ),
  nodes(
    'a taint that asks only',
    [...cluster(), cpu(), gpu({ taints: [{ ...TAINT, effect: 'PREFER_NO_SCHEDULE' }] })],
    'fail/taint-wrong',
  ),
  nodes('no taint', [...cluster(), cpu(), gpu({ taints: undefined })], 'fail/taint-wrong'),
  nodes(
    'another taint',
    [...cluster(), cpu(), gpu({ taints: [{ ...TAINT, key: 'gpu' }] })],
    'fail/taint-wrong',
  ),
  nodes('another label', [...cluster(), cpu(), gpu({ labels: { Workload: 'gpu' } })], 'fail/taint-wrong'),
  nodes('a GPU node that never goes', [...cluster(), cpu(), gpu(sized(1, 1, 3))], 'fail/wrong-size'),
  nodes('GPU nodes without end', [...cluster(), cpu(), gpu(sized(0, 1, 10))], 'fail/wrong-size'),
  nodes('no GPU node now', [...cluster(), cpu(), gpu(sized(0, 0, 3))], 'fail/wrong-size'),
  nodes('nodes that cannot be more', [...cluster(), cpu(sized(2, 2, 2)), gpu()], 'fail/wrong-size'),
  nodes('one node for all', [...cluster(), cpu(sized(1, 1, 4)), gpu()], 'fail/wrong-size'),
  nodes('all nodes reserved', [...cluster(), cpu(reserved('NO_SCHEDULE')), gpu()], 'fail/wrong-size'),
  nodes('one zone', [...cluster(), cpu(zoneA), gpu()], 'fail/one-zone'),
  nodes(
    'the group of the second zone is empty',
    [...cluster(), cpu(zoneA, 'a'), cpu({ ...zoneB, ...sized(0, 0, 2) }, 'b'), gpu()],
    'fail/one-zone',
  ),
  nodes('types denied', [...cluster(), cpu(), gpu()], 'blocked/denied', {
    broken: { 'ec2:DescribeInstanceTypes': 'deny' },
  }),
  nodes(
    'routes denied, SSH for everybody',
    [...cluster(), key, cpu({ remoteAccess: { ec2SshKey: '{{cluster}}' } }), gpu()],
    'fail/public-nodes',
    {
      broken: { 'ec2:DescribeRouteTables': 'deny' },
    },
  ),
];
