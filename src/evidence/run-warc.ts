import type { RunCapture, RunInfo } from '../model/archive.ts';
import { recordsOf } from './warc-capture.ts';
import { encodeRecord, infoBlock, recordId } from './warc-record.ts';

/** The first bytes of a file of what a run was answered: its warcinfo. */
export function beginRunWarc(info: RunInfo): Promise<Uint8Array> {
  return encodeRecord({
    id: infoId(info),
    type: 'warcinfo',
    date: info.startedAt,
    fields: [],
    contentType: 'application/warc-fields',
    block: infoBlock(info.version, [['description', 'answers of one run that no commit keeps']]),
  });
}

/** The bytes that add one capture to it, which is the `index`-th: a whole file is the sum of these. */
export async function encodeRunCapture(
  { capture, sourceId, recipeHash, confirms }: RunCapture,
  index: number,
  info: RunInfo,
): Promise<Uint8Array> {
  const records = recordsOf({
    capture,
    seed: [info.startedAt, index],
    infoId: infoId(info),
    revisits: confirms,
    about: {
      role: 'seen',
      sourceId,
      recipeHash,
      software: `pubwatch/${info.version}`,
      ...(confirms === null ? {} : { confirms }),
      keys: [],
    },
  });
  return Buffer.concat(await Promise.all(records.map(encodeRecord)));
}

function infoId({ startedAt }: RunInfo): string {
  return recordId(startedAt, 'run', 'warcinfo');
}
