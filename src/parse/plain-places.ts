/**
 * Where an element may stand so that the HTML standard's tree construction does nothing but append it: no element is closed,
 * opened or moved on its behalf. Source: html.spec.whatwg.org, "The rules for parsing tokens in HTML content".
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const VOID = words('area base br col embed hr img input link meta param source track wbr');
/** Elements whose content is text up to their end tag; scripting counts as enabled, as parse5 has it. */
export const RAW = words('script style iframe noembed noframes noscript');
export const RAW_WITH_REFERENCES = words('textarea title');

const ROWS = words('tr script style');
/** Parents that take these children alone, and no text but white space unless they are of `TAKES_TEXT`. */
const CHILDREN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['html', words('head body')],
  ['head', words('base link meta title style script noscript')],
  ['table', words('caption colgroup tbody thead tfoot tr script style')],
  ['tbody', ROWS],
  ['thead', ROWS],
  ['tfoot', ROWS],
  ['tr', words('td th script style')],
  ['colgroup', words('col')],
  ['select', words('option optgroup')],
  ['optgroup', words('option')],
  ['option', words('')],
]);
const TAKES_TEXT = words('select optgroup option');

/** Elements that stand in such parents only. */
const BOUND = words(
  'html head body frame frameset caption col colgroup tbody td tfoot th thead tr option optgroup rb rt rtc rp',
);
/** Elements that are parsed by rules of their own, or are not what they seem. */
const STRANGE = words('template math image isindex keygen plaintext xmp listing bgsound basefont');
/** A new one ends the one that is open. */
const ONE_AT_A_TIME = words('a button form nobr p');
/** Elements that end an open paragraph. */
const ENDS_PARAGRAPH = words(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup main menu nav ol p search section summary ul h1 h2 h3 h4 h5 h6 pre form table hr li dd dt',
);
const HEADING = /^h[1-6]$/; // h2
const LIST_ITEMS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', words('li')],
  ['dd', words('dd dt')],
  ['dt', words('dd dt')],
]);
/** Elements that end the search for an open list item; all others are looked through. */
const SHIELDS = words(
  'applet article aside blockquote body button caption center dd details dir dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html li main marquee menu nav object ol pre section select summary table tbody td tfoot th thead tr ul',
);

/** Names of the open elements, outermost first, and how many of each there are. */
export interface OpenElements {
  readonly names: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** May `name` be appended to the innermost open element, and nothing else happen? */
export function standsPlainly(name: string, open: OpenElements): boolean {
  if (STRANGE.has(name)) return false;
  const parent = open.names.at(-1) ?? '';
  const children = CHILDREN.get(parent);
  if (children !== undefined) return children.has(name);
  if (BOUND.has(name)) return name === 'html' && parent === '';
  if (parent === '') return false;
  if (ONE_AT_A_TIME.has(name) && isOpen(name, open)) return false;
  if (ENDS_PARAGRAPH.has(name) && isOpen('p', open)) return false;
  if (HEADING.test(name)) return !HEADING.test(parent);
  const siblings = LIST_ITEMS.get(name);
  return siblings === undefined || !isWithin(siblings, open);
}

function isOpen(name: string, { counts }: OpenElements): boolean {
  return (counts.get(name) ?? 0) > 0;
}

/** Is one of these open, with nothing around the new element that would shield it? */
function isWithin(siblings: ReadonlySet<string>, { names }: OpenElements): boolean {
  for (let at = names.length - 1; at >= 0; at--) {
    const name = names[at] ?? '';
    if (siblings.has(name)) return true;
    if (SHIELDS.has(name)) return false;
  }
  return false;
}

/** May text that is not white space stand in this element? */
export function takesText(parent: string): boolean {
  return TAKES_TEXT.has(parent) || (parent !== '' && !CHILDREN.has(parent));
}
