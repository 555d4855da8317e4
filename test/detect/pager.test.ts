import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { pageNumber } from '../../src/detect/page-number.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { pageOf } from './fixtures.ts';

const HERE = 'https://river.example/papers';
const NAMES = ['eel migration', 'lock keeping', 'ice watch', 'mooring fees', 'lamp lenses', 'dredging plans'];
const list = NAMES.map(
  (name) =>
    `<li class="paper"><a href="/papers/${name.replace(' ', '-')}">The office's paper on ${name}</a><p>What is known of ${name}, and what is to be done about it this year.</p></li>`,
).join('');
const withPager = (pager: string, url = HERE) =>
  pageOf(`<main><h1>Papers</h1><ul class="papers">${list}</ul>${pager}</main>`, url);

describe('the next page is found', () => {
  test.each([
    ['by rel', '<a rel="next" href="/papers?p=2">more &gt;</a>', '/papers?p=2'],
    ['by rel among others', '<a rel="nofollow next" href="/papers?p=2">&gt;</a>', '/papers?p=2'],
    ['by its label', '<a href="/papers?page=1" aria-label="Next page"><img src="/r.png" alt=""></a>', '/papers?page=1'],
    ['by its title', '<a href="/papers?page=1" title="Next page">&#9654;</a>', '/papers?page=1'],
    ['by its class', '<ul><li class="pager__item--next"><a href="/papers?page=1">›</a></li></ul>', '/papers?page=1'],
    ['by a class in capitals', '<a class="UnselectedNext" href="/papers?page=1">»</a>', '/papers?page=1'],
    ['as older posts', '<div class="nav-links"><a href="/papers/page/2/">← Older posts</a></div>', '/papers/page/2/'],
    ['as an arrow', '<div class="pg"><a href="/papers/page/2">»</a></div>', '/papers/page/2'],
    [
      'as an arrow beside its opposite, in a box without a name',
      '<div><a href="/papers/page/0">«</a> <a href="/papers/page/2">»</a></div>',
      '/papers/page/2',
    ],
    ['in German', '<a href="/papers?seite=2">Nächste Seite</a>', '/papers?seite=2'],
    ['in French', '<a href="/papers?page=2">Page suivante</a>', '/papers?page=2'],
    ['in Spanish', '<a href="/papers?page=2">Siguiente »</a>', '/papers?page=2'],
    ['in Russian', '<a href="/papers?page=2">Следующая →</a>', '/papers?page=2'],
    ['in Japanese', '<a href="/papers?page=2">次へ</a>', '/papers?page=2'],
    ['in Chinese', '<a href="/papers?page=2">下一页</a>', '/papers?page=2'],
    ['in Arabic', '<a href="/papers?page=2">التالي</a>', '/papers?page=2'],
    [
      'by numbers after a mark',
      '<div class="pages"><b>1</b> <a href="/papers?p=2">2</a> <a href="/papers?p=3">3</a></div>',
      '/papers?p=2',
    ],
    [
      'by numbers after a class',
      '<ul class="pg"><li class="active"><a href="/papers">1</a></li><li><a href="/papers?p=2">2</a></li><li><a href="/papers?p=3">3</a></li></ul>',
      '/papers?p=2',
    ],
    [
      'by numbers after a state',
      '<ul class="pg"><li aria-current="page">1</li><li><a href="/papers?p=2">2</a></li><li><a href="/papers?p=3">3</a></li></ul>',
      '/papers?p=2',
    ],
    [
      'by numbers after a class inside',
      '<ul class="pg"><li><a class="current" href="/papers">1</a></li><li><a href="/papers?p=2">2</a></li></ul>',
      '/papers?p=2',
    ],
    [
      'by numbers after plain text',
      '<ul class="pg"><li>1</li><li><a href="/papers?p=2">2</a></li><li><a href="/papers?p=3">3</a></li></ul>',
      '/papers?p=2',
    ],
  ])('%s', (_, pager, next) => {
    expect(detectListing(withPager(pager)).next).toBe(`https://river.example${next}`);
  });
});

describe('what is no next page is left alone', () => {
  test.each([
    ['a title that begins so', '<p><a href="/law">Next steps in the law of the river</a></p>'],
    ['another site', '<a href="https://elsewhere.example/papers?page=2">Next</a>'],
    ['a link to this page', '<a href="/papers#top">Next</a>'],
    ['the last page', '<a class="next" href="/papers?page=9" aria-label="Last page">»|</a>'],
    ['an arrow to another part of the site', '<a href="/shop/lamps">»</a>'],
    ['the page before', '<a href="/papers?page=1">Previous</a>'],
    ['numbers of something else', '<p><a href="/year/2023/papers">2023</a> <a href="/year/2022/papers">2022</a></p>'],
  ])('%s', (_, pager) => {
    expect(detectListing(withPager(pager)).next).toBeNull();
  });
});

test('the selector of the first page leads on from the second, and ends on the last', () => {
  const recipe = detectListing(withPager('<nav><a class="pg" href="/papers?page=2">Next</a></nav>')).recipe;
  if (recipe === null) throw new Error('expected a listing');
  const second = withPager(
    '<nav><a class="pg" href="/papers">Back</a><a class="pg" href="/papers?page=3">Next</a></nav>',
    `${HERE}?page=2`,
  );
  const last = withPager('<nav><a class="pg" href="/papers?page=2">Back</a></nav>', `${HERE}?page=3`);
  expect(parseListing(second, recipe).nextUrl).toBe(`${HERE}?page=3`);
  expect(parseListing(last, recipe).nextUrl).toBeNull();
});

test.each([
  ['https://a.example/list?page=3', 'https://a.example/list?page=2', 3],
  ['https://a.example/list?page=2', 'https://a.example/list', 2],
  ['https://a.example/list/page/2/', 'https://a.example/list/', 2],
  ['https://a.example/list/page/3', 'https://a.example/list/page/2', 3],
  ['https://a.example/pubs/index-2.html', 'https://a.example/pubs/index.html', 2],
  ['http://www.a.example/list?start=10', 'https://a.example/list', 10],
  ['https://a.example/other?page=2', 'https://a.example/list', null],
  ['https://a.example/list/about', 'https://a.example/list', null],
])('%s beside %s is page %s', (url, here, number) => {
  expect(pageNumber(url, here)).toBe(number);
});
