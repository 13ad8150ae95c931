/** Which certificate a load balancer would serve, and whether ACM has issued it. */
import type { Saw, SawEach } from '../../kit/index.ts';
import type { Certificate, CertificateSummary } from '../../reads/acm.ts';

interface Views {
  certificates: Saw<CertificateSummary[]>;
  details: SawEach<{ arn: string }, Certificate>;
}

const ISSUED = 'ISSUED';

/** Whether a certificate's name covers a host: itself, or with an asterisk for exactly the first label. */
export function covers(name: string, host: string): boolean {
  const [of, to] = [name.toLowerCase(), host.toLowerCase()];
  if (!of.startsWith('*.')) return of === to;
  return to.includes('.') && to.slice(to.indexOf('.')) === of.slice(1);
}

/**
 * Why there is no issued certificate for what an Ingress asks for, or undefined when there is one. Every ARN that it names has to be
 * issued; without ARNs the controller looks for one that covers a host.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/cert_discovery/
 */
export function certificateFor(
  saw: Views,
  asked: { certificates: readonly string[]; tlsHosts: readonly string[]; ruleHosts: readonly string[] },
): string | undefined {
  // Without the list nobody knows whether these are all.
  saw.certificates();
  const details = saw.details();
  const of = (arn: string) => details.find(({ args }) => args.arn === arn)?.value;
  for (const arn of asked.certificates) {
    const found = of(arn);
    if (!found) return `this account has no certificate ${arn} in the Region`;
    if (found.Status !== ISSUED) return `${arn} is ${found.Status ?? 'in no state'}`;
  }
  if (asked.certificates.length > 0) return undefined;
  const hosts = [...asked.tlsHosts, ...asked.ruleHosts];
  if (hosts.length === 0) return 'it names neither a certificate nor a host';
  const issued = details.flatMap(({ value }) => (value?.Status === ISSUED ? value : []));
  const good = hosts.some((host) =>
    issued.some(({ DomainName, SubjectAlternativeNames }) =>
      [DomainName ?? '', ...SubjectAlternativeNames].some((name) => covers(name, host)),
    ),
  );
  return good ? undefined : `no issued certificate covers ${hosts.join(', ')}`;
}
