import { expect, test } from 'vitest';
import { buildAttachments } from '../../src/report/attachments.ts';
import { changeToJson } from '../../src/report/json.ts';
import {
  makeAdded,
  makeAnswer,
  makeChanged,
  makeItem,
  makeRemoved,
  makeReport,
  makeRestored,
  makeSection,
} from './make.ts';

const ITEM = makeItem('Light Dues', { date: '2026-01-02', summary: 'Dues.', extra: { office: 'Pilots' } });

test('a record keeps the four fields under their names, whatever a further field is called', () => {
  const extra = JSON.parse('{"title":"forged","__proto__":"x","office":"Pilots"}');
  const { after } = changeToJson(makeAdded(makeItem('Real', { extra })));
  expect(after).toMatchObject({ title: 'Real', office: 'Pilots' });
  expect(Object.keys(after ?? {}).slice(0, 4)).toEqual(['title', 'url', 'date', 'summary']);
  expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
});

test('every kind has the shape scripts rely on', () => {
  const before = { title: 'Light Dues', url: ITEM.url, date: '2026-01-02', summary: 'Dues.', office: 'Pilots' };
  const removed = makeRemoved(ITEM, 'gone', makeAnswer());
  expect(changeToJson(removed)).toEqual({
    id: removed.id,
    kind: 'removed',
    key: ITEM.key,
    fate: 'gone',
    before,
    after: null,
    fields: [],
    proof: removed.proof,
    related: null,
  });
  expect(changeToJson(makeAdded(ITEM))).toMatchObject({ kind: 'added', before: null, after: before, fields: [] });
  const changed = makeChanged({ ...ITEM, title: 'Old' }, ITEM);
  expect(changeToJson(changed)).toMatchObject({ kind: 'changed', fields: ['title'], match: 'key', after: before });
  expect(changeToJson(makeRestored(ITEM, ITEM))).toMatchObject({ kind: 'restored', before, after: before });
});

test('changes.json and changes.csv hold exactly the changes of the mail, each with its source', () => {
  const report = makeReport([
    makeSection([makeAdded(ITEM)]),
    makeSection([makeRemoved(ITEM, 'gone', makeAnswer())], { sourceId: 'foia' }),
  ]);
  const [json, csv] = buildAttachments(report);
  expect(JSON.parse(json?.content ?? '').changes).toMatchObject([
    { kind: 'added', source: 'lib' },
    { kind: 'removed', source: 'foia' },
  ]);
  const rows = csv?.content.split('\r\n') ?? [];
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatch(/^\ufeffkind,source,title,url,date,summary,fields,fate,answer,/);
  expect(rows[2]).toContain('removed,foia,Light Dues,https://library.example/publication/light%20dues,2026-01-02');
  expect(rows[2]).toContain(',gone,404,2026-11-22T11:17:02Z,2026-11-24T11:17:40Z,');
});

test.each(['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
  'a cell that begins like a formula is text: %j',
  (title) => {
    const [, csv] = buildAttachments(makeReport([makeSection([makeChanged(makeItem('a'), makeItem('a', { title }))])]));
    const cells = csv?.content.split('\r\n')[1]?.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/) ?? [];
    for (const cell of cells) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
  },
);
