/** What pods and trainers do with models, and what they must not. */
import type { Probe } from './iam-probes.ts';

const s3 = (topic: string, wanted: Probe['wanted'], operation: string, resource: string): Probe => ({
  topic,
  wanted,
  action: `s3:${operation}`,
  resource: `arn:aws:s3:::${resource}`,
  context: {},
});

/** Buckets that are somebody else's: with this one's name inside theirs, of the same family, and of no relation. */
const otherBuckets = (bucket: string): string[] => [
  `${bucket}-of-somebody-else`,
  bucket.replace(/[^-]*$/, 'other'),
  'any-other-bucket',
];

/** `pod-identity`: what a model server does, and what it must not; the first is what its nodes must not do either. */
export function podProbes({ bucket }: { bucket: string }): [Probe, ...Probe[]] {
  const deny = (operation: string, resource: string): Probe => s3('too-wide', 'deny', operation, resource);
  return [
    s3('needed', 'allow', 'GetObject', `${bucket}/models/x`),
    deny('PutObject', `${bucket}/models/x`),
    ...otherBuckets(bucket).flatMap((name) => [
      deny('GetObject', `${name}/models/x`),
      deny('GetObject', `${name}/x`),
    ]),
    deny('GetObject', `${bucket}/datasets/x`),
  ];
}

/** `gpu-instance` of the capstone: a trainer writes its model to one place. */
export function saverProbes({ bucket, key }: { bucket: string; key: string }): Probe[] {
  return [
    s3('needed', 'allow', 'PutObject', `${bucket}/${key}`),
    ...otherBuckets(bucket).flatMap((name) =>
      [key, 'x'].map((other) => s3('too-wide', 'deny', 'PutObject', `${name}/${other}`)),
    ),
  ];
}

/** What the pods of the capstone may do with the model, and what not. */
export const modelProbes = (resource: string): Probe[] => [
  { topic: 'model', wanted: 'allow', action: 's3:GetObject', resource, context: {} },
  { topic: 'model', wanted: 'deny', action: 's3:PutObject', resource, context: {} },
];
