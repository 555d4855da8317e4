import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFilter, writeFilter } from '../../src/report/site/change-filter.ts';
import { createSearch } from '../../src/report/site/search.ts';
import { visibleText } from '../report/make.ts';
import { makeSite } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

const site = makeSite();
let server: TestServer;
beforeAll(async () => {
  server = await startServer(site);
});
afterAll(() => server.close());

const found = (query: string) => createSearch(site).find(readFilter(new URLSearchParams(query)).filter);
const idsIn = async (path: string): Promise<string[]> => {
  const document: { changes: { id: string }[] } = JSON.parse((await server.ask(path)).body);
  return document.changes.map(({ id }) => id);
};

describe('a filter', () => {
  test.each([
    ['', 384],
    ['kind=removed', site.changes.filter(({ change }) => change.kind === 'removed').length],
    [
      'kind=removed&kind=added',
      site.changes.filter(({ change }) => change.kind === 'removed' || change.kind === 'added').length,
    ],
    ['source=source-002', site.sourceById.get('source-002')?.changes.length ?? 0],
    ['source=nobody', 0],
    ['from=2026-11-24&to=2026-11-24', 16],
    ['from=2026-11-25', 0],
    [
      'field=title',
      site.changes.filter(({ change }) => change.kind === 'changed' && change.fields.includes('title')).length,
    ],
  ])('%s finds %i changes', (query, count) => {
    expect(found(query)).toHaveLength(count);
  });

  test('finds words wherever they stand in the record, whatever their case and quotes', () => {
    const wanted = site.changes.filter(({ change }) =>
      JSON.stringify([change.before, change.after]).includes('bridge inspections'),
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(found('q=INSPECTIONS+bridge')).toEqual(wanted);
  });

  test('that makes no sense is told, and the rest of it still holds', () => {
    const { filter, faults } = readFilter(new URLSearchParams('from=2026-02-30&kind=moved&q=x'));
    expect(filter).toMatchObject({ from: null, kinds: [], text: 'x' });
    expect(faults).toEqual([
      'kind: expected added, changed, restored, removed',
      'from: expected a day such as 2026-11-22, found “2026-02-30”',
    ]);
  });

  test('is written as it was read', () => {
    const query = 'kind=added&kind=removed&source=a&field=url&from=2026-01-01&to=2026-02-01&q=two+words';
    expect(writeFilter(readFilter(new URLSearchParams(query)).filter)).toBe(query);
  });
});

describe('the page of a search', () => {
  test('shows what was asked, what was found, and the same for programs', async () => {
    const query = 'kind=removed&source=source-001&q=water';
    const $ = load((await server.ask(`/search.html?${query}`)).body);
    expect($('.changes li').length).toBe(found(query).length);
    expect($('input[name=kind]:checked').val()).toBe('removed');
    expect($('select[name=source]').val()).toBe('source-001');
    expect($('input[name=q]').val()).toBe('water');
    const asked = 'kind=removed&source=source-001&q=water';
    expect(
      $('.same a')
        .toArray()
        .map((link) => $(link).attr('href')),
    ).toEqual(['changes.csv', 'changes.json', 'feed.atom', 'feed.rss', 'feed.json'].map((file) => `${file}?${asked}`));
  });

  test('is paged, and the parts together hold everything once', async () => {
    const ids: string[] = [];
    for (const part of [1, 2, 3, 4]) {
      const $ = load((await server.ask(`/search.html?part=${part}`)).body);
      ids.push(
        ...$('.changes li a')
          .toArray()
          .map((link) => $(link).attr('href') ?? ''),
      );
    }
    expect(ids).toHaveLength(384);
    expect(new Set(ids).size).toBe(384);
  });

  test('writes what was typed as text, whatever it is', async () => {
    const nasty = '"><script>alert(1)</script>';
    const { body } = await server.ask(`/search.html?q=${encodeURIComponent(nasty)}&from=${encodeURIComponent(nasty)}`);
    const $ = load(body);
    expect($('script').length).toBe(0);
    expect($('input[name=q]').val()).toBe(nasty);
    expect($('.faults').text()).toContain(nasty);
  });
});

test.each(['kind=removed', 'source=source-003&q=visa', 'from=2026-11-20&to=2026-11-21'])(
  'CSV, JSON and feeds hold what the page of %s shows',
  async (query) => {
    const ids = found(query).map(({ change }) => change.id);
    expect(ids.length).toBeGreaterThan(0);
    expect(await idsIn(`/changes.json?${query}`)).toEqual(ids);
    const csv = (await server.ask(`/changes.csv?${query}`)).body.trimEnd().split('\r\n');
    expect(csv[0]).toMatch(/^\ufeffat,kind,source,title/);
    expect(csv.slice(1).map((line) => line.split(',').at(-1))).toEqual(ids);
    const feed = await server.ask(`/feed.atom?${query}`);
    expect(feed.headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    const entries = load(feed.body, { xml: true })('entry').length;
    expect(entries).toBeLessThanOrEqual(ids.length);
    expect(entries).toBeGreaterThanOrEqual(Math.min(ids.length, 50)); // a feed holds the newest
  },
);

test('a filtered feed is another feed than the whole, with the ids of the same entries', async () => {
  const idsOf = async (path: string): Promise<string[]> => {
    const $ = load((await server.ask(path)).body, { xml: true });
    return $('id')
      .toArray()
      .map((id) => $(id).text());
  };
  const [wholeId, ...entries] = await idsOf('/feed.atom');
  const [choiceId, ...chosen] = await idsOf('/feed.atom?kind=removed');
  expect(choiceId).not.toBe(wholeId);
  expect(chosen.filter((id) => entries.includes(id)).length).toBeGreaterThan(10);
});

describe('two snapshots compared', () => {
  const source = site.sourceById.get('source-001');
  const net = async (query: string): Promise<string> =>
    visibleText((await server.ask(`/sources/source-001/compare.html${query}`)).body);

  test('differ by what one crawl changed where they are neighbours', async () => {
    const crawl = source?.changesets.find(({ sequence }) => sequence === 10);
    const added = crawl?.changes.filter(({ kind }) => kind === 'added' || kind === 'restored').length;
    const removed = crawl?.changes.filter(({ kind }) => kind === 'removed').length;
    const text = await net('?from=9&to=10');
    expect(text).toContain(`${added} added`);
    expect(text).toContain(`${removed} removed`);
    expect(await net('?from=10&to=9')).toContain(`${added} added`);
  });

  test('do not differ from themselves', async () => {
    expect(await net('?from=12&to=12')).toContain('0 added, 0 changed, 0 removed.');
  });

  test('are the oldest and the newest where none are named', async () => {
    expect(await net('')).toContain('number 1) to');
    expect(await net('')).toContain('(number 25)');
  });
});
