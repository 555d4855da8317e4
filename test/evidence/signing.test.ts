import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSigner, createVerifier } from '../../src/evidence/signing.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createMemoryDisk, type MemoryDisk } from '../store/memory-disk.ts';
import { createFakeClock } from '../support/clock.ts';

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signing = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateKey: signing, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
};
const ours = pair();
const HEAD = 'ab'.repeat(32);

test('either half of the key verifies, another key does not', () => {
  const signature = createSigner(ours.privateKey).sign(HEAD);
  expect(createVerifier(ours.publicKey).isSigned(HEAD, signature)).toBe(true);
  expect(createVerifier(ours.privateKey).isSigned(HEAD, signature)).toBe(true);
  expect(createVerifier(pair().publicKey).isSigned(HEAD, signature)).toBe(false);
  expect(createVerifier(ours.publicKey).isSigned('ac'.repeat(32), signature)).toBe(false);
  expect(createVerifier(ours.publicKey).isSigned(HEAD, 'no signature')).toBe(false);
});

test('what is signed can be told to any tool: the words, then the head', () => {
  const signature = Buffer.from(createSigner(ours.privateKey).sign(HEAD), 'base64');
  expect(verify(null, Buffer.from(`pubwatch log head ${HEAD}`), ours.publicKey, signature)).toBe(true);
});

const rsa = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test.each([
  ['no key', () => 'secret', 'found none'],
  ['the public half', () => ours.publicKey, 'found none'],
  ['an RSA key', rsa, 'found one for rsa'],
])('%s cannot sign, and says so', (_, pem, message) => {
  const act = () => createSigner(pem());
  expect(act).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }));
});

describe('a signed log', () => {
  const at = '2026-02-03T04:05:06.000Z';
  const storeOn = (disk: MemoryDisk, key: string | null) =>
    createFileStore('/nowhere', {
      clock: createFakeClock(at),
      archive: createArchive(),
      version: '0.0.0',
      disk,
      signer: key === null ? null : createSigner(key),
    });
  const run = { startedAt: at, finishedAt: at, checks: [] };
  const verifyBy = (disk: MemoryDisk, key: string | null) =>
    storeOn(disk, null).verify(null, { heads: [], verifier: key === null ? null : createVerifier(key) });

  test('is valid by its key, unchecked without one, and named by another', async () => {
    const disk = createMemoryDisk();
    for (const _ of [1, 2, 3]) await storeOn(disk, ours.privateKey).runLog.append(run);
    expect(await verifyBy(disk, ours.publicKey)).toMatchObject({
      findings: [],
      log: { signatures: 'valid', lines: 3 },
    });
    expect(await verifyBy(disk, null)).toMatchObject({ findings: [], log: { signatures: 'unchecked' } });
    const { findings, log } = await verifyBy(disk, pair().publicKey);
    expect(log.signatures).toBe('invalid');
    expect(findings.map(({ message }) => message)).toContain('the signature of line 3 is not by this key');
  });
  test('rewritten by somebody who has no key is named, however well it is made', async () => {
    const [signed, forged] = [createMemoryDisk(), createMemoryDisk()];
    await storeOn(signed, ours.privateKey).runLog.append(run);
    await storeOn(forged, null).runLog.append(run);
    await storeOn(signed, ours.privateKey).runLog.append(run);
    for (const name of ['log/runs.jsonl', 'log/head.json']) {
      signed.put(name, forged.files().get(name) ?? new Uint8Array());
    }
    expect((await verifyBy(signed, ours.publicKey)).findings).toEqual([
      expect.objectContaining({ file: 'log/head.json', message: expect.stringContaining('no signature') }),
    ]);
  });
});
