import { type Document, isTag, type ParentNode } from 'domhandler';
import type { Page } from './page.ts';
import { resolveUrl } from './url.ts';

const MENTION = /<base/i; // <base href="/en/">

/**
 * Makes the function that tells from the tree of a page, or from what is read of it so far, what its links resolve against: its first
 * `<base href>` that is an address, else its own. That there is none is told by the text, in a fifth of the time.
 */
export function createBaseOf({ url, text }: Pick<Page, 'url' | 'text'>): (tree: Document) => string {
  return MENTION.test(text) ? (tree) => baseBelow(tree, url) ?? url : () => url;
}

function baseBelow(parent: ParentNode, url: string): string | null {
  for (const child of parent.children) {
    if (!isTag(child)) continue;
    const href = child.name === 'base' ? child.attribs['href'] : undefined;
    const base = (href === undefined ? null : resolveUrl(href, url)) ?? baseBelow(child, url);
    if (base !== null) return base;
  }
  return null;
}
