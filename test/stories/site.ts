import { createServer } from 'node:http';

/** A publication of the small site. `gone` ones are off the list, and their own page answers 404. */
export interface Publication {
  readonly slug: string;
  readonly title: string; // as HTML
  readonly summary: string; // as HTML
  readonly href?: string; // as HTML; default: the page of its own
  readonly gone?: boolean;
}

/** A list of publications on loopback that a story changes between two crawls. */
export interface StorySite {
  readonly url: string;
  show(publications: readonly Publication[]): void;
  /** The list answers this status from here on; its publications' own pages go on. */
  fail(status: number): void;
  close(): Promise<void>;
}

export async function startStorySite(): Promise<StorySite> {
  let shown: readonly Publication[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.invalid');
    const slug = pathname.slice(1);
    const isListed = shown.some((one) => one.slug === slug && one.gone !== true);
    const code = slug === '' ? status : isListed ? 200 : 404;
    response.writeHead(code, { 'content-type': 'text/html; charset=utf-8' });
    response.end(slug === '' && code === 200 ? drawList(shown) : `<!DOCTYPE html><title>${code}</title>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    show: (publications) => {
      shown = publications;
    },
    fail: (code) => {
      status = code;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function drawList(publications: readonly Publication[]): string {
  const rows = publications
    .filter(({ gone }) => gone !== true)
    .map(({ slug, title, summary, href }) => `<li><a href="${href ?? `/${slug}`}">${title}</a><p>${summary}</p></li>`);
  return `<!DOCTYPE html><html lang="en"><title>Publications</title><h1>Publications</h1><ul>${rows.join('')}</ul></html>`;
}
