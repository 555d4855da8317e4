// Run by rehearse.mjs: `node src/keep-code.mjs FOLDER` makes a crawl of the configuration in FOLDER with the program in dist/, and keeps
// beside its files what V8 made of them. It has to find nothing new: what is kept is then what every quiet run calls, and little else.
import { writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { loadProgram } from './cli/load-program.ts';
import { places } from './rehearse.mjs';

const [folder] = process.argv.slice(2);
const scripts = [];
const program = new URL('../dist/cli.cjs', import.meta.url).pathname;
const { runCli } = loadProgram(program, (codeFile, script) => scripts.push({ codeFile, script }));
const said = [];
const sink = new Writable({ write: (text, _, done) => done(void said.push(text)) });
const code = await runCli(
  {
    argv: ['crawl', '--json', ...places(folder)],
    env: { XDG_CACHE_HOME: folder },
    stdin: process.stdin,
    stdout: sink,
    stderr: sink,
    programFile: '',
  },
  new AbortController().signal,
);
const text = Buffer.concat(said).toString();
if (code !== 0 || /"outcome": "(?!unchanged")/.test(text)) throw new Error(`the rehearsal was no quiet run: ${text}`);
for (const { codeFile, script } of scripts) writeFileSync(codeFile, script.createCachedData());
process.exit();
