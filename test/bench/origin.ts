import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';

/** How the site answers: what has changed on it, and which kindness it shows. */
export interface SiteState {
  readonly generation: number; // 0: as it was at first
  readonly changedShare: number; // of the sources, 0 to 1, that generation 1 and later differ in
  readonly records: number; // a listing
  readonly changedRecords: number; // of each listing that changed: as many changed, added and removed
  readonly hasEtag: boolean;
  readonly mood: 'sound' | 'noise' | 'reversed' | 'empty' | 'redesign' | 'http500';
}

/** A site of listings on loopback: `/s/N` is listing N. */
export interface Site {
  readonly port: number;
  set(state: Partial<SiteState>): void;
  warm(count: number): void; // makes the bodies of the first listings, so that answering costs next to nothing
  isChanged(source: number): boolean;
  close(): void;
}

/** Starts the site on all loopback addresses. */
export async function startSite(first: SiteState): Promise<Site> {
  let state = first;
  let bodies = new Map<number, { body: Buffer; etag: string }>();
  const isChanged = (source: number): boolean =>
    state.generation > 0 && (source * 7919) % 1000 < state.changedShare * 1000;
  const bodyOf = (source: number): { body: Buffer; etag: string } => {
    const known = bodies.get(source);
    if (known !== undefined) return known;
    const body = gzipSync(renderListing(source, isChanged(source) ? state.generation : 0, state));
    const made = { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` };
    bodies.set(source, made);
    return made;
  };
  const server = createServer((request, response) => answer(request, response, state, bodyOf));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return {
    port: address.port,
    set: (given) => {
      state = { ...state, ...given };
      bodies = new Map();
    },
    warm: (count) => {
      for (let source = 0; source < count; source++) bodyOf(source);
    },
    isChanged,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const LISTING_PATH = /^\/s\/(\d+)$/; // /s/17

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: SiteState,
  bodyOf: (source: number) => { body: Buffer; etag: string },
): void {
  const source = LISTING_PATH.exec(request.url ?? '')?.[1];
  if (source === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
    return;
  }
  if (state.mood === 'http500') {
    response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>');
    return;
  }
  const { body, etag } = bodyOf(Number(source));
  if (state.hasEtag && request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const isGzip = (request.headers['accept-encoding'] ?? '').includes('gzip');
  const sent = isGzip ? body : gunzipSync(body);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': sent.length,
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    ...(state.hasEtag ? { etag } : {}),
  });
  response.end(sent);
}

const WORDS =
  'annual report on detention standards guidance for field offices privacy impact assessment fact sheet strategic plan inspection findings review of contracts statement policy memorandum directive procurement budget overview statistics removal operations worksite enforcement victims services'.split(
    ' ',
  );

function renderListing(source: number, generation: number, state: SiteState): string {
  const { records, changedRecords, mood } = state;
  const rows: string[] = [];
  const changed = generation === 0 ? 0 : changedRecords;
  for (let number = records + changed - 1; number >= changed; number--) {
    const isEdited = changed > 0 && number < records && number >= records - changed;
    rows.push(renderRecord(source, number, isEdited ? ` (revised, edition ${generation})` : ''));
  }
  if (mood === 'reversed') rows.reverse();
  const list = mood === 'empty' ? '' : rows.join('\n');
  const name = mood === 'redesign' ? 'grid-7f' : 'listing';
  const noise = mood === 'noise' ? `<p>Served at ${Math.random()}</p>` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Publications of office ${source}</title>
<style>${'.a{color:#123;margin:0}'.repeat(200)}</style></head><body><header><nav>${navigation()}</nav></header>${noise}
<main><h1>Publications of office ${source}</h1><ul class="${name}">
${list}
</ul></main><footer>${'<p>Contact, accessibility, privacy.</p>'.repeat(20)}</footer></body></html>`;
}

function navigation(): string {
  return Array.from({ length: 60 }, (_, index) => `<a href="/about/${index}">About ${index}</a>`).join(' ');
}

function renderRecord(source: number, number: number, edition: string): string {
  const word = (at: number): string => WORDS[(source * 31 + number * 17 + at * 7) % WORDS.length] ?? '';
  const words = (from: number, count: number): string =>
    Array.from({ length: count }, (_, at) => word(from + at)).join(' ');
  const day = String((number % 28) + 1).padStart(2, '0');
  return `<li class="record" data-id="${number}"><h3><a href="/office-${source}/publication/${number}">No. ${number}: ${words(0, 7)}${edition}</a></h3>
<time datetime="2026-05-${day}">May ${day}, 2026</time><div class="tags"><span>${word(9)}</span><span>${word(11)}</span></div>
<p class="summary">${words(12, 150)}.</p></li>`;
}
