import { cutText } from '../lib/text.ts';
import type { Cell } from './cells.ts';
import type { Scored, Setting } from './score.ts';

const MOST_TOLD = 5; // candidates

/** Why these records and no others, for `--verbose`. */
export function explain(
  { outline, chrome, ownLength }: Setting,
  scored: readonly Scored[],
  best: Scored | null,
  confidence: number,
): readonly string[] {
  const place =
    chrome.main === null
      ? 'no main part is marked'
      : `main part: ${nameOf(chrome.main.tag, chrome.main.element.attribs)}`;
  return [
    `${outline.blocks.length} elements, ${ownLength} characters outside of menus; ${place}; ${scored.length} groups that repeat`,
    ...scored.slice(0, MOST_TOLD).map((one, at) => `${at + 1}. ${describe(one)}`),
    ...(best === null ? [] : [`chosen: ${describe(best)}; ${rolesOf(best)}; confidence ${confidence}`]),
  ];
}

function describe({ rows, traits, roles, score }: Scored): string {
  const start = rows[0]?.start;
  const name = start === undefined ? '' : nameOf(start.tag, start.element.attribs);
  const told = Object.entries(traits).map(
    ([trait, value]) => `${trait} ${typeof value === 'number' ? Math.round(value * 100) / 100 : String(value)}`,
  );
  return `${rows.length} × ${name} “${cutText(roles.title?.texts[0] ?? '', 40)}”, score ${score.toFixed(2)} (${told.join(', ')})`;
}

function rolesOf({ roles: { title, link, date, summary } }: Scored): string {
  return Object.entries({ title, link, date, summary })
    .map(([role, cell]) => `${role} ${cell === null ? '–' : placeOf(cell)}`)
    .join(', ');
}

function placeOf({ path }: Cell): string {
  return path.length === 0
    ? 'the record itself'
    : path.map(({ tag, token }) => (token === '' ? tag : `${tag}.${token}`)).join('>');
}

function nameOf(tag: string, attribs: Readonly<Record<string, string>>): string {
  const id = attribs['id'];
  return `${tag}${id === undefined ? '' : `#${id}`}${attribs['class'] === undefined ? '' : `.${attribs['class'].trim().split(' ')[0]}`}`;
}
