/** What the states of `eks-serving` are made of: clusters, groups, roles and networks beside the reference's. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

export type Json = Record<string, unknown>;

/**
 * States of one task in the shared account. Each replaces a variable by a name of its own, so that none sees another's.
 * @param variable the one that names what the task is about
 */
export const statesOf = (task: string, variable: string) => {
  let number = 0;
  return (
    name: string,
    calls: readonly Step[],
    expected: Expected,
    more: Partial<AccountState> = {},
  ): AccountState => ({
    name: `${task}: ${name}`,
    calls,
    expect: { [task]: expected },
    ...more,
    variables: { [variable]: `st-${task}-${++number}`, ...more.variables },
  });
};

const SUBNETS = ['public-a', 'public-b', 'private-a', 'private-b'] as const;
const nameOf = (subnet: string): string => `at_${subnet.replace('-', '_')}`;
/** The reference's subnets, once `places` has looked them up. */
export const at = (subnet: (typeof SUBNETS)[number]): string => `{{${nameOf(subnet)}.Subnets.0.SubnetId}}`;
export const places: readonly Step[] = SUBNETS.map((subnet) =>
  call(
    'ec2:DescribeSubnets',
    { Filters: [{ Name: 'tag:Name', Values: [`{{prefix}}-eks-${subnet}`] }] },
    nameOf(subnet),
  ),
);

/** A cluster as the task wants it, but for what is changed. */
export const cluster = (changes: Json = {}, network: Json = {}): Step[] => [
  ...places,
  call('eks:CreateCluster', {
    name: '{{cluster}}',
    version: '1.36',
    roleArn: 'arn:aws:iam::{{acct}}:role/{{prefix}}-eks-cluster',
    upgradePolicy: { supportType: 'STANDARD' },
    logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
    ...changes,
    resourcesVpcConfig: {
      subnetIds: SUBNETS.map(at),
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['{{office_cidr}}'],
      ...network,
    },
  }),
];

const NODE_ROLE = 'arn:aws:iam::{{acct}}:role/{{prefix}}-eks-node';
const group = (nodegroupName: string, settings: Json): Step =>
  call('eks:CreateNodegroup', {
    clusterName: '{{cluster}}',
    nodegroupName,
    nodeRole: NODE_ROLE,
    subnets: [at('private-a'), at('private-b')],
    ...settings,
  });
export const sized = (minSize: number, desiredSize: number, maxSize: number): Json => ({
  scalingConfig: { minSize, desiredSize, maxSize },
});
export const cpu = (changes: Json = {}, name = 'cpu'): Step =>
  group(name, {
    instanceTypes: ['m7i.large'],
    amiType: 'AL2023_x86_64_STANDARD',
    ...sized(2, 2, 4),
    ...changes,
  });
export const TAINT = { key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' };
export const gpu = (changes: Json = {}, name = 'gpu'): Step =>
  group(name, {
    instanceTypes: ['{{gpu_types}}'],
    amiType: 'AL2023_x86_64_NVIDIA',
    ...sized(0, 1, 3),
    labels: { workload: 'gpu' },
    taints: [TAINT],
    ...changes,
  });
