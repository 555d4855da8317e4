import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPage } from '../../src/parse/page.ts';
import { answer } from './make.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const utf16 = (text: string, order: 'le' | 'be'): Uint8Array => {
  const little = Buffer.from(text, 'utf16le');
  return order === 'le' ? little : little.swap16();
};
const html = (type: string) => ({ headers: { 'content-type': type } });

const OTCHET = [0xce, 0xf2, 0xf7, 0xb8, 0xf2]; // Отчёт in windows-1251
const HOKOKU = [0x95, 0xf1, 0x8d, 0x90]; // 報告 in Shift_JIS
const BAOGAO = [0xb1, 0xa8, 0xb8, 0xe6]; // 报告 in GB18030

test.each([
  ['UTF-8 without any label', Buffer.from('<p>Señal é'), '', 'utf-8', 'Señal é'],
  ['plain ASCII', bytes('<p>Signal'), '', 'utf-8', 'Signal'],
  [
    'a UTF-8 byte order mark against the header',
    Buffer.from('\ufeff<p>é'),
    'text/html; charset=windows-1252',
    'utf-8',
    'é',
  ],
  [
    'windows-1252 by its header',
    bytes('<p>caf', [0xe9, 0x92]),
    'text/html; charset=ISO-8859-1',
    'windows-1252',
    'café’',
  ],
  [
    'windows-1252 where it is not latin1, and where it is',
    bytes('<p>', [0x80, 0x81, 0x93, 0x97, 0x9d, 0x9f]),
    'text/html; charset=cp1252',
    'windows-1252',
    '€\x81“—\x9dŸ',
  ],
  ['windows-1251 by its header', bytes('<p>', OTCHET), 'text/html; charset="windows-1251"', 'windows-1251', 'Отчёт'],
  ['windows-1251 by its meta element', bytes('<meta charset=cp1251><p>', OTCHET), 'text/html', 'windows-1251', 'Отчёт'],
  [
    'the old meta element',
    bytes('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>', OTCHET),
    '',
    'windows-1251',
    'Отчёт',
  ],
  [
    'an XML declaration',
    bytes('<?xml version="1.0" encoding="windows-1251"?><p>', OTCHET),
    'application/xml',
    'windows-1251',
    'Отчёт',
  ],
  ['Shift_JIS', bytes('<meta charset="Shift_JIS"><p>', HOKOKU), '', 'shift_jis', '報告'],
  ['GB2312, read as its superset', bytes('<meta charset="gb2312"><p>', BAOGAO), '', 'gb18030', '报告'],
  ['UTF-16 little endian by its mark', utf16('\ufeff<p>Señal', 'le'), 'text/html; charset=utf-8', 'utf-16le', 'Señal'],
  ['UTF-16 big endian by its mark', utf16('\ufeff<p>Señal', 'be'), '', 'utf-16be', 'Señal'],
  ['UTF-16 little endian by its NUL bytes', utf16('<html><p>Señal', 'le'), '', 'utf-16le', 'Señal'],
  ['UTF-16 big endian by its NUL bytes', utf16('<html><p>Señal', 'be'), 'text/html', 'utf-16be', 'Señal'],
  ['UTF-16 by its header', utf16('<p>報告', 'le'), 'text/html; charset=utf-16le', 'utf-16le', '報告'],
  ['a meta element that cannot say utf-16', Buffer.from('<meta charset=utf-16><p>é'), '', 'utf-8', 'é'],
  [
    'a legacy label on valid UTF-8',
    Buffer.from('<meta charset=windows-1252><p>Señal'),
    'text/html; charset=iso-8859-1',
    'utf-8',
    'Señal',
  ],
  [
    'a legacy two-byte label on much valid UTF-8',
    Buffer.from('<p>報告報告報告報告'),
    'text/html; charset=shift_jis',
    'utf-8',
    '報告報告報告報告',
  ],
  ['a label nobody knows', Buffer.from('<meta charset=klingon><p>é'), 'text/html; charset=x-none', 'utf-8', 'é'],
  [
    'no label, Russian by its language',
    bytes('<html lang="ru"><p>', OTCHET, OTCHET, OTCHET),
    '',
    'windows-1251',
    'ОтчётОтчётОтчёт',
  ],
  ['no label, no language', bytes('<p>r', [0xe9], 'sum', [0xe9]), '', 'windows-1252', 'résumé'],
  [
    'a feed that names its language',
    bytes('<rss><language>ru</language><p>', OTCHET, OTCHET),
    '',
    'windows-1251',
    'ОтчётОтчёт',
  ],
])('reads %s', (_, body, type, charset, shown) => {
  const page = readPage(answer(body, html(type)));
  expect(page.charset).toBe(charset);
  expect(page.text.endsWith(`<p>${shown}`)).toBe(true);
  expect(page.replacementCount).toBe(0);
});

test('windows-1252 bytes under a UTF-8 label are noticed, not guessed', () => {
  const page = readPage(answer(bytes('<p>Se', [0xf1], 'al ', [0xe9]), html('text/html; charset=utf-8')));
  expect(page).toMatchObject({ charset: 'utf-8', replacementCount: 2 });
});

test('a replacement character that stands in the bytes is not counted', () => {
  expect(readPage(answer('\ufffd in the text')).replacementCount).toBe(0);
  expect(readPage(answer(bytes([0xef, 0xbf, 0xbd, 0xff]), html('text/html; charset=utf-8'))).replacementCount).toBe(1);
});

test('UTF-8 cut in the middle of a character stays UTF-8', () => {
  const cut = Buffer.from('é'.repeat(30)).subarray(0, 59);
  expect(readPage(answer(cut))).toMatchObject({ charset: 'utf-8', replacementCount: 1 });
});

test('a few valid sequences do not overrule a label of two-byte characters', () => {
  expect(readPage(answer(Buffer.from('<p>é'), html('text/html; charset=gbk'))).charset).toBe('gb18030');
});

test('the media type comes without parameters, in lower case, null where there is none', () => {
  expect(readPage(answer('', html('Text/HTML ; charset=utf-8'))).contentType).toBe('text/html');
  expect(readPage(answer('')).contentType).toBeNull();
});

test('any bytes under any label can be read', () => {
  const label = fc.constantFrom(
    '',
    'text/html; charset=utf-16',
    'text/html; charset=gbk',
    'text/xml; charset=iso-2022-jp',
    'x',
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), label, (body, type) => {
      expect(readPage(answer(body, html(type))).replacementCount).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});

describe('the text as HTML', () => {
  test('is parsed once for all who ask', () => {
    const page = readPage(answer('<p>One'));
    expect(page.document()).toBe(page.document());
  });

  test('is refused each time where it is made to take for ever', () => {
    const page = readPage(answer('<div>'.repeat(2_000)));
    for (const read of [page.document, page.document]) expect(read).toThrow(/expected a page a browser could show/);
  });
});
