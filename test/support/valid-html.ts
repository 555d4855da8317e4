import { spawnSync } from 'node:child_process';

const GROUP_IN_LIST = /<dl[^>]*>[\s\S]*?<\/dl>/g; // <dl><div><dt>…</dt><dd>…</dd></div></dl>
const DIV = /<\/?div[^>]*>/g; // <div class="wide">
const POSITION = /^line \d+ column \d+ - /; // line 8 column 1 - Warning: …

/** What HTML Tidy finds wrong. It knows neither groups in lists of terms (HTML, 4.4.9) nor aria-current (WAI-ARIA 1.1). */
export function htmlFaults(page: string): readonly string[] {
  const known = page.replace(GROUP_IN_LIST, (list) => list.replace(DIV, '')).replaceAll(' aria-current="page"', '');
  const { stderr } = spawnSync('tidy', ['-errors', '-quiet', '-utf8'], { input: known, encoding: 'utf8' });
  return stderr
    .split('\n')
    .map((line) => line.replace(POSITION, ''))
    .filter((line) => line !== '');
}
