/**
 * IPv4 and IPv6 ranges in CIDR notation for IpAddress and NotIpAddress.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */

export interface AddressRange {
  readonly version: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

/** An address (prefix 32 or 128) or a range; undefined when the text is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const version = host.includes(':') ? 6 : 4;
  const address = version === 6 ? parseIpv6(host) : parseIpv4(host);
  if (address === undefined) return undefined;
  const width = version === 6 ? 128 : 32;
  const suffix = slash < 0 ? String(width) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix) || Number(suffix) > width) return undefined;
  return { version, address, prefix: Number(suffix) };
}

/** Whether every address of `inner` lies in `outer`. An IPv4 range never contains an IPv6 address, nor the reverse. */
export function rangeContains(outer: AddressRange, inner: AddressRange): boolean {
  if (outer.version !== inner.version || inner.prefix < outer.prefix) return false;
  const shift = BigInt((outer.version === 6 ? 128 : 32) - outer.prefix);
  return outer.address >> shift === inner.address >> shift;
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255))
    return undefined;
  return octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  let groupsText = text;
  if (tail.includes('.')) {
    const embedded = parseIpv4(tail);
    if (embedded === undefined) return undefined;
    const hex = embedded.toString(16).padStart(8, '0');
    groupsText = `${text.slice(0, text.length - tail.length)}${hex.slice(0, 4)}:${hex.slice(4)}`;
  }
  const halves = groupsText.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (left === undefined) return undefined;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups =
    right === undefined ? left : [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}
