import { type Document, isText } from 'domhandler';
import { createFind } from '../parse/tree.ts';
import { keyUrl, resolveItemUrl } from '../parse/url.ts';

const LONGEST = 400_000; // characters of one script
const MOST_NODES = 20_000; // looked at in one script
const FEWEST = 3; // addresses; two are no list

/** Keys of the addresses that each list names in the page's JSON-LD (schema.org ItemList, or articles of a collection). */
export function readItemLists(document: Document, base: string): readonly ReadonlySet<string>[] {
  const scripts = createFind()('script[type="application/ld+json"]', document);
  return scripts.flatMap((script) => {
    const text = script.children.map((child) => (isText(child) ? child.data : '')).join('');
    return listsIn(tryParse(text)).flatMap((urls) => {
      const resolved = urls.flatMap((url) => resolveItemUrl(url, base) ?? []);
      const keys = new Set(resolved.map(keyUrl));
      return keys.size >= FEWEST ? [keys] : [];
    });
  });
}

function tryParse(text: string): unknown {
  if (text.length > LONGEST) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null; // many sites write it by hand; it is a second opinion, no more
    throw error;
  }
}

/** Every list in it, at whatever depth: lists stand in `mainEntity`, `@graph` and `hasPart`. */
function listsIn(root: unknown): readonly (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  const ahead: unknown[] = [root];
  for (let seen = 0; ahead.length > 0 && seen < MOST_NODES; seen++) {
    const node = ahead.pop();
    if (Array.isArray(node)) {
      lists.push(node.filter(isArticle).flatMap(addressOf));
      for (const one of node) ahead.push(one);
    } else if (isNode(node) && !hasType(node, PATHWAY)) {
      if (hasType(node, ITEM_LIST)) lists.push([node['itemListElement']].flat().flatMap(addressOf));
      else ahead.push(...Object.values(node));
    }
  }
  return lists.filter((urls) => urls.length >= FEWEST);
}

type Node = Readonly<Record<string, unknown>>;

const ITEM_LIST = /^(ItemList|OfferCatalog)$/; // ItemList
const PATHWAY = /^(BreadcrumbList|SiteNavigationElement|WPHeader|WPFooter)$/; // BreadcrumbList
const ARTICLE = /^(\w*Article|BlogPosting|Report|Legislation|\w*Document|PublicationIssue|ScholarlyWork|Event)$/; // NewsArticle

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(node: Node, wanted: RegExp): boolean {
  return [node['@type']].flat().some((type) => typeof type === 'string' && wanted.test(type));
}

function isArticle(value: unknown): boolean {
  return isNode(value) && hasType(value, ARTICLE);
}

/** The address of an entry: its own, that of the `item` it stands for, or the text it is. */
function addressOf(entry: unknown): readonly string[] {
  if (typeof entry === 'string') return [entry];
  if (!isNode(entry)) return [];
  for (const value of [entry['url'], entry['item'], entry['@id']]) {
    if (typeof value === 'string') return [value];
    if (isNode(value)) return addressOf(value);
  }
  return [];
}
