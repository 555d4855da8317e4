import { expect, test } from 'vitest';
import { letGo, sha256 } from '../../src/lib/bytes.ts';

test('a text and its UTF-8 bytes have one hash: that of the standard', () => {
  // FIPS 180-2, appendix B.1
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc')).toBe(abc);
  expect(sha256(new TextEncoder().encode('abc'))).toBe(abc);
  expect(sha256('é')).toBe(sha256(new Uint8Array([0xc3, 0xa9])));
});

test('bytes that are let go are empty, unless they are a part of what others read', () => {
  const own = new Uint8Array(1_000);
  letGo(own);
  expect(own.length).toBe(0);
  const all = new Uint8Array([1, 2, 3, 4]);
  letGo(all.subarray(0, 2));
  expect([...all]).toEqual([1, 2, 3, 4]);
});
