import { sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Finding, Verification } from '../model/ports.ts';
import {
  type CommitFile,
  decodeCheck,
  decodeCommit,
  decodeCurrent,
  decodeHost,
  decodeSettled,
  type MessageFile,
} from './codec.ts';
import type { Disk } from './disk.ts';
import { isTemporary } from './durable.ts';
import { DONE_FILE, HOSTS, hostFile, isSourceFolder, numberOf, OUTBOX, SETTLED_FILE, sourceFiles } from './layout.ts';
import { bytesFile, listMessageIds, messageFile, readDoneLines, readMessage } from './outbox-index.ts';

/** Findings as they are gathered, file after file. */
interface Audit {
  readonly disk: Disk;
  readonly findings: Finding[];
  filesChecked: number;
}

/**
 * Reads every file of one source, or (null) of all sources, the outbox and the hosts, and compares it with the hash that is
 * kept of it: its own, and for evidence and changes that of the chain which ends in current.json.
 */
export async function verifyStore(disk: Disk, sourceId: string | null): Promise<Verification> {
  const audit: Audit = { disk, findings: [], filesChecked: 0 };
  const sourceIds = sourceId === null ? (await disk.folders('.')).filter(isSourceFolder) : [sourceId];
  for (const id of sourceIds) await auditSource(audit, id);
  if (sourceId === null) {
    await auditOutbox(audit);
    await auditHosts(audit);
  }
  return { filesChecked: audit.filesChecked, findings: audit.findings };
}

async function auditSource(audit: Audit, sourceId: string): Promise<void> {
  const files = sourceFiles(sourceId);
  await auditDocument(audit, files.check, (bytes) => {
    if (decodeCheck(files.check, bytes).sourceId !== sourceId) throw foreign(files.check);
  });
  const current = await auditDocument(audit, files.current, (bytes) => {
    const found = decodeCurrent(files.current, bytes);
    if (found.snapshot.sourceId !== sourceId) throw foreign(files.current);
    return found;
  });
  const [changes, captures] = [await audit.disk.list(files.changesFolder), await audit.disk.list(files.capturesFolder)];
  const newest = Math.max(0, ...[...changes, ...captures].map((name) => numberOf(name) ?? 0));
  const isLost = current === null && newest > 1;
  if (isLost) report(audit, files.current, 'missing', `is missing, though there are ${newest} commits`);
  // Where current.json cannot be read the chain is still walked, from the newest file there is.
  const top =
    typeof current === 'object' && current !== null
      ? current.snapshot.sequence
      : isLost
        ? newest
        : current === undefined
          ? newest
          : 0;
  await auditChain(audit, sourceId, top, current?.changesSha256 ?? null);
  auditNames(audit, files.changesFolder, changes, { top, nameOf: files.changes });
  auditNames(audit, files.capturesFolder, captures, { top, nameOf: files.captures });
  for (const name of await audit.disk.list(files.folder)) {
    const isKnown = ['current.json', 'check.json', 'changes', 'captures'].includes(name) || isTemporary(name);
    if (!isKnown) report(audit, `${files.folder}/${name}`, 'unknown', 'is no file of pubwatch');
  }
}

/** From the newest commit back to the first, each told by its successor what it must be. */
async function auditChain(audit: Audit, sourceId: string, top: number, topSha256: string | null): Promise<void> {
  const files = sourceFiles(sourceId);
  let wanted = topSha256;
  for (let sequence = top; sequence >= 1; sequence--) {
    const commit: CommitFile | null = await auditCommit(audit, files.changes(sequence), wanted);
    if (commit !== null && (commit.sourceId !== sourceId || commit.sequence !== sequence)) {
      report(audit, files.changes(sequence), 'altered', `belongs to commit ${commit.sequence} of ${commit.sourceId}`);
    }
    await auditHash(audit, files.captures(sequence), commit?.capturesSha256 ?? null);
    wanted = commit?.previousSha256 ?? null;
  }
}

async function auditCommit(audit: Audit, file: string, wanted: string | null): Promise<CommitFile | null> {
  const before = audit.findings.length;
  const commit = await auditDocument(audit, file, (bytes) => {
    const found = decodeCommit(file, bytes);
    if (wanted !== null && sha256(bytes) !== wanted) {
      report(audit, file, 'altered', 'is not the file that was committed: its sha256 differs');
    }
    return found;
  });
  if (commit === null) report(audit, file, 'missing', 'is missing');
  // What an altered file says of its predecessor proves nothing.
  return audit.findings.length === before ? (commit ?? null) : null;
}

async function auditHash(audit: Audit, file: string, wanted: string | null): Promise<void> {
  const bytes = await audit.disk.read(file);
  if (bytes === null) {
    report(audit, file, 'missing', 'is missing');
    return;
  }
  audit.filesChecked++;
  if (wanted !== null && sha256(bytes) !== wanted)
    report(audit, file, 'altered', 'its sha256 is not that of the commit');
}

function auditNames(
  audit: Audit,
  folder: string,
  names: readonly string[],
  { top, nameOf }: { readonly top: number; readonly nameOf: (sequence: number) => string },
): void {
  for (const name of names) {
    const number = numberOf(name);
    const isOurs = number !== null && number >= 1 && nameOf(number) === `${folder}/${name}`;
    // One number above the newest is what an interrupted commit leaves; it is overwritten by the next.
    const isExpected = isOurs && number <= top + 1;
    if (!isExpected && !isTemporary(name)) report(audit, `${folder}/${name}`, 'unknown', 'belongs to no commit');
  }
}

async function auditOutbox(audit: Audit): Promise<void> {
  const done = await auditDone(audit);
  const ids = await listMessageIds(audit.disk);
  for (const id of ids) {
    const message = await auditDocument(audit, messageFile(id), async () => {
      const file = await readMessage(audit.disk, id);
      if (file !== null && file.message.id !== id) throw foreign(messageFile(id));
      return file;
    });
    if (message && !done.has(id)) await auditHash(audit, bytesFile(id), message.bytesSha256);
  }
  await auditDocument(audit, SETTLED_FILE, (bytes) => decodeSettled(SETTLED_FILE, bytes));
  const known = new Set([DONE_FILE, SETTLED_FILE, ...ids.flatMap((id) => [messageFile(id), bytesFile(id)])]);
  for (const name of await audit.disk.list(OUTBOX)) {
    const file = `${OUTBOX}/${name}`;
    // Bytes without a message are what an interrupted `add` or a finished send leaves.
    if (!known.has(file) && !isTemporary(name) && !name.endsWith('.eml')) {
      const isAside = name.endsWith('.damaged');
      if (isAside)
        report(audit, file, 'damaged', 'was found damaged and set aside; remove it when you have looked at it');
      else report(audit, file, 'unknown', 'is no file of the outbox');
    }
  }
}

async function auditDone(audit: Audit): Promise<ReadonlyMap<string, MessageFile>> {
  const bytes = await audit.disk.read(DONE_FILE);
  if (bytes === null) return new Map();
  audit.filesChecked++;
  const lines = readDoneLines(bytes);
  for (const number of lines.damagedLines)
    report(audit, DONE_FILE, 'altered', `line ${number} does not match its own sha256`);
  if (lines.glue !== '' || lines.end !== bytes.length) {
    report(audit, DONE_FILE, 'damaged', 'ends in the middle of a line: a crash, or a cut');
  }
  return new Map(lines.messages.map((file) => [file.message.id, file]));
}

async function auditHosts(audit: Audit): Promise<void> {
  for (const name of await audit.disk.list(HOSTS)) {
    const file = `${HOSTS}/${name}`;
    if (isTemporary(name)) continue;
    await auditDocument(audit, file, (bytes) => {
      if (hostFile(decodeHost(file, bytes).origin) !== file) throw foreign(file);
    });
  }
}

/** null: there is no such file; undefined: it cannot be read, which is reported. */
async function auditDocument<T>(
  audit: Audit,
  file: string,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T | null | undefined> {
  try {
    const bytes = await audit.disk.read(file);
    if (bytes === null) return null;
    audit.filesChecked++;
    return await decode(bytes);
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    report(audit, file, error.code === 'STATE_NEWER' ? 'newer' : 'damaged', error.message);
    return undefined;
  }
}

function report(audit: Audit, file: string, problem: Finding['problem'], message: string): void {
  audit.findings.push({ file, problem, message });
}

function foreign(file: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${file} belongs somewhere else`, { file });
}
