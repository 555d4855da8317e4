import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, escapeHtml } from '../../src/lib/escape.ts';

test.each([
  ['<script>alert("1")</script>', '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'],
  ["Fish & Officers' Chips", 'Fish &amp; Officers&#39; Chips'],
  ['&amp;', '&amp;amp;'],
])('markup in %s is shown, not obeyed', (text, html) => {
  expect(escapeHtml(text)).toBe(html);
});

test('escaped text holds no character that begins or ends markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    }),
  );
});

test.each([
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['', ''],
])('the cell %j is written as %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
