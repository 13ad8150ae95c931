import {
  GetServiceQuotaCommand,
  paginateListRequestedServiceQuotaChangeHistoryByQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { defineRead, type ClientSpec, type Read } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

const quotas: ClientSpec<ServiceQuotasClient> = {
  service: 'servicequotas',
  create: (config) => new ServiceQuotasClient(config),
};

export interface QuotaArgs {
  /** `ec2` */
  service: string;
  /** `L-DB2E81BA` */
  code: string;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_servicequotas.html */
const onQuota: Read<QuotaArgs>['resources'] = ({ service, code }, run) => [
  regionalArn(run, 'servicequotas', `${service}/${code}`),
];

export interface ServiceQuota {
  QuotaCode: string;
  QuotaName: string | null;
  Value: number | null;
}

/**
 * What the account may use of one thing in this Region. Absent: the account has no record of it.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
export const serviceQuota = defineRead<QuotaArgs, ServiceQuota>({
  id: 'servicequotas:GetServiceQuota',
  resources: onQuota,
  absent: ['NoSuchResourceException'],
  call: async ({ client }, { service, code }) => {
    const { Quota } = await client(quotas).send(
      new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code }),
    );
    return {
      QuotaCode: Quota?.QuotaCode ?? code,
      QuotaName: Quota?.QuotaName ?? null,
      Value: Quota?.Value ?? null,
    };
  },
});

export interface QuotaRequest {
  Id: string;
  QuotaCode: string;
  DesiredValue: number | null;
  /** PENDING, CASE_OPENED, APPROVED, DENIED, CASE_CLOSED, NOT_APPROVED, INVALID_REQUEST */
  Status: string;
}

/**
 * Requests to raise one quota, whatever became of them. Absent: AWS knows no request of this quota.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListRequestedServiceQuotaChangeHistoryByQuota.html
 */
export const quotaRequests = defineRead<QuotaArgs, QuotaRequest[]>({
  id: 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
  resources: onQuota,
  absent: ['NoSuchResourceException'],
  call: async ({ client }, { service, code }) => {
    const all: QuotaRequest[] = [];
    for await (const page of paginateListRequestedServiceQuotaChangeHistoryByQuota(
      { client: client(quotas) },
      { ServiceCode: service, QuotaCode: code },
    )) {
      for (const request of page.RequestedQuotas ?? [])
        all.push({
          Id: request.Id ?? '',
          QuotaCode: request.QuotaCode ?? '',
          DesiredValue: request.DesiredValue ?? null,
          Status: request.Status ?? '',
        });
    }
    return all;
  },
});
