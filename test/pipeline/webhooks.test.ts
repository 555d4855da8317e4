import { expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import type { OutboxMessage, SendResult } from '../../src/model/outbox.ts';
import type { Store, Unsubscriptions } from '../../src/model/ports.ts';
import type { Settings, Subscriber, Unsubscription } from '../../src/model/subscriber.ts';
import { type DeliverResult, deliverDue } from '../../src/pipeline/deliver.ts';
import { readWebhookHealth } from '../../src/pipeline/webhook-health.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createMemoryDisk } from '../store/memory-disk.ts';
import { messageOf } from '../store/samples.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';
import { makeSubscriber } from './make.ts';

const SENT: SendResult = { state: 'sent', answer: '200', isContentRefused: false };
const GONE: SendResult = { state: 'failed', answer: '410 gone', isContentRefused: false, isEnded: true };
const BUSY: SendResult = { state: 'pending', answer: '429', isContentRefused: false, retryAfterMs: 600_000 };
const DOWN: SendResult = { state: 'pending', answer: 'ECONNREFUSED', isContentRefused: false, isUnreachable: true };

const webhook = (name: string, url = `https://hooks.example/${name}`): Subscriber =>
  makeSubscriber(`webhook:${name}`, {
    email: `webhook:${name}`,
    kinds: [],
    webhook: { url, format: 'json', secrets: [], allowPrivateAddresses: false },
  });
const OPERATOR = makeSubscriber('ops', { kinds: [], incidents: true });
const settingsOf = (...subscribers: readonly Subscriber[]): Settings => ({
  contact: '',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'watch@example.org', replyTo: null },
  subscribers,
});
const posted = (name: string, id: string): OutboxMessage => ({
  ...messageOf(id),
  to: `webhook:${name}`,
  channel: 'webhook',
  subscriberId: `webhook:${name}`,
});

interface Post {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly tried: string[];
  /** What each route answers from now on. */
  answer(result: (message: OutboxMessage) => SendResult): void;
  deliver(settings: Settings, isPatient?: 'patient'): Promise<DeliverResult>;
  unsubscriptions: Unsubscriptions;
}

async function openPost(...messages: readonly OutboxMessage[]): Promise<Post> {
  const clock = createFakeClock('2026-02-03T04:05:06.000Z');
  const disk = createMemoryDisk();
  const store = createFileStore('/nowhere', { clock, archive: createArchive(), version: '0.0.0', disk });
  for (const message of messages) await store.outbox.add(message, Buffer.from('bytes'));
  const left: Unsubscription[] = [];
  const tried: string[] = [];
  let resultOf = (_message: OutboxMessage): SendResult => SENT;
  const unsubscriptions = { all: async () => left, add: async (one: Unsubscription) => void left.push(one) };
  const mailer = {
    send: async (message: OutboxMessage) => {
      tried.push(message.id);
      return resultOf(message);
    },
    close: async () => {},
  };
  const composer = { compose: async () => new Uint8Array() };
  const ports = { clock, store, composer, mailer, log: SILENT_LOG, unsubscriptions };
  return {
    clock,
    store,
    tried,
    unsubscriptions,
    answer: (result) => {
      resultOf = result;
    },
    deliver: (settings, patience) =>
      deliverDue(settings, { isSending: true, isPatient: patience === 'patient' }, ports, new AbortController().signal),
  };
}

test('410 ends a webhook: what waits for it is given up untried, and who follows incidents is told', async () => {
  const post = await openPost(posted('room', 'm1'), posted('room', 'm2'), posted('other', 'm3'));
  const settings = settingsOf(webhook('room'), webhook('other'), OPERATOR);
  post.answer(({ to }) => (to === 'webhook:room' ? GONE : SENT));
  const { deliveries } = await post.deliver(settings);
  expect(deliveries.map(({ to, kind, state }) => [to, kind, state])).toEqual([
    ['webhook:room', 'report', 'failed'],
    ['webhook:room', 'report', 'failed'],
    ['webhook:other', 'report', 'sent'],
    ['ops@example.org', 'notice', 'sent'],
  ]);
  expect(post.tried.slice(0, 2)).toEqual(['m1', 'm3']);
  const health = await readWebhookHealth(settings, post);
  expect(health.map(({ name, isEnded }) => [name, isEnded])).toEqual([
    ['webhook:room', true],
    ['webhook:other', false],
  ]);
});

test('a webhook that ended stays so in every later run, until its address is another one', async () => {
  const post = await openPost(posted('room', 'm1'));
  post.answer(() => GONE);
  await post.deliver(settingsOf(webhook('room')));
  await post.store.outbox.add(posted('room', 'm2'), Buffer.from('bytes'));
  post.answer(() => SENT);
  await post.deliver(settingsOf(webhook('room')));
  expect(post.tried).toEqual(['m1']);
  expect((await post.store.outbox.find('m2'))?.state).toBe('failed');
  await post.store.outbox.add(posted('room', 'm3'), Buffer.from('bytes'));
  await post.deliver(settingsOf(webhook('room', 'https://hooks.example/new')));
  expect(post.tried).toEqual(['m1', 'm3']);
});

test.each([[undefined], ['patient']] as const)(
  'Retry-After is obeyed for all that is on its way there (%s)',
  async (patience) => {
    const post = await openPost(posted('room', 'm1'), posted('room', 'm2'));
    const settings = settingsOf(webhook('room'));
    post.answer(() => BUSY);
    await post.deliver(settings, patience);
    expect(post.tried).toEqual(['m1']);
    post.clock.advance(599_000);
    post.answer(() => SENT);
    const early = await post.deliver(settings, patience);
    expect(post.tried).toEqual(['m1']);
    expect(early.deliveries.map(({ state }) => state)).toEqual(patience === undefined ? ['pending', 'pending'] : []);
    expect(await readWebhookHealth(settings, post)).toMatchObject([
      { waiting: 2, lastAnswer: '429', pauseUntil: '2026-02-03T04:15:06.000Z' },
    ]);
    post.clock.advance(1_000);
    await post.deliver(settings, patience);
    expect(post.tried).toEqual(['m1', 'm1', 'm2']);
    expect(await post.store.outbox.pending()).toEqual([]);
  },
);

test('a webhook that is down stops neither mail nor another webhook', async () => {
  const post = await openPost(posted('room', 'm1'), posted('room', 'm2'), posted('other', 'm3'), messageOf('m4'));
  post.answer(({ to }) => (to === 'webhook:room' ? DOWN : SENT));
  await post.deliver(settingsOf(webhook('room'), webhook('other')));
  expect(post.tried).toEqual(['m1', 'm3', 'm4']);
  expect((await post.store.outbox.pending()).map(({ id }) => id)).toEqual(['m1', 'm2']);
});

test('a mail server that is down stops no webhook', async () => {
  const post = await openPost(messageOf('m1'), posted('room', 'm2'));
  post.answer(({ channel }) => (channel === undefined ? DOWN : SENT));
  await post.deliver(settingsOf(webhook('room')));
  expect((await post.store.outbox.pending()).map(({ id }) => id)).toEqual(['m1']);
});

test('one message that a receiver refuses does not keep back the next', async () => {
  const post = await openPost(posted('room', 'm1'), posted('room', 'm2'));
  post.answer(({ id }) => (id === 'm1' ? { ...SENT, state: 'failed', isContentRefused: true } : SENT));
  const { deliveries } = await post.deliver(settingsOf(webhook('room')));
  expect(deliveries.map(({ state }) => state)).toEqual(['failed', 'sent']);
});
