import { createHash, randomBytes } from 'node:crypto';
import { request } from './engine/control.ts';
import { scope } from './engine/foreign.ts';
import type { Engine } from './engine/index.ts';
import { SandboxError } from './sandbox-error.ts';

export interface PushedImage {
  repository: string;
  tag: string;
  digest: string;
  uri: string;
}

/**
 * Puts a tiny image into an ECR repository of the sandbox, as `docker push` would: nothing in the sandbox runs it, but
 * its digest can be deployed.
 *
 * @throws SandboxError SANDBOX_BAD_REQUEST with ECR's own words, for example when the repository does not exist
 */
export async function pushTinyImage(
  engine: Pick<Engine, 'url' | 'nonce'>,
  account: string,
  { repository, tag, region = 'us-east-1' }: { repository: string; tag: string; region?: string },
): Promise<PushedImage> {
  // Every push is another image, as a real build would be, so that a moved tag gets a new digest.
  const sha = (): string => `sha256:${createHash('sha256').update(randomBytes(32)).digest('hex')}`;
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 1469, digest: sha() },
    layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: 2811, digest: sha() }],
  });
  const ecr = (operation: string, input: object): Promise<EcrReply> =>
    callEcr(engine, account, region, operation, input);
  // Asked first, because the engine crashes on an image for a repository that does not exist.
  await ecr('DescribeRepositories', { repositoryNames: [repository] });
  const put = await ecr('PutImage', {
    repositoryName: repository,
    imageTag: tag,
    imageManifest: manifest,
    imageManifestMediaType: type,
  });
  const digest = put.image?.imageId?.imageDigest;
  if (digest === undefined) throw new Error('ECR did not tell the digest of the image.');
  return { repository, tag, digest, uri: `${account}.dkr.ecr.${region}.amazonaws.com/${repository}:${tag}` };
}

interface EcrReply {
  image?: { imageId?: { imageDigest?: string } };
  message?: string;
}

async function callEcr(
  engine: Pick<Engine, 'url' | 'nonce'>,
  account: string,
  region: string,
  operation: string,
  input: object,
): Promise<EcrReply> {
  const body = JSON.stringify(input);
  const reply = await request(`${engine.url}/`, 'POST', engine.nonce, 10_000, {
    body,
    headers: {
      authorization: scope('ecr', region),
      'content-type': 'application/x-amz-json-1.1',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
      'x-moto-account-id': account,
    },
  });
  const told: EcrReply = reply.body.startsWith('{') ? (JSON.parse(reply.body) as EcrReply) : {};
  if (reply.status !== 200) {
    throw new SandboxError(
      'SANDBOX_BAD_REQUEST',
      `ECR refused the image: ${told.message ?? `HTTP ${reply.status}`}`,
    );
  }
  return told;
}
