import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { PubwatchError } from './model/errors.ts';
import type { ReadRequest } from './model/reading.ts';
import { readCapture } from './pipeline/read-capture.ts';
import type { Answer, Question } from './queue/reader-threads.ts';

// What a thread of the reader runs: pages in, readings out, one after the other.
enableCompileCache();
parentPort?.on('message', async ({ id, request }: Question) =>
  parentPort?.postMessage({ id, ...(await read(request)) }),
);

async function read(request: ReadRequest): Promise<Omit<Answer, 'id'>> {
  try {
    return { reading: await readCapture(request) };
  } catch (error) {
    if (error instanceof PubwatchError) {
      const { code, message, detail } = error;
      return { error: { code, message, detail } };
    }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
