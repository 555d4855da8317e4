import { createHash } from 'node:crypto';
import { LOCAL_PAGE } from '../../lib/local-page.ts';
import { SHEETS, sheetOf } from './style.ts';

/** How this site is published. */
export interface Publication {
  readonly policy: string; // Content-Security-Policy, written into the pages: plain files have no headers
  readonly baseUrl: string | null; // where it lies for the world; null: nowhere
  readonly address: string; // absolute, with a last slash: what feeds call their own address
}

/** The same for both uses: what is served is what an export writes. */
export function publish(baseUrl: string | null = null): Publication {
  const address = baseUrl ?? LOCAL_PAGE;
  return { policy: policy(), baseUrl, address: address.endsWith('/') ? address : `${address}/` };
}

/** Nothing runs, nothing loads from elsewhere; our own styles are known by their hash (CSP Level 3, section 6.7.3.3). */
function policy(): string {
  const hashes = SHEETS.map((name) => `'sha256-${createHash('sha256').update(sheetOf(name)).digest('base64')}'`);
  return `default-src 'none'; style-src ${hashes.join(' ')}; img-src 'self'; form-action 'self'; base-uri 'none'`;
}
