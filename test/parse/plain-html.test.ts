import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readsAsStandard } from '../../src/parse/html.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { parsePlain } from '../../src/parse/plain-html.ts';
import { fuzzRuns } from '../support/fuzz.ts';
import { pageOf, recipe } from './make.ts';
import { drawByParse5, drawTree } from './trees.ts';

const around = (body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>A &amp; B</title>\n</head>\n<body>\n${body}\n</body>\n</html>\n`;

describe('plain markup is read to the tree that parse5 makes of it', () => {
  test.each([
    [
      'lists',
      '<ul class="a b"><li><a href="/a?b=1&copy=2&amp;c=3">One</a></li><li>Two<ul><li>Three</li></ul></li></ul>',
    ],
    [
      'a table with its parts',
      '<table><caption>A</caption><colgroup><col><col></colgroup><thead><tr><th>B</th></tr></thead><tbody><tr><td>C</td></tr></tbody></table>',
    ],
    [
      'a table whose rows stand alone',
      '<table>\n<tr><td>A</td></tr>\n<tr><td>B</td></tr>\n<tfoot><tr><td>C</td></tr></tfoot></table>',
    ],
    ['two tables, one in the other', '<table><tr><td><table><tr><td>A</td></tr></table></td></tr></table>'],
    ['raw text', '<script>if (a < b && "</div>") c()</script><style>a > b {}</style><noscript><p>No</noscript>'],
    ['a script with a comment', '<script><!--\nhide()\n//--></script>'],
    [
      'forms',
      '<form><input disabled value=1><textarea>\n\n<b>&lt;</textarea><select><optgroup label=A><option selected>B</option></optgroup></select><button>C</button></form>',
    ],
    ['preformatted text', '<pre>\n\none\r\ntwo</pre>'],
    [
      'a drawing',
      '<p><svg viewBox="0 0 1 1" xlink:href="#a"><!-- x --><title>T</title><linearGradient/><style>a{}</style></svg>after</p>',
    ],
    ['attributes in all ways', `<p a=1 b='2' c="3"d e = f G="h" a=9 data-x:y="&quot;&lt;&nope;&ampx">x</p>`],
    ['character references', '<p>&amp; &notit; &not; &AMP &#x80; &#0; &unknown; & &; a&b</p>'],
    ['comments', '<!-- a --><div><!--b - c--></div><!---->'],
    ['definition lists', '<dl><dt>A</dt><dd>B<dl><dt>C</dt><dd>D</dd></dl></dd></dl>'],
    ['formatting', '<p><b>A<i>B</i></b><b><b><b><b>C</b></b></b></b></p>'],
    [
      'elements nobody knows',
      '<x-card y:z><gcse:search></gcse:search><constructor __proto__="a">B</constructor></x-card>',
    ],
  ])('%s', (_, body) => {
    const markup = around(body);
    const tree = parsePlain(markup);
    expect(tree === null ? null : drawTree(tree)).toBe(drawByParse5(markup));
  });

  test.each([
    [
      'an older doctype',
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html><head></head><body></body></html>',
    ],
    ['no doctype, no head', '<html><body>a</body></html> \n'],
    [
      'comments everywhere',
      '<!--1--><html><!--2--><head><!--3--></head><!--4--><body><!--5--></body><!--6--></html><!--7-->',
    ],
  ])('%s', (_, markup) => {
    const tree = parsePlain(markup);
    expect(tree === null ? null : drawTree(tree)).toBe(drawByParse5(markup));
  });

  const NAMES = [
    'div',
    'ul',
    'li',
    'p',
    'a',
    'b',
    'table',
    'tr',
    'td',
    'tbody',
    'span',
    'h2',
    'dl',
    'dt',
    'dd',
    'select',
    'option',
    'form',
    'button',
    'svg',
    'title',
    'style',
    'x-y',
  ];
  const well: fc.Memo<string> = fc.memo((depth) =>
    depth <= 1
      ? fc.constantFrom('', ' ', 'text', '&amp;', '<br>', '<img alt="a">', '<!-- c -->', '\n')
      : fc
          .tuple(fc.constantFrom(...NAMES), fc.array(well(depth - 1), { maxLength: 3 }))
          .map(([name, inner]) => `<${name} class="${name}">${inner.join('')}</${name}>`),
  );

  test('elements nested in any way that is closed again', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.array(well(4), { maxLength: 4 }), (parts) => {
        const markup = around(parts.join(''));
        const tree = parsePlain(markup);
        if (tree === null) return;
        plain += 1;
        expect(drawTree(tree)).toBe(drawByParse5(markup));
      }),
      fuzzRuns(2_000),
    );
    expect(plain).toBeGreaterThan(100); // the property is about something
  });

  test('any pieces of markup in any order', () => {
    const pieces = NAMES.flatMap((name) => [`<${name}>`, `</${name}>`]);
    const odd = [
      '<',
      '>',
      '"',
      '<!--',
      '-->',
      '--!>',
      '<![CDATA[',
      ']]>',
      '<script>',
      '</script>',
      '<!-- <script>',
      '&',
      '&am',
      '\r',
      '\0',
      '</body>',
      '</html>',
      '<p a="1"b>',
      '<br/>',
      '<p/>',
      '<template>',
      '<frameset>',
      'é',
      '\ufeff',
    ];
    const soup = fc.array(fc.constantFrom(...pieces, ...odd, 'a', ' '), { maxLength: 8 });
    fc.assert(
      fc.property(soup, well(3), soup, fc.boolean(), (before, middle, after, isPage) => {
        const body = [...before, middle, ...after].join('');
        const markup = isPage ? around(body) : body;
        const tree = parsePlain(markup);
        if (tree !== null) expect(drawTree(tree)).toBe(drawByParse5(markup));
      }),
      fuzzRuns(3_000),
    );
  });
});

test.each([
  ['a paragraph that a list ends', '<p>a<ul></ul></p>'],
  ['a link in a link', '<a href=x><span><a href=y>b</a></span></a>'],
  ['an item that is not closed', '<ul><li>a<li>b</ul>'],
  ['text astray in a table', '<table>a<tr><td>b</td></tr></table>'],
  ['a cell without its row', '<table><tbody><td>a</td></tbody></table>'],
  ['elements closed crosswise', '<b><i>a</b></i>'],
  ['an end too many', '</div>'],
  ['a template', '<template><p>a</p></template>'],
  ['a heading in a heading', '<h2><h3>a</h3></h2>'],
  ['a script that hides another', '<script><!-- <script> </script> --></script>'],
  ['a drawing with a page in it', '<svg><foreignObject><p>a</p></foreignObject></svg>'],
])('%s is left to parse5', (_, body) => {
  expect(parsePlain(around(body))).toBeNull();
});

test('a page is held against what parse5 makes of it', () => {
  const list = recipe('li', { title: 'b' });
  const page = pageOf(around('<ul><li><b>A</b></li></ul>'));
  expect(readsAsStandard(page, list)).toBe(true);
  const other = pageOf(around('<ul><li><b>B</b></li></ul>'));
  expect(readsAsStandard({ ...page, document: other.document }, list)).toBe(false);
});

describe('a large page is read in steps', () => {
  const LIST = recipe(
    'ul.papers > li',
    { title: 'h3 a', url: { select: 'a', attr: 'href' }, summary: 'p' },
    { next: '[rel=next]' },
  );
  const filler = 'w '.repeat(500);
  const rows = Array.from(
    { length: 5_000 },
    (_, at) => `<li><h3><a href="/p/${at}">Paper ${at}</a></h3><p>${at} ${filler}</p></li>`,
  );
  const pageWith = (list: string): string =>
    around(`<p>5,000 documents</p><ul class="papers">${list}</ul><a rel="next" href="?page=2">next</a>`);

  test('every row once, in order, and what stands around them', () => {
    const listing = parseListing(pageOf(pageWith(rows.join('\n'))), LIST);
    expect(listing.items.map(({ title }) => title)).toEqual(rows.map((_, at) => `Paper ${at}`));
    expect(listing.items[4_999]).toMatchObject({
      url: 'https://library.example/p/4999',
      summary: expect.stringMatching(/^4999 w w/),
    });
    expect([listing.rowCount, listing.totalShown, listing.nextUrl]).toEqual([
      5_000,
      5_000,
      'https://library.example/publications/ice?page=2',
    ]);
  });

  test.each([
    ['an item that is not closed', rows.join('\n').replaceAll('</li>', '')],
    [
      'rows in a row',
      rows
        .join('\n')
        .replace(
          'Paper 9</a></h3>',
          'Paper 9</a></h3><ul class="papers"><li><h3><a href="/q">Inner</a></h3></li></ul>',
        ),
    ],
  ])('%s: as the whole tree has it', (_, list) => {
    const whole = parseListing(pageOf(pageWith(list.replaceAll(filler, ''))), LIST);
    const large = parseListing(pageOf(pageWith(list)), LIST);
    expect(large.items.map(({ title, url }) => [title, url])).toEqual(
      whole.items.map(({ title, url }) => [title, url]),
    );
    expect(large.rowCount).toBe(whole.rowCount);
  });

  test('rows that are told apart by their number are counted on', () => {
    const odd = { ...LIST, item: 'ul.papers > li:nth-child(odd)' };
    const { items } = parseListing(pageOf(pageWith(rows.join('\n'))), odd);
    expect(items.map(({ title }) => title)).toEqual(rows.flatMap((_, at) => (at % 2 === 0 ? [`Paper ${at}`] : [])));
  });

  test('what stands above rows is read for each of them', () => {
    const dated = rows.map((row, at) => (at % 7 === 0 ? `<li class="day">day ${at}</li>${row}` : row)).join('\n');
    const days = recipe('ul.papers > li:not(.day)', { title: 'h3 a', day: { select: '.day', above: true } });
    const byClass = recipe('li.paper', days.fields);
    const page = pageWith(dated.replaceAll('<li><h3>', '<li class="paper"><h3>'));
    const expected = rows.map((_, at) => `day ${at - (at % 7)}`);
    expect(parseListing(pageOf(page), byClass).items.map((item) => item['day'])).toEqual(expected);
    expect(parseListing(pageOf(page), days).items.map((item) => item['day'])).toEqual(expected);
  });

  test('a cell in a row that is read stays for the rows it spans', () => {
    const cells = rows.map(
      (_, at) =>
        `<tr>${at % 4 === 0 ? `<td class="day" rowspan="4">day ${at}</td>` : ''}<td><b>${at}</b> ${filler}</td></tr>`,
    );
    const page = around(`<table><tbody>${cells.join('\n')}</tbody></table>`);
    const { items } = parseListing(pageOf(page), recipe('tr', { title: 'b', day: { select: '.day', above: true } }));
    expect(items.map((item) => item['day'])).toEqual(rows.map((_, at) => `day ${at - (at % 4)}`));
  });

  test('a link to the next page within a row is found', () => {
    const list = rows
      .with(4_000, '<li><h3><a href="/p/4000">Paper 4000</a></h3><a rel="next" href="?page=7">more</a></li>')
      .join('\n');
    const page = pageWith(list).replace('<a rel="next" href="?page=2">next</a>', '');
    expect(parseListing(pageOf(page), LIST).nextUrl).toBe('https://library.example/publications/ice?page=7');
  });
});
