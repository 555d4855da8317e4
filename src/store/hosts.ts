import { PubwatchError } from '../model/errors.ts';
import type { HostMemory, HostStore } from '../model/ports.ts';
import { decodeHost, encodeHost } from './codec.ts';
import type { Disk } from './disk.ts';
import { replaceUnsynced } from './durable.ts';
import { HOSTS, hostFile } from './layout.ts';
import { createTurn } from './turn.ts';

/** What a file held when it bore this stamp. */
interface Read {
  readonly stamp: string | null;
  readonly memory: HostMemory | null;
}

/** One small file a host, read anew when another process wrote it. A damaged or foreign one reads as nothing known: it costs a request for robots.txt, no data. */
export function createFileHosts(disk: Disk): HostStore {
  const inTurn = createTurn();
  const known = new Map<string, Read>();
  return {
    read: async (origin) => {
      const stamp = await disk.stamp(hostFile(origin));
      const last = known.get(origin);
      if (last?.stamp === stamp) return last.memory;
      const memory = await readHost(disk, origin);
      known.set(origin, { stamp, memory });
      return memory;
    },
    write: (origin, memory) =>
      inTurn(async () => {
        const file = hostFile(origin);
        if (known.get(origin)?.memory == null) await disk.makeFolder(HOSTS);
        known.delete(origin);
        const bytes = encodeHost(origin, memory);
        // A pulse moves with every request and is soon out of date; a promise to stay away outlives a crash.
        if (memory.notBefore === null) await disk.overwrite(file, bytes);
        else await replaceUnsynced(disk, file, bytes);
        known.set(origin, { stamp: await disk.stamp(file), memory });
      }),
  };
}

async function readHost(disk: Disk, origin: string): Promise<HostMemory | null> {
  const bytes = await disk.read(hostFile(origin));
  return bytes === null ? null : openHost(origin, bytes);
}

/** What the bytes tell of this origin; null: nothing that can be read. */
export function openHost(origin: string, bytes: Uint8Array): HostMemory | null {
  try {
    const host = decodeHost(hostFile(origin), bytes);
    return host.origin === origin ? host.memory : null;
  } catch (error) {
    if (error instanceof PubwatchError) return null;
    throw error;
  }
}
