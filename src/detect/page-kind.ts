import type { Verdict } from '../model/verdict.ts';
import type { Page } from '../parse/page.ts';
import { readVerdict } from '../parse/verdict.ts';
import type { Block, Outline } from './outline.ts';
import type { Texts } from './texts.ts';

/** What a saved page alone tells, without status and headers. */
export function verdictOf(page: Page): Verdict {
  return readVerdict({ url: page.url, requestUrl: page.url, status: 200, headers: {} }, page);
}

/** What a page is about, by its own word in its head: an article, a product; null where it does not say. */
export function declaredKind(page: Page): 'article' | 'product' | null {
  const head = page.text.slice(0, HEAD_LENGTH);
  const kind = OPEN_GRAPH.exec(head)?.[1] ?? OPEN_GRAPH_TURNED.exec(head)?.[1];
  if (kind !== undefined) return ARTICLE.test(kind) ? 'article' : 'product';
  const schema = JSON_LD_KIND.exec(page.text)?.[1];
  if (schema === undefined || JSON_LD_LIST.test(page.text)) return null;
  return ARTICLE.test(schema) ? 'article' : 'product';
}
const HEAD_LENGTH = 200_000; // characters; inlined styles make heads long
const OPEN_GRAPH = /<meta\s[^>]{0,80}property=["']?og:type["']?\s[^>]{0,80}content=["']?(article|product)\b/i; // <meta property="og:type" content="article">
const OPEN_GRAPH_TURNED = /<meta\s[^>]{0,80}content=["']?(article|product)["']?\s[^>]{0,80}property=["']?og:type\b/i; // <meta content="product" property="og:type">
const JSON_LD_KIND = /"@type"\s*:\s*\[?\s*"((?:News|Blog|Scholarly|Report)?Article|BlogPosting|Product)"/; // "@type": "NewsArticle"
const JSON_LD_LIST = /"@type"\s*:\s*\[?\s*"(?:ItemList|CollectionPage|Blog|SearchResultsPage)"/; // "@type": "ItemList"
const ARTICLE = /article|blogposting/i; // NewsArticle

/** Does it hold the empty box into which a program in the browser draws? */
export function hasEmptyMount(page: Page): boolean {
  return EMPTY_MOUNT.test(page.text);
}
const EMPTY_MOUNT =
  /<div\s[^>]{0,200}\bid=["']?(?:root|app|__next|__nuxt|react-root|main-app)["']?(?:\s[^>]{0,200})?>\s*<\/div>/i; // <div id="root"></div>

const LEAST_PROSE = 80; // characters of a paragraph that is read, not scanned
const PROSE_TAG = /^(p|div|section|article|td|li|blockquote|dd|main)$/; // p

/** Characters of running text outside of these blocks and of what surrounds the page: an article has much of it, a list little. */
export function proseOutside(outline: Outline, isOut: (block: Block) => boolean): number {
  let prose = 0;
  for (const block of outline.blocks) {
    if (!PROSE_TAG.test(block.tag) || block.textLength < LEAST_PROSE || block.linkLength > block.textLength * 0.4)
      continue;
    const own = outline
      .childrenOf(block)
      .reduce((left, child) => left - (INLINE.test(child.tag) ? 0 : child.textLength), block.textLength);
    if (own >= LEAST_PROSE && !isOut(block)) prose += own;
  }
  return prose;
}
const INLINE = /^(a|b|i|em|strong|span|u|sup|sub|small|q|cite|abbr|code|font|mark|br)$/; // em

const EMPTY_TEXT =
  /^(sorry[,!]? |there (are|were|is) (currently |presently )?|we (found|have) |your search (returned|has|found) |currently )?(no|0|zero) [\p{L}’' -]{2,60}(available|found|match(es|ed|ing)?|at this time|to (show|display)|yet|posted|listed|currently|published|were returned)|^no (results|records|documents|publications|reports|items|entries|articles|news|posts|matches|events|opinions|files|listings|data|content)[.!]?$|^(none|empty|nothing)( found| here| matches)?[.!]?$|^nothing (was |were )?(found|matched|matches)|^0 (results|documents|records|items)|did not (match|return) any|^keine? [\p{L} -]{2,60}(gefunden|vorhanden|verfügbar)|^keine (ergebnisse|treffer|einträge)|^aucune? [\p{L}’' -]{2,40}|^(no (hay|se (han )?encontr(ó|aron|ado))|sin resultados|ningún resultado)|^(nessun[oa']? |non (ci sono|è stat))|^(nenhum|não (há|foram))|^geen [\p{L} -]{2,40}(gevonden)?|^(inga|ingen) (resultat|träff)|^brak wyników|^ничего не найдено|^(нет|не найдено) |^(没有|暂无|無|无)[\p{sc=Han}]{0,12}|見つかりません|ありません|없습니다/iu; // No results found.
const EMPTY_NAME =
  /^((views?|lists?|results?|search|listing|items)[-_]{1,2}empty|empty[-_](results?|list|message|text)|no-?results?|nothing-found|no-?items|no-?data|no-?records)$/i; // view-empty

/** The words by which a page says that its list has nothing now; null where it says no such thing. */
export function emptyNotice(outline: Outline, texts: Texts, isOut: (block: Block) => boolean): string | null {
  for (const block of outline.blocks) {
    if (block.textLength === 0 || block.textLength > MOST_NOTICE || isOut(block)) continue;
    const named = block.classes.some((name) => EMPTY_NAME.test(name)) && block.linkLength < block.textLength * 0.5;
    if (named || (block.tag !== 'a' && EMPTY_TEXT.test(texts.of(block)))) return texts.of(block);
  }
  return null;
}
const MOST_NOTICE = 160; // characters
