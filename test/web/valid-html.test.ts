import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { publish } from '../../src/report/site/publication.ts';
import { listPages } from '../../src/report/site/render.ts';
import { testWith } from '../support/program.ts';
import { makeSite, pathOfEachKind } from './make-site.ts';
import { startServer } from './served.ts';

const GROUP_IN_LIST = /<dl[^>]*>[\s\S]*?<\/dl>/g; // <dl><div><dt>…</dt><dd>…</dd></div></dl>
const DIV = /<\/?div[^>]*>/g; // <div class="wide">
const POSITION = /^line \d+ column \d+ - /; // line 8 column 1 - Warning: …

/** What HTML Tidy finds wrong. It knows neither groups in lists of terms (HTML, 4.4.9) nor aria-current (WAI-ARIA 1.1). */
function faultsOf(page: string): readonly string[] {
  const known = page.replace(GROUP_IN_LIST, (list) => list.replace(DIV, '')).replaceAll(' aria-current="page"', '');
  const { stderr } = spawnSync('tidy', ['-errors', '-quiet', '-utf8'], { input: known, encoding: 'utf8' });
  return stderr
    .split('\n')
    .map((line) => line.replace(POSITION, ''))
    .filter((line) => line !== '');
}

const site = makeSite();
const pageByPath = new Map([...listPages(site, publish())].map((page) => [page.path, page]));

testWith('tidy', 'every kind of page is valid HTML', () => {
  const faults = [...pathOfEachKind(site)].map(([kind, path]) => [
    kind,
    faultsOf(pageByPath.get(path)?.draw() ?? 'no such page'),
  ]);
  expect(faults).toEqual([...pathOfEachKind(site).keys()].map((kind) => [kind, []]));
});

testWith('tidy', 'what only a server can give is valid HTML', async () => {
  const server = await startServer(site);
  try {
    for (const path of ['search.html?q=water&from=x', 'sources/source-001/compare.html?from=3', 'nothing'])
      expect(faultsOf((await server.ask(`/${path}`)).body), path).toEqual([]);
  } finally {
    await server.close();
  }
});

testWith('tidy', 'the validator finds a fault where there is one', () => {
  const page = pageByPath.get('index.html')?.draw() ?? '';
  expect(faultsOf(page.replace('</main>', '</p><li></main>')).length).toBeGreaterThan(0);
});
