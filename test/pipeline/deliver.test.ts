import { expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import type { DeliveryState, SendResult } from '../../src/model/outbox.ts';
import { deliverDue } from '../../src/pipeline/deliver.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createMemoryDisk } from '../store/memory-disk.ts';
import { messageOf } from '../store/samples.ts';
import { createFakeClock } from '../support/clock.ts';

const DAY_MS = 86_400_000;
const SETTINGS = {
  contact: '',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'watch@example.org', replyTo: null },
  subscribers: [],
};
const GREYLISTED: SendResult = { state: 'pending', answer: '451 later', isContentRefused: false };
const UNREACHABLE: SendResult = { ...GREYLISTED, answer: 'ECONNREFUSED', isUnreachable: true };

/** What a message is after each of these days, tried once a day at most; null: the machine is off. */
async function statesOver(days: readonly (SendResult | null)[]): Promise<readonly (DeliveryState | undefined)[]> {
  const clock = createFakeClock('2026-02-03T04:05:06.000Z');
  const disk = createMemoryDisk();
  const store = createFileStore('/nowhere', { clock, archive: createArchive(), version: '0.0.0', disk });
  await store.outbox.add(messageOf('m1'), Buffer.from('bytes'));
  const states: (DeliveryState | undefined)[] = [];
  for (const result of days) {
    const mailer = { send: async () => result ?? GREYLISTED, close: async () => {} };
    const composer = { compose: async () => new Uint8Array() };
    const ports = { clock, store, composer, mailer, log: SILENT_LOG };
    const options = { isSending: true, isPatient: false };
    if (result !== null) await deliverDue(SETTINGS, options, ports, new AbortController().signal);
    states.push((await store.outbox.find('m1'))?.state);
    clock.advance(DAY_MS);
  }
  return states;
}

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

test('a message that is put off for five days is given up', async () => {
  expect(await statesOver(times(6, GREYLISTED))).toEqual([...times(5, 'pending'), 'failed']);
});

test('a server that cannot be reached for weeks has refused nothing', async () => {
  expect((await statesOver([...times(30, UNREACHABLE), GREYLISTED])).at(-1)).toBe('pending');
});

test('a machine that was off for a week is greylisted, not given up', async () => {
  expect((await statesOver([GREYLISTED, ...times(7, null), GREYLISTED])).at(-1)).toBe('pending');
});
