import {
  DescribePodIdentityAssociationCommand,
  paginateListPodIdentityAssociations,
} from '@aws-sdk/client-eks';
import { defineRead } from '../kit/index.ts';
import { eks, eksArn } from './eks.ts';

export interface PodIdentityAssociationSummary {
  associationId: string;
  namespace: string | null;
  serviceAccount: string | null;
}

/**
 * Which service accounts of a cluster have an association. Absent: no such cluster.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_ListPodIdentityAssociations.html
 */
export const podIdentityAssociations = defineRead<{ cluster: string }, PodIdentityAssociationSummary[]>({
  id: 'eks:ListPodIdentityAssociations',
  resources: ({ cluster }, run) => [eksArn(run, 'cluster', cluster)],
  call: async ({ client }, { cluster }) => {
    const all: PodIdentityAssociationSummary[] = [];
    const pages = paginateListPodIdentityAssociations({ client: client(eks) }, { clusterName: cluster });
    for await (const page of pages)
      for (const one of page.associations ?? [])
        all.push({
          associationId: one.associationId ?? '',
          namespace: one.namespace ?? null,
          serviceAccount: one.serviceAccount ?? null,
        });
    return all;
  },
});

export interface PodIdentityAssociation extends PodIdentityAssociationSummary {
  associationArn: string | null;
  roleArn: string | null;
  /** A role that the first one assumes, and which the pods then have. */
  targetRoleArn: string | null;
  externalId: string | null;
  /** Without session tags the session has no kubernetes-* tags. */
  disableSessionTags: boolean;
  /** Session policy, as JSON text; it limits what the role may do. */
  policy: string | null;
}

/** One association. https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribePodIdentityAssociation.html */
export const podIdentityAssociation = defineRead<{ cluster: string; id: string }, PodIdentityAssociation>({
  id: 'eks:DescribePodIdentityAssociation',
  resources: ({ cluster, id }, run) => [eksArn(run, 'podidentityassociation', cluster, id)],
  call: async ({ client }, { cluster, id }) => {
    const command = new DescribePodIdentityAssociationCommand({ clusterName: cluster, associationId: id });
    const { association: found } = await client(eks).send(command);
    return {
      associationId: found?.associationId ?? id,
      associationArn: found?.associationArn ?? null,
      namespace: found?.namespace ?? null,
      serviceAccount: found?.serviceAccount ?? null,
      roleArn: found?.roleArn ?? null,
      targetRoleArn: found?.targetRoleArn ?? null,
      externalId: found?.externalId ?? null,
      disableSessionTags: found?.disableSessionTags === true,
      policy: found?.policy ?? null,
    };
  },
});
