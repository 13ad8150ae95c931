/**
 * Images of a repository: looked at, listed, fetched and deleted.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
 */
import type * as Sdk from '@aws-sdk/client-ecr';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { pageOf } from './pages.ts';
import { putImage, type PutImage } from './put-image.ts';
import { checkOneOf, refused } from './refusals.ts';
import { keepRepository, repositoryOf, type ImageRecord, type RepositoryRecord } from './store.ts';

const put: OverlayHandler = (context, input) => {
  const repository = repositoryOf(context, input);
  const asked = input as unknown as PutImage;
  const image = putImage(context, repository, asked);
  return Promise.resolve({ image: whole(context, repository, image, asked.imageTag) });
};

function whole(
  { account }: OverlayContext,
  { name }: RepositoryRecord,
  image: ImageRecord,
  tag: string | undefined,
): Sdk.Image {
  return {
    registryId: account,
    repositoryName: name,
    imageId: { imageDigest: image.digest, ...(tag === undefined ? {} : { imageTag: tag }) },
    imageManifest: image.manifest,
    imageManifestMediaType: image.mediaType,
  };
}

/** The image that digest, tag or both name. */
export function named(
  { images }: RepositoryRecord,
  { imageDigest, imageTag }: Sdk.ImageIdentifier,
): ImageRecord | undefined {
  if (imageDigest === undefined && imageTag === undefined) return undefined;
  return images.find(
    ({ digest, tags }) =>
      (imageDigest ?? digest) === digest && (imageTag === undefined || tags.includes(imageTag)),
  );
}

/** @throws AwsError ImageNotFoundException */
export function imageOf(
  { account }: OverlayContext,
  repository: RepositoryRecord,
  id: Sdk.ImageIdentifier,
): ImageRecord {
  const found = named(repository, id);
  if (found === undefined)
    throw refused(
      'ImageNotFound',
      `The image with imageId {imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'} does not exist within the repository with name '${repository.name}' in the registry with id '${account}'`,
    );
  return found;
}

/** TAGGED, UNTAGGED or ANY. */
function byStatus(images: readonly ImageRecord[], input: Record<string, unknown>): ImageRecord[] {
  const { tagStatus = 'ANY' } = (input['filter'] ?? {}) as Sdk.DescribeImagesFilter;
  checkOneOf(tagStatus, ['ANY', 'TAGGED', 'UNTAGGED'], 'filter.tagStatus');
  return images.filter(({ tags }) => tagStatus === 'ANY' || (tagStatus === 'TAGGED') === tags.length > 0);
}

const describe: OverlayHandler = (context, input) => {
  const repository = repositoryOf(context, input);
  const ids = input['imageIds'] as Sdk.ImageIdentifier[] | undefined;
  const asked = ids?.map((id) => imageOf(context, repository, id)) ?? repository.images;
  const { items, next } = pageOf(byStatus([...new Set(asked)], input), input);
  return Promise.resolve({
    imageDetails: items.map((image): Sdk.ImageDetail => ({
      registryId: context.account,
      repositoryName: repository.name,
      imageDigest: image.digest,
      ...(image.tags.length === 0 ? {} : { imageTags: image.tags }),
      imageSizeInBytes: image.size,
      imagePushedAt: new Date(image.pushedAt),
      imageManifestMediaType: image.mediaType,
      ...(image.scannedAt === undefined
        ? {}
        : {
            imageScanStatus: {
              status: 'COMPLETE',
              description: 'The scan was completed successfully.',
            },
            imageScanFindingsSummary: {
              imageScanCompletedAt: new Date(image.scannedAt),
              findingSeverityCounts: {},
            },
          }),
    })),
    ...next,
  });
};

const list: OverlayHandler = (context, input) => {
  const images = byStatus(repositoryOf(context, input).images, input);
  const ids = images.flatMap(({ digest: imageDigest, tags }): Sdk.ImageIdentifier[] =>
    tags.length === 0 ? [{ imageDigest }] : tags.map((imageTag) => ({ imageDigest, imageTag })),
  );
  const { items, next } = pageOf(ids, input);
  return Promise.resolve({ imageIds: items, ...next });
};

/** Why an id names nothing. */
function failureOf(imageId: Sdk.ImageIdentifier): Sdk.ImageFailure {
  const { imageDigest, imageTag } = imageId;
  if (imageDigest === undefined && imageTag === undefined)
    return {
      imageId,
      failureCode: 'MissingDigestAndTag',
      failureReason: 'Invalid request parameters: both tag and digest cannot be null',
    };
  if (imageDigest !== undefined && !/^[0-9a-zA-Z_+.-]+:[0-9a-fA-F]{64}$/.test(imageDigest))
    return {
      imageId,
      failureCode: 'InvalidImageDigest',
      failureReason:
        "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
    };
  return { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
}

const get: OverlayHandler = (context, input) => {
  const repository = repositoryOf(context, input);
  const ids = input['imageIds'] as Sdk.ImageIdentifier[];
  const found = ids.map((id) => ({ id, image: named(repository, id) }));
  return Promise.resolve({
    images: found.flatMap(({ id, image }) =>
      image === undefined ? [] : [whole(context, repository, image, id.imageTag ?? image.tags[0])],
    ),
    failures: found.flatMap(({ id, image }) => (image === undefined ? [failureOf(id)] : [])),
  });
};

/** A tag takes itself away, and the image with the last one; a digest takes the image with all its tags. */
const remove: OverlayHandler = (context, input) => {
  const gone: Sdk.ImageIdentifier[] = [];
  const failures: Sdk.ImageFailure[] = [];
  for (const id of input['imageIds'] as Sdk.ImageIdentifier[]) {
    const repository = repositoryOf(context, input);
    const image = named(repository, id);
    if (image === undefined) {
      failures.push(failureOf(id));
      continue;
    }
    const { digest: imageDigest } = image;
    const tags = id.imageDigest === undefined ? image.tags.filter((tag) => tag !== id.imageTag) : [];
    const removed = image.tags.filter((tag) => !tags.includes(tag));
    gone.push(
      ...(removed.length === 0 ? [{ imageDigest }] : removed.map((imageTag) => ({ imageDigest, imageTag }))),
    );
    const images = repository.images.flatMap((one) =>
      one.digest === imageDigest ? (tags.length === 0 ? [] : [{ ...one, tags }]) : [one],
    );
    keepRepository(context, { ...repository, images });
  }
  return Promise.resolve({ imageIds: gone, failures });
};

export const imageOperations: readonly OverlayOperation[] = [
  { service: 'ecr', operation: 'PutImage', answer: put },
  { service: 'ecr', operation: 'DescribeImages', answer: describe },
  { service: 'ecr', operation: 'ListImages', answer: list },
  { service: 'ecr', operation: 'BatchGetImage', answer: get },
  { service: 'ecr', operation: 'BatchDeleteImage', answer: remove },
];
