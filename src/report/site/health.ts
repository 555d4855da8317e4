import { type Content, html, type Markup } from './html.ts';
import { isTrouble } from './past-incidents.ts';
import { dayPlus } from './periods.ts';
import type { Site, SiteSource } from './site.ts';

/** What is known of one day of a source. */
export type DayState = 'changed' | 'seen' | 'trouble' | 'unrecorded';

const DAYS = 60;
const CELL = 6; // units of the drawing
const TALL = 16;
const SAID: Readonly<Record<DayState, string>> = {
  seen: 'seen, no change',
  changed: 'seen, with changes',
  trouble: 'could not be seen',
  unrecorded: 'no record',
};

/** The last sixty days as a strip: seen, seen with changes, could not be seen. Says the same in words. */
export function drawStrip(site: Site, source: SiteSource, lastDay: string): Content {
  const days = daysOf(site, source, lastDay);
  if (days.length === 0) return null;
  const states: readonly DayState[] = ['seen', 'changed', 'trouble'];
  const told = states
    .map((state) => ({ state, count: days.filter((day) => day === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${SAID[state]}: ${count}`)
    .join('; ');
  return html`<svg class="strip" viewBox="0 0 ${DAYS * CELL} ${TALL}" role="img" aria-label="Last ${DAYS} days: ${told || 'no record'}" preserveAspectRatio="none">${[
    ...states,
    'unrecorded' as const,
  ].map((state) => {
    const cells = days.map((day, index) =>
      day === state ? `M${index * CELL} ${topOf(state)}h${CELL - 1}V${TALL}h-${CELL - 1}z` : '',
    );
    return cells.some((cell) => cell !== '') ? html`<path class="${state}" d="${cells.join('')}"/>` : null;
  })}</svg>`;
}

/** What the colours and heights of a strip say. */
export function drawStripKey(): Markup {
  const states: readonly DayState[] = ['seen', 'changed', 'trouble', 'unrecorded'];
  return html`<p class="small stripkey">${states.map((state) => html`<span><svg class="strip" viewBox="0 0 ${CELL} ${TALL}" aria-hidden="true"><path class="${state}" d="M0 ${topOf(state)}h${CELL}V${TALL}h-${CELL}z"/></svg> ${SAID[state]}</span> `)}</p>`;
}

/** Told by height as well as by colour. */
function topOf(state: DayState): number {
  return state === 'trouble' ? 0 : state === 'changed' ? 4 : state === 'seen' ? 8 : 14;
}

/** The state of each of the last sixty days, oldest first, as far as the store knows it. A day is told by its best check. */
export function daysOf(site: Site, source: SiteSource, lastDay: string): readonly DayState[] {
  if (lastDay === '') return [];
  const first = dayPlus(lastDay, 1 - DAYS);
  const { check, snapshot } = source;
  const stateByDay = new Map<string, DayState>();
  const mark = (iso: string | null | undefined, state: DayState): void => {
    const day = iso == null ? '' : site.moments.dayOf(iso);
    if (day >= first && RANK[state] > RANK[stateByDay.get(day) ?? 'unrecorded']) stateByDay.set(day, state);
  };
  // The newest come last: sixty days of one check a day are a fraction of what a log of years holds.
  for (const one of source.checks.slice(-MOST_CHECKS))
    if (one.outcome !== 'skipped') mark(one.at, isTrouble(one) ? 'trouble' : 'seen');
  mark(snapshot?.takenAt, 'seen');
  mark(check.lastComplete, 'seen');
  for (const { changeset, change } of source.changes)
    mark(changeset.at, change.kind === 'changed' && change.isCosmetic ? 'seen' : 'changed');
  const { incident } = check;
  const from = incident === null ? '' : site.moments.dayOf(incident.began);
  const to = incident === null ? '' : site.moments.dayOf(check.lastAttempt ?? incident.began);
  return Array.from({ length: DAYS }, (_, index) => {
    const day = dayPlus(first, index);
    const isHeld = from !== '' && from <= day && day <= to;
    return stateByDay.get(day) ?? (isHeld ? 'trouble' : 'unrecorded');
  });
}

const RANK: Readonly<Record<DayState, number>> = { unrecorded: 0, trouble: 1, seen: 2, changed: 3 };
const MOST_CHECKS = 60 * 24; // one an hour

/** The day of the newest check of any source: what the charts end with. '': nothing was checked yet. */
export function lastDayOf(site: Site): string {
  return site.sources.reduce((newest, { check }) => {
    const day = check.lastAttempt === null ? '' : site.moments.dayOf(check.lastAttempt);
    return day > newest ? day : newest;
  }, '');
}

/** How a source is, in words with a mark. */
export function drawHealth(site: Site, source: SiteSource): Content {
  const { check, fault, snapshot } = source;
  if (fault !== null) return html`<span class="state trouble">cannot be read</span> ${fault}`;
  if (check.incident !== null) {
    const { code, since } = check.incident;
    const word = code.startsWith('LISTING_') ? 'held' : 'failing';
    return html`<span class="state trouble">${word}</span> since ${site.moments.time(since)}`;
  }
  if (snapshot === null) return html`<span class="state unrecorded">not read yet</span>`;
  return html`<span class="state seen">well</span>`;
}
