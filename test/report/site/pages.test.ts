import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEVER_CHECKED } from '../../../src/model/check-state.ts';
import type { PastCheck } from '../../../src/model/run-log.ts';
import { publish } from '../../../src/report/site/publication.ts';
import { listPages } from '../../../src/report/site/render.ts';
import { buildSite, buildSource, type Site, type SourceRecord } from '../../../src/report/site/site.ts';
import { createSiteMoments } from '../../../src/report/site/site-moments.ts';
import { makeRecords, SMALL } from '../../support/site-state.ts';
import { makeAdded, makeChanged, makeCoverage, makeItem, makeRestored, visibleText } from '../make.ts';

const LINK = /<a [^>]*href="([^"]*)"/g; // <a class="x" href="../index.html"
const PAGE_LIMIT = 300_000; // bytes

function siteOf(records: readonly SourceRecord[], timezone = 'UTC'): Site {
  const moments = createSiteMoments(timezone);
  return buildSite(
    records.map((record) => buildSource(record, moments)),
    moments,
  );
}
function pagesOf(records: readonly SourceRecord[]): Map<string, string> {
  return new Map([...listPages(siteOf(records), publish())].map(({ path, draw }) => [path, draw()]));
}
/** Links of a page to other pages of the site, as paths below its root. */
function innerLinks(path: string, text: string): string[] {
  return [...text.matchAll(LINK)]
    .map(([, href = '']) => href)
    .filter((href) => !href.startsWith('https://') && !href.startsWith('#'))
    .map((href) => new URL(href, `https://site.example/${path}`).pathname.slice(1));
}
/** Elements and attributes that could run or load something, as a browser's parser finds them. */
function dangersIn(page: string): string[] {
  const $ = load(page);
  return $('body *, head *')
    .toArray()
    .flatMap((element) => {
      const { name, attribs } = element;
      const bad = Object.entries(attribs).filter(
        ([key, value]) => key.startsWith('on') || /^\s*(javascript|data):/i.test(value),
      );
      return [
        ...(NAMES_ALLOWED.has(name) ? [] : [name]),
        ...bad.map(([key]) => key),
        ...('src' in attribs ? ['src'] : []),
      ];
    });
}
const NAMES_ALLOWED = new Set(
  'meta title style link a header nav ul ol li main p h1 h2 h3 h4 section div span strong table thead tbody tr th td dl dt dd code pre time footer article svg rect circle path line figure figcaption details summary ins del b br'.split(
    ' ',
  ),
);
const record = (over: Partial<SourceRecord> = {}): SourceRecord => ({
  id: 'lib',
  title: 'Library',
  url: 'https://library.example/list',
  isWatched: true,
  snapshot: null,
  check: NEVER_CHECKED,
  changesets: [],
  commitFolders: { changes: 'lib', captures: 'lib' },
  checks: [],
  fault: null,
  ...over,
});
const changeset = (sequence: number, changes: SourceRecord['changesets'][number]['changes']) => ({
  sourceId: 'lib',
  sourceTitle: 'Library',
  sourceUrl: 'https://library.example/list',
  sequence,
  at: `2026-11-${String(sequence).padStart(2, '0')}T06:17:00.000Z`,
  coverage: makeCoverage(),
  changes,
  audience: [],
});

describe('the site', () => {
  test('has every page that a page links to, and leads to every page', () => {
    const pages = pagesOf(makeRecords());
    const linked = new Set(['index.html', 'icon.svg']);
    for (const [path, text] of pages) {
      for (const target of innerLinks(path, text)) {
        expect(pages.has(target), `${path} links to ${target}`).toBe(true);
        linked.add(target);
      }
    }
    expect([...pages.keys()].filter((path) => !linked.has(path))).toEqual([]);
  });

  test('is the same at every building', () => {
    expect(pagesOf(makeRecords())).toEqual(pagesOf(makeRecords()));
  });

  test('keeps the address of everything when more changes come', () => {
    const long = makeRecords();
    const short = long.map((one) => ({ ...one, changesets: one.changesets.slice(0, 12) }));
    const later = pagesOf(long);
    const lasting = [...pagesOf(short).keys()].filter((path) => /^changes\/|\/crawls\/|\/timeline\//.test(path));
    expect(lasting.length).toBeGreaterThan(100);
    expect(lasting.filter((path) => !later.has(path))).toEqual([]);
  });

  test('stays below 300 kB a page, however long titles and lists are', () => {
    const hostile = '&'.repeat(5_000);
    const items = Array.from({ length: 1_000 }, (_, index) =>
      makeItem(`${hostile}${index}`, { key: `k${index}`, url: `https://library.example/${index}`, summary: hostile }),
    );
    const pages = pagesOf([
      record({
        changesets: [
          changeset(
            2,
            items.map((item) => makeAdded(item, { id: `lib.2.${item.key}` })),
          ),
        ],
      }),
    ]);
    const sizes = [...pages]
      .filter(([path]) => path.endsWith('.html'))
      .map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) }));
    expect(sizes.filter(({ bytes }) => bytes > PAGE_LIMIT)).toEqual([]);
    expect(pages.has('timeline/2026-11-part-10.html')).toBe(true);
  });

  test('neither loads nor runs anything, whatever titles and addresses hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.webUrl(), (text, url) => {
        const nasty = `</title><script>alert(1)</script><img src=x onerror=alert(1)>${text}`;
        const item = makeItem(nasty, { key: 'k', url: `${url}"onclick="`, summary: nasty, extra: { [nasty]: nasty } });
        const after = { ...item, title: `${nasty}!`, url: 'javascript:alert(1)' };
        const pages = pagesOf([
          record({ title: nasty, changesets: [changeset(2, [makeChanged(item, after, { id: 'lib.2.c' })])] }),
        ]);
        for (const [path, page] of pages) if (path.endsWith('.html')) expect(dangersIn(page), path).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('gives hostile ids names that stay in their folder', () => {
    const change = makeAdded(makeItem('Paper'), { id: '../../etc/passwd' });
    const paths = [...pagesOf([record({ changesets: [changeset(2, [change])] })]).keys()];
    expect(paths.filter((path) => path.split('/').includes('..'))).toEqual([]);
    expect(paths.filter((path) => /^changes\/x-[0-9a-f]{16}\.html$/.test(path))).toHaveLength(1);
  });

  test('shows a source whose state is damaged, and the others as ever', () => {
    const pages = pagesOf([record({ fault: 'lib/current.json: is damaged' }), ...makeRecords()]);
    expect(visibleText(pages.get('incidents.html') ?? '')).toContain('lib/current.json: is damaged');
    expect(visibleText(pages.get('index.html') ?? '')).toContain('cannot be seen at present');
  });

  test('says that nothing is there where nothing is', () => {
    const front = visibleText(pagesOf([]).get('index.html') ?? '');
    expect(front).toContain('0 sources watched');
    expect(front).toContain('No source is watched yet.');
  });
});

describe('past incidents', () => {
  const check = (day: number, outcome: PastCheck['outcome'], incident: string | null = null): PastCheck => ({
    sourceId: 'lib',
    at: `2026-11-${String(day).padStart(2, '0')}T06:17:00.000Z`,
    outcome,
    incident,
  });
  const text = (checks: readonly PastCheck[], path = 'incidents.html'): string =>
    visibleText(pagesOf([record({ checks })]).get(path) ?? '');

  test('are told from the log of runs: from when to when, how often, and why', () => {
    const told = text([
      check(1, 'baseline'),
      check(2, 'failed', 'FETCH_TIMEOUT'),
      check(3, 'held', 'LISTING_EMPTY'),
      check(3, 'skipped'),
      check(4, 'unchanged'),
    ]);
    expect(told).toMatch(/2 Nov 2026, 06:17 4 Nov 2026, 06:17 , after 2 days 2 FETCH_TIMEOUT LISTING_EMPTY/);
  });

  test('are not told of what has not ended', () => {
    expect(text([check(1, 'unchanged'), check(2, 'failed', 'FETCH_TIMEOUT')])).toContain('None on record.');
  });

  test('stand on the page of their source, too', () => {
    const checks = [check(2, 'failed', 'FETCH_TLS'), check(3, 'unchanged')];
    expect(text(checks, 'sources/lib/index.html')).toContain('FETCH_TLS');
  });

  test('show in the strip of days, beside days that were seen', () => {
    const checks = [check(2, 'failed', 'FETCH_TLS'), check(3, 'unchanged'), check(4, 'unchanged')];
    const at = '2026-11-04T06:17:00.000Z';
    const page = pagesOf([record({ checks, check: { ...NEVER_CHECKED, lastAttempt: at, lastComplete: at } })]);
    expect(page.get('index.html')).toContain('Last 60 days: seen, no change: 2; could not be seen: 1');
  });
});

describe('the history of an item', () => {
  const first = makeItem('Tariff', { key: 'https://library.example/tariff', url: 'https://library.example/tariff' });
  const renamed = { ...first, title: 'Tariff 2026' };
  const moved = { ...renamed, key: 'https://library.example/tariff-2026', url: 'https://library.example/tariff-2026' };
  const steps = [
    changeset(2, [makeAdded(first, { id: 'lib.2.a' })]),
    changeset(3, [makeChanged(first, renamed, { id: 'lib.3.b' })]),
    changeset(4, [makeChanged(renamed, moved, { id: 'lib.4.c', key: moved.key })]),
  ];
  const itemPages = (count: number): string[] =>
    [...pagesOf([record({ changesets: steps.slice(0, count) })]).keys()].filter((path) => path.includes('/items/'));

  test('keeps its address through new titles and new addresses', () => {
    expect(itemPages(1)).toHaveLength(1);
    expect(itemPages(3)).toEqual(itemPages(1));
  });

  test('tells how long it was not listed', () => {
    const back = makeRestored(first, first, {
      id: 'lib.9.r',
      removedAt: '2026-11-06T06:17:00.000Z',
      lastSeen: '2026-11-05T06:17:00.000Z',
    });
    const pages = pagesOf([record({ changesets: [changeset(9, [back])] })]);
    const [page = ''] = [...pages].filter(([path]) => path.includes('/items/')).map(([, text]) => text);
    expect(visibleText(page)).toContain('Not listed for 4 days: last seen 5 Nov 2026, 06:17');
  });

  test('tells every step, newest first', () => {
    const pages = pagesOf([record({ changesets: steps })]);
    const [path = ''] = itemPages(3);
    const text = visibleText(pages.get(path) ?? '');
    const order = ['4 Nov 2026', '3 Nov 2026', '2 Nov 2026'].map((day) => text.indexOf(day));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  test('does not mix two items that took each other’s address in one crawl', () => {
    const other = makeItem('Budget', { key: 'https://library.example/budget', url: 'https://library.example/budget' });
    const swapped = [
      changeset(2, [makeAdded(first, { id: 'lib.2.a' }), makeAdded(other, { id: 'lib.2.b' })]),
      changeset(3, [
        makeChanged(first, { ...first, key: other.key, url: other.url }, { id: 'lib.3.a', key: other.key }),
        makeChanged(other, { ...other, key: first.key, url: first.url }, { id: 'lib.3.b', key: first.key }),
      ]),
    ];
    const pages = pagesOf([record({ changesets: swapped })]);
    const titles = [...pages]
      .filter(([path]) => path.includes('/items/'))
      .map(([, text]) => /<title>(\w+)/.exec(text)?.[1]);
    expect(titles.sort()).toEqual(['Budget', 'Tariff']);
  });

  test('begins anew where another item takes an address that was left', () => {
    const newcomer = { ...first, title: 'Another paper' };
    const pages = pagesOf([record({ changesets: [...steps, changeset(5, [makeAdded(newcomer, { id: 'lib.5.d' })])] })]);
    expect([...pages.keys()].filter((path) => path.includes('/items/'))).toHaveLength(2);
  });
});

test('the records of the tests hold every kind of change', () => {
  const kinds = new Set(
    makeRecords(SMALL).flatMap(({ changesets }) =>
      changesets.flatMap(({ changes }) => changes.map(({ kind }) => kind)),
    ),
  );
  expect([...kinds].sort()).toEqual(['added', 'changed', 'removed', 'restored']);
});
