import { scrypt, timingSafeEqual } from 'node:crypto';

const COST = { N: 2 ** 15, r: 8, p: 3 }; // OWASP Password Storage Cheat Sheet, 2025: 32 MiB, some 100 ms
const MEMORY_BYTES = 64 * 2 ** 20;
const HASH_BYTES = 32;

/** A password as it may be written down: `scrypt$32768$8$3$SALT$HASH`, both in base64url. The salt is random, 16 bytes. */
export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const { N, r, p } = COST;
  const hash = await derive(password, salt, COST, HASH_BYTES);
  return ['scrypt', N, r, p, base64url(salt), base64url(hash)].join('$');
}

/** Does this password have this hash? Takes as long for a wrong one. */
export async function isPassword(password: string, written: string): Promise<boolean> {
  const known = readHash(written);
  if (known === null) return false;
  return timingSafeEqual(await derive(password, known.salt, known.cost, known.hash.length), known.hash);
}

/** Can this text be a hash that `isPassword` checks? */
export function isPasswordHash(written: string): boolean {
  return readHash(written) !== null;
}

const HASH = /^scrypt\$(\d{4,6})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,86})\$([\w-]{43})$/; // scrypt$32768$8$3$c2FsdA…$aGFzaA…

function readHash(written: string) {
  const [, N, r, p, salt = '', hash = ''] = HASH.exec(written) ?? [];
  if (N === undefined) return null;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const isPower = Number.isInteger(Math.log2(cost.N));
  if (!isPower || cost.r < 1 || cost.p < 1 || 128 * cost.N * cost.r > MEMORY_BYTES) return null;
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

function derive(password: string, salt: Uint8Array, cost: typeof COST, length: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize('NFC'), salt, length, { ...cost, maxmem: MEMORY_BYTES * 2 }, (error, key) =>
    error === null ? resolve(key) : reject(error),
  );
  return promise;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
