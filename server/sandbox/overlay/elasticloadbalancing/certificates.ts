/** Certificates of listeners. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html */
import { ACMClient, DescribeCertificateCommand, type ACMClientConfig } from '@aws-sdk/client-acm';
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { invalid, keep, listenerOf, pageOf, refused } from './store.ts';

/** @throws AwsError CertificateNotFound, UnsupportedCertificate unless ACM has issued it, in this region */
export async function checkCertificate(context: OverlayContext, arn: string): Promise<void> {
  // Certificates of IAM's own store are not looked up.
  if (new RegExp(`^arn:aws:iam::${context.account}:server-certificate/`).test(arn)) return;
  const missing = refused('CertificateNotFound', `Certificate '${arn}' not found`);
  if (!arn.startsWith(`arn:aws:acm:${context.region}:${context.account}:certificate/`)) throw missing;
  const client = new ACMClient(context.engineClient() as ACMClientConfig);
  try {
    const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn: arn }));
    if (Certificate?.Status !== 'ISSUED')
      throw refused(
        'UnsupportedCertificate',
        `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
      );
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') throw missing;
    throw error;
  } finally {
    client.destroy();
  }
}

/** The one certificate that a listener begins with. @throws AwsError */
export async function certificateFor(
  context: OverlayContext,
  protocol: string,
  asked: readonly Sdk.Certificate[] | undefined,
): Promise<string[]> {
  const arns = (asked ?? []).flatMap(({ CertificateArn }) => CertificateArn ?? []);
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    if (arns.length > 0) throw invalid(`A certificate cannot be specified for ${protocol} listeners`);
    return [];
  }
  if (arns.length === 0)
    throw refused('CertificateNotFound', `A certificate must be specified for ${protocol} listeners`);
  if (arns.length > 1)
    throw refused('TooManyCertificates', 'You can specify one certificate; add others afterwards');
  for (const arn of arns) await checkCertificate(context, arn);
  return arns;
}

const shown = (arns: readonly string[]): { Certificates: Sdk.Certificate[] } => ({
  Certificates: arns.map((CertificateArn) => ({ CertificateArn, IsDefault: false })),
});

const add: OverlayHandler = async (context, input) => {
  const listener = listenerOf(context, input['ListenerArn']);
  const arns = (input['Certificates'] as Sdk.Certificate[]).flatMap(
    ({ CertificateArn }) => CertificateArn ?? [],
  );
  if (listener.protocol !== 'HTTPS' && listener.protocol !== 'TLS')
    throw refused('OperationNotPermitted', 'Certificates can be added to HTTPS and TLS listeners only');
  for (const arn of arns) await checkCertificate(context, arn);
  const certificates = [...new Set([...listener.certificates, ...arns])];
  if (certificates.length > 26)
    throw refused(
      'TooManyCertificates',
      "You've reached the limit on the number of certificates per load balancer",
    );
  keep(context, 'listener', { ...listener, certificates });
  return shown(arns);
};

const remove: OverlayHandler = (context, input) => {
  const listener = listenerOf(context, input['ListenerArn']);
  const arns = new Set((input['Certificates'] as Sdk.Certificate[]).map((one) => one.CertificateArn));
  const [first, ...others] = listener.certificates;
  if (arns.has(first)) throw refused('OperationNotPermitted', 'Default certificate cannot be removed');
  const certificates = [first ?? '', ...others.filter((arn) => !arns.has(arn))];
  keep(context, 'listener', { ...listener, certificates });
  return Promise.resolve({});
};

const describe: OverlayHandler = (context, input) => {
  const { certificates } = listenerOf(context, input['ListenerArn']);
  const all = certificates.map((CertificateArn, index) => ({ CertificateArn, IsDefault: index === 0 }));
  const { items, next } = pageOf(all, input);
  return Promise.resolve({ Certificates: items, ...next });
};

export const certificateOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'AddListenerCertificates', answer: add },
  { service: 'elasticloadbalancing', operation: 'RemoveListenerCertificates', answer: remove },
  { service: 'elasticloadbalancing', operation: 'DescribeListenerCertificates', answer: describe },
];
