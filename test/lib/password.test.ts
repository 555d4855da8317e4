import { expect, test } from 'vitest';
import { hashPassword, isPassword, isPasswordHash } from '../../src/lib/password.ts';

const salt = Buffer.alloc(16, 7);

test('a password is known by its hash, and no other is', async () => {
  const hash = await hashPassword('correct horse', salt);
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await isPassword('correct horse', hash)).toBe(true);
  expect(await isPassword('correct horse ', hash)).toBe(false);
  expect(await isPassword('', hash)).toBe(false);
});

test('one password with two salts has two hashes', async () => {
  expect(await hashPassword('correct horse', Buffer.alloc(16, 8))).not.toBe(await hashPassword('correct horse', salt));
});

test('letters that look the same are the same, however they were typed', async () => {
  expect(await isPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait', salt))).toBe(true);
});

test.each([
  'secret',
  '',
  'scrypt$32768$8$3$short$short',
  `scrypt$999999$8$3$${'a'.repeat(22)}$${'b'.repeat(43)}`, // no power of two
  `scrypt$524288$8$3$${'a'.repeat(22)}$${'b'.repeat(43)}`, // 512 MiB
])('%s is no hash, and opens nothing', async (text) => {
  expect(isPasswordHash(text)).toBe(false);
  expect(await isPassword('secret', text)).toBe(false);
});
