import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, type ErrorDetail, PubwatchError } from '../model/errors.ts';
import type { Logger, PageReader } from '../model/ports.ts';
import type { PageReading, ReadRequest } from '../model/reading.ts';

/** What a thread is asked, and what it answers. */
export interface Question {
  readonly id: number;
  readonly request: ReadRequest;
}
export interface Answer {
  readonly id: number;
  readonly reading?: PageReading | null;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly detail: ErrorDetail };
  readonly bug?: string; // what is no PubwatchError
}

export interface ReaderThreadsOptions {
  readonly entry: URL; // file that a thread runs: it answers each Question with an Answer
  readonly direct: PageReader; // reads on this thread
  readonly log: Pick<Logger, 'warn'>;
  readonly threads?: number; // most of them; default: one less than the processor has cores, at most 4
  readonly alone?: number; // pages that are read on this thread before another one is worth its start
}

const MOST_THREADS = 4;
const READ_ALONE = 12;
// Of a page that is handed over: beside a large one this thread has nothing to do.
const MOST_BYTES = 1_000_000;
const MOST_PACKED_BYTES = 125_000; // markup packs to an eighth or less
const MOST_UNPACKED_BYTES = 4_000_000; // what hides more than that is read here: a thread has less memory
// For the trees of several pages: what does not fit is copied as if it were to stay, and looked through again and again, which takes
// longer than to read it. By itself Node lets it grow to 128 MB a thread.
const YOUNG_MB = 48;
const OLD_MB = 512;

/**
 * Reads pages on other threads, once there are so many that it pays. A thread that breaks costs time alone: its pages are read here, as
 * all that follow.
 */
export function createThreadReader({
  entry,
  direct,
  log,
  threads = Math.min(MOST_THREADS, availableParallelism() - 1),
  alone = READ_ALONE,
}: ReaderThreadsOptions): PageReader & { close(): Promise<void> } {
  const pool: Thread[] = [];
  let asked = 0;
  let isBroken = threads < 1;
  const startIfAllBusy = (): void => {
    if (pool.length < threads && pool.every(({ waiting }) => waiting.size > 0))
      pool.push(startThread(entry, breakDown));
  };
  const breakDown = (thread: Thread, reason: string): void => {
    if (!isBroken) log.warn('reader.thread-lost', { reason, waiting: thread.waiting.size });
    isBroken = true;
    for (const settle of thread.waiting.values()) settle(null);
    thread.waiting.clear();
  };
  return {
    read: async (request) => {
      asked += 1;
      if (isBroken || asked <= alone || isLarge(request)) return direct.read(request);
      startIfAllBusy();
      const [first, ...others] = pool;
      if (first === undefined) return direct.read(request);
      const idlest = others.reduce((best, next) => (next.waiting.size < best.waiting.size ? next : best), first);
      const mostBytes = Math.min(request.mostBytes, MOST_UNPACKED_BYTES);
      const answer = await ask(idlest, { id: asked, request: { ...request, mostBytes } });
      const isTooLarge = answer?.error?.code === 'FETCH_TOO_LARGE' && mostBytes < request.mostBytes;
      return answer === null || isTooLarge ? direct.read(request) : readingOf(answer);
    },
    expect: async (pages) => {
      if (isBroken || pages <= alone) return;
      asked = alone; // nothing is read here first: it would only be slow, as all that was not done before
      startIfAllBusy();
    },
    close: async () => {
      isBroken = true;
      await Promise.all(pool.map(({ worker }) => worker.terminate()));
    },
  };
}

function isLarge({ capture: { wireBody, headers } }: ReadRequest): boolean {
  return wireBody.length > (headers['content-encoding'] === undefined ? MOST_BYTES : MOST_PACKED_BYTES);
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, (answer: Answer | null) => void>; // null: it will never answer
}

function startThread(entry: URL, breakDown: (thread: Thread, reason: string) => void): Thread {
  const worker = new Worker(entry, {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
  });
  const thread: Thread = { worker, waiting: new Map() };
  worker.unref();
  worker.on('message', (answer: Answer) => {
    thread.waiting.get(answer.id)?.(answer);
    thread.waiting.delete(answer.id);
    if (thread.waiting.size === 0) worker.unref();
  });
  worker.on('error', (error) => breakDown(thread, error.message)); // out of memory, a file that is missing
  worker.on('exit', () => breakDown(thread, 'it ended'));
  return thread;
}

function ask({ worker, waiting }: Thread, question: Question): Promise<Answer | null> {
  return new Promise((settle) => {
    worker.ref();
    waiting.set(question.id, settle);
    const wireBody = new Uint8Array(question.request.capture.wireBody); // its own bytes, which can be handed over
    const capture = { ...question.request.capture, wireBody };
    worker.postMessage({ ...question, request: { ...question.request, capture } }, [wireBody.buffer]);
  });
}

function readingOf({ reading, error, bug }: Answer): PageReading | null {
  if (reading !== undefined) return reading;
  if (error !== undefined) throw new PubwatchError(error.code, error.message, error.detail);
  throw new Error(`reading a page failed: ${bug ?? 'no answer'}`);
}
