import { expect, test } from 'vitest';
import type { Subscriber, Unsubscription } from '../../src/model/subscriber.ts';
import { audienceOf } from '../../src/pipeline/audience.ts';
import { heedUnsubscriptions } from '../../src/pipeline/unsubscribed.ts';
import { makeAdded, makeItem } from '../report/make.ts';
import { makeSubscriber } from './make.ts';

const READER = makeSubscriber('reader', { kinds: ['added'], incidents: true });

async function after(...left: readonly Unsubscription[]): Promise<Subscriber | undefined> {
  const mail = { from: 'watch@example.org', replyTo: null };
  const settings = { contact: '', baseUrl: null, timezone: 'UTC', mail, subscribers: [READER] };
  const unsubscriptions = { all: async () => left, add: async () => {} };
  return (await heedUnsubscriptions(settings, { unsubscriptions })).subscribers[0];
}

const readersOf = (sourceId: string, subscriber: Subscriber | undefined): number =>
  audienceOf(sourceId, [makeAdded(makeItem('Tide Tables'))], subscriber === undefined ? [] : [subscriber]).length;

test.each([
  ['harbour', { harbour: 0, mill: 1, incidents: true }],
  ['digest', { harbour: 0, mill: 0, incidents: true }],
  ['incidents', { harbour: 1, mill: 1, incidents: false }],
  ['another list', { harbour: 1, mill: 1, incidents: true }],
])('who left %s is told the rest', async (list, wanted) => {
  const subscriber = await after({ subscriberId: 'reader', list });
  expect({
    harbour: readersOf('harbour', subscriber),
    mill: readersOf('mill', subscriber),
    incidents: subscriber?.incidents,
  }).toEqual(wanted);
});

test('what another reader left is nobody else’s loss', async () => {
  expect(readersOf('harbour', await after({ subscriberId: 'someone', list: 'harbour' }))).toBe(1);
});
