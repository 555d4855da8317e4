import { type Audit, auditDocument, auditHash, foreign, report } from './audit.ts';
import { decodeHost, decodeSettled, type MessageFile } from './codec.ts';
import { isTemporary } from './durable.ts';
import { DONE_FILE, HOSTS, hostFile, OUTBOX, SETTLED_FILE } from './layout.ts';
import { bytesFile, listMessageIds, messageFile, readDoneLines, readMessage } from './outbox-index.ts';

/** Every message that waits or was refused with its bytes, and the lines of those that are done. */
export async function auditOutbox(audit: Audit): Promise<void> {
  const done = await auditDone(audit);
  const ids = await listMessageIds(audit.disk);
  for (const id of ids) {
    const message = await auditDocument(audit, messageFile(id), async () => {
      const file = await readMessage(audit.disk, id);
      if (file !== null && file.message.id !== id) throw foreign(messageFile(id));
      return file;
    });
    if (message) noteHead(audit, message, messageFile(id));
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
  for (const file of lines.messages) noteHead(audit, file, DONE_FILE);
  return new Map(lines.messages.map((file) => [file.message.id, file]));
}

/** A mail that left is a witness of the log as it was then. */
function noteHead(audit: Audit, { message }: MessageFile, file: string): void {
  if (message.logHead && !audit.headsTold.has(message.logHead)) audit.headsTold.set(message.logHead, file);
}

export async function auditHosts(audit: Audit): Promise<void> {
  for (const name of await audit.disk.list(HOSTS)) {
    const file = `${HOSTS}/${name}`;
    if (isTemporary(name)) continue;
    await auditDocument(audit, file, (bytes) => {
      if (hostFile(decodeHost(file, bytes).origin) !== file) throw foreign(file);
    });
  }
}
