import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import {
  quotaRequests,
  serviceQuota,
  type QuotaArgs,
  type QuotaRequest,
  type ServiceQuota,
} from '../../reads/service-quotas.ts';

/** Quotas count vCPUs. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html */
const ON_DEMAND: QuotaArgs = { service: 'ec2', code: 'L-DB2E81BA' };
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-limits.html */
const SPOT: QuotaArgs = { service: 'ec2', code: 'L-3819A6DF' };
/** Of a request that may still raise the quota, or has raised it. */
const ALIVE: ReadonlySet<string> = new Set(['PENDING', 'CASE_OPENED', 'APPROVED']);

export default defineCheck({
  id: 'ec2/gpu-quota',
  title: 'The quotas of both markets let a GPU instance run',
  params: Type.Object({ vcpus: Type.Integer({ minimum: 1 }) }),
  reads: { quotas: each(serviceQuota), requests: each(quotaRequests) },
  bind: ({ vcpus }) => ({
    quotas: [ON_DEMAND, SPOT],
    // Where the quota is large enough nobody needs a request.
    requests: after(
      'quotas',
      (entries: readonly { args: QuotaArgs; value: ServiceQuota | undefined }[]) =>
        entries.filter(({ value }) => (value?.Value ?? 0) < vcpus).map(({ args }) => args),
      { service: ON_DEMAND.service },
    ),
  }),
  reasons: {
    'room-enough': pass('On demand and on Spot, {vcpus} vCPUs of GPU instances may run, or are asked for.'),
    'on-demand-quota': fail(
      'The on-demand quota of G and VT instances is {n} vCPUs, and no live request would raise it; the task needs {vcpus}.',
      'Request an increase of quota L-DB2E81BA.',
    ),
    'spot-quota': fail(
      'The Spot quota of G and VT instances is one of its own, still {n} vCPUs without a live request; the task needs {vcpus}.',
      'Request an increase of quota L-3819A6DF too.',
    ),
    'request-too-small': fail(
      'The largest live request for {name} asks for {n} vCPUs; the task needs {vcpus}.',
      'An instance counts with all of its vCPUs: ask for at least {vcpus}.',
    ),
  },
  judge(saw, { vcpus }) {
    const valueOf = (quota: QuotaArgs): number =>
      saw.quotas().find(({ args }) => args.code === quota.code)?.value?.Value ?? 0;
    const asked = (quota: QuotaArgs): number[] =>
      (saw.requests().find(({ args }) => args.code === quota.code)?.value ?? [])
        .filter(({ Status }: QuotaRequest) => ALIVE.has(Status))
        .map(({ DesiredValue }) => DesiredValue ?? 0);
    const none = (reason: 'on-demand-quota' | 'spot-quota', quota: QuotaArgs) => () => {
      const n = valueOf(quota);
      if (n >= vcpus || asked(quota).length > 0) return undefined;
      return {
        reason,
        data: { n, vcpus },
        evidence: [
          saw.quotas.at(quota, 'Quota.Value', `at least ${vcpus}`, n),
          saw.requests.at(quota, 'RequestedQuotas', `a live request for ${vcpus} or more`, 'none'),
        ],
      };
    };
    const small = (name: string, quota: QuotaArgs) => () => {
      if (valueOf(quota) >= vcpus || asked(quota).length === 0) return undefined;
      const n = Math.max(...asked(quota));
      if (n >= vcpus) return undefined;
      const evidence = [saw.requests.at(quota, 'RequestedQuotas[].DesiredValue', `at least ${vcpus}`, n)];
      return { reason: 'request-too-small' as const, data: { name, n, vcpus }, evidence };
    };
    return decide(
      [
        none('on-demand-quota', ON_DEMAND),
        none('spot-quota', SPOT),
        small('the on-demand quota', ON_DEMAND),
        small('the Spot quota', SPOT),
      ],
      () => ({
        reason: 'room-enough',
        data: { vcpus },
        evidence: [ON_DEMAND, SPOT].map((quota) =>
          valueOf(quota) >= vcpus
            ? saw.quotas.at(quota, 'Quota.Value', `at least ${vcpus}`, valueOf(quota))
            : saw.requests.at(quota, 'RequestedQuotas[].DesiredValue', `at least ${vcpus}`, asked(quota)),
        ),
      }),
    );
  },
});
