import { Element } from 'domhandler';
import { parseFragment } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';

// What is read by other rules than the drawing around it, or could hide the drawing's end.
const NOT_DRAWN =
  /<[!?]|<\/?(?:foreignobject|script|textarea|xmp|iframe|no(?:script|embed|frames)|plaintext)\b|<svg.*<svg/is; // <!
const WORDED = /<(?:title|desc)\b[^>]*>[^<]*<(?!\/(?:title|desc)>)/i; // <desc>A <b>
const COMMENT = /<!--[^>-](?:(?!--)[\s\S])*-->/g; // <!-- logo -->

/** Markup from `<svg` to the first `</svg>` as parse5 reads it by itself; null where it is read otherwise as part of a page. */
export function parseDrawing(markup: string): Element | null {
  const uncommented = markup.replace(COMMENT, '');
  if (NOT_DRAWN.test(uncommented) || WORDED.test(uncommented)) return null;
  const [element, ...more] = parseFragment(markup, { treeAdapter: adapter }).children;
  return element instanceof Element && element.name === 'svg' && more.length === 0 ? element : null;
}
