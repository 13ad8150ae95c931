import {
  ACMClient,
  DescribeCertificateCommand,
  KeyAlgorithm,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import { defineRead, type ClientSpec } from '../kit/index.ts';
import { arnOr, regionalArn } from './arn.ts';

const acm: ClientSpec<ACMClient> = { service: 'acm', create: (config) => new ACMClient(config) };

export interface CertificateSummary {
  CertificateArn: string;
  DomainName: string | null;
  /** Null where the target leaves it out; DescribeCertificate says it. */
  Status: string | null;
}

/**
 * Every certificate of the Region, whatever its key: unasked AWS lists only RSA with 1024 and 2048 bits.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html
 */
export const certificates = defineRead<Record<string, never>, CertificateSummary[]>({
  id: 'acm:ListCertificates',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: CertificateSummary[] = [];
    const pages = paginateListCertificates(
      { client: client(acm) },
      { Includes: { keyTypes: Object.values(KeyAlgorithm) } },
    );
    for await (const page of pages)
      for (const one of page.CertificateSummaryList ?? [])
        all.push({
          CertificateArn: one.CertificateArn ?? '',
          DomainName: one.DomainName ?? null,
          Status: one.Status ?? null,
        });
    return all;
  },
});

export interface Certificate {
  CertificateArn: string;
  DomainName: string | null;
  SubjectAlternativeNames: string[];
  /** ISSUED is the only one that a load balancer takes. */
  Status: string | null;
  NotAfter: string | null;
}

/**
 * One certificate. Absent: ResourceNotFoundException.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html
 */
export const certificate = defineRead<{ arn: string }, Certificate>({
  id: 'acm:DescribeCertificate',
  resources: ({ arn }, run) => [arnOr(arn, regionalArn(run, 'acm', 'certificate/*'))],
  call: async ({ client }, { arn }) => {
    const { Certificate: found } = await client(acm).send(
      new DescribeCertificateCommand({ CertificateArn: arn }),
    );
    return {
      CertificateArn: found?.CertificateArn ?? arn,
      DomainName: found?.DomainName ?? null,
      SubjectAlternativeNames: found?.SubjectAlternativeNames ?? [],
      Status: found?.Status ?? null,
      NotAfter: found?.NotAfter?.toISOString() ?? null,
    };
  },
});
