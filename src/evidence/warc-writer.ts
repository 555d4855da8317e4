import type { ArchiveInfo } from '../model/archive.ts';
import type { Exhibit } from '../model/capture.ts';
import { recordsOf, type Told } from './warc-capture.ts';
import { encodeRecord, infoBlock, recordId, type WarcRecord } from './warc-record.ts';

/** warcinfo, then for each capture its response (or revisit, for a 304), request and metadata. */
export async function writeWarc(exhibits: readonly Exhibit[], info: ArchiveInfo): Promise<Uint8Array> {
  const captures = exhibits.flatMap((exhibit, index) => recordsOf(tell(exhibit, index, info)));
  const members: Uint8Array[] = [];
  for (const record of [infoRecord(info), ...captures]) members.push(await encodeRecord(record));
  return Buffer.concat(members);
}

function infoRecord(info: ArchiveInfo): WarcRecord {
  return {
    id: infoId(info),
    type: 'warcinfo',
    date: info.takenAt,
    fields: [],
    contentType: 'application/warc-fields',
    block: infoBlock(info.version, [
      ['isPartOf', info.sourceId],
      ['sequence', String(info.sequence)],
      ['recipe', info.recipeHash],
    ]),
  };
}

function infoId(info: ArchiveInfo): string {
  return recordId(info.sourceId, info.sequence, info.takenAt, 'warcinfo');
}

function tell({ capture, role, keys, confirms }: Exhibit, index: number, info: ArchiveInfo): Told {
  return {
    capture,
    seed: [info.sourceId, info.sequence, info.takenAt, index],
    infoId: infoId(info),
    revisits: confirms,
    about: {
      role,
      recipeHash: info.recipeHash,
      software: `pubwatch/${info.version}`,
      ...(confirms === null ? {} : { confirms }),
      keys,
    },
  };
}
