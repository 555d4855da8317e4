import { afterEach, beforeEach, describe, expect } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { createComposer } from '../../src/mail/compose.ts';
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import type { Delivery } from '../../src/model/outbox.ts';
import type { Subscriber } from '../../src/model/subscriber.ts';
import { audienceOf } from '../../src/pipeline/audience.ts';
import { deliverDue } from '../../src/pipeline/deliver.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { makeSubscriber } from '../pipeline/make.ts';
import { createMemoryDisk } from '../store/memory-disk.ts';
import { changesetOf, checkOf, commitOf } from '../store/samples.ts';
import { createFakeClock } from '../support/clock.ts';
import { testWith } from '../support/program.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp.ts';
import { headersOf } from './headers.ts';
import { type Policy, type Postfix, startPostfix } from './postfix.ts';

const reader = (email: string, over: Partial<Subscriber> = {}): Subscriber => makeSubscriber(email, { email, ...over });
const SETTINGS = {
  contact: '',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'Watch <watch@example.org>', replyTo: null },
  subscribers: [
    reader('nobody@example.test'),
    reader('full@example.test'),
    reader('editor@example.test'),
    reader('elsewhere@example.net'),
    reader('desk@example.test'),
    reader('ops@example.test', { kinds: [], incidents: true }),
  ],
};

/** Puts off each recipient the first time it is asked for, and a full mailbox three times. */
function createGreylist(): Policy {
  const asked = new Map<string, number>();
  return (recipient) => {
    const count = (asked.get(recipient) ?? 0) + 1;
    asked.set(recipient, count);
    if (count === 1) return '450 4.7.1 Greylisted, come again';
    return recipient.startsWith('full@') && count <= 3 ? '452 4.2.2 Mailbox full' : 'DUNNO';
  };
}

/** Commits that are owed to all readers, and a run that mails them. */
function createRuns(port: number) {
  const clock = createFakeClock('2026-02-03T04:05:06.000Z');
  const disk = createMemoryDisk();
  const store = createFileStore('/nowhere', { clock, archive: createArchive(), version: '0.0.0', disk });
  const mailer = createSmtpMailer({ host: '127.0.0.1', port, encryption: 'offered', login: null }, 'watch@example.org');
  const ports = { clock, store, composer: createComposer(SETTINGS.mail), mailer, log: SILENT_LOG };
  const deliver = async (): Promise<readonly Delivery[]> => {
    const options = { isSending: true, isPatient: false };
    const { deliveries } = await deliverDue(SETTINGS, options, ports, new AbortController().signal);
    clock.advance(3_600_000);
    return deliveries;
  };
  const commit = async (sequence: number, title: string): Promise<void> => {
    const changeset = changesetOf(sequence);
    const changes = changeset.changes.map((change) =>
      change.kind === 'added' ? { ...change, after: { ...change.after, title } } : change,
    );
    const audience = audienceOf('alpha', changes, SETTINGS.subscribers);
    await store.commit({ ...commitOf(sequence), changeset: { ...changeset, changes, audience } }, checkOf(sequence));
  };
  return { deliver, commit, begin: () => store.commit(commitOf(1), checkOf(1)), close: () => mailer.close() };
}

const statesOf = (deliveries: readonly Delivery[]): readonly string[] =>
  deliveries.map(({ to, kind, state }) => `${to.split('@')[0]} ${kind} ${state}`).sort();

describe('through a real Postfix', () => {
  let next: SmtpServer;
  let postfix: Postfix | null = null;
  beforeEach(async () => {
    next = await startSmtpServer();
  });
  afterEach(async () => {
    await postfix?.stop();
    await next.close();
    postfix = null;
  });
  const arrived = (): readonly string[] => next.messages.map(({ to }) => to.join()).sort();

  testWith('postfix', 'greylisted, full and refused: every report arrives once', async () => {
    postfix = await startPostfix(next.port, createGreylist());
    const runs = createRuns(postfix.port);
    await runs.begin();
    await runs.commit(2, 'Harbour Survey');
    expect(statesOf(await runs.deliver())).toEqual([
      'desk report pending',
      'editor report pending',
      'elsewhere report failed',
      'full report pending',
      'nobody report failed',
      'ops notice pending',
    ]);
    expect(statesOf(await runs.deliver())).toEqual([
      'desk report sent',
      'editor report sent',
      'full report pending',
      'ops notice sent',
    ]);
    expect(statesOf(await runs.deliver())).toEqual(['full report pending']);
    expect(statesOf(await runs.deliver())).toEqual(['full report sent']);
    expect(await runs.deliver()).toEqual([]);
    await runs.close();
    await postfix.drained();
    expect(arrived()).toEqual(['desk', 'editor', 'full', 'ops'].map((name) => `${name}@example.test`));
    const ids = next.messages.map(({ bytes }) => headersOf(bytes.toString('latin1')).get('message-id'));
    expect(new Set(ids).size).toBe(4);
    expect(next.messages.map(({ from }) => from)).toEqual(ids.map(() => 'watch@example.org'));
  });

  testWith('postfix', 'a report that a filter refuses keeps no other back, and ops are told', async () => {
    postfix = await startPostfix(next.port, () => 'DUNNO');
    const runs = createRuns(postfix.port);
    await runs.begin();
    await runs.commit(2, 'Forbidden Words');
    await runs.commit(3, 'Harbour Survey');
    const deliveries = await runs.deliver();
    expect(statesOf(deliveries.filter(({ to }) => to.startsWith('editor@')))).toEqual([
      'editor report failed',
      'editor report sent',
    ]);
    expect(await runs.deliver()).toEqual([]);
    await runs.close();
    await postfix.drained();
    expect(arrived()).toEqual(['desk', 'editor', 'full', 'ops'].map((name) => `${name}@example.test`));
  });
});
