import type { Change } from '../../src/model/change.ts';
import type { Changeset } from '../../src/model/commit.ts';
import type { Feed } from '../../src/report/feed-told.ts';
import { BEFORE, makeCoverage, NOW } from './make.ts';

export function makeChangeset(changes: readonly Change[], over: Partial<Changeset> = {}): Changeset {
  return {
    sourceId: 'lib',
    sourceTitle: 'Harbour Library',
    sourceUrl: 'https://library.example/publications',
    sequence: 7,
    at: NOW,
    coverage: makeCoverage(),
    changes,
    audience: [],
    ...over,
  };
}
export function makeFeed(changesets: readonly Changeset[], over: Partial<Feed> = {}): Feed {
  return {
    source: { id: 'lib', title: 'Harbour Library', url: 'https://library.example/publications' },
    changesets,
    selfUrl: 'https://watch.example/feeds/lib.atom',
    baseUrl: null,
    beganAt: BEFORE,
    ...over,
  };
}
