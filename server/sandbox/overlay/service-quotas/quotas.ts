/**
 * Quotas of EC2, of which the engine has none, and requests to raise them. A new account may run no machine with a GPU.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
 */
import type { RequestedServiceQuotaChange, ServiceQuota } from '@aws-sdk/client-service-quotas';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';

/** In vCPUs, with what a new account has. */
const EC2: Readonly<Record<string, readonly [name: string, value: number]>> = {
  'L-1216C47A': ['Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances', 5],
  'L-34B43A08': ['All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests', 5],
  'L-DB2E81BA': ['Running On-Demand G and VT instances', 0],
  'L-3819A6DF': ['All G and VT Spot Instance Requests', 0],
  'L-417A185B': ['Running On-Demand P instances', 0],
  'L-7212CCBC': ['All P4, P3 and P2 Spot Instance Requests', 0],
  'L-C4BD4855': ['All P5 Spot Instance Requests', 0],
};
/** About what AWS's support takes for small raises of an account that takes its time. */
const DECIDED_AFTER_MS = 15 * 60_000;
/** Larger ones become a case that people decide, and nobody in the sandbox does. */
const MOST_BY_ITSELF = 64;

interface Raise {
  id: string;
  code: string;
  value: number;
  createdAt: string;
  /** When it is approved. */
  decidedAt: string;
}

/** @throws AwsError NoSuchResourceException */
function known(input: Record<string, unknown>): string {
  const service = String(input['ServiceCode']);
  const code = String(input['QuotaCode']);
  if (service !== 'ec2' || !Object.hasOwn(EC2, code))
    throw new AwsError('NoSuchResourceException', `The sandbox has no quota ${code} of ${service}.`, 400);
  return code;
}

const raisesOf = (context: OverlayContext): Raise[] =>
  context.state
    .keys(`raise/${context.region}/`)
    .flatMap((key) => context.state.get<Raise>(key) ?? [])
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));

const isSeen = (context: OverlayContext, { decidedAt }: Raise): boolean =>
  context.now().toISOString() >= decidedAt;
const isDecided = (context: OverlayContext, raise: Raise): boolean =>
  raise.value <= MOST_BY_ITSELF && isSeen(context, raise);

function quota(context: OverlayContext, code: string, ownOnly = false): ServiceQuota {
  const [QuotaName = '', given = 0] = EC2[code] ?? [];
  const approved = raisesOf(context)
    .filter((raise) => raise.code === code && isDecided(context, raise))
    .map(({ value }) => value);
  return {
    ServiceCode: 'ec2',
    ServiceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    QuotaArn: `arn:aws:servicequotas:${context.region}:${ownOnly ? '' : context.account}:ec2/${code}`,
    QuotaCode: code,
    QuotaName,
    Value: ownOnly ? given : Math.max(given, ...approved),
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
  };
}

function change(context: OverlayContext, raise: Raise): RequestedServiceQuotaChange {
  const { ServiceCode, ServiceName, QuotaCode, QuotaName, QuotaArn } = quota(context, raise.code);
  const seen = isSeen(context, raise);
  const status = raise.value <= MOST_BY_ITSELF ? 'APPROVED' : 'CASE_OPENED';
  return {
    Id: raise.id,
    ServiceCode,
    ServiceName,
    QuotaCode,
    QuotaName,
    QuotaArn,
    DesiredValue: raise.value,
    Status: seen ? status : 'PENDING',
    Created: new Date(raise.createdAt),
    LastUpdated: new Date(seen ? raise.decidedAt : raise.createdAt),
    Requester: JSON.stringify({ accountId: context.account }),
    GlobalQuota: false,
    Unit: 'None',
  };
}

const get: OverlayHandler = (context, input) => Promise.resolve({ Quota: quota(context, known(input)) });
const getDefault: OverlayHandler = (context, input) =>
  Promise.resolve({ Quota: quota(context, known(input), true) });
const list: OverlayHandler = (context, input) =>
  Promise.resolve({
    Quotas: input['ServiceCode'] === 'ec2' ? Object.keys(EC2).map((code) => quota(context, code)) : [],
  });

const request: OverlayHandler = (context, input) => {
  const code = known(input);
  const value = Number(input['DesiredValue']);
  const open = raisesOf(context).some((raise) => raise.code === code && !isDecided(context, raise));
  if (open)
    throw new AwsError(
      'ResourceAlreadyExistsException',
      'Only one open service quota increase request is allowed per quota.',
      400,
    );
  if (value <= (quota(context, code).Value ?? 0))
    throw new AwsError(
      'IllegalArgumentException',
      'You must provide a quota value greater than the current quota value.',
      400,
    );
  const now = context.now();
  const wait = context.pace === 'gradual' ? DECIDED_AFTER_MS : 0;
  const raise: Raise = {
    id: context.requestId.replaceAll('-', '').toLowerCase().slice(0, 32),
    code,
    value,
    createdAt: now.toISOString(),
    decidedAt: new Date(now.getTime() + wait).toISOString(),
  };
  context.state.set(`raise/${context.region}/${raise.id}`, raise);
  // What was asked for a moment ago is pending in its own answer.
  return Promise.resolve({ RequestedQuota: { ...change(context, raise), Status: 'PENDING' } });
};

const requested: OverlayHandler = (context, input) => {
  const found = raisesOf(context).find(({ id }) => id === input['RequestId']);
  if (!found) throw new AwsError('NoSuchResourceException', 'The request does not exist.', 400);
  return Promise.resolve({ RequestedQuota: change(context, found) });
};

const history: OverlayHandler = (context, input) => {
  const code = input['QuotaCode'] === undefined ? undefined : known(input);
  const service = input['ServiceCode'];
  return Promise.resolve({
    RequestedQuotas: raisesOf(context)
      .filter(
        (raise) => (service === undefined || service === 'ec2') && [undefined, raise.code].includes(code),
      )
      .map((raise) => change(context, raise))
      .filter(({ Status }) => [undefined, Status].includes(input['Status'] as typeof Status)),
  });
};

export const quotaOperations: readonly OverlayOperation[] = [
  { service: 'servicequotas', operation: 'GetServiceQuota', answer: get },
  { service: 'servicequotas', operation: 'GetAWSDefaultServiceQuota', answer: getDefault },
  { service: 'servicequotas', operation: 'ListServiceQuotas', answer: list },
  { service: 'servicequotas', operation: 'RequestServiceQuotaIncrease', answer: request },
  { service: 'servicequotas', operation: 'GetRequestedServiceQuotaChange', answer: requested },
  { service: 'servicequotas', operation: 'ListRequestedServiceQuotaChangeHistory', answer: history },
  { service: 'servicequotas', operation: 'ListRequestedServiceQuotaChangeHistoryByQuota', answer: history },
];
