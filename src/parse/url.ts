import { isRoute } from '../lib/address.ts';
import { keepLast } from '../lib/keep-last.ts';

/**
 * A link as an absolute address: resolved, without credentials; null where it does not lead to a page (`javascript:`, `data:`,
 * `mailto:`, broken).
 */
export function resolveUrl(href: string, base: string): string | null {
  return resolve(href, base)?.href ?? null;
}

function resolve(href: string, base: string): URL | null {
  const url = URL.parse(href, base);
  if (url === null || !WEB.test(url.protocol) || url.hostname === '') return null;
  dropLogin(url);
  return url;
}
const WEB = /^https?:$/; // https:

/** A setter parses the whole address anew, and most have nothing to set. */
function dropLogin(url: URL): void {
  if (url.username !== '') url.username = '';
  if (url.password !== '') url.password = '';
}

/**
 * The address of an item, as a reader may follow it: resolved, without tracking parameters and session ids, so that what differs
 * from load to load is no change; with its fragment, which leads to the place. A link within the page itself (`#top`) is no
 * address of an item: null.
 */
export function resolveItemUrl(href: string, base: string): string | null {
  if (WITHIN_PAGE.test(href)) return null;
  const origin = PLAIN_PATH.test(href) ? originOf(base) : null;
  if (origin !== null) return origin + href;
  const url = resolve(href, base);
  if (url === null) return null;
  const place = spell(url.hash);
  clean(url);
  if (place !== url.hash) url.hash = place;
  return url.href;
}
// What no rule of addresses changes: no query, no fragment, no percent sign, no step up. Most links are such, and a URL takes ten times
// as long.
const PLAIN_PATH = /^\/(?:[\w~-][\w~.-]*(?:\/[\w~-][\w~.-]*)*\/?)?$/; // /news/2026/report-3.pdf
const PLAIN_ADDRESS = /^(https?:\/\/[\w.:-]+)(\/(?:[\w~-][\w~.-]*(?:\/[\w~-][\w~.-]*)*)?)\/?$/; // https://example.org/news/
const WITHIN_PAGE = /^\s*(?:$|#(?![!/]))/; // #top

/** Where the paths of a page begin: https://example.org. null: its address is none of the web. */
const originOf = keepLast((base: string): string | null => resolve('/', base)?.origin ?? null);

/**
 * Identity of an address: what differs in scheme, case of the host, default port, last dot of the host, fragment, tracking
 * parameters, spelling of percent-encoding, order of parameters or a last slash is the same page. Anything that is no web address is
 * its own identity. keyUrl(keyUrl(x)) is keyUrl(x).
 */
export function keyUrl(address: string): string {
  const [, origin, path] = PLAIN_ADDRESS.exec(address) ?? [];
  const start = origin === undefined ? null : startOfKeys(origin);
  return start === null || path === undefined ? keyOfAny(address) : start + path;
}

/** What the keys of all addresses of an origin begin with; null: it cannot be read. */
const startOfKeys = keepLast((origin: string): string | null =>
  URL.canParse(origin) ? keyOfAny(origin).replace(LAST_SLASHES, '') : null,
);

function keyOfAny(address: string): string {
  const url = URL.parse(address);
  if (url === null || !WEB.test(url.protocol)) return url?.href ?? address.trim();
  clean(url);
  const port = DEFAULT_PORT.test(url.port) ? '' : `:${url.port}`;
  const host = url.hostname.replace(LAST_DOTS, '');
  // Parameters are sorted by name: servers and their caches mix them, and hardly any page reads a meaning into their order.
  const query = pieces(url.search).toSorted(byName).join('&');
  const path = url.pathname.replace(LAST_SLASHES, '');
  return `https://${host}${port}${path === '' ? '/' : path}${query === '' ? '' : `?${query}`}${url.hash}`;
}
const DEFAULT_PORT = /^(?:80|443|)$/; // 443
const LAST_DOTS = /(?<=[^.])\.$/; // example.org.
const LAST_SLASHES = /(?<!\/)\/+$/; // /news/

function byName(a: string, b: string): number {
  const [nameA = '', nameB = ''] = [a.split('=', 1)[0], b.split('=', 1)[0]];
  return nameA < nameB ? -1 : Number(nameA > nameB);
}

// What advertising, mail and analytics tools hang on links, and sessions of servers. None of them selects a document.
// Sources: the tools' own documentation; the "Query parameter" lists of Firefox (Query Stripping) and ClearURLs.
const TRACKING =
  /^(?:utm_.*|mc_[ce]id|mtm_.*|pk_.*|piwik_.*|matomo_.*|hsa_.*|_hs(?:enc|mi)|__hs.*|__s|_openstat|_branch_match_id|_ga|_gl|_ke|fb(?:clid|_(?:action_ids|action_types|ref|source))|gclid|gclsrc|gad_.*|gbraid|wbraid|dclid|srsltid|msclkid|yclid|ysclid|ymclid|twclid|ttclid|li_fat_id|igshid|igsh|mkt_tok|oly_(?:anon|enc)_id|vero_(?:conv|id)|wickedid|s_kwcid|s_cid|rb_clickid|zanpid|epik|irclickid|ml_subscriber(?:_hash)?|guce_referrer(?:_sig)?|at_(?:campaign|medium|custom\d)|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|sessionid|session_id|__cf_chl_.*|bm-verify)$/i; // utm_source
const PATH_SESSION = /;jsessionid=[^/;?#]*/gi; // /list.do;jsessionid=1A2B

/** Drops what selects no document (a place on the page among it), and spells percent-encoding one way. */
function clean(url: URL): void {
  dropLogin(url);
  if (url.href.includes('#')) url.hash = isRoute(url.hash) ? spell(url.hash) : '';
  const path = spell(url.pathname.replace(PATH_SESSION, ''));
  if (path !== url.pathname) url.pathname = path;
  if (!url.href.includes('?')) return;
  const query = pieces(url.search).filter(selects).map(spell).join('&');
  url.search = query === '' ? '' : `?${query}`; // the setter takes one leading `?` for its own
}

function pieces(search: string): string[] {
  return search
    .slice(1)
    .split('&')
    .filter((piece) => piece !== '');
}

function selects(piece: string): boolean {
  const name = spell(piece.split('=', 1)[0] ?? '');
  return !TRACKING.test(name);
}

const STRAY_PERCENT = /%(?![0-9a-f]{2})/gi; // 100%
const ENCODED = /%([0-9a-f]{2})/gi; // %7e
const UNRESERVED = /[\w.~-]/; // ~

/** RFC 3986 §6.2.2: hex digits in capitals, and no encoding where none is needed. */
function spell(part: string): string {
  if (!part.includes('%')) return part;
  return part.replace(STRAY_PERCENT, '%25').replace(ENCODED, (encoded, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return UNRESERVED.test(character) ? character : encoded.toUpperCase();
  });
}
