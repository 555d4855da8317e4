import type { Item } from '../model/item.ts';

const LEAST_GARBLED = 2; // items; a single one is an editor's slip, and told as what it is
const GARBLED_SHARE = 0.05;
const LEAST_OTHER = 3; // items whose letters all became other ones
const OTHER_SHARE = 0.3;

/** Says that the texts were read with a wrong charset, judged by the list before; or null. */
export function findGarbled(items: readonly Item[], before: readonly Item[]): string | null {
  const itemByKey = new Map(before.map((item) => [item.key, item]));
  const least = Math.max(LEAST_GARBLED, items.length * GARBLED_SHARE);
  // What reads as before was not garbled since; and it takes more items than that to speak of another alphabet.
  if (items.filter((item) => !isAlike(itemByKey.get(item.key), item)).length < least) return null;
  const [now, then] = [items.filter(isGarbled).length, before.filter(isGarbled).length];
  if (now - then >= least) {
    return `${now} of ${items.length} items hold garbled characters, before ${then} of ${before.length}: the page was read with a wrong charset`;
  }
  const other = items.filter((item) => isOtherAlphabet(itemByKey.get(item.key), item)).length;
  if (other < LEAST_OTHER || other < items.length * OTHER_SHARE) return null;
  return `in ${other} of ${items.length} items every letter beyond ASCII became another one: the page was read with a wrong charset`;
}

// U+FFFD, or UTF-8 read as windows-1252: SeÃ±al, donâ€™t, ÐžÑ‚
const GARBLED = new RegExp(
  '\\ufffd' +
    '|[\\u00c2\\u00c3\\u00c4\\u00c5\\u00d0\\u00d1\\u00d8\\u00d9](?:[\\u00a1-\\u00bf]|[\\u20ac\\u201a\\u0192\\u201e\\u2026\\u2020\\u2021\\u02c6\\u2030\\u0160\\u2039\\u0152\\u017d\\u201c\\u2022\\u02dc\\u2122\\u0161\\u203a\\u0153\\u017e\\u0178])' +
    '|\\u00e2\\u20ac',
  'u',
);

function isAlike(before: Item | undefined, { title, summary }: Item): boolean {
  return before?.title === title && before.summary === summary;
}

function isGarbled({ title, summary }: Item): boolean {
  return GARBLED.test(title) || (summary !== null && GARBLED.test(summary));
}

const ASCII_END = 0x80;
const MOST_KEPT_SHARE = 0.2; // of the letters beyond ASCII; a few stand at one place in two charsets

/** One single-byte charset read as another: as long as before, ASCII in place, all else other. */
function isOtherAlphabet(before: Item | undefined, { title }: Item): boolean {
  if (before === undefined || before.title === title || before.title.length !== title.length) return false;
  let [beyond, kept] = [0, 0];
  for (let at = 0; at < title.length; at++) {
    const [from, to] = [before.title.charCodeAt(at), title.charCodeAt(at)];
    if (from < ASCII_END && to < ASCII_END) {
      if (from !== to) return false;
    } else {
      beyond++;
      kept += Number(from === to);
      if (from < ASCII_END || to < ASCII_END) return false;
    }
  }
  return beyond > 0 && kept <= beyond * MOST_KEPT_SHARE;
}
