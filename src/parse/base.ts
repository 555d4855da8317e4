import { type Document, type Element, isTag } from 'domhandler';
import { resolveUrl } from './url.ts';

/** What the links of a page resolve against: its first `<base href>` that is an address, else its own. */
export function baseOf(document: Document, url: string): string {
  const ahead: Element[] = document.children.filter(isTag).reverse();
  for (let element = ahead.pop(); element !== undefined; element = ahead.pop()) {
    const href = element.name === 'base' ? element.attribs['href'] : undefined;
    const base = href === undefined ? null : resolveUrl(href, url);
    if (base !== null) return base;
    for (let at = element.children.length - 1; at >= 0; at--) {
      const child = element.children[at];
      if (child !== undefined && isTag(child)) ahead.push(child);
    }
  }
  return url;
}
