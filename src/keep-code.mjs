// Run by rehearse.mjs: `node src/keep-code.mjs FOLDER quiet|first` makes a crawl of the configuration in FOLDER with the program in dist/,
// and keeps beside its files what V8 made of them, where nothing is kept yet. A quiet crawl comes first: what is kept of the files it
// reads is then what every quiet run calls, and little else.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { underOwnFlags } from './cli/engine-flags.ts';
import { loadProgram } from './cli/load-program.ts';
import { places } from './rehearse.mjs';

const [folder, kind] = process.argv.slice(2);
const [outcome, state] = kind === 'quiet' ? ['unchanged', folder] : ['baseline', join(folder, 'anew')];
const scripts = [];
const program = new URL('../dist/cli.cjs', import.meta.url).pathname;
const { runCli } = loadProgram(program, (codeFile, script) => scripts.push({ codeFile, script }));
const said = [];
const sink = new Writable({ write: (text, _, done) => done(void said.push(text)) });
const code = await runCli(
  {
    argv: ['crawl', '--json', ...places(folder, state)],
    env: { XDG_CACHE_HOME: state },
    stdin: process.stdin,
    stdout: sink,
    stderr: sink,
    programFile: '',
  },
  new AbortController().signal,
);
const text = Buffer.concat(said).toString();
const { sources = [] } = code === 0 ? JSON.parse(text) : {};
if (sources.length === 0 || sources.some((source) => source.outcome !== outcome))
  throw new Error(`the rehearsal was no ${kind} run: ${text}`);
const codeOf = (script) => underOwnFlags(() => script.createCachedData());
for (const { codeFile, script } of scripts) if (!existsSync(codeFile)) writeFileSync(codeFile, codeOf(script));
process.exit();
