import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { decodeDer, encodeDer, TAG } from '../../src/evidence/der.ts';
import { createQuestion, encodeQuestion, imprintOf, readReply, readTimestamp } from '../../src/evidence/timestamp.ts';
import { createTimestampServer } from '../../src/fetch/timestamp-server.ts';
import { PubwatchError } from '../../src/model/errors.ts';
import { testWith } from '../support/program.ts';
import { startTimestampAuthority } from '../support/timestamp-authority.ts';

const never = new AbortController().signal;
const HASH = '5f'.repeat(32);

test('what was encoded is decoded again, of any length', () => {
  const long = fc
    .constantFrom(0, 1, 127, 128, 255, 256, 65_535, 65_536)
    .map((length) => new Uint8Array(length).fill(7));
  fc.assert(
    fc.property(fc.array(long, { maxLength: 3 }), (parts) => {
      const bytes = Buffer.concat(parts.map((part) => encodeDer(TAG.octets, part)));
      expect(decodeDer(bytes).map(({ content }) => Buffer.from(content).toString('hex'))).toEqual(
        parts.map((part) => Buffer.from(part).toString('hex')),
      );
    }),
    { numRuns: 30 },
  );
});

test('any bytes are a timestamp or a foreseen fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readTimestamp(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(PubwatchError);
      }
    }),
    { numRuns: 500 },
  );
});

async function askAuthority(sha256: string) {
  const authority = await startTimestampAuthority();
  onTestFinished(() => authority.close());
  const server = createTimestampServer({ url: authority.url, env: {}, version: '1.2.3', timeoutMs: 3_000 });
  const question = createQuestion(sha256);
  return { authority, server, question, ask: () => server.ask(encodeQuestion(question), never) };
}

testWith('openssl', 'a reply of OpenSSL is read, and is for its own question alone', async () => {
  const { question, ask } = await askAuthority(HASH);
  const reply = await ask();
  expect(readReply(reply, question)).toMatchObject({ sha256: HASH, at: expect.stringMatching(/^20\d{12}(\.\d+)?Z$/) });
  expect(imprintOf(reply)).toBe(HASH);
  const fault = { code: 'DATA_INVALID' };
  expect(() => readReply(reply, createQuestion(HASH))).toThrow(expect.objectContaining(fault));
  expect(() => readReply(reply, { ...question, sha256: '00'.repeat(32) })).toThrow(expect.objectContaining(fault));
  for (let cut = 0; cut < reply.length; cut += 7) {
    expect(() => readReply(reply.subarray(0, cut), question)).toThrow(expect.objectContaining(fault));
  }
});

testWith('openssl', 'a refusal is told as one', async () => {
  const { authority, server } = await askAuthority(HASH);
  const reply = await server.ask(Buffer.from('no question'), never);
  expect(authority.asked()).toBe(1);
  expect(() => readTimestamp(reply)).toThrow('found a refusal, status 2');
  expect(imprintOf(reply)).toBeNull();
});

testWith('openssl', 'a server that fails, or is silent, is given up', async () => {
  const { authority, ask } = await askAuthority(HASH);
  authority.behave('busy');
  await expect(ask()).rejects.toMatchObject({ code: 'FETCH_STATUS' });
  authority.behave('silent');
  await expect(ask()).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' });
  await authority.close();
  await expect(ask()).rejects.toMatchObject({ code: 'FETCH_NETWORK' });
});
