/** Whether a bucket policy refuses requests without TLS and none with it. */
import type { RunFacts } from '../../kit/index.ts';
import {
  defaultContext,
  explicitlyDenies,
  principalText,
  statementName,
  type AccessRequest,
  type Policy,
  type Principal,
} from '../../semantics/iam/index.ts';

const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
const BUCKET_ACTIONS = ['s3:ListBucket', 's3:GetBucketLocation'];

export interface TlsFlaw {
  /** What passes without TLS: all of the objects' or of the bucket's actions and nothing else, or some; or TLS is refused. */
  readonly gap: 'objects' | 'bucket' | 'some' | 'blocked';
  readonly probe: string;
  /** The one that refuses TLS. */
  readonly statement: string | undefined;
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** The first thing wrong with a policy; undefined when it does as it should for everybody who asks. */
export function tlsFlaw(
  policy: Policy,
  bucket: string,
  { account, region, now }: Pick<RunFacts, 'account' | 'region' | 'now'>,
): TlsFlaw | undefined {
  const principals: Principal[] = [
    { type: 'anonymous' },
    { type: 'aws', arn: `arn:aws:iam::${account}:root` },
    { type: 'aws', arn: `arn:aws:iam::${account}:user/x` },
    {
      type: 'aws',
      arn: `arn:aws:sts::${account}:assumed-role/x/x`,
      roleArn: `arn:aws:iam::${account}:role/x`,
    },
  ];
  const requests = (actions: string[], resource: string, tls: boolean): AccessRequest[] =>
    actions.flatMap((action) =>
      principals.map((principal) => ({
        principal,
        action,
        resource,
        resourceAccount: account,
        context: { ...defaultContext(principal, { region, now }), 'aws:SecureTransport': String(tls) },
      })),
    );
  const objects = (tls: boolean) => requests(OBJECT_ACTIONS, `arn:aws:s3:::${bucket}/x`, tls);
  const listing = (tls: boolean) => requests(BUCKET_ACTIONS, `arn:aws:s3:::${bucket}`, tls);
  const denial = (request: AccessRequest) => explicitlyDenies(policy, request, 'bucket policy');
  const name = ({ action, resource, principal }: AccessRequest): string =>
    `${action} on ${resource} by ${principalText(principal)}`;

  const openObjects = objects(false).filter((request) => !denial(request));
  const openListing = listing(false).filter((request) => !denial(request));
  const [first] = [...openObjects, ...openListing];
  if (first) {
    const gap =
      openListing.length === 0 && openObjects.length === objects(false).length
        ? 'objects'
        : openObjects.length === 0 && openListing.length === listing(false).length
          ? 'bucket'
          : 'some';
    return {
      gap,
      probe: name(first),
      statement: undefined,
      path: 'Statement',
      expected: `Deny ${name(first)} without TLS`,
      actual: 'no Deny applies',
    };
  }
  for (const request of [...objects(true), ...listing(true)]) {
    const by = denial(request);
    if (!by) continue;
    return {
      gap: 'blocked',
      probe: name(request),
      statement: statementName(by),
      path: `Statement[${by.index}]`,
      expected: `no Deny of ${name(request)} with TLS`,
      actual: 'Deny applies',
    };
  }
  return undefined;
}
