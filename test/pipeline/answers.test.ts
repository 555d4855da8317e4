import { expect, test } from 'vitest';
import type { Settings } from '../../src/model/subscriber.ts';
import { answersOf } from '../../src/pipeline/answers.ts';
import { captureOf } from '../store/samples.ts';
import { makeSource } from './make.ts';

const SOURCE = makeSource('https://river.example/papers');
const settingsOf = (answers: 'none' | 'bodies' | 'all'): Settings => ({
  contact: '',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'watch@example.org', replyTo: null },
  subscribers: [],
  evidence: { signingKey: null, answers },
});
const PAGE = captureOf('<ul><li>Ash</li></ul>');
const AGAIN = captureOf('<ul><li>Ash</li></ul>');
const NOT_MODIFIED = captureOf('', { status: 304 });

test('what the commit of a check keeps is not kept a second time', () => {
  // A page that was read is let go of its decoded bytes.
  const committed = { sequence: 1, captures: [{ ...PAGE, body: new Uint8Array() }] };
  expect(answersOf(SOURCE, [PAGE], committed, settingsOf('all'))).toMatchObject({ seen: [], committed });
  expect(answersOf(SOURCE, [PAGE, AGAIN], committed, settingsOf('all'))?.seen).toEqual([AGAIN]);
});

test.each([
  ['bodies', [PAGE]],
  ['all', [PAGE, NOT_MODIFIED]],
] as const)('of a check without a commit, as evidence.answers says: %s', (answers, seen) => {
  expect(answersOf(SOURCE, [PAGE, NOT_MODIFIED], null, settingsOf(answers))?.seen).toEqual(seen);
});

test('none, where nobody wants them', () => {
  expect(answersOf(SOURCE, [PAGE], null, settingsOf('none'))).toBeNull();
});
