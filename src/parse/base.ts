import { type Document, isTag, type ParentNode } from 'domhandler';
import { resolveUrl } from './url.ts';

/** What the links of a page resolve against: its first `<base href>` that is an address, else its own. */
export function baseOf(document: Document, url: string): string {
  return baseBelow(document, url) ?? url;
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
