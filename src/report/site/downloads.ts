import { csvHead, csvLine } from '../attachments.ts';
import { pastToJson } from '../json.ts';
import type { DatedChange } from './dated-change.ts';

export const DOWNLOADS = ['csv', 'json'] as const;
export type Download = (typeof DOWNLOADS)[number];

export const DOWNLOAD_MEDIA_TYPES: Readonly<Record<Download, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
};

const LINES_AT_ONCE = 200; // changes; a piece of some 100 kB

/** Changes for spreadsheets and programs, in pieces: a reader that takes them slowly keeps none of the rest in memory. */
export function* writeDownload(format: Download, changes: readonly DatedChange[]): Generator<string> {
  yield format === 'csv' ? csvHead(['at']) : '{"changes": [';
  for (let start = 0; start < changes.length; start += LINES_AT_ONCE) {
    const piece = changes.slice(start, start + LINES_AT_ONCE);
    yield format === 'csv' ? piece.map(toCsv).join('') : `${start === 0 ? '' : ','}\n${piece.map(toJson).join(',\n')}`;
  }
  if (format === 'json') yield '\n]}\n';
}

function toCsv({ source, changeset, change }: DatedChange): string {
  return csvLine(source.id, change, [changeset.at]);
}

function toJson({ source, changeset, change }: DatedChange): string {
  return JSON.stringify(pastToJson({ sourceId: source.id, at: changeset.at, change }));
}
