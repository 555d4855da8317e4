import { readdirSync, readFileSync } from 'node:fs';
import { type Page, readPage } from '../../src/parse/page.ts';

/** A page of test/fixtures/detect: its HTML, and beside it what a careful human reads from it. */
export interface Fixture {
  readonly name: string;
  readonly page: Page;
  readonly expected: Expected;
}
export interface Expected {
  readonly url: string;
  readonly records: readonly FixtureRecord[] | null; // null: no listing
  readonly next?: string;
  readonly verdict?: string;
  readonly what?: string;
}
export interface FixtureRecord {
  readonly title: string;
  readonly url: string | null;
  readonly date: string | null;
}

const FOLDER = new URL('../fixtures/detect/', import.meta.url);

export function readFixtures(): readonly Fixture[] {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith('.html'));
  return names.map((file) => readFixture(file.replace('.html', '')));
}

export function readFixture(name: string): Fixture {
  const expected: Expected = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  return { name, page: pageOf(readFileSync(new URL(`${name}.html`, FOLDER), 'utf8'), expected.url), expected };
}

export function pageOf(text: string, url = 'https://river.example/papers'): Page {
  return readPage({
    url,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: new TextEncoder().encode(text),
  });
}
