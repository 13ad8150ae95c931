/** Who reaches a cluster's API server. https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
import { invalidParameter } from './refusals.ts';

export interface EndpointAccess {
  endpointPublicAccess: boolean;
  endpointPrivateAccess: boolean;
  publicAccessCidrs: string[];
}

/** Addresses that no public endpoint meets: RFC 1918, RFC 6598, loopback, link-local. */
const RESERVED: readonly (readonly [first: number, bits: number])[] = [
  [numberOf('10.0.0.0'), 8],
  [numberOf('172.16.0.0'), 12],
  [numberOf('192.168.0.0'), 16],
  [numberOf('100.64.0.0'), 10],
  [numberOf('127.0.0.0'), 8],
  [numberOf('169.254.0.0'), 16],
];

/** @throws AwsError InvalidParameterException */
export function checkAccess({
  endpointPublicAccess,
  endpointPrivateAccess,
  publicAccessCidrs,
}: EndpointAccess): void {
  if (!endpointPublicAccess && !endpointPrivateAccess)
    throw invalidParameter('Private and public endpoint access cannot be false');
  const broken = publicAccessCidrs.filter((cidr) => blockOf(cidr) === null);
  if (broken.length > 0)
    throw invalidParameter(`The following CIDRs are invalid in publicAccessCidrs: [${broken.join(', ')}]`);
  const reserved = publicAccessCidrs.filter((cidr) => isReserved(cidr));
  if (reserved.length > 0)
    throw invalidParameter(
      `The following CIDRs are not allowed in publicAccessCidrs: [${reserved.join(', ')}]`,
    );
}

export function sameAccess(a: EndpointAccess, b: EndpointAccess): boolean {
  const set = (cidrs: readonly string[]): string => [...new Set(cidrs)].toSorted().join();
  return (
    a.endpointPublicAccess === b.endpointPublicAccess &&
    a.endpointPrivateAccess === b.endpointPrivateAccess &&
    set(a.publicAccessCidrs) === set(b.publicAccessCidrs)
  );
}

/** IPv4 only: clusters with IPv6 addresses are not kept here. */
function blockOf(cidr: string): { first: number; bits: number } | null {
  const [address = '', length = ''] = cidr.split('/');
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 33;
  const parts = address.split('.');
  if (bits > 32 || parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return null;
  return { first: numberOf(address), bits };
}

function isReserved(cidr: string): boolean {
  const block = blockOf(cidr);
  return (
    block !== null &&
    RESERVED.some(
      ([first, bits]) =>
        block.bits >= bits && Math.floor(block.first / 2 ** (32 - bits)) === first / 2 ** (32 - bits),
    )
  );
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
