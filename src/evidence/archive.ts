import type { Archive } from '../model/archive.ts';
import { beginRunWarc, encodeRunCapture } from './run-warc.ts';
import { readWarc } from './warc-reader.ts';
import { writeWarc } from './warc-writer.ts';

/**
 * Captures as WARC 1.1 files (ISO 28500:2017), one gzip member a record. Written here rather than by the npm package warcio:
 * that one takes 90 ms to load and to hash its first record, compresses on the main thread, and draws ids and dates by itself,
 * where these files are the same bytes for the same captures. The tests read them back with it.
 */
export function createArchive(): Archive {
  return { write: writeWarc, read: readWarc, beginRun: beginRunWarc, encodeRunCapture };
}
