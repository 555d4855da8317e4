import { expect, test } from 'vitest';
import { createLineLog, SILENT_LOG } from '../../src/lib/log.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

test.each(LEVELS)('%s writes one line: level, event, fields as JSON', (level) => {
  const lines: string[] = [];
  createLineLog((line) => lines.push(line))[level]('page.read', {
    url: 'https://a.example/',
    count: 3,
    next: null,
    gone: undefined,
  });
  expect(lines).toEqual([`${level} page.read url="https://a.example/" count=3 next=null gone=`]);
});

test('an event without fields is a line of its own', () => {
  const lines: string[] = [];
  createLineLog((line) => lines.push(line)).info('run.done');
  expect(lines).toEqual(['info run.done']);
});

test('a line break in a field stays within the line', () => {
  const lines: string[] = [];
  createLineLog((line) => lines.push(line)).warn('x', { title: 'two\nlines\u001b[31m' });
  expect(lines).toEqual(['warn x title="two\\nlines\\u001b[31m"']);
});

test.each(LEVELS)('the silent log says nothing at %s', (level) => {
  expect(SILENT_LOG[level]('x', { y: 1 })).toBe(undefined);
});
