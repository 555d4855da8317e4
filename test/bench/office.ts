import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A configuration of these sources. */
export function writeOffice(folder: string, ids: readonly string[], addressOf: (number: number) => string): void {
  mkdirSync(join(folder, 'config/sources'), { recursive: true });
  const fetch = 'fetch: { hostDelay: 0s, allowPrivateAddresses: true, respectRobots: false }';
  writeFileSync(join(folder, 'config/pubwatch.yaml'), `contact: https://example.org/bot\n${fetch}\n`);
  const recipe = 'recipe: { item: li, fields: { title: a, url: { select: a, attr: href } } }';
  for (const [number, id] of ids.entries())
    writeFileSync(join(folder, `config/sources/${id}.yaml`), `url: ${addressOf(number)}\n${recipe}\n`);
}
