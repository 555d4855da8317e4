import { expect, test } from 'vitest';
import { openLibrary, type Titles } from './library.ts';

const TODAY = new Date().toISOString();

async function lookAt(house: Awaited<ReturnType<typeof openLibrary>>['house'], at: string) {
  return JSON.parse((await house.run(['show', 'harbour', '--at', at, '--json'])).stdout);
}
const timeOf = async (house: Awaited<ReturnType<typeof openLibrary>>['house']): Promise<string> =>
  (await lookAt(house, '2999-01-01')).startedAt;

test.each([
  ['with a record of each 304', 'all', /^log\/000002-\d{8}T\d{6}Z\.warc\.gz$/],
  ['by the log alone', 'bodies', null],
])('a day on which nothing changed leads to the bytes that the list had, %s', async (_, answers, file) => {
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { cedar: 'Cedar' }];
  const { house, crawl } = await openLibrary(pages, `evidence: { answers: ${answers} }`);
  await crawl();
  await crawl();
  const quiet = await lookAt(house, '2999-01-01');
  expect(quiet).toMatchObject({ sourceId: 'harbour', line: 2, outcome: 'unchanged', incident: null });
  expect(quiet.answers.map(({ status }: { status: number }) => status)).toContain(304);
  for (const { record, body } of quiet.answers) {
    if (file === null) expect(record).toBeNull();
    else expect(record.file).toMatch(file);
    expect(body.file).toBe('harbour/000001.warc.gz');
  }
  const number = 1 + quiet.answers.findIndex(({ url }: { url: string }) => url.endsWith('/more'));
  const raw = await house.run(['show', 'harbour', '--at', quiet.startedAt, '--raw', String(number)]);
  expect(raw).toMatchObject({ code: 0, stdout: expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*>Cedar</) });
  const told = await house.run(['show', 'harbour', '--at', quiet.startedAt]);
  expect(told.stdout).toContain(`harbour, checked ${quiet.startedAt}: unchanged, line 2 of log/runs.jsonl`);
  expect(told.stdout).toContain('its bytes are those of');
});

test('a page that was held is kept as it was, and the answer before it is still found', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash', birch: 'Birch' }, { cedar: 'Cedar' }];
  const { house, crawl } = await openLibrary(pages);
  await crawl();
  const before = await timeOf(house);
  pages[0] = {};
  pages[1] = {};
  await crawl();
  const held = await lookAt(house, '2999-01-01');
  expect(held).toMatchObject({ line: 2, incident: expect.stringMatching(/^LISTING_/) });
  const raw = await house.run(['show', 'harbour', '--at', '2999-01-01', '--raw', '1']);
  expect(raw.stdout).toMatch(/\r\n\r\n<ul><\/ul>/);
  expect(await lookAt(house, before)).toMatchObject({ line: 1, outcome: 'baseline' });
  expect((await house.run(['verify'])).code).toBe(0);
});

test('with evidence.answers none, a page that was held leaves its hash alone, and that is said', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { cedar: 'Cedar' }];
  const { house, crawl } = await openLibrary(pages, 'evidence: { answers: none }');
  await crawl();
  pages[0] = {};
  await crawl();
  const { answers } = await lookAt(house, '2999-01-01');
  expect(answers[0]).toMatchObject({ status: 200, record: null, body: null });
  expect((await house.run(['show', 'harbour', '--at', '2999-01-01'])).stdout).toContain('is not kept');
  expect(await house.run(['show', 'harbour', '--at', '2999-01-01', '--raw', '1'])).toMatchObject({ code: 65 });
});

test.each([
  [['--at', 'yesterday'], 64, '--at: wanted a day such as 2026-11-03'],
  [['--at', '2001-01-01'], 65, 'no check of "harbour" began by 2001-01-01T23:59:59.999Z'],
  [['--at', TODAY, '--declaration'], 64, '--at goes with --json, or with --raw NUMBER'],
  [['--at', '2999-01-01', '--raw', '9'], 64, '--raw: wanted the number of an answer, 1 to'],
])('show harbour %s is refused with %i', async (flags, code, message) => {
  const { house, crawl } = await openLibrary([{ ash: 'Ash' }, { cedar: 'Cedar' }]);
  await crawl();
  expect(await house.run(['show', 'harbour', ...flags])).toMatchObject({
    code,
    stderr: expect.stringContaining(message),
  });
});
