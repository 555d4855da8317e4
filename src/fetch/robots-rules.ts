/** What a robots.txt says to one crawler (RFC 9309). */
export interface RobotsRules {
  readonly rules: readonly RobotsRule[];
  readonly crawlDelayMs: number | null; // no part of the RFC, but a plain wish
}
export interface RobotsRule {
  readonly isAllow: boolean;
  readonly segments: readonly string[]; // between the `*` of the pattern, in comparable form
  readonly isAnchored: boolean; // ended in `$`
  readonly length: number; // octets of the pattern: the longest match wins
}

/**
 * Reads a robots.txt for one product token (RFC 9309 §2.1, §2.2). Groups of the same token are merged; where none names the token,
 * the groups of `*` hold. Reads any text without throwing, in linear time.
 */
export function parseRobots(text: string, productToken: string): RobotsRules {
  const token = productToken.toLowerCase();
  const groups = readGroups(text.replace(BYTE_ORDER_MARK, '').split(LINE_END));
  const named = groups.filter(({ tokens }) => tokens.has(token));
  const ours = named.length > 0 ? named : groups.filter(({ tokens }) => tokens.has('*'));
  return collectRules(ours.flatMap(({ records }) => records));
}

/** May this address be fetched (§2.2.2)? The longest matching rule decides, Allow among equals; /robots.txt itself always may. */
export function isAllowed({ rules }: RobotsRules, url: string): boolean {
  const { pathname, search } = new URL(url);
  if (pathname === '/robots.txt') return true;
  const path = comparable(`${pathname}${search}`.replace(SPECIAL, encodeSpecial));
  let best: RobotsRule | null = null;
  for (const rule of rules) {
    if (best !== null && rule.length < best.length) continue;
    if (best !== null && rule.length === best.length && !rule.isAllow) continue;
    if (matches(rule, path)) best = rule;
  }
  return best === null || best.isAllow;
}

const BYTE_ORDER_MARK = /^\ufeff/; // \ufeffUser-agent: *
const LINE_END = /\r\n|\r|\n/; // \r\n
const RULE_KEYS: ReadonlySet<string> = new Set(['allow', 'disallow']);

interface RobotsRecord {
  readonly key: string; // lower case
  readonly value: string;
}
interface Group {
  readonly tokens: Set<string>; // lower case
  readonly records: RobotsRecord[];
}

/** Lines of one or more User-agent begin a group; only Allow and Disallow end its naming: other records must not (§2.2.4). */
function readGroups(lines: readonly string[]): readonly Group[] {
  const groups: Group[] = [];
  let isNaming = false;
  for (const line of lines) {
    const record = readRecord(line);
    if (record === null) continue;
    if (record.key !== 'user-agent') {
      groups.at(-1)?.records.push(record);
      if (RULE_KEYS.has(record.key)) isNaming = false;
      continue;
    }
    if (!isNaming) groups.push({ tokens: new Set(), records: [] });
    isNaming = true;
    groups.at(-1)?.tokens.add(readToken(record.value));
  }
  return groups;
}

function readRecord(line: string): RobotsRecord | null {
  const comment = line.indexOf('#');
  const content = comment < 0 ? line : line.slice(0, comment);
  const colon = content.indexOf(':');
  if (colon < 0) return null;
  return { key: content.slice(0, colon).trim().toLowerCase(), value: content.slice(colon + 1).trim() };
}

const TOKEN = /^(?:\*(?=\s|$)|[a-z_-]+)/i; // pubwatch/1.0 names pubwatch

function readToken(value: string): string {
  return TOKEN.exec(value)?.[0].toLowerCase() ?? '';
}

const SECONDS = /^\d{1,9}(?:\.\d{1,9})?$/; // 2.5

function collectRules(records: readonly RobotsRecord[]): RobotsRules {
  const delays = records.filter(({ key, value }) => key === 'crawl-delay' && SECONDS.test(value));
  const rules = records.filter(({ key, value }) => RULE_KEYS.has(key) && value !== '');
  return {
    rules: rules.map(({ key, value }) => readRule(key === 'allow', value)),
    crawlDelayMs: delays.reduce<number | null>(
      (most, { value }) => Math.max(most ?? 0, Math.round(Number(value) * 1_000)),
      null,
    ),
  };
}

function readRule(isAllow: boolean, value: string): RobotsRule {
  const isAnchored = value.endsWith('$');
  const pattern = comparable((isAnchored ? value.slice(0, -1) : value).replaceAll('$', '%24'));
  return { isAllow, isAnchored, segments: pattern.split('*'), length: pattern.length + (isAnchored ? 1 : 0) };
}

const SPECIAL = /[*$]/g; // a path with a verbatim * in it

function encodeSpecial(character: string): string {
  return character === '*' ? '%2A' : '%24';
}

const ESCAPE_OR_RAW = /%[0-9a-f]{2}|[^\x21-\x7e]+/gi; // %7e, ツ
const UNRESERVED = /[A-Za-z0-9\-._~]/; // ~

/**
 * A path as it is compared (§2.2.2): octets beyond ASCII escaped, escapes of unreserved characters undone, others in upper case. In a
 * query `:` and `/` need no escape, so that both forms of the RFC's example are one.
 */
function comparable(path: string): string {
  const query = path.indexOf('?');
  return path.replace(ESCAPE_OR_RAW, (found, offset: number) => {
    if (!found.startsWith('%')) return encodeURIComponent(found.toWellFormed());
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    const isPlain =
      UNRESERVED.test(character) || (query >= 0 && offset > query && (character === ':' || character === '/'));
    return isPlain ? character : found.toUpperCase();
  });
}

/** Leftmost match of each segment in turn: where any way to match exists, this finds one. */
function matches({ segments, isAnchored }: RobotsRule, path: string): boolean {
  const [first = '', ...others] = segments;
  if (!path.startsWith(first)) return false;
  if (others.length === 0) return !isAnchored || path.length === first.length;
  const last = isAnchored ? others.pop() : undefined;
  let position = first.length;
  for (const segment of others) {
    const found = path.indexOf(segment, position);
    if (found < 0) return false;
    position = found + segment.length;
  }
  return last === undefined || (path.length - last.length >= position && path.endsWith(last));
}
