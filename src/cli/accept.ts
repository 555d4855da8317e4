import { readFile, rename, writeFile } from 'node:fs/promises';
import { replaceRecipe } from '../config/replace-recipe.ts';
import { createSystemClock } from '../lib/clock.ts';
import { PubwatchError } from '../model/errors.ts';
import { wireStore } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { openConfig, pickSources } from './open-config.ts';
import { sourceFile, writing } from './source-file.ts';
import { table } from './table.ts';

/** `accept SOURCE`: puts the recipe that an open incident proposes into the source file; the former file is kept beside it. */
export async function accept({ io, options, out }: CommandContext, [id = '']: readonly string[]): Promise<number> {
  const config = await openConfig(options, io.env, { contact: 'optional' });
  pickSources(config, [id]);
  const { check } = await (await wireStore({ ...options, env: io.env })).read(id);
  const proposal = check.incident?.proposal;
  if (proposal === undefined)
    throw new PubwatchError('USAGE', `${id}: no recipe is proposed; pubwatch preview ${id} shows what the page holds`);
  const file = sourceFile(options.config, id);
  const day = createSystemClock().now().toISOString().slice(0, 10);
  const remark = `Accepted on ${day}: read ${proposal.itemCount} records, ${proposal.knownCount} of ${proposal.expectedCount} known ones.`;
  await replace(file, (text) => replaceRecipe(text, proposal.recipe, remark));
  const { recipe, itemCount, knownCount, expectedCount } = proposal;
  if (options.json) out.json({ id, file, former: `${file}${FORMER}`, recipe, itemCount, knownCount, expectedCount });
  else
    out.result(
      [
        `${file} has the proposed recipe; the former file is ${file}${FORMER}`,
        ...table([
          ['  item', recipe.item],
          ...Object.entries(recipe.fields).map(([name, { select }]) => [`  ${name}`, select]),
        ]),
        `Look: pubwatch preview ${id}`,
        `Then: pubwatch crawl ${id} (a new recipe is a new baseline: nothing is compared with the old one)`,
      ].join('\n'),
    );
  return 0;
}

const FORMER = '.before';

/** The old text is safe beside the file before the new one takes its place. */
function replace(file: string, change: (text: string) => string): Promise<void> {
  return writing(file, async () => {
    const text = await readFile(file, 'utf8');
    const changed = change(text);
    await writeFile(`${file}${FORMER}`, text);
    await writeFile(`${file}.new`, changed);
    await rename(`${file}.new`, file);
  });
}
