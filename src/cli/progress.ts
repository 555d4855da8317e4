import { cutText, displayText } from '../lib/text.ts';
import type { Progress } from '../model/ports.ts';
import type { GlobalOptions, Io } from './io.ts';

/** A progress line on a terminal: which source, page of pages. Elsewhere, and with --quiet or --json, nothing. */
export function createProgress(
  io: Io,
  options: Pick<GlobalOptions, 'quiet' | 'json' | 'verbose'>,
): Progress & { clear(): void } {
  const isShown = io.stderr.isTTY === true && !options.quiet && !options.json && !options.verbose;
  const width = (io.stderr.columns ?? 80) - 1;
  const show = (text: string): void => {
    if (isShown) io.stderr.write(`\r\u001b[2K${cutText(displayText(text), width)}`);
  };
  return {
    page: (sourceId, page, items) => show(`${sourceId}: page ${page}, ${items} items`),
    probe: (sourceId, done, of) => show(`${sourceId}: asking for missing item ${done} of ${of}`),
    done: () => show(''),
    clear: () => {
      if (isShown) io.stderr.write('\r\u001b[2K');
    },
  };
}
