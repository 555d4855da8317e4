import { sha256 } from '../lib/bytes.ts';
import type { CommitFolders } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import { temporaryName } from './durable.ts';

/** Folders below the snapshots folder that belong to no source. */
const RESERVED_FOLDERS: readonly string[] = ['outbox', 'hosts', 'mail', 'log'];
export const LOCK_FILE = '.lock';
export const OUTBOX = 'outbox';
export const DONE_FILE = 'outbox/done.jsonl';
export const SETTLED_FILE = 'outbox/settled.json';
export const HOSTS = 'hosts';
export const FORMAT_FILE = 'format.json';
export const UNSUBSCRIBED_FILE = 'unsubscribed.jsonl';
const BACKUP = '.backup';

/** Where files of an older format are kept as they were before an upgrade: .backup/format-1 */
export function backupFolder(format: number): string {
  return `${BACKUP}/format-${format}`;
}
export const LOG = 'log';
export const LOG_FILE = 'log/runs.jsonl';
export const HEAD_FILE = 'log/head.json';

/** Where the files of one source lie, below the snapshots folder. */
export interface SourceFiles {
  readonly folder: string;
  readonly current: string;
  readonly check: string;
  readonly commitFolders: CommitFolders;
  changes(sequence: number): string;
  captures(sequence: number): string;
}

const SOURCE_ID = /^[a-z0-9_][a-z0-9._-]*$/i; // dhs-ice

/** Can this name be a source's folder? */
export function isSourceFolder(name: string): boolean {
  return SOURCE_ID.test(name) && !RESERVED_FOLDERS.includes(name);
}

/** Throws CONFIG_INVALID for an id that cannot name a folder of its own. */
export function sourceFiles(sourceId: string): SourceFiles {
  if (!isSourceFolder(sourceId)) {
    throw new PubwatchError(
      'CONFIG_INVALID',
      `a source cannot be called ${JSON.stringify(sourceId)}: wanted letters, digits, "-", "_" or ".", and none of ${RESERVED_FOLDERS.join(', ')}`,
      { source: sourceId },
    );
  }
  return filesBelow(sourceId);
}

/** The same until format 2: changes and captures lay in folders of their own, and those of a source that was begun then still do. */
export function olderSourceFiles(sourceId: string): SourceFiles {
  const { folder } = sourceFiles(sourceId);
  return filesBelow(folder, { changes: `${folder}/changes`, captures: `${folder}/captures` });
}

const OLDER = /^([^/]+)\/(?:changes|captures)\/([^/]+)$/; // dhs-ice/captures/000042.warc.gz

/** What a file of a commit would be called today: names stand in the log and in evidence for good. Of any other file its name. */
export function presentName(file: string): string {
  return file.replace(OLDER, '$1/$2');
}

/** Where the folder of a source that has none is made, before it is put in place whole: .dhs-ice.tmp */
export function newSourceFiles(sourceId: string): SourceFiles {
  return filesBelow(temporaryName(`.${sourceFiles(sourceId).folder}`));
}

function filesBelow(folder: string, commitFolders: CommitFolders = { changes: folder, captures: folder }): SourceFiles {
  return {
    folder,
    current: `${folder}/current.json`,
    check: `${folder}/check.json`,
    commitFolders,
    changes: (sequence) => `${commitFolders.changes}/${numberName(sequence)}.json`,
    captures: (sequence) => `${commitFolders.captures}/${numberName(sequence)}.warc.gz`,
  };
}

/** 42 as 000042, so that names sort like numbers. */
function numberName(sequence: number): string {
  return String(sequence).padStart(6, '0');
}

const NUMBERED = { changes: /^(\d{6,15})\.json$/, captures: /^(\d{6,15})\.warc\.gz$/ } as const; // 000042.json, 000042.warc.gz

/** The number in the name of such a file of a commit; null: some other file. */
export function numberOf(name: string, kind: keyof CommitFolders): number | null {
  const digits = NUMBERED[kind].exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The timestamp of the head after this line of the log. */
export function timestampFile(line: number): string {
  return `${LOG}/${numberName(line)}.tsr`;
}

const TIMESTAMP = /^(\d{6,15})\.tsr$/; // 000012.tsr

/** The line whose head this file is the timestamp of; null: some other file. */
export function timestampLine(name: string): number | null {
  const digits = TIMESTAMP.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Which bodies are kept in full, and where: a hint. */
export const KEPT_FILE = 'log/kept.json';
/** What a file of answers is called while it is written to. */
export const GROWING_FILE = 'log/captures.warc.gz.tmp';

const TIME_MARKS = /[-:]|\.\d+/g; // 2026-02-03T04:05:06.000Z

/** The answers of the run that this line tells of, in no commit: log/000012-20260203T040506Z.warc.gz */
export function runCapturesFile(line: number, startedAt: string): string {
  return `${LOG}/${numberName(line)}-${startedAt.replace(TIME_MARKS, '')}.warc.gz`;
}

const RUN_CAPTURES = /^(\d{6,15})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.warc\.gz$/; // 000012-20260203T040506Z.warc.gz

/** What the name of a file of answers tells; null: some other file. */
export function readRunCapturesName(name: string): { readonly line: number; readonly startedAt: Date } | null {
  const [, line, year, month, day, hour, minute, second] = RUN_CAPTURES.exec(name) ?? [];
  if (line === undefined) return null;
  return { line: Number(line), startedAt: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) };
}

const UNSAFE = /[^a-z0-9.-]+/gi; // ://

/** The file that remembers one origin: readable, safe as a name, and one of its own. */
export function hostFile(origin: string): string {
  return `${HOSTS}/${origin.replace(UNSAFE, '_').slice(0, 100)}-${sha256(origin).slice(0, 8)}.json`;
}
