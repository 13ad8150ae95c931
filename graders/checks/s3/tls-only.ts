import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { bucketPolicy } from '../../reads/s3.ts';
import { tlsFlaw, type TlsFlaw } from '../shared/tls.ts';
import { policyToJudge } from '../shared/policy.ts';

export default defineCheck({
  id: 's3/tls-only',
  title: 'Requests without TLS are refused, requests with TLS are not',
  params: Type.Object({ bucket: Type.String() }),
  reads: { policy: bucketPolicy },
  bind: ({ bucket }) => ({ policy: { bucket } }),
  reasons: {
    'tls-only': pass('The policy of {bucket} refuses every probe without TLS and none with it.'),
    'no-policy': fail(
      'Bucket {bucket} has no bucket policy.',
      'Add one with a Deny for requests without TLS.',
    ),
    'objects-not-covered': fail(
      'Without TLS the policy denies bucket actions but not object actions: {probe} passes.',
      'Name the objects as a resource too.',
    ),
    'bucket-not-covered': fail(
      'Without TLS the policy denies object actions but not bucket actions: {probe} passes.',
      'Name the bucket as a resource too.',
    ),
    'http-allowed': fail('{probe} passes without TLS.', 'Deny it when aws:SecureTransport is false.'),
    'https-blocked': fail(
      'The policy also denies {probe} with TLS, by {statement}.',
      'Let the Deny apply only when aws:SecureTransport is false.',
    ),
  },
  judge(saw, { bucket }, run) {
    const policy = () => {
      const document = saw.policy();
      return document && policyToJudge(document.Policy, 's3:GetBucketPolicy');
    };
    const flaw = () => {
      const judged = policy();
      return judged && tlsFlaw(judged, bucket, run);
    };
    const REASONS = {
      objects: 'objects-not-covered',
      bucket: 'bucket-not-covered',
      some: 'http-allowed',
      blocked: 'https-blocked',
    } as const satisfies Record<TlsFlaw['gap'], string>;
    return decide(
      [
        () =>
          policy()
            ? undefined
            : {
                reason: 'no-policy',
                data: { bucket },
                evidence: [saw.policy.at('', 'a bucket policy', saw.policy.absence())],
              },
        () => {
          const found = flaw();
          if (!found) return undefined;
          const { gap, probe, statement, path, expected, actual } = found;
          return {
            reason: REASONS[gap],
            data: { bucket, probe, statement },
            evidence: [saw.policy.at(path, expected, actual)],
          };
        },
      ],
      () => ({
        reason: 'tls-only',
        data: { bucket },
        evidence: [saw.policy.at('Statement', 'Deny without TLS only', 'Deny without TLS only')],
      }),
    );
  },
});
