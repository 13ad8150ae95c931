import {
  DescribeClusterCommand,
  EKSClient,
  paginateDescribeClusterVersions,
  paginateListClusters,
  type Cluster as SdkCluster,
} from '@aws-sdk/client-eks';
import { defineRead, type ClientSpec, type RunFacts } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

export const eks: ClientSpec<EKSClient> = { service: 'eks', create: (config) => new EKSClient(config) };

export function eksArn(run: Pick<RunFacts, 'account' | 'region'>, ...path: readonly string[]): string {
  return regionalArn(run, 'eks', path.join('/'));
}

export interface Cluster {
  name: string;
  arn: string | null;
  version: string | null;
  /** URL of the Kubernetes API; null while the cluster is being made. */
  endpoint: string | null;
  /** The certificate authority of that endpoint: PEM in base64. */
  certificateAuthority: { data: string | null };
  /** CREATING, ACTIVE, DELETING, FAILED, UPDATING or PENDING. */
  status: string | null;
  resourcesVpcConfig: {
    vpcId: string | null;
    subnetIds: string[];
    endpointPublicAccess: boolean | null;
    endpointPrivateAccess: boolean | null;
    publicAccessCidrs: string[];
  };
  logging: { clusterLogging: { types: string[]; enabled: boolean }[] };
  /** URL; null while the cluster is being made. */
  identity: { oidc: { issuer: string | null } };
  /** STANDARD or EXTENDED; null where the target says nothing of it. */
  upgradePolicy: { supportType: string | null };
  /** EKS Auto Mode: nodes without node groups. */
  computeConfig: { enabled: boolean; nodeRoleArn: string | null };
  tags: Record<string, string>;
}

/** The names of all clusters. https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html */
export const clusters = defineRead<Record<string, never>, string[]>({
  id: 'eks:ListClusters',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: string[] = [];
    for await (const page of paginateListClusters({ client: client(eks) }, {}))
      all.push(...(page.clusters ?? []));
    return all;
  },
});

/** One cluster. https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
export const cluster = defineRead<{ name: string }, Cluster>({
  id: 'eks:DescribeCluster',
  resources: ({ name }, run) => [eksArn(run, 'cluster', name)],
  call: async ({ client }, { name }) => {
    const { cluster: found } = await client(eks).send(new DescribeClusterCommand({ name }));
    return plain(name, found ?? {});
  },
});

function plain(name: string, found: SdkCluster): Cluster {
  const network = found.resourcesVpcConfig ?? {};
  return {
    name: found.name ?? name,
    arn: found.arn ?? null,
    version: found.version ?? null,
    endpoint: found.endpoint ?? null,
    certificateAuthority: { data: found.certificateAuthority?.data ?? null },
    status: found.status ?? null,
    resourcesVpcConfig: {
      vpcId: network.vpcId ?? null,
      subnetIds: network.subnetIds ?? [],
      endpointPublicAccess: network.endpointPublicAccess ?? null,
      endpointPrivateAccess: network.endpointPrivateAccess ?? null,
      publicAccessCidrs: network.publicAccessCidrs ?? [],
    },
    logging: {
      clusterLogging: (found.logging?.clusterLogging ?? []).map(({ types, enabled }) => ({
        types: types ?? [],
        enabled: enabled === true,
      })),
    },
    identity: { oidc: { issuer: found.identity?.oidc?.issuer ?? null } },
    upgradePolicy: { supportType: found.upgradePolicy?.supportType ?? null },
    computeConfig: {
      enabled: found.computeConfig?.enabled === true,
      nodeRoleArn: found.computeConfig?.nodeRoleArn ?? null,
    },
    tags: { ...found.tags },
  };
}

export interface ClusterVersion {
  clusterVersion: string;
  /** UNSUPPORTED, STANDARD_SUPPORT or EXTENDED_SUPPORT on the day of the call. */
  versionStatus: string | null;
  /** ISO 8601. */
  endOfStandardSupportDate: string | null;
  endOfExtendedSupportDate: string | null;
}

const OLDER_WORDS: Readonly<Record<string, string>> = {
  unsupported: 'UNSUPPORTED',
  'standard-support': 'STANDARD_SUPPORT',
  'extended-support': 'EXTENDED_SUPPORT',
};

/**
 * The support calendar of Kubernetes versions, those without support too.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeClusterVersions.html
 */
export const clusterVersions = defineRead<Record<string, never>, ClusterVersion[]>({
  id: 'eks:DescribeClusterVersions',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: ClusterVersion[] = [];
    const pages = paginateDescribeClusterVersions({ client: client(eks) }, { includeAll: true });
    for await (const page of pages)
      for (const one of page.clusterVersions ?? [])
        all.push({
          clusterVersion: one.clusterVersion ?? '',
          versionStatus: one.versionStatus ?? OLDER_WORDS[one.status ?? ''] ?? null,
          endOfStandardSupportDate: one.endOfStandardSupportDate?.toISOString() ?? null,
          endOfExtendedSupportDate: one.endOfExtendedSupportDate?.toISOString() ?? null,
        });
    return all;
  },
});
