import { sha256 } from '../lib/bytes.ts';
import type { Verification, Witness } from '../model/ports.ts';
import { type Audit, auditDocument, auditHash, foreign, isReported, report } from './audit.ts';
import { type CommitFile, decodeCheck, decodeCommit, decodeCurrent } from './codec.ts';
import type { DiskReader } from './disk.ts';
import { isTemporary } from './durable.ts';
import { findFiles } from './find-files.ts';
import { isSourceFolder, LOG_FILE, numberOf, presentName, type SourceFiles } from './layout.ts';
import { createGround, type Ground } from './retention.ts';
import { auditClaims, beginningOf } from './verify-claims.ts';
import { auditLog, type LogAudit } from './verify-log.ts';
import { auditHosts, auditOutbox } from './verify-outbox.ts';

const NO_WITNESS: Witness = { heads: [], verifier: null };

export interface VerifyOptions {
  readonly witness?: Witness | undefined;
  readonly imprintOf?: Audit['imprintOf'];
}

/**
 * Reads every file of one source, or (null) of all sources, the outbox and the hosts, and compares it with the hash that is
 * kept of it: its own, and for evidence and changes that of the chain which ends in current.json. Walks the log of runs, and
 * holds each against the other: the log tells the hashes of commits, commits and mails tell heads of the log.
 */
export async function verifyStore(
  disk: DiskReader,
  sourceId: string | null,
  { witness = NO_WITNESS, imprintOf }: VerifyOptions,
): Promise<Verification> {
  const audit: Audit = { disk, findings: [], notes: [], headsTold: new Map(), filesChecked: 0, imprintOf };
  const log = await auditLog(audit, witness);
  for (const id of await sourcesToAudit(disk, sourceId, log)) await auditSource(audit, id, log);
  if (sourceId === null) {
    await auditOutbox(audit);
    await auditHosts(audit);
  }
  auditHeadsTold(audit, log);
  const { filesChecked, findings, notes } = audit;
  return { filesChecked, findings, log: log.verification, notes };
}

/** All that have a folder, and all that the log tells of: one whose folder is gone is missed. */
async function sourcesToAudit(disk: DiskReader, sourceId: string | null, log: LogAudit): Promise<readonly string[]> {
  if (sourceId !== null) return [sourceId];
  const ids = new Set([...(await disk.folders('.')), ...log.commits.map((claim) => claim.sourceId)]);
  return [...ids].filter(isSourceFolder).sort();
}

/** What commits and mails tell of the log: a rewritten one lacks heads that they knew. */
function auditHeadsTold(audit: Audit, log: LogAudit): void {
  const unknown = [...audit.headsTold].filter(([head]) => !log.heads.has(head));
  const [first] = unknown;
  if (first === undefined) return;
  const told = `${first[1]} tells of the head ${first[0]}`;
  if (log.verification.lines > 0) {
    const more = unknown.length === 1 ? '' : `, and ${unknown.length - 1} more are unknown to it`;
    report(audit, LOG_FILE, 'altered', `was rewritten or cut: ${told}, which no line has${more}`);
  } else if (!isReported(audit, LOG_FILE)) report(audit, LOG_FILE, 'missing', `is missing: ${told}`);
}

async function auditSource(audit: Audit, sourceId: string, log: LogAudit): Promise<void> {
  const files = await findFiles(audit.disk, sourceId);
  await auditDocument(audit, files.check, (bytes) => {
    if (decodeCheck(files.check, bytes).sourceId !== sourceId) throw foreign(files.check);
  });
  const current = await auditDocument(audit, files.current, (bytes) => {
    const found = decodeCurrent(files.current, bytes);
    if (found.snapshot.sourceId !== sourceId) throw foreign(files.current);
    return found;
  });
  const numbers = await numbersIn(audit, files);
  const newest = Math.max(0, ...numbers);
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
  const life = beginningOf(log, sourceId);
  const ground = createGround();
  if (current) ground.addSnapshot(current.snapshot);
  const chain = { files, top, topSha256: current?.changesSha256 ?? null, ground, prunedSince: life.line };
  auditClaims(audit, sourceId, { files, top, life, hashes: await auditChain(audit, sourceId, chain, log) });
  await auditNames(audit, files, top);
}

async function numbersIn(audit: Audit, { commitFolders }: SourceFiles): Promise<readonly number[]> {
  const [changes, captures] = [
    await audit.disk.list(commitFolders.changes),
    await audit.disk.list(commitFolders.captures),
  ];
  return [
    ...changes.flatMap((name) => numberOf(name, 'changes') ?? []),
    ...captures.flatMap((name) => numberOf(name, 'captures') ?? []),
  ];
}

interface Chain {
  readonly files: SourceFiles;
  readonly top: number; // sequence of the newest commit
  readonly topSha256: string | null;
  readonly ground: Ground; // knows what the snapshot rests on
  readonly prunedSince: number; // line of the log: what was deleted before it were files of the same name
}

/** From the newest commit back to the first, each told by its successor what it must be. Hashes of the changes files, by number. */
async function auditChain(
  audit: Audit,
  sourceId: string,
  { files, top, topSha256, ground, prunedSince }: Chain,
  log: LogAudit,
): Promise<ReadonlyMap<number, string>> {
  const hashes = new Map<number, string>();
  let wanted = topSha256;
  for (let sequence = top; sequence >= 1; sequence--) {
    const file = files.changes(sequence);
    const found = await auditCommit(audit, file, wanted);
    if (found !== null) hashes.set(sequence, found.sha256);
    const commit = found?.commit ?? null;
    if (commit !== null) {
      noteCommit(audit, commit, { sourceId, sequence, file });
      ground.addChanges(sequence, commit.changeset);
    }
    const captures = files.captures(sequence);
    const isPruned = (log.prunedIn.get(presentName(captures)) ?? 0) > prunedSince;
    const isCarrying = ground.carries(sequence);
    await auditCaptures(audit, captures, { wanted: commit?.capturesSha256 ?? null, isPruned, isCarrying });
    wanted = commit?.previousSha256 ?? null;
  }
  return hashes;
}

function noteCommit(
  audit: Audit,
  commit: CommitFile,
  { sourceId, sequence, file }: Pick<CommitFile, 'sourceId' | 'sequence'> & { readonly file: string },
): void {
  if (commit.sourceId !== sourceId || commit.sequence !== sequence)
    report(audit, file, 'altered', `belongs to commit ${commit.sequence} of ${commit.sourceId}`);
  if (commit.logSha256 !== null && !audit.headsTold.has(commit.logSha256)) audit.headsTold.set(commit.logSha256, file);
}

interface CapturesClaim {
  readonly wanted: string | null;
  readonly isPruned: boolean;
  readonly isCarrying: boolean;
}

/** Evidence may be gone where the log says that it was deleted on purpose; but that never happens to what something rests on. */
async function auditCaptures(
  audit: Audit,
  file: string,
  { wanted, isPruned, isCarrying }: CapturesClaim,
): Promise<void> {
  const isGone = isPruned && (await audit.disk.read(file)) === null;
  if (!isGone) await auditHash(audit, file, wanted);
  else if (isCarrying)
    report(audit, file, 'missing', 'is missing: the log tells that it was deleted, but something reported rests on it');
}

/** null: there is none, or it cannot be read. What an altered file says of its predecessor proves nothing: then without commit. */
async function auditCommit(
  audit: Audit,
  file: string,
  wanted: string | null,
): Promise<{ readonly commit: CommitFile | null; readonly sha256: string } | null> {
  const found = await auditDocument(audit, file, (bytes) => ({
    commit: decodeCommit(file, bytes),
    sha256: sha256(bytes),
  }));
  if (found === null) report(audit, file, 'missing', 'is missing');
  if (!found) return null;
  const isAsCommitted = wanted === null || found.sha256 === wanted;
  if (!isAsCommitted) report(audit, file, 'altered', 'is not the file that was committed: its sha256 differs');
  return isAsCommitted ? found : { ...found, commit: null };
}

/** Nothing else lies in the folders of a source. One number above the newest is what an interrupted commit leaves; the next overwrites it. */
async function auditNames(audit: Audit, { folder, commitFolders, ...files }: SourceFiles, top: number): Promise<void> {
  const isOfCommit = (path: string, name: string): boolean =>
    (['changes', 'captures'] as const).some((kind) => {
      const number = numberOf(name, kind);
      return number !== null && number >= 1 && number <= top + 1 && path === files[kind](number);
    });
  const { changes, captures } = commitFolders;
  const known = new Set([files.current, files.check, changes, captures]);
  for (const one of new Set([changes, captures, folder]))
    for (const name of await audit.disk.list(one)) {
      const path = `${one}/${name}`;
      if (known.has(path) || isOfCommit(path, name) || isTemporary(name)) continue;
      report(audit, path, 'unknown', isNumbered(name) ? 'belongs to no commit' : 'is no file of pubwatch');
    }
}

function isNumbered(name: string): boolean {
  return (numberOf(name, 'changes') ?? numberOf(name, 'captures')) !== null;
}
