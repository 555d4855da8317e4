import { expect, test } from 'vitest';
import { isIncidentCode, PubwatchError } from '../../src/model/errors.ts';

test('an error carries its code, what was found, and its cause', () => {
  const cause = new Error('ECONNRESET');
  const error = new PubwatchError('FETCH_NETWORK', 'nobody answered', { url: 'https://a.example/' }, cause);
  expect(error).toMatchObject({
    name: 'PubwatchError',
    code: 'FETCH_NETWORK',
    detail: { url: 'https://a.example/' },
    cause,
  });
  expect(error.message).toBe('nobody answered');
});

test('an error without a cause has no cause', () => {
  const error = new PubwatchError('USAGE', 'no such command');
  expect(Object.hasOwn(error, 'cause')).toBe(false);
  expect(error.detail).toEqual({});
});

test.each([
  'FETCH_TIMEOUT',
  'FETCH_REFUSED_ADDRESS',
  'BLOCKED',
  'LISTING_UNSTABLE',
  'STATE_DAMAGED',
  'STATE_NEWER',
] as const)('%s may be the code of an incident', (code) => {
  expect(isIncidentCode(code)).toBe(true);
});

test.each([
  'USAGE',
  'CONFIG_INVALID',
  'HOST_NOT_BEFORE',
  'STATE_WRITE',
  'STATE_LOCKED',
  'MAIL_CONFIG',
  'ABORTED',
  'DATA_INVALID',
] as const)('%s is no incident of a source', (code) => {
  expect(isIncidentCode(code)).toBe(false);
});
