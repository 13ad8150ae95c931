import { Type } from 'typebox';
import { decide, defineCheck, fail, pass, type Saw } from '../../kit/index.ts';
import {
  bucketLifecycle,
  bucketPolicy,
  bucketVersioning,
  headBucket,
  publicAccessBlock,
} from '../../reads/s3.ts';
import type { LifecycleConfiguration } from '../../semantics/lifecycle/index.ts';
import { bucketIsMissing, openFlag } from '../shared/bucket.ts';
import { deviations, firstDeviation } from '../shared/lifecycle.ts';
import { policyToJudge } from '../shared/policy.ts';
import { homeExpectations } from '../shared/s3-expectations.ts';
import { tlsFlaw } from '../shared/tls.ts';

export default defineCheck({
  id: 'capstone/data-bucket',
  title: 'Data has a home that is private, keeps what matters and loses what is dead',
  params: Type.Object({ bucket: Type.String() }),
  reads: {
    head: headBucket,
    block: publicAccessBlock,
    versioning: bucketVersioning,
    policy: bucketPolicy,
    rules: bucketLifecycle,
  },
  bind: ({ bucket }) => ({
    head: { bucket },
    block: { bucket },
    versioning: { bucket },
    policy: { bucket },
    rules: { bucket },
  }),
  reasons: {
    home: pass(
      '{bucket} is private, versioned, refuses plain HTTP, keeps its data and clears its leftovers.',
    ),
    'bucket-missing': fail(
      'Bucket {bucket} does not exist in account {account} in {region}.',
      'Create it there, with exactly this name.',
    ),
    'public-block-off': fail(
      '{flag} of bucket {bucket} is off.',
      'Switch on all four settings of the bucket itself.',
    ),
    'not-versioned': fail('Versioning of {bucket} is {status}.', 'Set its status to Enabled.'),
    'http-allowed': fail('{finding}.', 'Deny what comes without TLS, for the bucket and its objects.'),
    'data-lost': fail(
      '{key} expires at {age} days, by {rule}; it should still be there.',
      'Narrow the filter of that expiration.',
    ),
    hygiene: fail(
      '{what} {key} is still there at {age} days.',
      'Abort uploads within days, and expire noncurrent versions within three months.',
    ),
  },
  judge(saw, { bucket }, run) {
    const rules = saw.rules as Saw<LifecycleConfiguration>;
    const all = () => [
      ...deviations(rules(), homeExpectations(), { today: run.today, versioning: 'Enabled' }),
    ];
    const missing = () =>
      bucketIsMissing(saw.head, [saw.block, saw.versioning, saw.policy, saw.rules], run.region);
    const left = (subject: 'upload' | 'old-version', what: string) => () => {
      const finding = firstDeviation(
        all(),
        rules,
        'hygiene',
        ({ expectation }) => expectation.subject === subject,
      );
      return finding && { ...finding, data: { ...finding.data, what } };
    };
    return decide(
      [
        () => {
          const evidence = missing();
          return evidence && { reason: 'bucket-missing' as const, data: { bucket }, evidence: [evidence] };
        },
        () => {
          const flag = openFlag(saw.block());
          if (flag === undefined) return undefined;
          return {
            reason: 'public-block-off' as const,
            data: { bucket, flag },
            evidence: [saw.block.at(flag, true, saw.block()?.[flag] ?? 'not set')],
          };
        },
        () => {
          const status = saw.versioning()?.Status ?? 'never enabled';
          if (status === 'Enabled') return undefined;
          return {
            reason: 'not-versioned' as const,
            data: { bucket, status },
            evidence: [saw.versioning.at('Status', 'Enabled', status)],
          };
        },
        () => {
          const document = saw.policy();
          if (!document)
            return {
              reason: 'http-allowed' as const,
              data: { finding: `Bucket ${bucket} has no policy that refuses plain HTTP` },
              evidence: [saw.policy.at('', 'a Deny without TLS', saw.policy.absence())],
            };
          const flaw = tlsFlaw(policyToJudge(document.Policy, bucketPolicy.id), bucket, run);
          if (!flaw) return undefined;
          const finding =
            flaw.gap === 'blocked'
              ? `${flaw.probe} is refused with TLS too, by ${flaw.statement ?? 'the policy'}`
              : `${flaw.probe} passes without TLS`;
          return {
            reason: 'http-allowed' as const,
            data: { finding },
            evidence: [saw.policy.at(flaw.path, flaw.expected, flaw.actual)],
          };
        },
        () => firstDeviation(all(), rules, 'data-lost', ({ expectation }) => expectation.subject === 'data'),
        left('upload', 'An unfinished upload to'),
        left('old-version', 'An old version of'),
      ],
      () => ({
        reason: 'home' as const,
        data: { bucket },
        evidence: [
          saw.versioning.at('Status', 'Enabled', saw.versioning()?.Status),
          saw.rules.at('Rules', 'data kept, leftovers gone', 'by every probe'),
        ],
      }),
    );
  },
});
