import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startHttpServer } from '../support/http.ts';
import { openHouse } from './house.ts';

export type Titles = Readonly<Record<string, string>>; // by path
const drawRow = ([path, title]: [string, string]): string => `<li><a href="/${path}">${title}</a></li>`;

/** A listing of two pages, the pages of its items, and a watch of it; `pages` may be changed while it stands. */
export type Library = Awaited<ReturnType<typeof createLibrary>>;

/** One that closes with the test that is running. */
export async function openLibrary(pages: [Titles, Titles], settings = ''): Promise<Library> {
  const library = await createLibrary(pages, settings);
  onTestFinished(() => library.close());
  return library;
}

/** `settings` are further lines of pubwatch.yaml. */
export async function createLibrary(pages: [Titles, Titles], settings = '') {
  const site = await startHttpServer((request, response) => {
    const url = request.url ?? '';
    const number = { '/list': 0, '/more': 1 }[url];
    if (number === undefined) {
      const isThere = pages.some((titles) => url.slice(1) in titles);
      response.writeHead(isThere ? 200 : 404, { 'content-type': 'text/html' }).end('a publication, or none');
      return;
    }
    const body = `<ul>${Object.entries(pages[number] ?? {})
      .map(drawRow)
      .join('')}</ul>${number === 0 ? '<a rel="next" href="/more">next</a>' : ''}`;
    const etag = `"${Buffer.from(body).toString('base64url').slice(0, 400)}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { 'content-type': 'text/html', etag }).end(body);
  });
  const house = await openHouse(`${site.origin}/list`, { settings });
  const recipe = 'recipe: { item: li, fields: { title: a, url: { select: a, attr: href } }, next: "a[rel=next]" }';
  const source = `url: ${site.origin}/list\n${recipe}\nguard: { maxDrop: 1 }\n`;
  await writeFile(join(house.folder, 'config/sources/harbour.yaml'), source);
  const crawl = async (...flags: readonly string[]) =>
    JSON.parse((await house.run(['crawl', '--json', ...flags])).stdout).sources[0].changes;
  const show = async (id: string) => JSON.parse((await house.run(['show', id, '--json'])).stdout).evidence;
  const close = async () => {
    await site.close();
    await house.close();
  };
  return { house, crawl, show, close };
}
