import { sha256 } from '../lib/bytes.ts';
import type { Capture, Validators } from '../model/capture.ts';
import type { PageEvidence } from '../model/check-state.ts';
import { PubwatchError } from '../model/errors.ts';
import type { RawItem } from '../model/item.ts';
import type { Fetcher, PageReader } from '../model/ports.ts';
import type { PageReading, ReadRequest } from '../model/reading.ts';

/** One page of the list as read in this crawl, or known from an earlier one. */
export interface ReadPage extends Omit<PageReading, 'raw'> {
  readonly url: string; // as asked
  readonly finalUrl: string;
  readonly capture: Capture | null; // null: known from an earlier crawl, not asked yet in this one
  readonly validators: Validators;
  readonly asReceived?: string; // as in PageMemory
  readonly raw: readonly RawItem[] | null; // null: its items are those of the accepted snapshot, by key
  readonly evidence?: PageEvidence; // what shows its items where this crawl's own bytes do not; absent: not known
}

/**
 * Reads one response as a page of the list; null: its body is the former one. Throws as PageReader does; a challenge is told to the
 * fetcher, too.
 */
export async function readListingPage(
  url: string,
  capture: Capture,
  { recipe, look, mostBytes, formerSha256 }: Omit<ReadRequest, 'capture'>,
  { reader, fetcher }: { readonly reader: PageReader; readonly fetcher: Pick<Fetcher, 'refuse'> },
): Promise<ReadPage | null> {
  try {
    const { requestUrl, url: finalUrl, status, headers, wireBody, validators } = capture;
    const asked = { requestUrl, url: finalUrl, status, headers, wireBody };
    const reading = await reader.read({ capture: asked, recipe, look, mostBytes, formerSha256 });
    if (reading === null) return null;
    return {
      ...reading,
      url,
      finalUrl,
      validators,
      asReceived: asReceived(capture),
      capture,
    };
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'BLOCKED') fetcher.refuse(capture.url);
    throw error;
  }
}

/** Names the bytes of a response as they came: equal names, equal bodies. */
export function asReceived({ headers, wireBody }: Pick<Capture, 'headers' | 'wireBody'>): string {
  return `${headers['content-encoding'] ?? 'identity'} ${sha256(wireBody)}`;
}
