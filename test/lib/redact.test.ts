import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRunLog } from '../../src/lib/log.ts';
import { createRedactor, redactDeep } from '../../src/lib/redact.ts';

// A secret of asterisks alone could not be told from the mark that hides it.
const secret = fc.string({ unit: 'binary', minLength: 4, maxLength: 30 }).filter((text) => !text.includes('*'));

test('a secret is in no text that was redacted, plain, percent-encoded or in base64', () => {
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
      const redact = createRedactor([hidden]);
      for (const form of [hidden, encodeURIComponent(hidden.toWellFormed()), Buffer.from(hidden).toString('base64')])
        expect(redact(`${before}${form}${after}`)).not.toContain(form);
    }),
  );
});

test('a longer secret is not left half there by a shorter one', () => {
  expect(createRedactor(['pass', 'password1'])('login password1, pass')).toBe('login ***, ***');
});

test('words shorter than a secret can be stay', () => {
  expect(createRedactor(['a', '', 'ab'])('a cab')).toBe('a cab');
});

test('fields are redacted at every depth, and depth is bounded', () => {
  const redact = createRedactor(['hunter22']);
  expect(redactDeep({ a: ['x hunter22', { b: 'hunter22', n: 1, no: null }] }, redact)).toEqual({
    a: ['x ***', { b: '***', n: 1, no: null }],
  });
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  expect(JSON.stringify(redactDeep(loop, redact))).toContain('…');
});

test('every event bears the id of the run in hand, and no secret', () => {
  const events: object[] = [];
  const take =
    (level: string) =>
    (event: string, fields: object = {}): void =>
      void events.push({ level, event, ...fields });
  const sink = { debug: take('debug'), info: take('info'), warn: take('warn'), error: take('error') };
  const log = createRunLog(sink, createRedactor(['hunter22']));
  log.info('before', {});
  log.begin('run-1');
  log.warn('during', { answer: 'no hunter22' });
  log.begin('run-2');
  log.error('after');
  expect(events).toEqual([
    { level: 'info', event: 'before' },
    { level: 'warn', event: 'during', runId: 'run-1', answer: 'no ***' },
    { level: 'error', event: 'after', runId: 'run-2' },
  ]);
});
