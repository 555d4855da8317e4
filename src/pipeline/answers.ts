import type { Capture } from '../model/capture.ts';
import type { Ports } from '../model/ports.ts';
import type { CheckCaptures, RunCaptures } from '../model/run-log-port.ts';
import type { Source } from '../model/source.ts';
import type { Settings } from '../model/subscriber.ts';
import { hashReading } from './reading.ts';
import type { Committed } from './record.ts';

/** Begins the file of a run's answers; null: none are kept. Throws STATE_WRITE. */
export async function beginAnswers(
  { evidence }: Settings,
  startedAt: string,
  { store }: Pick<Ports, 'store'>,
): Promise<RunCaptures | null> {
  return (evidence?.answers ?? 'none') === 'none' ? null : store.runLog.keepCaptures(startedAt);
}

/** What a check was answered and its commit, if it made one, does not keep; null: nothing that anybody would look for. */
export function answersOf(
  source: Source,
  answers: readonly Capture[],
  committed: Committed | null,
  { evidence }: Settings,
): CheckCaptures | null {
  const kept = new Set(committed?.captures.map(({ wireBody }) => wireBody)); // a page that was read is another object, with the same bytes
  const isChosen = ({ status }: Capture): boolean =>
    // A 304 has no bytes: that it came, and when, stands in the log.
    evidence?.answers === 'all' || (evidence?.answers === 'bodies' && status !== 304);
  const seen = answers.filter((capture) => !kept.has(capture.wireBody) && isChosen(capture));
  if (seen.length === 0 && committed === null) return null;
  return { sourceId: source.id, recipeHash: hashReading(source), seen, committed };
}
