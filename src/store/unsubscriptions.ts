import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PubwatchError } from '../model/errors.ts';
import type { Unsubscriptions } from '../model/ports.ts';
import type { Unsubscription } from '../model/subscriber.ts';
import { UNSUBSCRIBED_FILE } from './layout.ts';

/**
 * SNAPSHOTS/unsubscribed.jsonl: one line for each list that a reader left. Plain text, so that an operator can take a line out and
 * with it let the reader in again; a line that cannot be read is passed over.
 */
export function createFileUnsubscriptions(folder: string): Unsubscriptions {
  const file = join(folder, UNSUBSCRIBED_FILE);
  const all = async (): Promise<readonly Unsubscription[]> => {
    try {
      return readFileSync(file, 'utf8').split('\n').flatMap(readLine);
    } catch (error) {
      if (isMissing(error)) return [];
      throw new PubwatchError('STATE_DAMAGED', `${file}: cannot be read`, { file }, error);
    }
  };
  return {
    all,
    add: async ({ subscriberId, list }, at) => {
      if ((await all()).some((one) => one.subscriberId === subscriberId && one.list === list)) return;
      try {
        const { appendFile, mkdir } = await import('node:fs/promises');
        await mkdir(resolve(folder), { recursive: true });
        // One write of a short line at the end: two processes at once leave two whole lines.
        const line = `\n${JSON.stringify({ subscriberId, list, at: at.toISOString() })}\n`;
        await appendFile(file, line, { flush: true });
      } catch (cause) {
        throw new PubwatchError('STATE_WRITE', `${file}: cannot be written`, { file }, cause);
      }
    },
  };
}

function readLine(line: string): readonly Unsubscription[] {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null) return [];
  const [subscriberId, list]: unknown[] = [Reflect.get(value, 'subscriberId'), Reflect.get(value, 'list')];
  return typeof subscriberId === 'string' && typeof list === 'string' ? [{ subscriberId, list }] : [];
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
