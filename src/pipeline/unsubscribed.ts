import type { Ports } from '../model/ports.ts';
import type { Settings, Subscriber } from '../model/subscriber.ts';

/** The settings with what readers took back by One-Click: read anew for each run, so that a daemon heeds it at once. */
export async function heedUnsubscriptions(
  settings: Settings,
  { unsubscriptions }: Pick<Ports, 'unsubscriptions'>,
): Promise<Settings> {
  const left = (await unsubscriptions?.all()) ?? [];
  if (left.length === 0) return settings;
  const subscribers = settings.subscribers.map((subscriber): Subscriber => {
    const leftLists = left.filter(({ subscriberId }) => subscriberId === subscriber.id).map(({ list }) => list);
    return { ...subscriber, leftLists, incidents: subscriber.incidents && !leftLists.includes('incidents') };
  });
  return { ...settings, subscribers };
}

/** Did the reader leave the reports of this source, or all reports? */
export function hasLeft({ leftLists = [] }: Subscriber, sourceId: string): boolean {
  return leftLists.includes(sourceId) || leftLists.includes('digest');
}
