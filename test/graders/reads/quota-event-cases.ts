import { quotaRequests, serviceQuota } from '../../../graders/reads/service-quotas.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, jsonAnswer, seconds } from './sagemaker-training-cases.ts';

const absent = { status: 400, code: 'NoSuchResourceException' };
const quota = {
  ServiceCode: 'ec2',
  QuotaCode: 'L-DB2E81BA',
  QuotaName: 'Running On-Demand G and VT instances',
};

export const QUOTA_EVENT_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: serviceQuota,
    args: { service: 'ec2', code: 'L-DB2E81BA' },
    answer: jsonAnswer({ Quota: { ...quota, Value: 8, Unit: 'None', Adjustable: true } }),
    value: { QuotaCode: 'L-DB2E81BA', QuotaName: 'Running On-Demand G and VT instances', Value: 8 },
    absent,
    action: 'servicequotas:GetServiceQuota',
  },
  {
    ...json,
    read: quotaRequests,
    args: { service: 'ec2', code: 'L-DB2E81BA' },
    answer: jsonAnswer({
      RequestedQuotas: [{ ...quota, Id: '1f', DesiredValue: 8, Status: 'CASE_OPENED', Created: seconds }],
    }),
    value: [{ Id: '1f', QuotaCode: 'L-DB2E81BA', DesiredValue: 8, Status: 'CASE_OPENED' }],
    absent,
    action: 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
  },
];
