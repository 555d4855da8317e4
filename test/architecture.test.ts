import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

// Floors, lowest first. A room may import rooms on lower floors, and itself; never a room beside it.
const FLOORS = [
  ['model'],
  ['lib'],
  ['parse', 'snapshot', 'diff'],
  ['report', 'detect'],
  ['fetch', 'store', 'mail', 'queue', 'evidence', 'config'],
  ['pipeline'],
  ['schedule'],
  ['version.ts'],
  ['wire-state.ts'],
  ['wire.ts', 'reader.ts'],
  ['web'],
  ['cli'],
  ['main.ts'],
];
// `pipeline` and `schedule` see effects only as interfaces in model/ports.ts.
const BLIND_TO = ['fetch', 'store', 'mail', 'queue', 'evidence', 'config'];
// Each outside package has one door: the rooms or files that may name it.
const DOORS: Record<string, RegExp> = {
  cheerio: /^(parse|detect)\//,
  'cheerio/slim': /^(parse|detect)\//,
  'css-select': /^parse\//,
  parse5: /^(parse|detect)\//,
  'parse5-htmlparser2-tree-adapter': /^(parse|detect)\//,
  domhandler: /^(parse|detect)\//,
  diff: /^diff\//,
  undici: /^fetch\//,
  'playwright-core': /^fetch\/chromium/,
  'ipaddr.js': /^fetch\//,
  nodemailer: /^mail\//,
  'pg-boss': /^queue\//,
  'p-queue': /^queue\//,
  'node-cron': /^(schedule|config)\//,
  pg: /^store\//,
  'node:sqlite': /^store\//,
  zod: /^config\//,
  yaml: /^config\/|^detect\//,
  hono: /^web\//,
  '@hono/node-server': /^web\//,
  commander: /^cli\//,
  pino: /^cli\/json-log\.ts$/,
  'node:fs': /^(store|config|mail|evidence|cli)\//,
  'node:fs/promises': /^(store|config|mail|evidence|cli)\/|^wire-state\.ts$/,
  'node:process': /^main\.ts$/,
};
const source = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');
const importsOf = (file: string) =>
  ts.preProcessFile(textOf(file), true, true).importedFiles.map((found) => found.fileName);
const roomOf = (file: string) => file.split('/')[0] ?? file;
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
const localImports = (file: string) =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)));

test('every file stands on a floor and imports only downwards', () => {
  for (const file of files) {
    const room = roomOf(file);
    expect(floorOf(room), `${file}: no floor for ${room}`).not.toBe(-1);
    for (const target of localImports(file).map(roomOf)) {
      expect(target === room || floorOf(target) < floorOf(room), `${file} may not import ${target}`).toBe(true);
    }
  }
});

test('pipeline and schedule know effects only as ports', () => {
  for (const file of files.filter((name) => /^(pipeline|schedule)\//.test(name))) {
    for (const target of localImports(file).map(roomOf))
      expect(BLIND_TO, `${file} imports ${target}`).not.toContain(target);
  }
});

test('outside packages enter by their own door', () => {
  for (const file of files) {
    for (const name of importsOf(file).filter((found) => !found.startsWith('.'))) {
      expect(file, `${file} may not import ${name}`).toMatch(DOORS[name] ?? /./);
    }
  }
});

test('only main.ts touches the process', () => {
  for (const file of files.filter((name) => name !== 'main.ts'))
    expect(textOf(file), file).not.toMatch(/\bprocess\.\w/);
});

test('no file imports itself in a circle', () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    expect(path, [...path, file].join(' -> ')).not.toContain(file);
    if (done.has(file)) return;
    for (const target of localImports(file)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});
