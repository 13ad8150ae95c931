import {
  DescribeNodegroupCommand,
  paginateListNodegroups,
  type Nodegroup as SdkNodegroup,
} from '@aws-sdk/client-eks';
import { defineRead } from '../kit/index.ts';
import { eks, eksArn } from './eks.ts';

/**
 * Names of all managed node groups of a cluster. Absent: no such cluster.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_ListNodegroups.html
 */
export const nodegroups = defineRead<{ cluster: string }, string[]>({
  id: 'eks:ListNodegroups',
  resources: ({ cluster }, run) => [eksArn(run, 'cluster', cluster)],
  call: async ({ client }, { cluster }) => {
    const all: string[] = [];
    const pages = paginateListNodegroups({ client: client(eks) }, { clusterName: cluster });
    for await (const page of pages) all.push(...(page.nodegroups ?? []));
    return all;
  },
});

export interface Taint {
  key: string;
  value: string | null;
  /** NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE. */
  effect: string | null;
}
export interface Nodegroup {
  nodegroupName: string;
  /** CREATING, ACTIVE, UPDATING, DELETING, CREATE_FAILED, DELETE_FAILED or DEGRADED. */
  status: string | null;
  version: string | null;
  /** ON_DEMAND, SPOT or CAPACITY_BLOCK. */
  capacityType: string | null;
  scalingConfig: { minSize: number | null; maxSize: number | null; desiredSize: number | null };
  /** Empty where the launch template says the type. */
  instanceTypes: string[];
  subnets: string[];
  remoteAccess: { ec2SshKey: string | null; sourceSecurityGroups: string[] } | null;
  /** CUSTOM where the launch template says the image. */
  amiType: string | null;
  nodeRole: string | null;
  labels: Record<string, string>;
  taints: Taint[];
  /** GiB; null where the launch template says it. */
  diskSize: number | null;
  launchTemplate: { id: string | null; name: string | null; version: string | null } | null;
  tags: Record<string, string>;
}

/** One managed node group. https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeNodegroup.html */
export const nodegroup = defineRead<{ cluster: string; name: string }, Nodegroup>({
  id: 'eks:DescribeNodegroup',
  resources: ({ cluster, name }, run) => [eksArn(run, 'nodegroup', cluster, name, '*')],
  call: async ({ client }, { cluster, name }) => {
    const command = new DescribeNodegroupCommand({ clusterName: cluster, nodegroupName: name });
    const { nodegroup: found } = await client(eks).send(command);
    return plain(name, found ?? {});
  },
});

function plain(name: string, found: SdkNodegroup): Nodegroup {
  const { scalingConfig: size, remoteAccess: access, launchTemplate: template } = found;
  return {
    nodegroupName: found.nodegroupName ?? name,
    status: found.status ?? null,
    version: found.version ?? null,
    capacityType: found.capacityType ?? null,
    scalingConfig: {
      minSize: size?.minSize ?? null,
      maxSize: size?.maxSize ?? null,
      desiredSize: size?.desiredSize ?? null,
    },
    instanceTypes: found.instanceTypes ?? [],
    subnets: found.subnets ?? [],
    remoteAccess: access
      ? { ec2SshKey: access.ec2SshKey ?? null, sourceSecurityGroups: access.sourceSecurityGroups ?? [] }
      : null,
    amiType: found.amiType ?? null,
    nodeRole: found.nodeRole ?? null,
    labels: { ...found.labels },
    taints: (found.taints ?? []).map(({ key, value, effect }) => ({
      key: key ?? '',
      value: value ?? null,
      effect: effect ?? null,
    })),
    diskSize: found.diskSize ?? null,
    launchTemplate: template
      ? { id: template.id ?? null, name: template.name ?? null, version: template.version ?? null }
      : null,
    tags: { ...found.tags },
  };
}
