import { createHash, hash } from 'node:crypto';

/** SHA-256 as 64 lower-case hex digits. */
export function sha256(data: Uint8Array | string): string {
  return hash('sha256', data);
}

/** The same of bytes that come one after another. */
export interface Sha256 {
  update(data: Uint8Array): void;
  digest(): string;
}

export function createSha256(): Sha256 {
  const running = createHash('sha256');
  return {
    update: (data) => {
      running.update(data);
    },
    digest: () => running.digest('hex'),
  };
}

/** Gives back the memory of bytes that nobody reads any more, which as garbage may lie there for seconds. They are empty from here on. */
export function letGo(bytes: Uint8Array): void {
  const { buffer } = bytes;
  const isAlone = buffer instanceof ArrayBuffer && bytes.byteLength * 2 > buffer.byteLength; // no part of what others read
  if (isAlone) buffer.transfer(0);
}
