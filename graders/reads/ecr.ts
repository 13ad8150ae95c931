import {
  ECRClient,
  GetRegistryScanningConfigurationCommand,
  paginateDescribeImages,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { Absent, defineRead, type ClientSpec, type RunFacts } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

const ecr: ClientSpec<ECRClient> = { service: 'ecr', create: (config) => new ECRClient(config) };

const repositoryArn = (name: string, run: Pick<RunFacts, 'account' | 'region'>): string =>
  regionalArn(run, 'ecr', `repository/${name}`);

export interface Repository {
  repositoryName: string;
  repositoryUri: string | null;
  /** MUTABLE, IMMUTABLE, MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION. */
  imageTagMutability: string | null;
  /** Tags to which the setting does not apply. */
  imageTagMutabilityExclusionFilters: { filterType: string; filter: string }[];
  imageScanningConfiguration: { scanOnPush: boolean };
}

/**
 * One private repository of the Region. Absent: RepositoryNotFoundException.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html
 */
export const repository = defineRead<{ name: string }, Repository>({
  id: 'ecr:DescribeRepositories',
  resources: ({ name }, run) => [repositoryArn(name, run)],
  call: async ({ client }, { name }) => {
    const pages = paginateDescribeRepositories({ client: client(ecr) }, { repositoryNames: [name] });
    for await (const page of pages)
      for (const found of page.repositories ?? [])
        if (found.repositoryName === name)
          return {
            repositoryName: name,
            repositoryUri: found.repositoryUri ?? null,
            imageTagMutability: found.imageTagMutability ?? null,
            imageTagMutabilityExclusionFilters: (found.imageTagMutabilityExclusionFilters ?? []).map(
              ({ filterType, filter }) => ({ filterType: filterType ?? '', filter: filter ?? '' }),
            ),
            imageScanningConfiguration: {
              scanOnPush: found.imageScanningConfiguration?.scanOnPush === true,
            },
          };
    throw new Absent('RepositoryNotFoundException');
  },
});

export interface ImageDetail {
  imageDigest: string;
  imageTags: string[];
}

/**
 * Every image of a repository that can be pulled, tagged or not: archived ones are not listed unless asked for. Absent:
 * RepositoryNotFoundException. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
 */
export const repositoryImages = defineRead<{ name: string }, ImageDetail[]>({
  id: 'ecr:DescribeImages',
  resources: ({ name }, run) => [repositoryArn(name, run)],
  call: async ({ client }, { name }) => {
    const all: ImageDetail[] = [];
    const pages = paginateDescribeImages({ client: client(ecr) }, { repositoryName: name });
    for await (const page of pages)
      for (const one of page.imageDetails ?? [])
        all.push({
          imageDigest: one.imageDigest ?? '',
          imageTags: one.imageTags ?? [],
        });
    return all;
  },
});

export interface RegistryScanning {
  /** BASIC or ENHANCED. */
  scanType: string | null;
  rules: {
    /** SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL. */
    scanFrequency: string;
    repositoryFilters: { filter: string; filterType: string }[];
  }[];
}

/**
 * What the registry scans, whatever its repositories say.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetRegistryScanningConfiguration.html
 */
export const registryScanning = defineRead<Record<string, never>, RegistryScanning>({
  id: 'ecr:GetRegistryScanningConfiguration',
  resources: () => ['*'],
  call: async ({ client }) => {
    const { scanningConfiguration: found } = await client(ecr).send(
      new GetRegistryScanningConfigurationCommand({}),
    );
    return {
      scanType: found?.scanType ?? null,
      rules: (found?.rules ?? []).map(({ scanFrequency, repositoryFilters }) => ({
        scanFrequency: scanFrequency ?? '',
        repositoryFilters: (repositoryFilters ?? []).map(({ filter, filterType }) => ({
          filter: filter ?? '',
          filterType: filterType ?? '',
        })),
      })),
    };
  },
});
