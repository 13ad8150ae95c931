import { BlockList, isIP } from 'node:net';

/**
 * What no webhook may reach: the special-purpose addresses of IANA's registries for IPv4 and IPv6 (private, link-local with
 * the metadata service of clouds, loopback, shared, documentation, benchmarking, multicast, reserved), and what translates
 * to IPv4 (NAT64, 6to4, Teredo). Of IPv6 only global unicast, 2000::/3, is left.
 */
const FORBIDDEN = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  FORBIDDEN.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const)
  FORBIDDEN.addSubnet(net, bits, 'ipv6');
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Is it an address of this machine? */
export function isLoopbackAddress(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** May a webhook go to this address of the internet? No for what is no address. IPv4 written as IPv6 is refused with the rest. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !FORBIDDEN.check(address, 'ipv4');
  return (
    family === 6 &&
    // A zone (fe80::1%eth0) belongs to link-local addresses alone.
    !address.includes('%') &&
    GLOBAL_UNICAST.check(address, 'ipv6') &&
    !FORBIDDEN.check(address, 'ipv6')
  );
}

/**
 * What is wrong with an address for a webhook, as far as it can be told without asking the network; undefined when nothing is.
 *
 * @param loopback may webhooks go to this machine, and there without encryption?
 */
export function urlProblem(text: string, loopback: boolean): string | undefined {
  if (!URL.canParse(text)) return 'it is no address';
  const url = new URL(text);
  const host = hostOf(url);
  const own = loopback && (host === 'localhost' || (isIP(host) > 0 && isLoopbackAddress(host)));
  if (url.protocol !== 'https:' && !(own && url.protocol === 'http:')) return 'it is not https';
  if (url.username !== '' || url.password !== '') return 'it has a user name or password in it';
  if (url.hash !== '') return 'it has a fragment, which is never sent';
  if (own) return undefined;
  if (isIP(host) > 0 && !isPublicAddress(host)) return 'the address is not one of the internet';
  if (host === 'localhost' || host.endsWith('.localhost')) return 'it is this machine';
  return undefined;
}

/** Without the brackets that an IPv6 address has in a URL. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
