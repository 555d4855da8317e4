import { join } from 'node:path';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { createComposer } from '../../src/mail/compose.ts';
import { createFileMailer } from '../../src/mail/file-mailer.ts';
import { CHANGE_KINDS } from '../../src/model/change.ts';
import type { Source } from '../../src/model/source.ts';
import type { Settings, Subscriber } from '../../src/model/subscriber.ts';
import { directReader } from '../../src/pipeline/read-capture.ts';
import { createMemoryQueue } from '../../src/queue/memory-queue.ts';

/** A source of a list of links, asked without pauses. */
export function makeSource(url: string, over: Partial<Source> = {}): Source {
  return {
    id: 'lib',
    title: 'Library',
    urls: [url],
    schedule: '17 6 * * *',
    timezone: 'UTC',
    recipe: {
      format: 'html',
      item: 'li',
      fields: {
        title: { select: 'a', attr: null, type: 'text', order: null, pattern: null },
        url: { select: 'a', attr: 'href', type: 'text', order: null, pattern: null },
      },
      next: null,
      empty: null,
      alternates: [],
    },
    pages: 5,
    guard: { minItems: 1, maxDropRatio: 0.3 },
    removals: 'probe',
    window: false,
    documents: false,
    fetch: {
      hostDelayMs: 0,
      timeoutMs: 5_000,
      maxBodyBytes: 1_000_000,
      respectRobots: false,
      allowPrivateAddresses: true,
      allowDowngrade: false,
      headers: {},
      cookies: false,
      caFile: null,
      render: false,
    },
    ...over,
  };
}

/** A reader of everything, at once, by mail to `id@example.org`. */
export function makeSubscriber(id: string, over: Partial<Subscriber> = {}): Subscriber {
  return {
    id,
    email: `${id}@example.org`,
    sources: null,
    kinds: CHANGE_KINDS,
    include: [],
    exclude: [],
    cadence: { kind: 'immediate' },
    timezone: 'UTC',
    incidents: false,
    cosmetic: false,
    ...over,
  };
}

/** What a run needs beside the web, a store and a clock. Mails are files below the folder. */
export function makeRunPorts(folder: string, { mail }: Settings) {
  return {
    composer: createComposer(mail),
    mailer: createFileMailer(join(folder, 'mail')),
    queue: createMemoryQueue({ atOnce: 2 }),
    reader: directReader,
    log: SILENT_LOG,
    progress: { page() {}, probe() {}, done() {} },
  };
}
