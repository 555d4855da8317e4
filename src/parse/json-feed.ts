import type { RawItem } from '../model/item.ts';
import { describeDocument, notOfFormat } from './document-kind.ts';
import { parseJson, valueAt, valueText } from './json-value.ts';
import type { Page } from './page.ts';
import { resolveItemUrl } from './url.ts';

const VERSION = /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\//; // https://jsonfeed.org/version/1.1

/** Entries of a JSON Feed (jsonfeed.org, version 1 and 1.1). Throws LISTING_UNREADABLE for other JSON. */
export function parseJsonFeed(page: Page, wanted: string): RawItem[] {
  const feed = parseJson(page.text, wanted);
  const version = valueAt(feed, '/version');
  const items = valueAt(feed, '/items');
  if (typeof version !== 'string' || !VERSION.test(version) || !Array.isArray(items)) {
    throw notOfFormat(wanted, describeDocument(page));
  }
  return items.map((item: unknown) => {
    const first = (...names: readonly string[]): string | null =>
      names.map((name) => valueText(valueAt(item, `/${name}`))).find((text) => text !== null) ?? null;
    const id = first('id') ?? '';
    const address = first('url', 'external_url') ?? (ABSOLUTE.test(id) ? id : null);
    return {
      title: first('title'),
      url: address === null ? null : resolveItemUrl(address, page.url),
      date: first('date_published', 'date_modified'),
      summary: first('summary', 'content_text', 'content_html'),
    };
  });
}
const ABSOLUTE = /^https?:\/\//i; // https://example.org/1
