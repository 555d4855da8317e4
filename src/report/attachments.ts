import { csvCell } from '../lib/escape.ts';
import type { Change } from '../model/change.ts';
import type { Attachment, Report } from '../model/report.ts';
import { changeToJson } from './json.ts';

/** Every change of this mail, complete and in the order of the mail's sections, for programs and for spreadsheets. */
export function buildAttachments(report: Report): readonly Attachment[] {
  const told = report.sections.flatMap(({ sourceId, changes }) => changes.map((change) => ({ sourceId, change })));
  const changes = told.map(({ sourceId, change }) => ({ ...changeToJson(change), source: sourceId }));
  return [
    {
      filename: 'changes.json',
      contentType: 'application/json',
      content: `${JSON.stringify({ changes }, null, 1)}\n`,
    },
    { filename: 'changes.csv', contentType: 'text/csv; charset=utf-8', content: toCsv(told) },
  ];
}

function toCsv(told: readonly { readonly sourceId: string; readonly change: Change }[]): string {
  return csvHead() + told.map(({ sourceId, change }) => csvLine(sourceId, change)).join('');
}

const COLUMNS = [
  'kind',
  'source',
  'title',
  'url',
  'date',
  'summary',
  'fields',
  'fate',
  'answer',
  'last_seen',
  'first_missing',
  'title_before',
  'url_before',
  'date_before',
  'summary_before',
  'id',
] as const;
const BYTE_ORDER_MARK = '\ufeff'; // without it Excel reads UTF-8 as the machine's own charset

/** The first line of a CSV of changes, with further columns before its own. */
export function csvHead(further: readonly string[] = []): string {
  return `${BYTE_ORDER_MARK}${writeRow([...further, ...COLUMNS])}`;
}

/** One change as a line of it. */
export function csvLine(sourceId: string, change: Change, further: readonly string[] = []): string {
  return writeRow([...further, ...rowOf(sourceId, change)]);
}

function writeRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function rowOf(sourceId: string, change: Change): readonly string[] {
  const item = change.after ?? change.before;
  const before = change.kind === 'changed' || change.kind === 'restored' ? change.before : null;
  const proof = change.kind === 'removed' ? change.proof : null;
  const cells: Readonly<Record<(typeof COLUMNS)[number], string | null>> = {
    kind: change.kind,
    source: sourceId,
    title: item.title,
    url: item.url,
    date: item.date,
    summary: item.summary,
    fields: change.kind === 'changed' || change.kind === 'restored' ? change.fields.join(' ') : null,
    fate: change.kind === 'removed' ? change.fate : null,
    answer: proof?.answer?.status?.toString() ?? proof?.answer?.code ?? null,
    last_seen: change.kind === 'restored' ? change.lastSeen : (proof?.lastSeen ?? null),
    first_missing: proof?.missingSince ?? null,
    title_before: before?.title ?? null,
    url_before: before?.url ?? null,
    date_before: before?.date ?? null,
    summary_before: before?.summary ?? null,
    id: change.id,
  };
  return COLUMNS.map((name) => cells[name] ?? '');
}
