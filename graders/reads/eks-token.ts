import { createHash, createHmac } from 'node:crypto';

/** A token is good for one minute to present; EKS itself takes it for as long as the signature's own day allows. */
const EXPIRES_SECONDS = 60;
const PREFIX = 'k8s-aws-v1.';
const CLUSTER_HEADER = 'x-k8s-aws-id';

export interface TokenInput {
  cluster: string;
  region: string;
  /** Base URL of the emulator's STS, or null for AWS. */
  endpoint: string | null;
  keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
  now: Date;
}

/**
 * The bearer token by which EKS knows an IAM principal: `k8s-aws-v1.` and, in base64url without padding, a presigned
 * sts:GetCallerIdentity whose signature covers the header `x-k8s-aws-id` with the cluster's name. The cluster sends that request
 * and so learns who signed it, and nothing else; the keys themselves never leave. It is what `aws eks get-token` prints.
 * https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function eksToken(input: TokenInput): string {
  return PREFIX + Buffer.from(presigned(input), 'utf8').toString('base64url');
}

function presigned({ cluster, region, endpoint, keys, now }: TokenInput): string {
  const place = new URL(endpoint ?? `https://sts.${region}.amazonaws.com/`);
  const instant = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${instant.slice(0, 8)}/${region}/sts/aws4_request`;
  const query = Object.entries({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keys.accessKeyId}/${scope}`,
    'X-Amz-Date': instant,
    'X-Amz-Expires': String(EXPIRES_SECONDS),
    ...(keys.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': keys.sessionToken }),
    'X-Amz-SignedHeaders': `host;${CLUSTER_HEADER}`,
  })
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const request = [
    'GET',
    '/',
    query,
    `host:${place.host}`,
    `${CLUSTER_HEADER}:${cluster}`,
    '',
    `host;${CLUSTER_HEADER}`,
    createHash('sha256').update('').digest('hex'),
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    instant,
    scope,
    createHash('sha256').update(request).digest('hex'),
  ].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${keys.secretAccessKey}`,
    );
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return `${place.protocol}//${place.host}/?${query}&X-Amz-Signature=${signature}`;
}

/** As SigV4 wants it: encodeURIComponent leaves five characters that have to be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
