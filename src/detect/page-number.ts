const NUMBER = /\d+/g; // 2
const PAGE_PART = /^(?:[/?&._-]?(?:page|pages|p|pg|paged|seite|pagina|offset|start|from|skip|index)?[=/_-]?)$/i; // /page/

/** The number in which an address differs from the page's own; null where it differs otherwise. */
export function pageNumber(url: string, here: string): number | null {
  const [a, b] = [trimmed(url), trimmed(here)];
  const skeleton = b.replace(NUMBER, '0');
  for (const match of a.matchAll(NUMBER)) {
    const before = a.slice(0, match.index);
    const after = a.slice(match.index + match[0].length);
    if (match[0].length <= 6 && `${before}0${after}`.replace(NUMBER, '0') === skeleton && b.startsWith(before))
      return Number(match[0]);
    if (match[0].length <= 6 && isGrown(b, before, after)) return Number(match[0]);
  }
  return null;
}

/** Does the address without its number part, `?page=` or `/page/`, be the page's own (the first page has none)? */
function isGrown(here: string, before: string, after: string): boolean {
  for (let cut = before.length; cut >= 0 && before.length - cut <= MOST_NAME; cut--) {
    const part = before.slice(cut);
    if (!PAGE_PART.test(part) && !PARAMETER.test(part)) continue;
    const rest = `${before.slice(0, cut)}${after}`;
    if (sameWithoutMarks(rest, here)) return true;
  }
  return false;
}
const MOST_NAME = 30; // characters of a parameter's name
const PARAMETER = /^[?&][\w[\]%.-]{1,28}=$/; // ?currentPage=
const MARKS = /[?&/]+$|\/(?=\?)|(?<=\?)&/g; // /list/?

function sameWithoutMarks(a: string, b: string): boolean {
  return a.replace(MARKS, '') === b.replace(MARKS, '');
}

function trimmed(url: string): string {
  return (url.split('#')[0] ?? url).replace(SCHEME, '').replace(INDEX, '');
}
const SCHEME = /^https?:\/\/(www\.)?/; // https://www.
const INDEX = /index(?=(-\d+)?\.html?$)|\.html?$/g; // index.html
