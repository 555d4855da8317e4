import type { Exhibit, PageOrigin } from '../model/capture.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Finding } from './confirm.ts';
import type { Found } from './gather.ts';
import type { ReadPage } from './read-page.ts';
import type { Walk } from './walk.ts';

/** What a commit keeps as evidence: the pages of the list, then what the addresses of items answered whose removal is told. */
export function gatherExhibits(
  walk: Walk,
  found: Found,
  findings: ReadonlyMap<string, Finding> | null,
): readonly Exhibit[] {
  const pages = walk.pages.flatMap((page, index): Exhibit[] => {
    if (page.capture === null) return [];
    const keys = (found.itemsByPage[index] ?? []).map(({ key }) => key);
    return [{ capture: page.capture, role: 'page', keys, confirms: confirmedBy(page) }];
  });
  const probes = [...(findings ?? [])].flatMap(([key, finding]): Exhibit[] => {
    if (finding.kind !== 'told') return [];
    return finding.answers.map((capture) => ({ capture, role: 'probe', keys: [key], confirms: null }));
  });
  return [...pages, ...probes];
}

/** A 304 confirms the page that its validators came with; bytes of a crawl that changed nothing are not kept. */
function confirmedBy({ capture, evidence, bodySha256 }: ReadPage): PageOrigin | null {
  if (capture?.status !== 304 || evidence?.bodySha256 !== bodySha256) return null;
  return { sequence: evidence.sequence, fetchedAt: evidence.fetchedAt };
}

interface Basis {
  readonly sequence: number; // of the commit that would keep these pages
  readonly before: Snapshot | null;
  readonly isMissingAny: boolean; // an item stays in the snapshot that no page shows
}

/** The commits whose evidence shows the items that are accepted now; undefined: not known, from a time before it was noted. */
export function evidenceOf(walk: Walk, { sequence, before, isMissingAny }: Basis): readonly number[] | undefined {
  const ofPages = walk.pages.map(({ capture, evidence }) => {
    if (capture !== null && capture.status !== 304) return [sequence];
    // Where a crawl that changed nothing saw other bytes: the items stand as in the snapshot, on whatever that rests.
    return evidence === undefined ? before?.restsOn : [evidence.sequence];
  });
  const isShownEarlier = before !== null && (isMissingAny || !walk.isStable);
  return joinEvidence(...ofPages, ...(isShownEarlier ? [before.restsOn] : []));
}

/** All of these, ascending, each once; undefined where one of them is not known. */
export function joinEvidence(...lists: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  const known = lists.flatMap((list) => (list === undefined ? [] : [list]));
  if (known.length < lists.length) return undefined;
  return [...new Set(known.flat())].sort((a, b) => a - b);
}
