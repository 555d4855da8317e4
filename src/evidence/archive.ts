import type { Archive } from '../model/archive.ts';

/**
 * Captures as WARC 1.1 files (ISO 28500:2017), one gzip member a record. Written here rather than by the npm package warcio:
 * that one takes 90 ms to load and to hash its first record, compresses on the main thread, and draws ids and dates by itself,
 * where these files are the same bytes for the same captures. The tests read them back with it.
 */
export function createArchive(): Archive {
  return {
    // each loaded by who needs it: a run that finds nothing new writes at most one answer
    write: async (captures, info) => (await import('./warc-writer.ts')).writeWarc(captures, info),
    read: async (bytes) => (await import('./warc-reader.ts')).readWarc(bytes),
    beginRun: async (info) => (await import('./run-warc.ts')).beginRunWarc(info),
    encodeRunCapture: async (capture, index, info) =>
      (await import('./run-warc.ts')).encodeRunCapture(capture, index, info),
  };
}
