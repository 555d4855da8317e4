import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../src/cli/cli.ts';
import { COMMANDS } from '../src/cli/commands.ts';
import { EXIT_CODES } from '../src/cli/exit-codes.ts';
import { renderSchemas } from '../src/config/json-schema.ts';
import { loadConfig } from '../src/config/load.ts';
import { LOCAL_PAGE } from '../src/lib/local-page.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const configReadme = readFileSync(join(ROOT, 'config/README.md'), 'utf8');

const COMMAND_ROW = /^\| `([a-z-]+)([^`]*)` \| (.*) \|$/gm; // | `show CHANGE_ID` | one change |
const EXIT_ROW = /^\| (\d+) \| (.*) \|$/gm; // | 64 | usage |
const LONG_OPTION = /--[a-z][a-z-]+/g; // --dry-run
const ENVIRONMENT_NAME = /\b(?:PUBWATCH_[A-Z_]+|HTTPS?_PROXY|NO_PROXY)\b/g; // PUBWATCH_SMTP_URL
const YAML_BLOCK = /```yaml\n([\s\S]*?)```/g; // ```yaml … ```
const TABLE_KEYS = /^\| ((?:`[A-Za-z.]+`(?:, )?)+) \|/gm; // | `include`, `exclude` | … |
const CODE = /`([A-Za-z.]+)`/g; // `include`

const unique = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const optionsIn = (text: string): string[] =>
  unique((text.match(LONG_OPTION) ?? []).filter((name) => name !== '--help'));

/** What `pubwatch ARGS` prints. */
async function output(...argv: string[]): Promise<string> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const io = { argv, env: {}, stdin: Readable.from([]), stdout, stderr: new PassThrough(), programFile: '' };
  expect(await runCli(io, new AbortController().signal)).toBe(0);
  return String(stdout.read() ?? '');
}

test('the README lists the commands of the program with their arguments, in its order, and no others', () => {
  const listed = [...readme.matchAll(COMMAND_ROW)].map(
    ([, name, args = '']) => `${name}${args.replaceAll('\\|', '|')}`,
  );
  expect(listed).toEqual(COMMANDS.map(({ usage }) => usage));
});

test.each([...readme.matchAll(COMMAND_ROW)].map(([row, name = '']) => [name, row]))(
  'the README gives the options of %s as its --help does',
  async (name, row) => {
    expect(optionsIn(row)).toEqual(optionsIn(await output(name, '--help')));
  },
);

test('the README gives the options of every command as --help does, and --help lists every command', async () => {
  const help = await output('--help');
  const paragraph = readme.split('\n\n').find((text) => text.startsWith('Options of every command')) ?? '';
  expect(optionsIn(paragraph)).toEqual(optionsIn(help));
  for (const { name } of COMMANDS) expect(help).toMatch(new RegExp(`^  ${name} `, 'm'));
});

test('the README gives every exit status its meaning, and no other', () => {
  const listed = [...readme.matchAll(EXIT_ROW)].map(([, code, meaning]) => [code, meaning]);
  expect(listed).toEqual(Object.entries(EXIT_CODES));
});

test('the README names the variables of the environment that the program reads, and no others', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));
  const read = sources.flatMap((text) => text.match(ENVIRONMENT_NAME) ?? []);
  expect(unique(readme.match(ENVIRONMENT_NAME) ?? [])).toEqual(
    unique(read.filter((name) => name !== 'PUBWATCH_VERSION')),
  );
});

test("the README's examples of configuration are sound", async () => {
  const [main = '', source = '', ...more] = [...readme.matchAll(YAML_BLOCK)].map(([, text = '']) => text);
  expect(more).toEqual([]);
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-docs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'sources'));
  await writeFile(join(folder, 'pubwatch.yaml'), main);
  await writeFile(join(folder, 'sources/harbour.yaml'), source);
  const { sources, settings } = await loadConfig(folder, {});
  expect(sources.map(({ id }) => id)).toEqual(['harbour']);
  expect(settings.subscribers).toHaveLength(2);
});

/** Every key that a JSON Schema knows, at any depth. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own =
    'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

test('config/README.md describes the keys that the schemas know, and no others', () => {
  const known = unique([...renderSchemas().values()].flatMap((text) => keysOf(JSON.parse(text))));
  const told = [...configReadme.matchAll(TABLE_KEYS)].flatMap(([, cell = '']) =>
    [...cell.matchAll(CODE)].map(([, key = '']) => key),
  );
  const toldKeys = unique(told.flatMap((key) => key.split('.')));
  expect(toldKeys.filter((key) => !known.includes(key))).toEqual([]);
  const mentioned = unique([...configReadme.matchAll(CODE)].flatMap(([, key = '']) => key.split('.')));
  expect(known.filter((key) => !mentioned.includes(key))).toEqual([]);
});

test('units and cron line start the program with options it has', async () => {
  const units = readdirSync(join(ROOT, 'config/systemd'));
  expect(units).toHaveLength(4);
  const text = [readme, ...units.map((name) => readFileSync(join(ROOT, 'config/systemd', name), 'utf8'))].join('\n');
  const lines = text.match(/dist\/main\.js [a-z-]+.*$/gm) ?? []; // dist/main.js crawl --quiet
  expect(lines.length).toBeGreaterThanOrEqual(3);
  const globals = optionsIn(await output('--help'));
  for (const line of lines) {
    const command = line.split(' ')[1] ?? '';
    expect(COMMANDS.map(({ name }) => String(name))).toContain(command);
    const known = [...globals, ...optionsIn(await output(command, '--help'))];
    for (const option of optionsIn(line)) expect(known, line).toContain(option);
  }
});

test('a feed without a base address, the help of serve and the README name one port', async () => {
  const { port } = new URL(LOCAL_PAGE);
  expect(await output('serve', '--help')).toContain(`(default: "${port}")`);
  expect(readme).toContain(`(default ${port})`);
});

const PICTURE = /(?:src|srcset)="([^"]+\.png)"|\]\(([^)]+\.png)\)/g; // [picture](config/pictures/mail-phone.png)

test('the pictures that the README shows are there, and small', () => {
  const shown = unique([...readme.matchAll(PICTURE)].map(([, src, link]) => src ?? link ?? ''));
  expect(shown.slice(0, 3).map((name) => name.split('/').at(-1))).toEqual([
    'mail-dark.png',
    'mail-light.png',
    'mail-phone.png',
  ]);
  for (const name of shown) expect(readFileSync(join(ROOT, name)).length, name).toBeLessThan(150_000);
});
