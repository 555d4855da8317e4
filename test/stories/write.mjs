// Lives through one of the plots with the built program and leaves its mails behind, for checks from outside:
// `node test/stories/write.mjs PLOT FOLDER [READER…]` prints the paths of the mails; `--held` after PLOT makes them wait in the
// outbox of FOLDER/snapshots. FOLDER is emptied first; FOLDER.yaml beside it, where there is one, is added to the settings.
import { existsSync, readFileSync } from 'node:fs';
import { PLOTS } from './plots.ts';
import { runStory } from './run-story.ts';

const [name, ...rest] = process.argv.slice(2);
const [folder, ...readers] = rest.filter((word) => word !== '--held');
const plot = PLOTS[name];
if (plot === undefined || folder === undefined)
  throw new Error(`usage: write.mjs ${Object.keys(PLOTS).join('|')} [--held] FOLDER [READER…]`);
const settings = existsSync(`${folder}.yaml`)
  ? readFileSync(`${folder}.yaml`, 'utf8')
  : 'mail: { from: "Publication watch <watch@example.org>", replyTo: desk@example.org }';
const { mails } = await runStory(plot, folder, {
  readers: readers.length > 0 ? readers : ['editor@example.org'],
  settings,
  isHeld: rest.includes('--held'),
});
process.stdout.write(mails.map((mail) => `${mail}\n`).join(''));
