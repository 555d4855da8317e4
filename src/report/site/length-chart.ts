import { type Content, html } from './html.ts';
import type { Site, SiteSource } from './site.ts';
import { round } from './weeks-chart.ts';
import { sayCount } from './words.ts';

const WIDTH = 720; // units of the drawing
const HEIGHT = 90;
const DAY_MS = 86_400_000;

interface Point {
  readonly at: string; // ISO 8601
  readonly items: number;
}

/** How long the list was at each crawl that changed something, and is now. Nothing where there is one point only. */
export function drawLength(site: Site, source: SiteSource): Content {
  const points = pointsOf(source);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return null;
  const start = Date.parse(first.at);
  const span = Math.max(Date.parse(last.at) - start, DAY_MS);
  const most = Math.max(...points.map(({ items }) => items), 1);
  const xOf = ({ at }: Point): string => round(((Date.parse(at) - start) / span) * WIDTH);
  const yOf = ({ items }: Point): string => round(HEIGHT - 4 - (items / most) * (HEIGHT - 12));
  // A list keeps its length until the next crawl finds another: steps, not slopes.
  const line = points
    .map((point, index) => (index === 0 ? `M0 ${yOf(point)}` : `H${xOf(point)}V${yOf(point)}`))
    .join('');
  const low = Math.min(...points.map(({ items }) => items));
  const told = `From ${first.items} to ${sayCount(last.items, 'item')}; fewest ${low}, most ${most}.`;
  return html`<figure class="chart"><figcaption><strong>Length of the list</strong> ${told} ${site.moments.day(first.at)} to ${site.moments.day(last.at)}, from zero.</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Length of the list. ${told}" preserveAspectRatio="none" class="line">
<path class="area" d="${line}V${HEIGHT}H0Z"/><path class="stroke" d="${line}"/></svg></figure>
`;
}

const MOST_POINTS = 400; // of the newest crawls; more than a screen has room for

function pointsOf({ changesets, snapshot, check }: SiteSource): readonly Point[] {
  const points = changesets.map(({ at, coverage }) => ({ at, items: coverage.items }));
  const now = check.lastComplete ?? snapshot?.takenAt;
  const listed = snapshot?.items.filter(({ missing }) => missing === null).length;
  const all = now === undefined || listed === undefined ? points : [...points, { at: now, items: listed }];
  return all.filter(({ at }) => !Number.isNaN(Date.parse(at))).slice(-MOST_POINTS);
}
