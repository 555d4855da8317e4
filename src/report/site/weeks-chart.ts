import { KINDS_AS_TOLD } from '../wording.ts';
import type { DatedChange } from './dated-change.ts';
import { type Content, html, type Markup } from './html.ts';
import { dayPlus, weekOf } from './periods.ts';
import type { Site } from './site.ts';
import { drawKind, groupDigits, sayCount } from './words.ts';

const WEEKS = 52; // at most
const FEWEST_WEEKS = 13; // a young record does not fill the width with three bars
const WIDTH = 720; // units of the drawing; it takes the width it is given
const HEIGHT = 110;

interface Week {
  readonly monday: string; // 2026-11-23
  readonly counts: readonly number[]; // as KINDS_AS_TOLD
  readonly total: number;
}

/** Changes per week and kind over a year up to this day, as a drawing and, for who cannot see it, as a table. */
export function drawWeeks(site: Site, changes: readonly DatedChange[], lastDay: string, title: string): Content {
  const weeks = sinceFirst(countWeeks(site, changes, lastDay));
  const total = weeks.reduce((sum, week) => sum + week.total, 0);
  if (total === 0) return null;
  const most = Math.max(...weeks.map((week) => week.total));
  const scale = (HEIGHT - 2) / most;
  const busiest = weeks.find((week) => week.total === most);
  const told = `${sayCount(total, 'change')} in ${weeks.length} weeks; most in one: ${most}, in the week from ${busiest?.monday ?? ''}.`;
  return html`<figure class="chart"><figcaption><strong>${title}</strong> ${told} <span class="key">${KINDS_AS_TOLD.map((kind, index) => html`<span>${drawKind(kind)} ${groupDigits(weeks.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0))}</span> `)}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}. ${told}" preserveAspectRatio="none" class="bars">
<line class="axis" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/>
${weeks.map((week, index) => drawBar(week, index, WIDTH / weeks.length, scale))}</svg>
${drawSpan(weeks)}${drawTable(weeks)}</figure>
`;
}

function countWeeks(site: Site, changes: readonly DatedChange[], lastDay: string): readonly Week[] {
  const last = weekOf(lastDay);
  if (last === '') return [];
  const mondays = Array.from({ length: WEEKS }, (_, index) => dayPlus(last, (index - WEEKS + 1) * 7));
  const countByWeek = new Map(mondays.map((monday) => [monday, KINDS_AS_TOLD.map(() => 0)]));
  const weekByDay = new Map<string, string>();
  for (const { changeset, change } of changes) {
    const day = site.moments.dayOf(changeset.at);
    const week = weekByDay.get(day) ?? weekOf(day);
    weekByDay.set(day, week);
    const counts = countByWeek.get(week);
    const kind = KINDS_AS_TOLD.indexOf(change.kind);
    if (counts !== undefined) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return [...countByWeek].map(([monday, counts]) => ({
    monday,
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  }));
}

/** Without the weeks before the first change, but never fewer than a quarter of a year. */
function sinceFirst(weeks: readonly Week[]): readonly Week[] {
  const first = weeks.findIndex(({ total }) => total > 0);
  return weeks.slice(Math.max(0, Math.min(first, weeks.length - FEWEST_WEEKS)));
}

function drawBar({ counts }: Week, index: number, width: number, scale: number): Content {
  let top = HEIGHT;
  return counts.map((count, kind) => {
    if (count === 0) return null;
    const height = count * scale;
    top -= height;
    return html`<rect class="bar ${KINDS_AS_TOLD[kind] ?? ''}" x="${round(index * width + width / 10)}" y="${round(top)}" width="${round(width * 0.8)}" height="${round(height)}"/>`;
  });
}

/** Named beside the drawing, not in it: it is stretched to the width there is. */
function drawSpan(weeks: readonly Week[]): Content {
  const named = [weeks[0], weeks[Math.floor(weeks.length / 2)], weeks.at(-1)];
  return html`<p class="scale">${named.map((week) => html`<span>${week?.monday ?? ''}</span>`)}</p>
`;
}

function drawTable(weeks: readonly Week[]): Markup {
  const rows = weeks.filter(({ total }) => total > 0).reverse();
  return html`<details><summary>The figures</summary><table><thead><tr><th scope="col">Week from</th>${KINDS_AS_TOLD.map((kind) => html`<th scope="col" class="number">${kind}</th>`)}</tr></thead><tbody>
${rows.map(({ monday, counts }) => html`<tr><th scope="row">${monday}</th>${counts.map((count) => html`<td class="number">${count}</td>`)}</tr>`)}</tbody></table></details>`;
}

/** Two decimals are finer than any screen. */
export function round(units: number): string {
  return String(Math.round(units * 100) / 100);
}
