import type { BodyOrigin, Capture, Exhibit } from './capture.ts';

/** What a file of captures is about: told in its first record. */
export interface ArchiveInfo {
  readonly sourceId: string;
  readonly sequence: number;
  readonly takenAt: string; // ISO 8601
  readonly recipeHash: string;
  readonly version: string; // of pubwatch
}
/** One capture as it lies in a file of captures. */
export interface ArchivedCapture {
  readonly capture: Capture;
  readonly role: Exhibit['role'] | 'seen'; // seen: an answer that no commit keeps
  readonly sourceId: string | null; // of an answer that was seen
  readonly confirms: BodyOrigin | null; // a 304 or the same bytes: the capture that has them; null: this one has, or it is not kept
  readonly keys: readonly string[] | null; // null: written before that was kept
  readonly recordId: string; // <urn:uuid:…> of its response record
  readonly offset: number; // bytes before that record in the file
  readonly response: Uint8Array; // the HTTP message of that record, head and body
}
/** What a file of answers of a run is about. */
export interface RunInfo {
  readonly startedAt: string; // ISO 8601
  readonly version: string; // of pubwatch
}
/** One answer on its way into such a file. */
export interface RunCapture {
  readonly capture: Capture;
  readonly sourceId: string;
  readonly recipeHash: string;
  readonly confirms: BodyOrigin | null; // the capture whose bytes it repeats, or says are unchanged; null: its own bytes are kept
}
/** Turns captures into the bytes of one WARC file and back. The same captures give the same bytes. */
export interface Archive {
  write(captures: readonly Exhibit[], info: ArchiveInfo): Promise<Uint8Array>;
  /** Throws DATA_INVALID where the bytes are cut or are no WARC file of ours. */
  read(bytes: Uint8Array): Promise<readonly ArchivedCapture[]>;
  /** The first bytes of a file of answers, and those that each answer adds: written one after another, they are a WARC file. */
  beginRun(info: RunInfo): Promise<Uint8Array>;
  encodeRunCapture(capture: RunCapture, index: number, info: RunInfo): Promise<Uint8Array>;
}

/** One WARC file as it is kept. */
export interface StoredEvidence {
  readonly file: string; // below the snapshots folder
  readonly bytes: Uint8Array;
}
