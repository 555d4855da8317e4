import { detectListing } from '../../src/detect/detect-listing.ts';
import { type Page, readPage } from '../../src/parse/page.ts';
import { readVerdict } from '../../src/parse/verdict.ts';
import { median } from './measure.ts';
import { RECORD_MARKUPS, type RecordMarkup, renderLongListing } from './pages.ts';

const SIZES = [80_000, 320_000, 2_000_000]; // bytes
const ASKED_MS: ReadonlyMap<number, number> = new Map([
  [80_000, 150],
  [2_000_000, 5_000],
]);
const WARMING_BYTES = 1_200_000; // read per run: a small page is read often enough to be compiled
const HERE = 'https://library.example/publications';

/**
 * How long it takes to find the list of a page, parsing and verdict included: the first time in this process (nothing is compiled
 * yet) and when warm. It is judged by the processor time of the thread: what the clock shows on a machine with nothing else to do.
 */
export function benchDetection(runs: number): void {
  console.log('\ndetect: finding the list of a page, parsing included');
  for (const bytes of SIZES) for (const markup of RECORD_MARKUPS) tell(markup, bytes, runs);
}

function tell(markup: RecordMarkup, bytes: number, runs: number): void {
  const { text, records } = renderLongListing(markup, bytes);
  const [first = { wallMs: Number.NaN, cpuMs: Number.NaN, found: 0 }, ...warm] = Array.from(
    { length: 1 + Math.ceil((runs * WARMING_BYTES) / bytes) },
    () => look(text),
  );
  const wall = median(warm.map((look) => look.wallMs));
  const cpu = median(warm.map((look) => look.cpuMs));
  const asked = ASKED_MS.get(bytes);
  const judged = asked === undefined ? '' : `  asked ${asked} ms: ${cpu <= asked ? 'kept' : 'MISSED'}`;
  const found = first.found === records ? '' : `  FOUND ${first.found}`;
  console.log(
    `  ${`${bytes / 1000} KB`.padStart(7)} ${markup.padEnd(6)} ${String(records).padStart(5)} records  ${show(wall)} ms  ${show(cpu)} ms CPU  ${show((cpu / bytes) * 1000)} ms CPU/KB  first ${show(first.wallMs)} ms, ${show(first.cpuMs)} ms CPU${judged}${found}`,
  );
}

function show(figure: number): string {
  return figure.toFixed(figure < 10 ? 2 : 0).padStart(5);
}

interface Look {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly found: number;
}

function look(text: string): Look {
  const body = Buffer.from(text);
  const [began, used] = [performance.now(), process.threadCpuUsage()];
  const capture = { url: HERE, requestUrl: HERE, status: 200, headers: { 'content-type': 'text/html' }, body };
  const page: Page = readPage(capture);
  const { items } = detectListing(page, readVerdict(capture, page));
  const { user, system } = process.threadCpuUsage(used);
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1000, found: items.length };
}
