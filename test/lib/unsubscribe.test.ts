import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUnsubscription, signUnsubscription, unsubscribeList, unsubscribeUrl } from '../../src/lib/unsubscribe.ts';

const KEY = 'a key of enough characters, for a test only';
const WHO = { subscriberId: 'editor@example.org', list: 'harbour' };

test('a token says who leaves which list, whatever they are called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ maxLength: 60 }), (subscriberId, list) => {
      const token = signUnsubscription({ subscriberId, list }, KEY);
      expect(token).toMatch(/^[\w.-]+$/);
      expect(readUnsubscription(token, KEY)).toEqual({ subscriberId, list });
    }),
  );
});

test('a token with any one character changed is nobody’s', () => {
  const token = signUnsubscription(WHO, KEY);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A';
    // The last character of 256 bits carries four: another one may stand for the same bytes, but not for the same text.
    expect(readUnsubscription(token.slice(0, at) + other + token.slice(at + 1), KEY)).toBeNull();
  }
});

test.each([
  ['made with another key', signUnsubscription(WHO, 'another key of enough characters, for a test')],
  ['without its mark', signUnsubscription(WHO, KEY).split('.')[0] ?? ''],
  ['with more behind it', `${signUnsubscription(WHO, KEY)}.x`],
  ['empty', ''],
  ['endless', 'x'.repeat(100_000)],
])('a token %s is refused', (_, token) => {
  expect(readUnsubscription(token, KEY)).toBeNull();
});

test('the link keeps what the endpoint’s address holds', () => {
  expect(unsubscribeUrl('https://watch.example.org/leave?of=pubwatch', 'a.b')).toBe(
    'https://watch.example.org/leave?of=pubwatch&token=a.b',
  );
});

test.each([
  ['report', 'harbour.pubwatch', 'harbour'],
  ['report', 'digest.pubwatch', 'digest'],
  ['incident', 'harbour.pubwatch', 'incidents'],
  ['notice', 'incidents.pubwatch', 'incidents'],
])('a mail of kind %s in list %s is left by leaving %s', (kind, listId, list) => {
  expect(unsubscribeList(kind, listId)).toBe(list);
});
