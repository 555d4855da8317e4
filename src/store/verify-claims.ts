import { type Audit, isReported, report } from './audit.ts';
import type { SourceFiles } from './layout.ts';
import type { CommitClaim, LogAudit } from './verify-log.ts';

/** What the log tells of a source since it last began anew, with a lower number than it had. */
export interface Life {
  readonly line: number; // the first of its lines; 0: no line tells of it
  readonly claims: readonly CommitClaim[];
  readonly formerly: CommitClaim | null; // the last claim of the time before
}

export function beginningOf(log: LogAudit, sourceId: string): Life {
  const claims = log.commits.filter((claim) => claim.sourceId === sourceId);
  const began = 1 + claims.findLastIndex((claim, index) => (claims[index + 1]?.sequence ?? Infinity) < claim.sequence);
  return { line: claims[began]?.line ?? 0, claims: claims.slice(began), formerly: claims[began - 1] ?? null };
}

interface Claimed {
  readonly files: SourceFiles;
  readonly top: number; // sequence of the newest commit
  readonly life: Life;
  readonly hashes: ReadonlyMap<number, string>; // of changes files, by sequence
}

/** Holds the files of a source against what the log tells of its commits. */
export function auditClaims(audit: Audit, sourceId: string, { files, top, life, hashes }: Claimed): void {
  const { claims, formerly } = life;
  const [first] = claims;
  if (formerly !== null && first !== undefined) {
    audit.notes.push(
      `${sourceId} began anew in line ${first.line} of the log (${first.at}): its ${formerly.sequence} commits before that are not here`,
    );
  }
  const newest = claims.at(-1);
  if (newest !== undefined && newest.sequence > top && !isReported(audit, files.current)) {
    const problem = top === 0 ? 'missing' : 'altered';
    const found = top === 0 ? 'is missing' : `stands on commit ${top}, an older one was put in its place`;
    const told = `line ${newest.line} of the log tells of commit ${newest.sequence}`;
    report(audit, files.current, problem, `${found}: ${told}`);
  }
  for (const { sequence, changesSha256, line } of claims) {
    const file = files.changes(sequence);
    const found = hashes.get(sequence);
    if (found !== undefined && found !== changesSha256 && !isReported(audit, file))
      report(audit, file, 'altered', `is not the file that line ${line} of the log tells of: its sha256 differs`);
  }
}
