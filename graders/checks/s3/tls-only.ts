import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { bucketPolicy } from '../../reads/s3.ts';
import {
  defaultContext,
  explicitlyDenies,
  principalText,
  statementName,
  type AccessRequest,
  type Principal,
} from '../../semantics/iam/index.ts';
import { policyToJudge } from '../shared/policy.ts';

const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
const BUCKET_ACTIONS = ['s3:ListBucket', 's3:GetBucketLocation'];

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
  judge(saw, { bucket }, { account, region, now }) {
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
    const policy = () => {
      const document = saw.policy();
      return document && policyToJudge(document.Policy, 's3:GetBucketPolicy');
    };
    const denial = (request: AccessRequest) => {
      const judged = policy();
      return judged && explicitlyDenies(judged, request, 'bucket policy');
    };
    const name = ({ action, resource, principal }: AccessRequest): string =>
      `${action} on ${resource} by ${principalText(principal)}`;
    const gap = <K extends string>(reason: K, request: AccessRequest) => ({
      reason,
      data: { bucket, probe: name(request) },
      evidence: [saw.policy.at('Statement', `Deny ${name(request)} without TLS`, 'no Deny applies')],
    });
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
          if (!policy()) return undefined;
          const openObjects = objects(false).filter((request) => !denial(request));
          const openListing = listing(false).filter((request) => !denial(request));
          const [first] = [...openObjects, ...openListing];
          if (!first) return undefined;
          if (openListing.length === 0 && openObjects.length === objects(false).length)
            return gap('objects-not-covered', first);
          if (openObjects.length === 0 && openListing.length === listing(false).length)
            return gap('bucket-not-covered', first);
          return gap('http-allowed', first);
        },
        () => {
          const hit = [...objects(true), ...listing(true)].find(denial);
          const by = hit && denial(hit);
          if (!hit || !by) return undefined;
          const statement = statementName(by);
          return {
            reason: 'https-blocked',
            data: { bucket, probe: name(hit), statement },
            evidence: [
              saw.policy.at(`Statement[${by.index}]`, `no Deny of ${name(hit)} with TLS`, 'Deny applies'),
            ],
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
