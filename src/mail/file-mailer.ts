import { mkdir, open, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PubwatchError } from '../model/errors.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Mailer } from '../model/ports.ts';
import { htmlOf } from './html-part.ts';

/** Without a mail server: each message becomes a file NAME.eml, its HTML part NAME.html beside it. Throws STATE_WRITE. */
export function createFileMailer(folder: string): Mailer {
  return {
    send: async (message, bytes) => {
      const path = join(folder, `${nameOf(message)}.eml`);
      try {
        await mkdir(resolve(folder), { recursive: true });
        const html = htmlOf(bytes);
        if (html !== null) await writeWhole(join(folder, `${nameOf(message)}.html`), html);
        await writeWhole(path, bytes);
      } catch (cause) {
        throw new PubwatchError('STATE_WRITE', `${path}: the mail cannot be written`, { path }, cause);
      }
      return { state: 'written', answer: path, isContentRefused: false };
    },
    close: async () => {},
  };
}

const UNSAFE = /[^A-Za-z0-9_-]+/g; // ../../etc
const LONGEST_PART = 60; // characters of a name's part; file systems allow 255 bytes in all

/** Sorts by time, tells what it is about, and is the same for the same message. */
function nameOf({ id, madeAt, sourceIds, to, kind }: OutboxMessage): string {
  const about = sourceIds.length === 1 ? (sourceIds[0] ?? '') : kind;
  return [madeAt.replace(/\.\d+|:/g, ''), about, to, id]
    .map((part) => part.replace(UNSAFE, '-').slice(0, LONGEST_PART))
    .join('_');
}

async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
