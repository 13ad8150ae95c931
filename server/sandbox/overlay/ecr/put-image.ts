/**
 * Putting an image. Its digest is that of its manifest, byte for byte. Neither layers nor what else a manifest should say
 * is asked for: nothing in the sandbox runs an image.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
 */
import { createHash } from 'node:crypto';
import { isImmutable } from './mutability.ts';
import { invalidParameter, refused } from './refusals.ts';
import { keepRepository, type ImageRecord, type Registry, type RepositoryRecord } from './store.ts';

export interface PutImage {
  imageManifest: string;
  imageManifestMediaType?: string | undefined;
  imageTag?: string | undefined;
  imageDigest?: string | undefined;
}

interface Manifest {
  mediaType?: string;
  config?: { size?: number };
  layers?: { size?: number }[];
}

/** @throws AwsError InvalidParameterException, ImageAlreadyExistsException, ImageTagAlreadyExistsException … */
export function putImage(registry: Registry, repository: RepositoryRecord, asked: PutImage): ImageRecord {
  const { imageManifest: text, imageTag: tag } = asked;
  const manifest = parse(text);
  const mediaType = asked.imageManifestMediaType ?? manifest.mediaType;
  if (mediaType === undefined)
    throw invalidParameter('imageManifestMediaType', 'Image manifest media type is not given');
  if (tag !== undefined && !/^\w[\w.-]{0,299}$/.test(tag))
    throw invalidParameter('imageTag', "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,299}'");
  const digest = digestOf(text);
  if (asked.imageDigest !== undefined && asked.imageDigest !== digest)
    throw refused(
      'ImageDigestDoesNotMatch',
      `The specified image digest '${asked.imageDigest}' does not match the digest '${digest}' that Amazon ECR calculated for the image.`,
    );
  const { name } = repository;
  const same = repository.images.find((image) => image.digest === digest);
  if (same !== undefined && (tag === undefined || same.tags.includes(tag)))
    throw refused(
      'ImageAlreadyExists',
      `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${name}' in registry with id '${registry.account}'`,
    );
  const holder = repository.images.find(({ tags }) => tag !== undefined && tags.includes(tag));
  if (holder !== undefined && tag !== undefined && isImmutable(repository, tag))
    throw refused(
      'ImageTagAlreadyExists',
      `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
    );

  const at = registry.now().toISOString();
  const image: ImageRecord = same ?? {
    digest,
    tags: [],
    manifest: text,
    mediaType,
    size: sizeOf(manifest),
    pushedAt: at,
    ...(repository.scanOnPush ? { scannedAt: at } : {}),
  };
  const tagged: ImageRecord = { ...image, tags: [...image.tags, ...(tag === undefined ? [] : [tag])] };
  // The image that had the tag stays, without it.
  const others = repository.images
    .filter((one) => one.digest !== digest)
    .map((one) => ({ ...one, tags: one.tags.filter((other) => other !== tag) }));
  keepRepository(registry, { ...repository, images: [...others, tagged] });
  return tagged;
}

export function digestOf(bytes: string | Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function parse(text: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidParameter('ImageManifest', 'Invalid JSON syntax');
    throw error;
  }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest))
    throw invalidParameter('ImageManifest', 'Provided image manifest is invalid');
  return manifest;
}

function sizeOf({ config, layers = [] }: Manifest): number {
  return [config, ...layers].reduce((sum, part) => sum + (part?.size ?? 0), 0);
}
