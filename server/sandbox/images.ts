import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { digestOf, putImage } from './overlay/ecr/put-image.ts';
import { repositoryOf, type Registry } from './overlay/ecr/store.ts';
import { SandboxError } from './sandbox-error.ts';
import { AwsError } from './types.ts';

export interface PushedImage {
  repository: string;
  tag: string;
  digest: string;
  uri: string;
}

/**
 * Puts a tiny image into an ECR repository of the sandbox, as `docker push` would: nothing in the sandbox runs it, but
 * its digest can be deployed. Every push is another image, as a real build would be, so that a moved tag gets a new digest.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md
 *
 * @throws SandboxError SANDBOX_BAD_REQUEST with ECR's own words, for example when the repository does not exist
 */
export function pushTinyImage(
  registry: Registry,
  { repository, tag }: { repository: string; tag: string },
): PushedImage {
  // A tar archive without files.
  const archive = Buffer.alloc(1024);
  const layer = gzipSync(archive);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: registry.now().toISOString(),
    config: { Labels: { build: randomBytes(16).toString('hex') } },
    rootfs: { type: 'layers', diff_ids: [digestOf(archive)] },
  });
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      size: Buffer.byteLength(config),
      digest: digestOf(config),
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        size: layer.length,
        digest: digestOf(layer),
      },
    ],
  });
  try {
    const found = repositoryOf(registry, { repositoryName: repository });
    const { digest } = putImage(registry, found, { imageManifest, imageTag: tag });
    return { repository, tag, digest, uri: `${found.uri}:${tag}` };
  } catch (error) {
    if (error instanceof AwsError)
      throw new SandboxError('SANDBOX_BAD_REQUEST', `ECR refused the image: ${error.message}`);
    throw error;
  }
}
