import { readFile } from 'node:fs/promises';
import { loadRecipe } from '../config/load.ts';
import { detectListing } from '../detect/detect-listing.ts';
import { unpack } from '../lib/content-coding.ts';
import { cutText } from '../lib/text.ts';
import { NO_VALIDATORS, type Unpacked } from '../model/capture.ts';
import type { Detection } from '../model/detection.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Listing } from '../model/item.ts';
import type { Recipe } from '../model/recipe.ts';
import type { FetchPolicy } from '../model/source.ts';
import type { Verdict } from '../model/verdict.ts';
import { parseListing } from '../parse/listing.ts';
import { normalizeItems } from '../parse/normalize.ts';
import type { Page } from '../parse/page.ts';
import { readPage } from '../parse/page.ts';
import { readVerdict } from '../parse/verdict.ts';
import { itemToJson } from '../report/json.ts';
import { readOnlyHosts, wireFetcher } from '../wire.ts';
import { wireStore } from '../wire-state.ts';
import { chooseLog } from './choose-log.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';
import { table } from './table.ts';

interface Subject {
  readonly capture: Unpacked;
  readonly recipe: Recipe | null;
}

/** What one page holds, as `preview --json` tells it. */
interface Preview {
  readonly verdict: 'listing' | 'empty' | 'not-a-listing' | 'blocked';
  readonly format: Recipe['format'] | null;
  readonly recipe: Recipe | null;
  readonly detected: boolean;
  readonly confidence: number;
  readonly items: readonly ReturnType<typeof itemToJson>[];
  readonly next: string | null;
  readonly warnings: readonly string[];
}

/** `preview`: reads one page and shows the items found, without touching any state. */
export async function preview(
  context: CommandContext,
  [target]: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { options, out } = context;
  const { capture, recipe } = await openSubject(context, target, flags);
  const found = look(capture, recipe, (line) => {
    if (options.verbose) out.diagnostic(line);
  });
  if (options.json) out.json(found);
  else out.result(tell(found));
  return found.verdict === 'listing' ? 0 : 65;
}

async function openSubject(
  context: CommandContext,
  target: string | undefined,
  flags: Readonly<Record<string, unknown>>,
): Promise<Subject> {
  const { file, baseUrl, recipe: recipePath } = flags;
  const recipe = typeof recipePath === 'string' ? await loadRecipe(recipePath) : null;
  if (typeof file === 'string') {
    if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl))
      throw new PubwatchError('USAGE', '--file needs --base-url, the address the page had');
    return {
      capture: { url: baseUrl, requestUrl: baseUrl, status: 200, headers: {}, body: await readPageFile(file) },
      recipe,
    };
  }
  if (target === undefined)
    throw new PubwatchError('USAGE', 'expected an address, the id of a source, or --file PATH --base-url URL');
  return fetchSubject(context, target, recipe);
}

async function readPageFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new PubwatchError(
      'USAGE',
      `${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {},
      error,
    );
  }
}

async function fetchSubject(
  { io, options, out, signal }: CommandContext,
  target: string,
  recipe: Recipe | null,
): Promise<Subject> {
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const source = config.sources.find((one) => one.id === target);
  const url = source?.urls[0] ?? target;
  if (!URL.canParse(url)) throw new PubwatchError('USAGE', `"${target}" is neither an address nor the id of a source`);
  const policy: FetchPolicy = source?.fetch ?? config.fetch;
  const fetcher = await wireFetcher(
    config.settings.contact,
    readOnlyHosts((await wireStore({ ...options, env: io.env })).hosts),
    {
      env: io.env,
      log: await chooseLog({ io, options, out }, config.secrets),
    },
  );
  try {
    const capture = await fetcher.fetch(
      { url, method: 'GET', validators: NO_VALIDATORS, redirects: 'follow', policy },
      signal,
    );
    return { capture: await unpack(capture, policy.maxBodyBytes), recipe: recipe ?? source?.recipe ?? null };
  } finally {
    await fetcher.close();
  }
}

/** Reads the page with the recipe; without one the listing is looked for, and `explain` is told why. */
function look(capture: Subject['capture'], given: Recipe | null, explain: (line: string) => void): Preview {
  const page = readPage(capture);
  const verdict = readVerdict(capture, page);
  if (given !== null) return read(capture, page, verdict, given);
  const detection = detectListing(page, verdict);
  for (const line of detection.trace) explain(line);
  return detected(detection);
}

function detected({ verdict, recipe, confidence, items, next, what, warnings }: Detection): Preview {
  const found = recipe === null ? [] : normalizeItems(items, recipe, null).items.map(itemToJson);
  const told = verdict === 'listing' ? warnings : [what, ...warnings];
  return {
    verdict,
    format: recipe?.format ?? null,
    recipe,
    detected: true,
    confidence,
    items: found,
    next,
    warnings: told,
  };
}

function read(capture: Subject['capture'], page: Page, verdict: Verdict, recipe: Recipe): Preview {
  const listing = capture.status < 400 ? tryParse(page, recipe) : null;
  const items = listing === null ? [] : normalizeItems(listing.items, recipe, null).items.map(itemToJson);
  const common = { recipe, detected: false, confidence: 1, items };
  if (listing !== null && items.length > 0) {
    return { ...common, verdict: 'listing', format: recipe.format, next: listing.nextUrl, warnings: [] };
  }
  const kind = verdict.kind === 'blocked' ? 'blocked' : listing?.isMarkedEmpty ? 'empty' : 'not-a-listing';
  const why = verdict.kind === 'page' ? 'the recipe finds no records' : verdict.message;
  return { ...common, verdict: kind, format: null, next: null, warnings: [why] };
}

function tryParse(page: Page, recipe: Recipe): Listing | null {
  try {
    return parseListing(page, recipe);
  } catch (error) {
    if (error instanceof PubwatchError) return null;
    throw error;
  }
}

function tell({ verdict, items, next, warnings }: Preview): string {
  const rows = table([
    ['title', 'link', 'date', 'summary'],
    ...items.map(({ title, url, date, summary }) => [
      cutText(title ?? '', 50),
      cutText(url ?? '–', 50),
      date ?? '–',
      cutText(summary ?? '–', 40),
    ]),
  ]);
  const shown = items.length === 0 ? [] : [...rows, ''];
  return [...shown, `${verdict}: ${items.length} items${next === null ? '' : `, next page ${next}`}`, ...warnings].join(
    '\n',
  );
}
