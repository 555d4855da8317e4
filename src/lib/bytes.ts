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
