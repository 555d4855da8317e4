import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Parser } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';
import { describe, expect, test } from 'vitest';
import { QuickTokenizer } from '../../src/parse/quick-tokenizer.ts';
import { parseByStandard } from '../../src/parse/tree.ts';
import { drawByParse5, drawTree } from './trees.ts';

const fixtures = new URL('../fixtures/', import.meta.url).pathname;
const pages = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));

// What tree builders treat in ways of their own, and what tokenizers stumble over.
const PIECES = [
  ...['html', 'head', 'body', 'p', 'b', 'a', 'i', 'ul', 'li', 'table', 'tr', 'td', 'caption', 'colgroup', 'select'],
  ...[
    'option',
    'pre',
    'textarea',
    'title',
    'style',
    'script',
    'noscript',
    'svg',
    'math',
    'mi',
    'foreignObject',
    'form',
  ],
  ...['frameset', 'frame', 'template', 'col', 'button', 'plaintext', 'iframe', 'br', 'listing'],
].flatMap((name) => [`<${name}>`, `</${name}>`, `<${name} class="a b" id='c&amp;d' x=y&lt;z q="a\r\nb>c">`]);
const TEXTS = [
  ...[' ', '  ', '\n', '\r', '\r\n', '\r\n\n', '\t\f', '\0', 'word', 'two words', ' word ', 'a\rb', 'a\r\nb', 'a\0b'],
  ...[
    '&amp;',
    '& ',
    '&notin;',
    '&not',
    '&#x1F600;',
    '&#0;',
    '&',
    '\u{1f600}',
    'a\u{1f600} b',
    '\ud83d',
    '\ude00',
    'ü\u00a0é',
  ],
  ...[
    '<!-- a -- b -->',
    '<!doctype html>',
    '<![CDATA[a b]]>',
    '<',
    '</',
    '<!',
    '<?x y?>',
    '<script><!-- <script> </script> -->',
  ],
  ...['"', "'", '>', '<a b="c', "<a b='c", '<A HREF=x Y="\0z">', 'FORM FEED \f end'],
];
const markup = fc
  .array(fc.constantFrom(...PIECES, ...TEXTS, ...TEXTS), { maxLength: 30 })
  .map((parts) => parts.join('').toWellFormed()); // parse5 makes characters that there are not of halves of pairs

describe('the quick tokenizer leads to the tree that parse5 alone would make', () => {
  test('of every page among the fixtures', () => {
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) {
      const text = readFileSync(`${fixtures}${page}`, 'utf8');
      expect(drawTree(parseByStandard(text)), page).toBe(drawByParse5(text));
    }
  });

  test('of markup put together from what is hard', () => {
    fc.assert(
      fc.property(markup, (text) => {
        expect(drawTree(parseByStandard(text))).toBe(drawByParse5(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test('of any characters at all', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.toWellFormed()),
        (text) => {
          expect(drawTree(parseByStandard(`<p>${text}`))).toBe(drawByParse5(`<p>${text}`));
        },
      ),
    );
  });

  test.each([
    '<frameset>a b c<frame></frameset> d e',
    '<template><col>a b c</template>',
    '<pre>\n\na b</pre><textarea>\na b</textarea>',
    '<table>a b<tr>c d<td>e f</table>',
    '<svg>a b<title>c d</title></svg>',
  ])('of %s', (text) => {
    expect(drawTree(parseByStandard(text))).toBe(drawByParse5(text));
  });

  test('of markup that comes in pieces, wherever it is cut', () => {
    const text = '<p title="a\u{1f600}b &amp; c">one\r\ntwo\u{1f600} &notin; three</p><script>a < b</script> end';
    for (let cut = 1; cut < text.length; cut++) {
      const parser = new Parser({ treeAdapter: adapter });
      parser.tokenizer = new QuickTokenizer(parser, { isSplit: false, onAttribute: () => {} });
      parser.tokenizer.write(text.slice(0, cut), false);
      parser.tokenizer.write(text.slice(cut), true);
      expect(drawTree(parser.document), `cut at ${cut}`).toBe(drawByParse5(text));
    }
  });
});
