import { sha256 } from '../lib/bytes.ts';
import { escapeHtml } from '../lib/escape.ts';
import { isNews } from '../lib/news.ts';
import { cutText, displayText } from '../lib/text.ts';
import type { Change, ChangeKind } from '../model/change.ts';
import type { Changeset } from '../model/commit.ts';
import { buildEntry, type Entry } from './entries.ts';
import { htmlLink } from './html-page.ts';
import { followableUrl, strictUrl } from './links.ts';
import { createMoments, type SayMoment } from './moments.ts';
import { drawDifference } from './report-html.ts';
import { KINDS_AS_TOLD } from './wording.ts';

/** What a feed is made of. The same feed gives the same text: nothing in it moves unless something changed. */
export interface Feed {
  readonly source: { readonly id: string; readonly title: string; readonly url: string } | null; // null: of all sources
  readonly changesets: readonly Changeset[]; // in any order; of the one source, or of all
  readonly selfUrl: string; // where this feed lies, absolute
  readonly baseUrl: string | null; // where the changes have pages of their own; null: nowhere
  readonly beganAt: string; // ISO 8601: said as time of a feed that has no entries yet
  readonly choice?: FeedChoice; // absent: every change that is told
}

/** Which changes a feed is about, where not about all. */
export interface FeedChoice {
  readonly name: string; // in words: part of the title
  readonly query: string; // part of the feed's identity
  readonly changeIds: ReadonlySet<string>;
}

/** A feed in words, not yet XML or JSON. All text is display text. */
export interface ToldFeed {
  readonly id: string; // urn:uuid:
  readonly title: string;
  readonly description: string;
  readonly selfUrl: string;
  readonly homeUrl: string;
  readonly updatedAt: string; // ISO 8601, UTC
  readonly entries: readonly FeedEntry[]; // newest first
}
export interface FeedEntry {
  readonly id: string; // urn:uuid:
  readonly change: Change;
  readonly title: string;
  readonly link: string; // always http or https
  readonly permalink: string | null;
  readonly at: string; // ISO 8601, UTC
  readonly sourceId: string;
  readonly sourceTitle: string;
  readonly sourceUrl: string | null;
  readonly html: string;
}

const LONGEST_SOURCE_TITLE = 200; // characters

/** What the three formats say alike. */
export function tellFeed(feed: Feed): ToldFeed {
  const { source, selfUrl, choice } = feed;
  const say = createMoments('UTC');
  const entries = chooseNews(feed).map((news) => tellNews(news, feed.baseUrl, say));
  const homeUrl = followableUrl(source === null ? new URL('.', selfUrl).href : source.url) ?? selfUrl;
  const whole = source === null ? 'all sources' : cleanTitle(source.title);
  const name = choice === undefined ? whole : `${whole}, ${choice.name}`;
  return {
    id: nameUuid(['feed', source?.id ?? null, homeUrl, ...(choice === undefined ? [] : [choice.query])]),
    title: `${name}: changes`,
    description: `What was added, changed or removed: ${name}.`,
    selfUrl,
    homeUrl: strictUrl(homeUrl),
    updatedAt: entries[0]?.at ?? new Date(feed.beganAt).toISOString(),
    entries,
  };
}

const FEWEST = 50; // entries, however old
const SPAN_MS = 14 * 86_400_000; // before the newest entry: a reader who was away for two weeks misses nothing
const MOST = 500; // entries; more is no news to anybody and a burden to every reader's program

/** One change that is told, and the commit it came with. */
interface News {
  readonly change: Change;
  readonly changeset: Changeset;
  readonly atMs: number;
}

/** Newest first; of one commit in the order of telling. */
function chooseNews({ changesets, choice }: Pick<Feed, 'changesets' | 'choice'>): readonly News[] {
  const news = changesets
    .map((changeset) => ({ changeset, atMs: Date.parse(changeset.at) }))
    .sort((a, b) => b.atMs - a.atMs || compare(a.changeset, b.changeset))
    .flatMap(({ changeset, atMs }) => {
      const told = changeset.changes.filter((change) => isNews(change) && choice?.changeIds.has(change.id) !== false);
      const ordered = KINDS_AS_TOLD.flatMap((kind) => told.filter((change) => change.kind === kind));
      return ordered.map((change) => ({ change, changeset, atMs }));
    });
  const oldestMs = (news[0]?.atMs ?? 0) - SPAN_MS;
  return news.filter(({ atMs }, index) => index < FEWEST || atMs >= oldestMs).slice(0, MOST);
}

function compare(a: Changeset, b: Changeset): number {
  if (a.sourceId !== b.sourceId) return a.sourceId < b.sourceId ? -1 : 1;
  return b.sequence - a.sequence;
}

/** In UTC, and without the permalink: what an entry says must not depend on settings, or old entries would look edited. */
function tellNews({ change, changeset, atMs }: News, baseUrl: string | null, say: SayMoment): FeedEntry {
  const { sourceId, sourceUrl, changes } = changeset;
  const at = new Date(atMs).toISOString();
  const changeById = new Map(changes.map((other) => [other.id, other]));
  const entry = buildEntry(change, { changeById, madeAt: at, baseUrl, say });
  return {
    id: nameUuid(['change', change.id, at]),
    change,
    title: `${NAMES[change.kind]}: ${entry.title}`,
    link: strictUrl(linkOf(change, entry, sourceUrl)),
    permalink: entry.permalink,
    at,
    sourceId,
    sourceTitle: cleanTitle(changeset.sourceTitle),
    sourceUrl: followableUrl(sourceUrl),
    html: drawEntry(change, entry, changeset, say),
  };
}

const NAMES: Readonly<Record<ChangeKind, string>> = {
  added: 'Added',
  changed: 'Changed',
  restored: 'Listed again',
  removed: 'Removed',
};

function cleanTitle(title: string): string {
  return cutText(displayText(title), LONGEST_SOURCE_TITLE) || '(no title)';
}

/** The publication itself; of a removed one, the record of it, where there is one. */
function linkOf({ kind }: Change, { url, permalink }: Entry, sourceUrl: string): string {
  const own = kind === 'removed' ? (permalink ?? url) : (url ?? permalink);
  return own ?? followableUrl(sourceUrl) ?? NOWHERE;
}

const NOWHERE = 'https://pubwatch.invalid/'; // RFC 2606: readers want an address, and here is none that may be followed

function drawEntry(
  change: Change,
  entry: Entry,
  { at, coverage: { comparedWith }, sourceTitle }: Changeset,
  say: SayMoment,
): string {
  const seen =
    change.kind === 'removed' || comparedWith === null
      ? ''
      : ` Between ${say(comparedWith)} (last seen without) and ${say(at)} (first seen with).`;
  return [
    `<p dir="auto">${escapeHtml(`${PLACES[change.kind]} ${cleanTitle(sourceTitle)}.${seen}`)}</p>`,
    ...entry.facts.map(({ name, value }) => `<p dir="auto">${escapeHtml(`${name}: ${value}`)}</p>`),
    ...(entry.summary === null ? [] : [`<p dir="auto">${escapeHtml(entry.summary)}</p>`]),
    ...entry.differences.map((difference) => `<p dir="auto">${drawDifference(difference)}</p>`),
    ...entry.notes.map((note) => `<p>${escapeHtml(note)}</p>`),
    ...(entry.url === null ? [] : [`<p>${htmlLink(strictUrl(entry.url), escapeHtml(cutText(entry.url, 200)))}</p>`]),
    ...(entry.address === null ? [] : [`<p>${escapeHtml(`Address as found (not linked): ${entry.address}`)}</p>`]),
  ].join('');
}

const PLACES: Readonly<Record<ChangeKind, string>> = {
  added: 'Added to',
  changed: 'Changed in',
  restored: 'Listed again in',
  removed: 'Removed from',
};

/** A UUID made from a name (RFC 9562 version 8): the same name gives the same one on every machine, for ever. */
function nameUuid(name: readonly (string | null)[]): string {
  const hex = sha256(JSON.stringify(name));
  const variant = (Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8;
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return `urn:uuid:${[...parts, `${variant.toString(16)}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')}`;
}
