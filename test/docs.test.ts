import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';
import { EXIT_CODES } from '../src/cli/exit-codes.ts';
import { loadConfig } from '../src/config/load.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists the commands of the program, and no others', () => {
  const listed = [...readme.matchAll(/^\| `([a-z-]+)[^`]*` \|/gm)].map((match) => match[1]);
  expect(listed).toEqual(COMMANDS.map((command) => command.name));
});

test('the README gives every exit status a meaning', () => {
  for (const code of Object.keys(EXIT_CODES)) expect(readme).toMatch(new RegExp(`(Exit status: |· |^)${code} `, 'm'));
});

test('the shipped configuration is sound but for the contact, which a live crawl asks for', async () => {
  const folder = new URL('../config', import.meta.url).pathname;
  const config = await loadConfig(folder, {}, { contact: 'optional' });
  expect(config.sources.map((source) => source.id)).toEqual(['dhs-ice']);
  await expect(loadConfig(folder, {}, { contact: 'required' })).rejects.toThrow(/contact/);
});
