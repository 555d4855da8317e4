import { expect } from 'vitest';
import { publish } from '../../src/report/site/publication.ts';
import { listPages } from '../../src/report/site/render.ts';
import { testWith } from '../support/program.ts';
import { htmlFaults } from '../support/valid-html.ts';
import { makeSite, pathOfEachKind } from './make-site.ts';
import { startServer } from './served.ts';

const site = makeSite();
const pageByPath = new Map([...listPages(site, publish())].map((page) => [page.path, page]));

testWith('tidy', 'every kind of page is valid HTML', () => {
  const faults = [...pathOfEachKind(site)].map(([kind, path]) => [
    kind,
    htmlFaults(pageByPath.get(path)?.draw() ?? 'no such page'),
  ]);
  expect(faults).toEqual([...pathOfEachKind(site).keys()].map((kind) => [kind, []]));
});

testWith('tidy', 'what only a server can give is valid HTML', async () => {
  const server = await startServer(site);
  try {
    for (const path of ['search.html?q=water&from=x', 'sources/source-001/compare.html?from=3', 'nothing'])
      expect(htmlFaults((await server.ask(`/${path}`)).body), path).toEqual([]);
  } finally {
    await server.close();
  }
});

testWith('tidy', 'the validator finds a fault where there is one', () => {
  const page = pageByPath.get('index.html')?.draw() ?? '';
  expect(htmlFaults(page.replace('</main>', '</p><li></main>')).length).toBeGreaterThan(0);
});
