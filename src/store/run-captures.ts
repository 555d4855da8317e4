import { createSha256, type Sha256 } from '../lib/bytes.ts';
import { unpackBody } from '../lib/content-coding.ts';
import { createSecretFinder } from '../lib/redact.ts';
import type { Archive, RunInfo } from '../model/archive.ts';
import type { Capture } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { KeptBody } from '../model/run-log.ts';
import type { CheckCaptures, RunCaptures } from '../model/run-log-port.ts';
import { bodyOf, type KeptBodies, originOf } from './kept-bodies.ts';
import { createTurn } from './turn.ts';

/** Where the bytes of a file go while it grows. */
export interface CapturesSink {
  write(bytes: Uint8Array): Promise<void>;
  /** All of it is on the disk when this returns; by what it returns the file is found again. */
  end(): Promise<string>;
}
export interface RunCapturesOptions {
  readonly archive: Pick<Archive, 'beginRun' | 'encodeRunCapture'>;
  readonly info: RunInfo;
  readonly kept: KeptBodies;
  readonly secrets: readonly string[]; // an answer that says one back is not kept
  /** The file that holds what a commit was read from. */
  fileOf(sourceId: string, sequence: number): Promise<string>;
  /** Begins the file; asked for with the first answer. */
  open(): Promise<CapturesSink>;
}

const WRITTEN_AT_ONCE_BYTES = 262_144;

/** A file that is still written to. */
interface Growing {
  readonly sink: CapturesSink;
  readonly hash: Sha256;
  waiting: Uint8Array[];
  waitingBytes: number;
  bytes: number;
  captures: number;
}

/** Writes answers down as they come: of each check one after the other, and no more in memory than a quarter of a megabyte. */
export function createRunCaptures({ archive, info, kept, secrets, fileOf, open }: RunCapturesOptions): RunCaptures {
  const inTurn = createTurn();
  const bodies = new Map<string, KeptBody[]>(); // by address, those of this run
  const keep = (body: KeptBody): void => {
    bodies.set(body.url, [body, ...(bodies.get(body.url) ?? [])]);
  };
  const hasSecret = createSecretFinder(secrets);
  let file: Growing | null = null;
  const begin = async (): Promise<Growing> => {
    const growing = { sink: await open(), hash: createSha256(), waiting: [], waitingBytes: 0, bytes: 0, captures: 0 };
    await grow(growing, await archive.beginRun(info));
    return growing;
  };
  const addOne = async (capture: Capture, check: CheckCaptures): Promise<void> => {
    const known = [...(bodies.get(capture.url) ?? []), ...(await kept.of(capture.url))];
    const confirms = originOf(capture, known);
    file ??= await begin();
    const { sourceId, recipeHash } = check;
    await grow(
      file,
      await archive.encodeRunCapture({ capture, sourceId, recipeHash, confirms }, file.captures++, info),
    );
    const body = confirms === null ? bodyOf(capture, null) : null;
    if (body !== null) keep(body);
  };
  return {
    add: (check) =>
      inTurn(async () => {
        for (const body of await bodiesOfCommit(check, fileOf)) keep(body);
        for (const capture of check.seen) {
          const isTelling = secrets.length > 0 && (await tells(capture, hasSecret));
          if (!isTelling) await addOne(capture, check);
        }
      }),
    end: () =>
      inTurn(async () => {
        const all = [...bodies.values()].flatMap((newestFirst) => newestFirst.toReversed());
        if (file === null) return { written: null, bodies: all };
        await flush(file);
        const { sink, hash, bytes } = file;
        return { written: { handle: await sink.end(), sha256: hash.digest(), bytes }, bodies: all };
      }),
  };
}

const MOST_SEARCHED_BYTES = 64 * 1_048_576; // of a body; one that is larger may hold a secret

/** Headers and body: what a server repeats of our request must not enter the state. */
async function tells(capture: Capture, hasSecret: (bytes: Uint8Array) => boolean): Promise<boolean> {
  const head = Buffer.from([capture.url, ...capture.rawHeaders.flat()].join('\n'));
  return hasSecret(head) || hasSecret(capture.wireBody) || (await isTold(capture, hasSecret));
}

async function isTold(capture: Capture, hasSecret: (bytes: Uint8Array) => boolean): Promise<boolean> {
  try {
    return hasSecret(await unpackBody(capture, MOST_SEARCHED_BYTES));
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    return error.code === 'FETCH_TOO_LARGE'; // what nobody can unpack tells no more than its bytes
  }
}

async function grow(file: Growing, bytes: Uint8Array): Promise<void> {
  file.waiting.push(bytes);
  file.waitingBytes += bytes.length;
  if (file.waitingBytes >= WRITTEN_AT_ONCE_BYTES) await flush(file);
}

async function flush(file: Growing): Promise<void> {
  const bytes = Buffer.concat(file.waiting);
  file.hash.update(bytes);
  file.bytes += bytes.length;
  file.waiting = [];
  file.waitingBytes = 0;
  await file.sink.write(bytes);
}

async function bodiesOfCommit(
  { sourceId, committed }: CheckCaptures,
  fileOf: RunCapturesOptions['fileOf'],
): Promise<readonly KeptBody[]> {
  if (committed === null) return [];
  const file = await fileOf(sourceId, committed.sequence);
  return committed.captures.flatMap((capture) => bodyOf(capture, file) ?? []);
}
