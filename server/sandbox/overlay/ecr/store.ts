/** Repositories with their images, as they are kept. */
import type * as Sdk from '@aws-sdk/client-ecr';
import type { OverlayState } from '../../types.ts';
import { refused } from './refusals.ts';

export interface ImageRecord {
  digest: string;
  tags: string[];
  manifest: string;
  mediaType: string;
  size: number;
  pushedAt: string;
  scannedAt?: string;
}

export interface RepositoryRecord {
  name: string;
  arn: string;
  uri: string;
  createdAt: string;
  mutability: string;
  exclusions?: Sdk.ImageTagMutabilityExclusionFilter[];
  scanOnPush: boolean;
  encryption: Sdk.EncryptionConfiguration;
  tags: Record<string, string>;
  policy?: string;
  lifecycle?: string;
  images: ImageRecord[];
}

/** What the handlers need to know of a call; less than a whole context, so that the sandbox itself can push. */
export interface Registry {
  account: string;
  region: string;
  state: OverlayState;
  now(): Date;
}

const keyOf = ({ region }: Registry, name: string): string => `repository/${region}/${name}`;

/** @throws AwsError RepositoryNotFoundException */
export function repositoryOf(registry: Registry, input: Record<string, unknown>): RepositoryRecord {
  const { repositoryName: name, registryId = registry.account } = input as {
    repositoryName: string;
    registryId?: string;
  };
  const found = findRepository(registry, name);
  if (found === undefined || registryId !== registry.account)
    throw refused(
      'RepositoryNotFound',
      `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
    );
  return found;
}

export function findRepository(registry: Registry, name: string): RepositoryRecord | undefined {
  return registry.state.get<RepositoryRecord>(keyOf(registry, name));
}

export function allRepositories(registry: Registry): RepositoryRecord[] {
  return registry.state
    .keys(keyOf(registry, ''))
    .toSorted()
    .flatMap((key) => registry.state.get<RepositoryRecord>(key) ?? []);
}

export function keepRepository(registry: Registry, record: RepositoryRecord): void {
  registry.state.set(keyOf(registry, record.name), record);
}

export function dropRepository(registry: Registry, name: string): void {
  registry.state.delete(keyOf(registry, name));
}

/** Names with wildcards, as filters of tags and of repositories have them. */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
