import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { readPage } from '../../src/parse/page.ts';
import { FEED_FORMATS, type FeedFormat, feedPath, renderFeed } from '../../src/report/feed.ts';
import { testWith } from '../support/program.ts';
import {
  BEFORE,
  makeAdded,
  makeAnswer,
  makeChanged,
  makeCoverage,
  makeItem,
  makeRemoved,
  makeRestored,
  NOW,
  visibleText,
} from './make.ts';
import { makeChangeset, makeFeed } from './make-feed.ts';

const ID = /urn:uuid:[0-9a-f-]{36}/g; // urn:uuid:0b3f…
const KINDS: readonly Change[] = [
  makeAdded(makeItem('Tide Tables', { summary: 'For all harbours.', date: '2026-11-20' })),
  makeChanged(
    makeItem('Light List', { summary: 'Valid from May.' }),
    makeItem('Light List', { summary: 'Valid from June.' }),
  ),
  makeRestored(makeItem('Pilot Rules'), makeItem('Pilot Rules')),
  makeRemoved(makeItem('Old Dues'), 'gone', makeAnswer()),
];

interface Seen {
  readonly title: string | null | undefined;
  readonly url: string | null | undefined;
  readonly summary: string | null | undefined;
}
/** The entries as our own reader of feeds finds them. */
function readBack(text: string, contentType: string): readonly Seen[] {
  const page = readPage({
    url: 'https://watch.example/feed',
    headers: { 'content-type': `${contentType}; charset=utf-8` },
    body: Buffer.from(text),
  });
  return parseListing(page, { format: 'feed' }).items.map(({ title, url, summary }) => ({ title, url, summary }));
}
const TYPES: Readonly<Record<FeedFormat, string>> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  jsonfeed: 'application/feed+json',
};
const entriesOf = (text: string): readonly string[] =>
  (text.match(ID) ?? []).filter((id, index) => index > 0 || !text.includes(`<id>${id}</id>\n<title>`));

describe.each(FEED_FORMATS)('%s', (format) => {
  const render = (...args: Parameters<typeof makeFeed>): string => renderFeed(makeFeed(...args), format);

  test('every kind of change is an entry, a removal with its fate among them', () => {
    const entries = readBack(render([makeChangeset(KINDS)]), TYPES[format]);
    expect(entries.map(({ title }) => title)).toEqual([
      'Added: Tide Tables',
      'Changed: Light List',
      'Listed again: Pilot Rules',
      'Removed: Old Dues',
    ]);
    expect(entries.map(({ url }) => url)).toEqual(KINDS.map((change) => (change.after ?? change.before).url));
    const words = visibleText(render([makeChangeset(KINDS)]));
    for (const fact of [
      'For all harbours.',
      'date: 2026-11-20',
      '[-May-]',
      '{+June+}',
      'answers 404 (gone)',
      'Harbour Library',
    ])
      expect(visibleText(words.replaceAll('\\"', '"'))).toContain(fact);
  });

  test('entries are newest first, and each keeps its id when others come', () => {
    const old = makeChangeset([makeAdded(makeItem('First'), { id: 'lib.2.a' })], { sequence: 2, at: BEFORE });
    const before = entriesOf(render([old]));
    const after = entriesOf(render([old, makeChangeset(KINDS)]));
    expect(before).toHaveLength(1);
    expect(new Set(after)).toHaveLength(5);
    expect(after.at(-1)).toBe(before[0]);
  });

  test('the order in which commits are handed in makes no difference', () => {
    const one = makeChangeset(KINDS);
    const other = makeChangeset([makeAdded(makeItem('Other'), { id: 'oth.3.a' })], { sourceId: 'oth', sequence: 3 });
    expect(render([other, one], { source: null })).toBe(render([one, other], { source: null }));
  });

  test('an entry has the same id in the feed of its source and in that of all', () => {
    expect(entriesOf(render([makeChangeset(KINDS)], { source: null }))).toEqual(
      entriesOf(render([makeChangeset(KINDS)])),
    );
  });

  test('the same change of a store begun anew is another entry', () => {
    const again = entriesOf(render([makeChangeset(KINDS, { at: '2027-01-01T00:00:00Z' })]));
    expect(again).not.toContain(entriesOf(render([makeChangeset(KINDS)]))[0]);
  });

  test('where changes have pages of their own the words of an entry stay, its links lead there too', () => {
    const plain = readBack(render([makeChangeset(KINDS)]), TYPES[format]);
    const text = render([makeChangeset(KINDS)], { baseUrl: 'https://watch.example/' });
    expect(readBack(text, TYPES[format]).map(({ title, summary }) => [title, summary])).toEqual(
      plain.map(({ title, summary }) => [title, summary]),
    );
    expect(text).toContain('https://watch.example/changes/lib.7.r-');
  });

  test('cosmetic edits are no entries', () => {
    const cosmetic = makeChanged(makeItem('“A”'), makeItem('"A"'), { isCosmetic: true });
    expect(readBack(render([makeChangeset([cosmetic])]), TYPES[format])).toEqual([]);
  });

  test('a feed without entries is whole, and bears the time of the first look', () => {
    const text = render([]);
    expect(readBack(text, TYPES[format])).toEqual([]);
    expect(text).toContain('Harbour Library: changes');
    if (format === 'atom') expect(text).toContain(`<updated>${new Date(BEFORE).toISOString()}</updated>`);
  });

  test('two weeks stay, then the newest fifty; never more than five hundred', () => {
    const daily = Array.from({ length: 100 }, (_, day) => {
      const at = new Date(Date.parse(NOW) - day * 86_400_000).toISOString();
      return makeChangeset([makeAdded(makeItem(`Day ${day}`), { id: `lib.${200 - day}.a` })], {
        sequence: 200 - day,
        at,
      });
    });
    expect(entriesOf(render(daily))).toHaveLength(50);
    const crowd = Array.from({ length: 600 }, (_, index) => makeAdded(makeItem(`Report ${index}`)));
    expect(entriesOf(render([makeChangeset(crowd.slice(0, 120)), ...daily.slice(1)]))).toHaveLength(134);
    expect(entriesOf(render([makeChangeset(crowd)]))).toHaveLength(500);
  });

  test.each([
    ['a login in it', 'https://user:secret@library.example/a', 'https://library.example/publications'],
    ['a script', 'javascript:alert(1)', 'https://library.example/publications'],
    ['none', null, 'https://library.example/publications'],
    [
      'signs that RFC 3986 does not know',
      'https://library.example/a|b?c[]=%zz',
      'https://library.example/a%7Cb?c%5B%5D=%25zz',
    ],
  ])('an item whose address has %s is linked safely', (_, url, link) => {
    const text = render([makeChangeset([makeAdded(makeItem('Chart', { url }))])]);
    expect(readBack(text, TYPES[format])[0]?.url).toBe(link);
    expect(text.split('_pubwatch')[0]).not.toContain('secret');
  });
});

const HOSTILE = [
  '</title><script>alert(1)</script>',
  ']]>&lt;b&gt;',
  '<b>bold</b> & co',
  '\u202efdp.exe\uffff',
  '=1+1',
  '\ud83e',
  '"\'><img src=x onerror=y>',
  ' \t ',
] as const;

test.each(HOSTILE)('hostile text %j is shown, never markup', (hostile) => {
  const item = makeItem('x', { title: hostile, summary: hostile, extra: { [hostile]: hostile } });
  const changes = [
    makeAdded(item),
    makeChanged(makeItem('x'), item),
    makeRemoved(item, 'moved', makeAnswer({ location: `https://x.example/${hostile}` })),
  ];
  const changeset = makeChangeset(changes, { sourceTitle: hostile });
  for (const format of FEED_FORMATS) {
    const text = renderFeed(
      makeFeed([changeset], { source: { id: 'lib', title: hostile, url: 'https://library.example/' } }),
      format,
    );
    const entries = readBack(text, TYPES[format]);
    expect(entries, format).toHaveLength(3);
    for (const { summary } of entries) expect(summary ?? '', format).not.toMatch(/[\u202a-\u202e]/);
    if (format === 'jsonfeed') JSON.parse(text);
    else expect(text, format).not.toMatch(/<(?:script|b|img)\b/);
    expect(text, format).not.toMatch(/<content[^>]*>[^<]*&lt;(?:script|b|img)/);
  }
});

test('a title of RSS holds no tag even for readers that take it for markup', () => {
  const changeset = makeChangeset([makeAdded(makeItem('x', { title: 'a < b, <i>c</i>' }))]);
  expect(readBack(renderFeed(makeFeed([changeset]), 'rss'), TYPES.rss)[0]?.title).toBe(
    'Added: a < b, \u2039i>c\u2039/i>',
  );
});

test.each([
  [null, 'atom', 'feed.atom'],
  ['dhs-ice', 'rss', 'feeds/dhs-ice.rss'],
  ['dhs-ice', 'jsonfeed', 'feeds/dhs-ice.json'],
] as const)('the feed of %s as %s lies at %s', (sourceId, format, path) => {
  expect(feedPath(sourceId, format)).toBe(path);
});

const STRICT = `
import json, sys, xml.etree.ElementTree as tree
for name in sys.argv[1:]:
    raw = open(name, 'rb').read()
    if name.endswith('.json'): json.loads(raw.decode('utf-8'))['title'].encode('utf-8')
    else: tree.fromstring(raw)
`;

testWith('python3', 'whatever a page says, a strict parser takes each of the three', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pubwatch-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const unit = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));
  const text = fc.string({ unit, maxLength: 40 });
  const samples = fc.sample(fc.record({ title: text, summary: text }), {
    numRuns: 60,
    seed: 7,
  });
  const names = samples.flatMap((fields, index) => {
    const item = makeItem('x', { ...fields, extra: { [fields.title]: fields.summary } });
    const changes = [makeAdded(item), makeChanged(makeItem('x'), item), makeRemoved(item, 'unlinked', null)];
    const feed = makeFeed([
      makeChangeset(changes, { sourceTitle: fields.title, coverage: makeCoverage({ comparedWith: null }) }),
    ]);
    return FEED_FORMATS.map((format) => {
      const name = join(folder, `${index}${format === 'jsonfeed' ? '.json' : `.${format}`}`);
      writeFileSync(name, renderFeed(feed, format));
      return name;
    });
  });
  const { status, stderr } = spawnSync('python3', ['-c', STRICT, ...names], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
