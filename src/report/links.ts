const LONGEST_LINK = 2_000; // characters; past it mail readers and servers cut, and no honest address is so long

/** An address a reader may follow: http or https, without credentials. null: anything else. */
export function followableUrl(url: string | null): string | null {
  if (url === null || url.length > LONGEST_LINK || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  return username === '' && password === '' ? href : null;
}

const HOST_IN_TEXT = /\p{L}\.\p{L}{2,}|:\/\//u; // example.org, which a reader may take for the place a link leads to
const LOOKALIKE_HOST = /^https?:\/\/(?:[^/]*\.)?xn--/; // https://xn--80ak6aa92e.example/

/** May this text stand on a link to this address? Not where either could make a reader believe the link leads elsewhere. */
export function isHonestLink(href: string, text: string): boolean {
  return !HOST_IN_TEXT.test(text) && !LOOKALIKE_HOST.test(href);
}

/** Text that says where an address leads, for one that is not linked; says so where it holds a login. */
export function sayAddress(url: string): string {
  const { username = '', password = '' } = URL.canParse(url) ? new URL(url) : {};
  return username === '' && password === '' ? url : '(not shown: it holds a login)';
}

/** Where a change stands on the published page. null: nothing is published. */
export function permalink(baseUrl: string | null, changeId: string): string | null {
  if (baseUrl === null) return null;
  return followableUrl(
    `${baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`}changes/${encodeURIComponent(changeId)}.html`,
  );
}

const NOT_IN_URI = /[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|%(?![0-9a-f]{2})/gi; // | [ %zz

/** An http or https address as RFC 3986 spells it: browsers let more stand in path and query than feed readers do. */
export function strictUrl(url: string): string {
  const { origin, pathname, search, hash } = new URL(url);
  return origin + `${pathname}${search}${hash}`.replace(NOT_IN_URI, encodeURIComponent);
}
