import { sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Finding } from '../model/ports.ts';
import type { DiskReader } from './disk.ts';
import { readSettled } from './durable.ts';

/** Findings as they are gathered, file after file. */
export interface Audit {
  readonly disk: DiskReader;
  readonly findings: Finding[];
  readonly notes: string[];
  /** Heads of the log that other files tell of, and the first file that does. */
  readonly headsTold: Map<string, string>;
  filesChecked: number;
  /** The hash that a timestamp is of; null: it is no timestamp. Absent: they are not looked into. */
  readonly imprintOf?: ((timestamp: Uint8Array) => string | null) | undefined;
}

export function report(audit: Audit, file: string, problem: Finding['problem'], message: string): void {
  audit.findings.push({ file, problem, message });
}

/** Is something wrong with this file already? */
export function isReported(audit: Audit, file: string): boolean {
  return audit.findings.some((finding) => finding.file === file);
}

/** null: there is no such file; undefined: it cannot be read, which is reported. */
export async function auditDocument<T>(
  audit: Audit,
  file: string,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T | null | undefined> {
  try {
    const found = await readSettled(audit.disk, file, async (bytes) => ({ value: await decode(bytes) }));
    if (found === null) return null;
    audit.filesChecked++;
    return found.value;
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    audit.filesChecked++;
    report(audit, file, error.code === 'STATE_NEWER' ? 'newer' : 'damaged', error.message);
    return undefined;
  }
}

/** Compares a file with the hash that is kept of it elsewhere. */
export async function auditHash(audit: Audit, file: string, wanted: string | null): Promise<void> {
  const bytes = await audit.disk.read(file);
  if (bytes === null) {
    report(audit, file, 'missing', 'is missing');
    return;
  }
  audit.filesChecked++;
  if (wanted !== null && sha256(bytes) !== wanted)
    report(audit, file, 'altered', 'its sha256 is not that which was told of it');
}

export function foreign(file: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${file} belongs somewhere else`, { file });
}
