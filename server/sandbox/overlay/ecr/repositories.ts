/**
 * Repositories, kept here with their images: the engine makes up digests and loses the image that a tag leaves.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
 */
import type * as Sdk from '@aws-sdk/client-ecr';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { mutabilityOf } from './mutability.ts';
import { pageOf } from './pages.ts';
import { checkOneOf, invalidParameter, refused } from './refusals.ts';
import {
  allRepositories,
  dropRepository,
  findRepository,
  keepRepository,
  repositoryOf,
  type RepositoryRecord,
} from './store.ts';

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

const create: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.CreateRepositoryRequest;
  const name = asked.repositoryName ?? '';
  if (!NAME.test(name) || name.length < 2 || name.length > 256)
    throw invalidParameter('repositoryName', `must satisfy regular expression '${NAME.source.slice(1, -1)}'`);
  const settings = mutabilityOf(
    asked.imageTagMutability ?? 'MUTABLE',
    asked.imageTagMutabilityExclusionFilters,
  );
  const { encryptionType, kmsKey } = asked.encryptionConfiguration ?? { encryptionType: 'AES256' };
  checkOneOf(encryptionType, ['AES256', 'KMS', 'KMS_DSSE'], 'encryptionConfiguration.encryptionType');
  if (findRepository(context, name) !== undefined)
    throw refused(
      'RepositoryAlreadyExists',
      `The repository with name '${name}' already exists in the registry with id '${context.account}'`,
    );
  const { account, region } = context;
  const record: RepositoryRecord = {
    name,
    arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
    uri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    createdAt: context.now().toISOString(),
    ...settings,
    scanOnPush: asked.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: {
      encryptionType,
      ...(encryptionType === 'AES256'
        ? {}
        : { kmsKey: kmsKey ?? `arn:aws:kms:${region}:${account}:alias/aws/ecr` }),
    },
    tags: tagsOf(asked.tags),
    images: [],
  };
  keepRepository(context, record);
  return Promise.resolve({ repository: shown(context, record) });
};

function tagsOf(tags: readonly Sdk.Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

function shown({ account }: OverlayContext, record: RepositoryRecord): Sdk.Repository {
  return {
    repositoryArn: record.arn,
    registryId: account,
    repositoryName: record.name,
    repositoryUri: record.uri,
    createdAt: new Date(record.createdAt),
    imageTagMutability: record.mutability as Sdk.ImageTagMutability,
    ...(record.exclusions === undefined ? {} : { imageTagMutabilityExclusionFilters: record.exclusions }),
    imageScanningConfiguration: { scanOnPush: record.scanOnPush },
    encryptionConfiguration: record.encryption,
  };
}

const describe: OverlayHandler = (context, input) => {
  const names = input['repositoryNames'] as string[] | undefined;
  const registryId = (input['registryId'] as string | undefined) ?? context.account;
  const all =
    names === undefined
      ? allRepositories(context).filter(() => registryId === context.account)
      : names.map((repositoryName) => repositoryOf(context, { repositoryName, registryId }));
  const { items, next } = pageOf(all, input);
  return Promise.resolve({ repositories: items.map((record) => shown(context, record)), ...next });
};

const remove: OverlayHandler = (context, input) => {
  const record = repositoryOf(context, input);
  if (record.images.length > 0 && input['force'] !== true)
    throw refused(
      'RepositoryNotEmpty',
      `The repository with name '${record.name}' in registry with id '${context.account}' cannot be deleted because it still contains images`,
    );
  dropRepository(context, record.name);
  return Promise.resolve({ repository: shown(context, record) });
};

/** @throws AwsError InvalidParameterException, RepositoryNotFoundException */
function byArn(context: OverlayContext, input: Record<string, unknown>): RepositoryRecord {
  const arn = String(input['resourceArn']);
  const [, registryId, repositoryName] = /^arn:aws:ecr:[^:]*:(\d{12}):repository\/(.+)$/.exec(arn) ?? [];
  if (repositoryName === undefined) throw invalidParameter('resourceArn', 'Invalid ARN');
  return repositoryOf(context, { repositoryName, registryId });
}

const listTags: OverlayHandler = (context, input) => {
  const tags = Object.entries(byArn(context, input).tags);
  return Promise.resolve({ tags: tags.map(([Key, Value]) => ({ Key, Value })) });
};

const tag: OverlayHandler = (context, input) => {
  const record = byArn(context, input);
  keepRepository(context, { ...record, tags: { ...record.tags, ...tagsOf(input['tags'] as Sdk.Tag[]) } });
  return Promise.resolve({});
};

const untag: OverlayHandler = (context, input) => {
  const record = byArn(context, input);
  const keys = input['tagKeys'] as string[];
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !keys.includes(key)));
  keepRepository(context, { ...record, tags });
  return Promise.resolve({});
};

export const repositoryOperations: readonly OverlayOperation[] = [
  { service: 'ecr', operation: 'CreateRepository', answer: create },
  { service: 'ecr', operation: 'DescribeRepositories', answer: describe },
  { service: 'ecr', operation: 'DeleteRepository', answer: remove },
  { service: 'ecr', operation: 'ListTagsForResource', answer: listTags },
  { service: 'ecr', operation: 'TagResource', answer: tag },
  { service: 'ecr', operation: 'UntagResource', answer: untag },
];
