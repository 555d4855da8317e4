import type {
  AddedChange,
  Change,
  ChangedChange,
  Fate,
  ProbeAnswer,
  RemovedChange,
  RestoredChange,
} from '../../src/model/change.ts';
import type { Item } from '../../src/model/item.ts';
import type { Coverage } from '../../src/model/outcome.ts';
import type { Report, ReportSection } from '../../src/model/report.ts';

export const BEFORE = '2026-11-22T11:17:02Z';
export const NOW = '2026-11-24T11:17:40Z';
export const LOOK = { baseUrl: null, from: 'Publication watch <watch@example.org>' };

export function makeItem(name: string, over: Partial<Item> = {}): Item {
  const url = `https://library.example/publication/${encodeURIComponent(name.toLowerCase().slice(0, 40))}`;
  return { key: url, title: name, url, date: null, summary: null, extra: {}, ...over };
}
export function makeAdded(after: Item, over: Partial<AddedChange> = {}): AddedChange {
  return { id: `lib.7.a-${after.key}`, key: after.key, kind: 'added', before: null, after, relatedId: null, ...over };
}
export function makeChanged(before: Item, after: Item, over: Partial<ChangedChange> = {}): ChangedChange {
  const fields = (['date', 'summary', 'title', 'url'] as const).filter((field) => before[field] !== after[field]);
  const base = {
    id: `lib.7.c-${after.key}`,
    key: after.key,
    kind: 'changed',
    isCosmetic: false,
    match: 'key',
  } as const;
  return { ...base, before, after, fields, ...over };
}
export function makeAnswer(over: Partial<ProbeAnswer> = {}): ProbeAnswer {
  return { at: NOW, method: 'HEAD', status: 404, location: null, code: null, ...over };
}
export function makeRemoved(
  before: Item,
  fate: Fate,
  answer: ProbeAnswer | null,
  over: Partial<RemovedChange> = {},
): RemovedChange {
  const proof = { lastSeen: BEFORE, missingSince: NOW, crawls: 1, answer };
  const base = { id: `lib.7.r-${before.key}`, key: before.key, kind: 'removed', after: null, relatedId: null } as const;
  return { ...base, before, fate, proof, ...over };
}
export function makeRestored(before: Item, after: Item, over: Partial<RestoredChange> = {}): RestoredChange {
  const base = { id: `lib.7.s-${after.key}`, key: after.key, kind: 'restored', fields: [] } as const;
  return { ...base, before, after, removedAt: BEFORE, lastSeen: '2026-11-01T10:00:00Z', ...over };
}
export function makeCoverage(over: Partial<Coverage> = {}): Coverage {
  return { pages: 8, items: 76, totalShown: null, isComplete: true, comparedWith: BEFORE, ...over };
}
export function makeSection(changes: readonly [Change, ...Change[]], over: Partial<ReportSection> = {}): ReportSection {
  return {
    sourceId: 'lib',
    sourceTitle: 'Harbour Library',
    sourceUrl: 'https://library.example/publications',
    changes,
    coverages: [{ at: NOW, coverage: makeCoverage() }],
    ...over,
  };
}
export function makeReport(sections: readonly [ReportSection, ...ReportSection[]], over: Partial<Report> = {}): Report {
  return { subscriberId: 'editor', isDigest: false, timezone: 'America/New_York', madeAt: NOW, sections, ...over };
}
/** The text a reader sees of an HTML part. */
export function visibleText(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
