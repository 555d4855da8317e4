import { findIdFault } from '../config/load.ts';
import type { SourceDraft } from '../config/write-source.ts';
import type { Config } from '../model/config.ts';
import type { Item } from '../model/item.ts';
import type { Found } from './add-look.ts';

/** What the source file will say beside the recipe. */
export interface Suggestion extends Omit<SourceDraft, 'recipe'> {
  readonly id: string;
}

/** Names the source, and says how often to look; `id` is the one asked for. */
export function suggest(found: Found, id: string | null, { sources }: Pick<Config, 'sources'>): Suggestion {
  const name = id ?? freeId(slugOf(found.url), new Set(sources.map((source) => source.id)));
  const { detection, items, proof, url } = found;
  const next =
    proof === null ? undefined : `The link to the next page; ${proof.fresh} further records were read behind it.`;
  return {
    id: name,
    title: found.pageTitle ?? new URL(url).hostname,
    url,
    schedule: scheduleFor(name, found),
    head: [
      `Written by pubwatch add: ${detection.what}, ${items.length} on the first page, confidence ${detection.confidence}.`,
      `What it reads now: pubwatch preview ${name}`,
    ],
    comments: {
      schedule: 'Minute, hour, day, month, weekday; in the time zone of pubwatch.yaml.',
      item: 'One record of the list.',
      fields: 'Where each field stands in a record.',
      ...(next === undefined ? {} : { next }),
      alternates: 'Other ways to read the same records, best first. Never used by themselves.',
    },
  };
}

const LONGEST_ID = 40; // characters
const NOT_IN_ID = /[^a-z0-9]+/g; // " & "
const EDGES = /^-+|-+$/g; // -reports-
const ACCENTS = /\p{M}/gu; // the ´ of é
const SERVER_NAME = /^(www\d?|web|portal|m)\./; // www.
const EXTENSION = /\.(html?|php|aspx?|jsp|cfm|xml|rss|json)$/i; // .html
const SAYS_NOTHING = /^(index|default|home|main|list|view|page|en|us|de|fr|es|node|\d*)$/; // index
const ADDRESS_ONLY = /^[\d.:[\]]+$|^localhost$/; // 127.0.0.1
const PUBLIC_ENDING = /\.(?:(?:gov|gob|gouv|ac|co|com|org|edu|net|go|or)\.)?[a-z]{2,}$/; // .gov.uk

/** "dhs-immigration-and-customs-enforcement": the host's own name and the last telling word of the path. */
function slugOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  const bare = hostname.replace(SERVER_NAME, '');
  const host = ADDRESS_ONLY.test(hostname) ? '' : slug(bare.replace(PUBLIC_ENDING, '') || bare);
  const words = pathname
    .split('/')
    .map((part) => slug(decode(part).replace(EXTENSION, '')))
    .filter((part) => !SAYS_NOTHING.test(part));
  const last = words.at(-1) ?? '';
  const whole = [host, last.startsWith(`${host}-`) ? last.slice(host.length + 1) : last].filter((part) => part !== '');
  return cutId(whole.join('-')) || 'source';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function slug(text: string): string {
  return text.normalize('NFKD').replace(ACCENTS, '').toLowerCase().replace(NOT_IN_ID, '-').replace(EDGES, '');
}

/** Cut between words where that leaves most of it. */
function cutId(id: string): string {
  if (id.length <= LONGEST_ID) return id;
  const cut = id.slice(0, LONGEST_ID + 1);
  const word = cut.slice(0, cut.lastIndexOf('-'));
  return word.length > LONGEST_ID / 2 ? word : cut.slice(0, LONGEST_ID);
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const isFree = (id: string): boolean => !taken.has(id) && findIdFault(id) === null;
  if (isFree(wanted)) return wanted;
  for (let number = 2; ; number++) if (isFree(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

const DAY_MS = 86_400_000;
const OFTEN_DAYS = 1; // a page that holds no more than so many days of news
const SELDOM_DAYS = 3;
const LEAST_DATED = 5;

/**
 * Daily, at a minute of its own so that the watches of a house do not ask all at once. A feed, or a list without further pages, that
 * reaches back only some days is read more often, so that nothing falls off its end unseen.
 */
function scheduleFor(id: string, { items, proof, recipe }: Found): string {
  const minute = [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 60, 7);
  const days = proof === null && recipe.format !== 'sitemap' ? daysBack(items) : null;
  if (days === null || days > SELDOM_DAYS) return `${minute} 6 * * *`;
  return days > OFTEN_DAYS ? `${minute} */6 * * *` : `${minute} * * * *`;
}

/** How many days lie between the newest and the oldest record; null where too few have dates. */
function daysBack(items: readonly Item[]): number | null {
  const times = items.flatMap(({ date }) => (date === null ? [] : [Date.parse(date)]));
  if (times.length < LEAST_DATED) return null;
  return (Math.max(...times) - Math.min(...times)) / DAY_MS;
}
