const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** The names under which we may be asked: those of loopback, and these. */
export function namesOf(hosts: readonly string[]): ReadonlySet<string> {
  return new Set([...LOOPBACK_NAMES, ...hosts.map((host) => host.toLowerCase())]);
}

/** Is this request for us? A foreign name that leads here is DNS rebinding: its scripts would read what only this machine may see. */
export function isForUs(headers: Headers, names: ReadonlySet<string>): boolean {
  return names.has(hostName(headers.get('host')));
}

/**
 * Was this request made by a page of another site? Browsers say so in Sec-Fetch-Site (Fetch Metadata), older ones in Origin; mail
 * providers' One-Click posts come from no page, and carry neither.
 */
export function isCrossSite(headers: Headers, names: ReadonlySet<string>): boolean {
  const site = headers.get('sec-fetch-site');
  // Under `Referrer-Policy: no-referrer` a browser writes `Origin: null` on our own forms: what it says here decides.
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || !names.has(hostName(new URL(origin).host));
}

const PORT = /:\d{1,5}$/; // :8080

/** The name of a Host header, without its port; '' where there is none. */
function hostName(host: string | null): string {
  return (host ?? '').toLowerCase().replace(PORT, '');
}
