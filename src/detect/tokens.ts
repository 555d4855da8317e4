/** How far a class name or id can be trusted to mean something next month. */
export type TokenQuality = 'hashed' | 'styling' | 'numbered' | 'meaningful';

/** Judges one class name or id by its spelling alone. */
export function tokenQuality(token: string): TokenQuality {
  if (token.length < 2 || token.length > 48) return 'hashed';
  if (STATE.test(token) || LONG_NUMBER.test(token) || BUILD_PREFIX.test(token)) return 'hashed';
  if (UNSAFE.test(token)) return 'hashed';
  if (MODULE_SUFFIX.test(token) || token.split(SEPARATOR).some(looksRandom)) return 'hashed';
  if (STYLING.test(token)) return 'styling';
  return COUNTED.test(token) ? 'numbered' : 'meaningful';
}

/** What a class costs in a selector, by its quality: the less it says, the sooner it changes. */
export const TOKEN_COST: Readonly<Record<TokenQuality, number>> = {
  meaningful: 1,
  numbered: 1.7,
  styling: 3,
  hashed: 9,
};

const SEPARATOR = /[-_]+/; // news-list
const UNSAFE = /^[^a-zA-Z_]|[^a-zA-Z0-9_-]/; // md:flex
const STATE =
  /^(odd|even|first|last|active|current|selected|open|opened|closed|collapsed?|expanded|hidden|visible|in-?view|sticky|unread|visited|new|alt|alternate|(is|has|js|ng|no|wow|fade|aos|animate)[-_].*|.*(odd|even|first|last)(row)?)$/i; // is-active
const LONG_NUMBER = /\d{3,}/; // post-4711
const COUNTED = /\d$/; // views-row-2
const BUILD_PREFIX = /^(css|sc|jsx|jss|emotion|svelte|styled|tss|astro|data-v)-\w{4,}$/i; // css-1x2y3z
const MODULE_SUFFIX = /__(?=[\w-]*[A-Z0-9])[A-Za-z0-9-]{5,8}$/; // card_title__3xY9z
// What a utility sheet or a grid calls things: it says how a box looks, and changes with every new coat of paint.
const STYLING =
  /^((col|row|grid|offset|order|span|w|h|m|p|mx|my|mt|mb|ml|mr|px|py|pt|pb|pl|pr|gap|d|g|fs|fw|lh|z|gx|gy)-.*\d.*|(d|flex|align|justify|text|font|bg|border|rounded|shadow|float|position|overflow|leading|tracking|items|self|uk|pull)-.*|row|col|column|columns|grid|flex|container(-fluid)?|clearfix|cf|clear|block|inline|left|right|center|cell|wrap|wrapper|inner|outer|box|style\d*|format-.*|status-.*|type-.*|category-.*|tag-.*|author-.*|hentry|even|odd)$/i; // col-md-6

function looksRandom(segment: string): boolean {
  if (HEX.test(segment)) return true;
  const runs = segment.match(RUNS) ?? [];
  const digits = runs.filter((run) => DIGITS.test(run)).length;
  if (digits > 0 && runs.length >= 4) return true;
  return runs.length >= 3 && segment.length / runs.length < 2.5 && segment.length >= 5;
}
const HEX = /^(?=.*\d)(?=.*[a-f])[a-f0-9]{6,}$/; // 3fa09b
const RUNS = /[A-Z]*[a-z]+|[A-Z]+|\d+/g; // the runs of x7K2q: x, 7, K, 2, q
const DIGITS = /^\d/; // 42
