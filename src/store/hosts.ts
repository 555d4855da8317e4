import { PubwatchError } from '../model/errors.ts';
import type { HostStore } from '../model/ports.ts';
import { decodeHost, encodeHost } from './codec.ts';
import type { Disk } from './disk.ts';
import { replaceUnsynced } from './durable.ts';
import { HOSTS, hostFile } from './layout.ts';
import { createTurn } from './turn.ts';

/** One small file a host. A damaged or foreign one reads as nothing known: it costs a request for robots.txt, no data. */
export function createFileHosts(disk: Disk): HostStore {
  const inTurn = createTurn();
  return {
    read: async (origin) => {
      const file = hostFile(origin);
      const bytes = await disk.read(file);
      if (bytes === null) return null;
      try {
        const host = decodeHost(file, bytes);
        return host.origin === origin ? host.memory : null;
      } catch (error) {
        if (error instanceof PubwatchError) return null;
        throw error;
      }
    },
    write: (origin, memory) =>
      inTurn(async () => {
        await disk.makeFolder(HOSTS);
        await replaceUnsynced(disk, hostFile(origin), encodeHost(origin, memory));
      }),
  };
}
