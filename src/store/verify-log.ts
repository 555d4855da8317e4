import type { LogVerification, StoredTimestamp, Witness } from '../model/ports.ts';
import type { LoggedTimestamp } from '../model/run-log.ts';
import type { Verifier } from '../model/run-log-port.ts';
import { type Audit, auditDocument, auditHash, isReported, report } from './audit.ts';
import { decodeHead, decodeKept, type HeadFile, type LogLine } from './codec-log.ts';
import { isTemporary } from './durable.ts';
import {
  HEAD_FILE,
  KEPT_FILE,
  LOG,
  LOG_FILE,
  presentName,
  readRunCapturesName,
  timestampFile,
  timestampLine,
} from './layout.ts';
import { type ReadLine, readLogLines } from './log-lines.ts';

/** What the log of runs says of everything else. */
export interface LogAudit {
  readonly verification: LogVerification;
  readonly heads: ReadonlySet<string>;
  readonly commits: readonly CommitClaim[]; // oldest first
  readonly prunedIn: ReadonlyMap<string, number>; // the newest line that tells a file's deletion, by the name it has today
}
/** A line's word on the commit a source stood on. */
export interface CommitClaim {
  readonly line: number;
  readonly at: string;
  readonly sourceId: string;
  readonly sequence: number;
  readonly changesSha256: string;
}

/** Walks the log from its first line to its last, and compares its end with head.json and with the heads a person holds. */
export async function auditLog(audit: Audit, { heads, verifier }: Witness): Promise<LogAudit> {
  const bytes = await audit.disk.read(LOG_FILE);
  const read = readLogLines(bytes ?? new Uint8Array());
  if (bytes !== null) audit.filesChecked++;
  const sound = walkLines(audit, read.lines);
  const told = await auditDocument(audit, HEAD_FILE, (document) => decodeHead(HEAD_FILE, document));
  auditEnd(audit, { told, bytes, lines: read.lines, end: read.end });
  const known = new Set(sound.map(({ sha256 }) => sha256));
  for (const head of heads) {
    if (!known.has(head.toLowerCase())) {
      report(audit, LOG_FILE, 'altered', `has no line with the head ${head}: it was rewritten, cut, or is another one`);
    }
  }
  const lines = sound.map(({ line }) => line);
  const timestamp = await auditTimestamps(audit, sound, told ?? null);
  const prunedIn = new Map(
    lines.flatMap(({ line, pruned }) => pruned.map((file) => [presentName(file), line] as const)),
  );
  await auditAnswers(audit, lines, prunedIn);
  await auditNames(audit, lines, told ?? null);
  const last = sound.at(-1);
  const isToldLast = told?.sha256 === last?.sha256;
  const signature = isToldLast ? (told?.signature ?? null) : null;
  return {
    verification: {
      lines: read.lines.length,
      head: last === undefined ? null : { line: last.line.line, sha256: last.sha256, at: last.line.at, signature },
      signatures: auditSignatures(audit, lines, told ?? null, verifier),
      timestamp,
    },
    heads: known,
    commits: lines.flatMap(claimsOf),
    prunedIn,
  };
}

type SoundLine = NonNullable<ReadLine['sound']>;

/** Each line bears its own hash and that of the line before it. */
function walkLines(audit: Audit, lines: readonly ReadLine[]): readonly SoundLine[] {
  let before: SoundLine | 'none' | 'unknown' = 'none';
  const found: SoundLine[] = [];
  for (const { number, sound } of lines) {
    if (sound === null) {
      report(audit, LOG_FILE, 'altered', `line ${number} does not match its own sha256`);
      before = 'unknown';
      continue;
    }
    if (before !== 'unknown' && sound.line.previous !== (before === 'none' ? null : before.sha256)) {
      report(
        audit,
        LOG_FILE,
        'altered',
        `line ${number} does not follow the line before it: lines were removed or rewritten`,
      );
    }
    found.push(sound);
    before = sound;
  }
  return found;
}

interface End {
  readonly told: HeadFile | null | undefined; // undefined: it cannot be read, which is reported
  readonly bytes: Uint8Array | null;
  readonly lines: readonly ReadLine[];
  readonly end: number;
}

/** Lines behind what head.json tells, and half a line there, are what a crash leaves; anything less was cut. */
function auditEnd(audit: Audit, { told, bytes, lines, end }: End): void {
  if (told === undefined) return;
  if (told === null) {
    if (lines.length > 1) report(audit, HEAD_FILE, 'missing', `is missing, though the log has ${lines.length} lines`);
  } else if (bytes === null) {
    report(audit, LOG_FILE, 'missing', `is missing; it had ${told.line} lines`);
  } else if (end < told.bytes) {
    report(
      audit,
      LOG_FILE,
      'altered',
      `is cut: ${lines.length} whole lines of ${told.line}, ${end} of ${told.bytes} bytes`,
    );
  } else if (!isToldEnd(told, lines)) {
    report(
      audit,
      LOG_FILE,
      'altered',
      `is not the log that ${HEAD_FILE} tells of: line ${told.line} had the head ${told.sha256}`,
    );
  }
}

/** A damaged line in that place is named already. */
function isToldEnd(told: HeadFile, lines: readonly ReadLine[]): boolean {
  const last = lines.find((line) => line.end === told.bytes);
  return last !== undefined && (last.sound === null || last.sound.sha256 === told.sha256);
}

/** Returns the newest. Each has the hash that the log tells, and is of the line that it is named for. */
async function auditTimestamps(
  audit: Audit,
  sound: readonly SoundLine[],
  told: HeadFile | null,
): Promise<StoredTimestamp | null> {
  const stamps: LoggedTimestamp[] = [...sound.map((one) => one.line), told].flatMap((one) => one?.timestamp ?? []);
  for (const { line, sha256 } of stamps) await auditHash(audit, timestampFile(line), sha256);
  const headByLine = new Map(sound.map((one) => [one.line.line, one.sha256]));
  for (const { line } of stamps) await auditImprint(audit, timestampFile(line), headByLine.get(line));
  const last = stamps.at(-1)?.line ?? 0;
  const head = headByLine.get(last);
  return head === undefined ? null : { file: timestampFile(last), line: last, sha256: head };
}

/** Each file of answers is as its line tells; gone it may be where a later line says that it was deleted. */
async function auditAnswers(
  audit: Audit,
  lines: readonly LogLine[],
  prunedIn: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { line, captures } of lines) {
    if (captures === undefined) continue;
    const isPruned = (prunedIn.get(captures.file) ?? 0) > line;
    const isGone = isPruned && (await audit.disk.read(captures.file)) === null;
    if (!isGone) await auditHash(audit, captures.file, captures.sha256);
  }
  await auditDocument(audit, KEPT_FILE, (document) => decodeKept(KEPT_FILE, document));
}

async function auditNames(audit: Audit, lines: readonly LogLine[], told: HeadFile | null): Promise<void> {
  const known = new Set([LOG_FILE, HEAD_FILE, KEPT_FILE, ...lines.flatMap(({ captures }) => captures?.file ?? [])]);
  const newest = Math.max(0, told?.line ?? 0, ...lines.map(({ line }) => line));
  for (const name of await audit.disk.list(LOG)) {
    const line = timestampLine(name);
    const answers = readRunCapturesName(name);
    // What no line tells of is what a crash leaves: a token of a line that is there, answers for one that was not written.
    const isLeft = (line !== null && line <= newest) || (answers !== null && answers.line > newest);
    if (!known.has(`${LOG}/${name}`) && !isTemporary(name) && !isLeft)
      report(audit, `${LOG}/${name}`, 'unknown', 'is no file of the log');
  }
}

/** A log that was rewritten with all its hashes made right still lacks what the authority put its name to. */
async function auditImprint(audit: Audit, file: string, head: string | undefined): Promise<void> {
  const bytes = audit.imprintOf === undefined || isReported(audit, file) ? null : await audit.disk.read(file);
  const imprint = bytes === null ? undefined : audit.imprintOf?.(bytes);
  if (imprint === undefined || imprint === head) return;
  const found = imprint === null ? 'is no timestamp' : `is of the head ${imprint}, which is not that of its line`;
  report(audit, file, 'altered', found);
}

/** The signature of the newest head vouches for every line; those of earlier heads say when signing began. */
function auditSignatures(
  audit: Audit,
  lines: readonly LogLine[],
  told: HeadFile | null,
  verifier: Verifier | null,
): LogVerification['signatures'] {
  const signed = lines.flatMap(({ line, previous, previousSignature }) =>
    previous === null || previousSignature === null
      ? []
      : [{ name: `line ${line - 1}`, head: previous, signature: previousSignature }],
  );
  const newest =
    told === null || told.signature === null
      ? []
      : [{ name: `line ${told.line}`, head: told.sha256, signature: told.signature }];
  if (verifier === null) return signed.length + newest.length === 0 ? 'none' : 'unchecked';
  const wrong = [...signed, ...newest].filter(({ head, signature }) => !verifier.isSigned(head, signature));
  for (const { name } of wrong) report(audit, LOG_FILE, 'altered', `the signature of ${name} is not by this key`);
  if (newest.length === 0) {
    report(audit, HEAD_FILE, 'altered', 'has no signature, and a key was given to check it with');
    return signed.length === 0 && wrong.length === 0 ? 'none' : 'invalid';
  }
  return wrong.length === 0 ? 'valid' : 'invalid';
}

function claimsOf({ line, at, sources }: LogLine): CommitClaim[] {
  return sources.flatMap(({ id, commit }) =>
    commit === null ? [] : [{ line, at, sourceId: id, sequence: commit.sequence, changesSha256: commit.changesSha256 }],
  );
}
