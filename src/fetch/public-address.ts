import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Why a host of an address may not be asked where only public ones may, for people; null where nothing speaks against it. Literals
 * are judged in the form `new URL` gives them (0x7f.1 is 127.0.0.1 there); names only by what they promise, not by what they resolve to.
 */
export function findHostFault(hostname: string): string | null {
  const host = hostname.replace(BRACKETS, '$1');
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : `${host} is no public address`;
  const name = host.toLowerCase().replace(FINAL_DOT, '');
  if (name === '') return 'the address names no host';
  return LOCAL_NAME.test(name) ? `${name} is a name of the local network` : null;
}

/**
 * Is this a globally reachable unicast address (IANA special-purpose registries, RFC 6890)? Addresses that embed another one
 * (IPv4-mapped, NAT64, 6to4, Teredo) are not: what they lead to is decided elsewhere.
 */
export function isPublicAddress(address: string): boolean {
  const plain = address.split('%', 1)[0] ?? '';
  if (isIP(plain) === 0) return false;
  const parsed = ipaddr.parse(plain);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || isGlobalIpv6(parsed.toByteArray());
}

const BRACKETS = /^\[(.*)\]$/; // [::1]
const FINAL_DOT = /\.$/; // localhost.
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa|localdomain)$/; // metadata.google.internal

/** Only 2000::/3 is given out as global unicast (RFC 4291 §2.4, IANA); 3fff::/20 in it is for documentation (RFC 9637). */
function isGlobalIpv6(octets: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = octets;
  const isDocumentation = first === 0x3f && second === 0xff && third < 0x10;
  return first >= 0x20 && first <= 0x3f && !isDocumentation;
}
