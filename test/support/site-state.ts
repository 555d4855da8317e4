import type { Change, Fate, ProbeAnswer } from '../../src/model/change.ts';
import { type CheckState, NEVER_CHECKED } from '../../src/model/check-state.ts';
import type { Changeset } from '../../src/model/commit.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { Item } from '../../src/model/item.ts';
import type { PastCheck } from '../../src/model/run-log.ts';
import type { Snapshot, SnapshotItem } from '../../src/model/snapshot.ts';
import type { SourceRecord } from '../../src/report/site/site.ts';

export interface StateSize {
  readonly sources: number;
  readonly items: number; // of each source's first look
  readonly crawls: number; // with changes, one a day up to LAST_DAY
  readonly changesACrawl: number;
  readonly fewest?: number; // changes of a crawl that found any; default: as many as changesACrawl
}
export const SMALL: StateSize = { sources: 4, items: 30, crawls: 24, changesACrawl: 4 };
const LAST_DAY = Date.parse('2026-11-24T06:17:00Z');
const DAY_MS = 86_400_000;

/** Sources with a past, as a store would hold them: invented, and the same at every call. */
export function makeRecords(size: StateSize = SMALL): readonly SourceRecord[] {
  return Array.from({ length: size.sources }, (_, index) => makeRecord(index, size));
}

const PLACES = ['Harbour', 'Valley', 'Northern', 'Old Town', 'Lakeside', 'Borough', 'Coastal', 'County'] as const;
const BODIES = [
  'Court of Audit',
  'Prison Board',
  'Water Authority',
  'Press Room',
  'Asylum Tribunal',
  'Health Office',
] as const;
const SUBJECTS = [
  'detention conditions',
  'bridge inspections',
  'night shelters',
  'water prices',
  'visa waiting times',
] as const;
const FORMS = ['Annual Report on', 'Review of', 'Guidance on', 'Statistics of', 'Memorandum concerning'] as const;
const FATES: readonly Fate[] = ['gone', 'delisted', 'moved', 'unasked'];

function makeRecord(index: number, size: StateSize): SourceRecord {
  const id = `source-${String(index + 1).padStart(3, '0')}`;
  const title = `${PLACES[index % PLACES.length]} ${BODIES[Math.floor(index / PLACES.length) % BODIES.length]}, publications`;
  const url = `https://${id}.example/papers`;
  const random = createRandom(index + 1);
  const listing = createListing(url, random, size.items, dayBefore(size.crawls + 1));
  const changesets = Array.from({ length: size.crawls }, (_, crawl): Changeset => {
    const at = dayBefore(size.crawls - crawl - 1);
    const sequence = crawl + 2;
    const many = countOf(size, random);
    const changes = listing.pass(many, `${id}.${sequence}`, at, dayBefore(size.crawls - crawl));
    const items = listing.items().length;
    const comparedWith = dayBefore(size.crawls - crawl);
    const coverage = { pages: 1 + Math.ceil(items / 20), items, totalShown: null, isComplete: true, comparedWith };
    return { sourceId: id, sourceTitle: title, sourceUrl: url, sequence, at, coverage, changes, audience: [] };
  });
  const takenAt = dayBefore(0);
  const snapshot: Snapshot = {
    sourceId: id,
    sequence: size.crawls + 1,
    takenAt,
    recipeHash: 'a'.repeat(64),
    dateOrder: null,
    items: listing.items(),
    removed: [],
  };
  const check = checkOf(index, takenAt, snapshot);
  return {
    id,
    title,
    url,
    isWatched: true,
    snapshot,
    check,
    changesets,
    commitFolders: { changes: id, captures: id },
    checks: checksOf(id, index, size.crawls),
    fault: null,
  };
}

/** Most crawls find the fewest, some many: as on real lists. */
function countOf({ changesACrawl, fewest }: StateSize, random: (below: number) => number): number {
  if (fewest === undefined) return changesACrawl;
  const span = changesACrawl - fewest;
  return fewest + Math.max(0, random(1 + 3 * span) - 2 * span);
}

const DAYS_LOGGED = 80;

/** One check a day; each fourth source could not be seen on three days of the past, another cannot be seen at present. */
function checksOf(sourceId: string, index: number, crawls: number): PastCheck[] {
  return Array.from({ length: DAYS_LOGGED }, (_, day): PastCheck => {
    const days = DAYS_LOGGED - day - 1;
    const at = dayBefore(days);
    if (index % 4 === 2 && days >= 30 && days <= 32)
      return { sourceId, at, outcome: 'failed', incident: days === 32 ? 'FETCH_TIMEOUT' : 'FETCH_STATUS' };
    if (index % 4 === 1 && days < 2) return { sourceId, at, outcome: 'held', incident: 'LISTING_COLLAPSED' };
    return { sourceId, at, outcome: days < crawls ? 'changed' : 'unchanged', incident: null };
  });
}

function dayBefore(days: number): string {
  return new Date(LAST_DAY - days * DAY_MS).toISOString();
}

/** A list that lives: items come, are edited, go and return. */
function createListing(url: string, random: (below: number) => number, count: number, firstSeen: string) {
  let made = 0;
  const listedByKey = new Map<string, SnapshotItem>();
  const gone: { readonly item: Item; readonly removedAt: string; readonly lastSeen: string }[] = [];
  const list = (item: Item, at: string): void => {
    listedByKey.set(item.key, { item, firstSeen: at, missing: null });
  };
  for (let index = 0; index < count; index++) list(makeItem(url, ++made, random), firstSeen);
  const add = (id: string, at: string): Change => {
    const after = makeItem(url, ++made, random);
    list(after, at);
    return { id, kind: 'added', key: after.key, before: null, after, relatedId: null };
  };
  const edit = (id: string, before: Item, field: 'title' | 'summary'): Change => {
    const text = field === 'title' ? reviseTitle(before.title) : `${before.summary} Corrected in ${1990 + random(40)}.`;
    const after = { ...before, [field]: text };
    list(after, listedByKey.get(before.key)?.firstSeen ?? firstSeen);
    return { id, kind: 'changed', key: after.key, before, after, fields: [field], isCosmetic: false, match: 'key' };
  };
  const remove = (id: string, before: Item, at: string, lastSeen: string): Change => {
    const fate = FATES[random(FATES.length)] ?? 'gone';
    listedByKey.delete(before.key);
    gone.push({ item: before, removedAt: at, lastSeen });
    const proof = { lastSeen, missingSince: at, crawls: 1, answer: answerOf(fate, at, url) };
    return { id, kind: 'removed', key: before.key, before, after: null, fate, proof, relatedId: null };
  };
  const restore = (id: string, at: string): Change => {
    const back = gone.shift();
    if (back === undefined) return add(id, at);
    const { item, removedAt, lastSeen } = back;
    list(item, at);
    return { id, kind: 'restored', key: item.key, before: item, after: item, fields: [], removedAt, lastSeen };
  };
  const changeOne = (id: string, victim: SnapshotItem | undefined, at: string, lastSeen: string): Change => {
    const roll = random(10);
    if (victim === undefined || roll < 4) return add(id, at);
    if (roll < 7) return edit(id, victim.item, roll === 4 ? 'title' : 'summary');
    return roll < 9 ? remove(id, victim.item, at, lastSeen) : restore(id, at);
  };
  return {
    items: () => [...listedByKey.values()].sort((one, other) => (one.item.key < other.item.key ? -1 : 1)),
    pass: (changes: number, prefix: string, at: string, lastSeen: string): Change[] => {
      const listed = [...listedByKey.values()].sort(() => random(3) - 1);
      return Array.from({ length: changes }, (_, index) =>
        changeOne(`${prefix}.${String(index).padStart(8, '0')}`, listed[index], at, lastSeen),
      );
    },
  };
}

function reviseTitle(title: string): string {
  return title.endsWith('(revised)') ? title.replace('(revised)', '(second revision)') : `${title} (revised)`;
}

function makeItem(url: string, number: number, random: (below: number) => number): Item {
  const subject = SUBJECTS[random(SUBJECTS.length)] ?? '';
  return {
    key: `${url}/${number}`,
    title: `${FORMS[random(FORMS.length)]} ${subject}, no. ${number}`,
    url: `${url}/${number}`,
    date: new Date(LAST_DAY - random(900) * DAY_MS).toISOString().slice(0, 10),
    summary: `What was found in ${2015 + random(11)} about ${subject}: ${10 + random(90)} cases, of which ${random(10)} are open.`,
    extra: { office: `Room ${random(40)}` },
  };
}

function answerOf(fate: Fate, at: string, url: string): ProbeAnswer | null {
  if (fate === 'unasked') return null;
  const status = fate === 'gone' ? 404 : fate === 'moved' ? 301 : 200;
  return { at, method: 'HEAD', status, location: fate === 'moved' ? url : null, code: null };
}

function checkOf(index: number, takenAt: string, { sequence }: Snapshot): CheckState {
  const incident: Incident | null =
    index % 4 === 1
      ? {
          code: 'LISTING_COLLAPSED',
          message: '4 items instead of about 30',
          since: takenAt,
          began: takenAt,
          failures: 2,
          isTransient: false,
          notices: [],
        }
      : null;
  return {
    ...NEVER_CHECKED,
    sequence,
    lastAttempt: takenAt,
    lastOutcome: incident === null ? 'changed' : 'held',
    lastComplete: takenAt,
    incident,
  };
}

/** Numbers that look random and are the same at every call: a linear congruential generator (Numerical Recipes). */
function createRandom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
