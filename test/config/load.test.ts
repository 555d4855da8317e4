import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig, loadRecipe } from '../../src/config/load.ts';
import { PubwatchError } from '../../src/model/errors.ts';

const MAIN = 'contact: desk@example.org\n';
const ONE = 'url: https://example.org/list\nrecipe:\n  item: li\n  fields: { title: b }\n';

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-config-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** The lines a user sees, with the folder cut off. */
async function faultsOf(files: Readonly<Record<string, string>>, env = {}): Promise<readonly string[]> {
  const folder = await folderOf(files);
  const error = await loadConfig(folder, env).catch((thrown: unknown) => thrown);
  if (!(error instanceof PubwatchError)) throw new Error('a faulty configuration was accepted', { cause: error });
  expect(error.code).toBe('CONFIG_INVALID');
  return error.message.split('\n').map((line) => line.replace(`${folder}/`, ''));
}

const faultOfMain = (text: string) => faultsOf({ 'pubwatch.yaml': `${MAIN}${text}` }).then(([first]) => first);
const faultOfSource = (text: string) =>
  faultsOf({ 'pubwatch.yaml': MAIN, 'sources/one.yaml': text }).then(([first]) => first);

describe('defaults', () => {
  test('a source of three keys is complete', async () => {
    const folder = await folderOf({ 'pubwatch.yaml': MAIN, 'sources/one.yaml': ONE });
    const { sources, settings, fetch } = await loadConfig(folder, {});
    expect(settings).toEqual({
      contact: 'desk@example.org',
      baseUrl: null,
      timezone: 'UTC',
      mail: {
        from: 'pubwatch <desk@example.org>',
        replyTo: null,
        bounce: null,
        threads: false,
        dkim: null,
        unsubscribe: null,
      },
      subscribers: [],
      evidence: { signingKey: null, timestampUrl: null, keep: null, answers: 'bodies' },
      page: null,
    });
    expect(sources).toEqual([
      {
        id: 'one',
        title: 'one',
        urls: ['https://example.org/list'],
        schedule: '17 6 * * *',
        timezone: 'UTC',
        recipe: {
          format: 'html',
          item: 'li',
          fields: { title: { select: 'b', attr: null, type: 'text', order: null, pattern: null } },
          next: null,
          empty: null,
          alternates: [],
        },
        pages: 200,
        guard: { minItems: 1, maxDropRatio: 0.3 },
        removals: 'probe',
        window: false,
        documents: false,
        fetch,
      },
    ]);
    expect(fetch).toEqual({
      hostDelayMs: 5_000,
      timeoutMs: 90_000,
      maxBodyBytes: 20_971_520,
      respectRobots: true,
      allowPrivateAddresses: false,
      allowDowngrade: false,
      headers: {},
      cookies: false,
      caFile: null,
      render: false,
    });
  });

  test.each([
    ['pubwatch.yaml', { 'pubwatch.yaml': `${MAIN}fetch: { render: true }\n`, 'sources/one.yaml': ONE }],
    ['sources/one.yaml', { 'pubwatch.yaml': MAIN, 'sources/one.yaml': `${ONE}fetch: { render: true }\n` }],
  ])('render in %s needs a Chromium that is there', async (file, files) => {
    const there = { PUBWATCH_CHROMIUM: process.execPath };
    expect((await loadConfig(await folderOf(files), there)).sources[0]?.fetch.render).toBe(true);
    const missing = loadConfig(await folderOf(files), { PUBWATCH_CHROMIUM: '/nowhere/chromium' });
    await expect(missing).rejects.toThrow(`${file}:`);
    await expect(missing).rejects.toThrow('fetch.render: no Chromium at /nowhere/chromium; install it');
  });

  test('a subscriber of one key gets everything at once, in the time zone of the house', async () => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}timezone: Asia/Tokyo\nsubscribers: [{ email: Editor@Example.org }]\n`,
    });
    expect((await loadConfig(folder, {})).settings.subscribers).toEqual([
      {
        id: 'editor@example.org',
        email: 'Editor@Example.org',
        sources: null,
        kinds: ['added', 'changed', 'removed', 'restored'],
        include: [],
        exclude: [],
        cadence: { kind: 'immediate' },
        timezone: 'Asia/Tokyo',
        heartbeat: null,
        incidents: false,
        cosmetic: false,
      },
    ]);
  });

  test('a feed is a window unless its file says otherwise', async () => {
    const feed = 'url: https://example.org/feed\nrecipe: { format: feed }\n';
    const folder = await folderOf({
      'pubwatch.yaml': MAIN,
      'sources/a.yaml': feed,
      'sources/b.yaml': `${feed}window: false\n`,
    });
    expect((await loadConfig(folder, {})).sources.map(({ window }) => window)).toEqual([true, false]);
  });

  test('sources are sorted by id; hidden files and other endings are no sources', async () => {
    const folder = await folderOf({
      'pubwatch.yaml': MAIN,
      'sources/b.yaml': ONE,
      'sources/a.yml': ONE,
      'sources/.hidden.yaml': 'x',
      'sources/notes.txt': 'x',
    });
    expect((await loadConfig(folder, {})).sources.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('values', () => {
  test.each([
    ['600ms', 600],
    ['0s', 0],
    ['1.5s', 1_500],
    ['90s', 90_000],
    ['10m', 600_000],
    ['26h', 93_600_000],
  ])('hostDelay %s is %d ms', async (written, ms) => {
    const folder = await folderOf({ 'pubwatch.yaml': `${MAIN}fetch: { hostDelay: ${written} }\n` });
    expect((await loadConfig(folder, {})).fetch.hostDelayMs).toBe(ms);
  });

  test.each([
    ['20MiB', 20_971_520],
    ['2MB', 2_000_000],
    ['512KiB', 524_288],
    ['1.5 kB', 1_500],
  ])('maxBody %s is %d bytes', async (written, bytes) => {
    const folder = await folderOf({ 'pubwatch.yaml': `${MAIN}fetch: { maxBody: ${written} }\n` });
    expect((await loadConfig(folder, {})).fetch.maxBodyBytes).toBe(bytes);
  });

  test.each([
    ['immediate', { kind: 'immediate' }],
    ['daily 07:00', { kind: 'daily', hour: 7, minute: 0 }],
    ['weekly mon 23:59', { kind: 'weekly', weekday: 1, hour: 23, minute: 59 }],
    ['weekly sun 00:00', { kind: 'weekly', weekday: 0, hour: 0, minute: 0 }],
  ])('digest: %s', async (written, cadence) => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}subscribers: [{ email: a@example.org, digest: "${written}" }]\n`,
    });
    expect((await loadConfig(folder, {})).settings.subscribers[0]?.cadence).toEqual(cadence);
  });

  test("a source's own fetch keys override the main ones, header by header", async () => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}fetch: { hostDelay: 2s, timeout: 10s, headers: { X-A: main, X-B: main } }\n`,
      'sources/one.yaml': `${ONE}fetch: { hostDelay: 10s, headers: { X-B: own } }\n`,
    });
    const [source] = (await loadConfig(folder, {})).sources;
    expect(source?.fetch).toMatchObject({
      hostDelayMs: 10_000,
      timeoutMs: 10_000,
      headers: { 'X-A': 'main', 'X-B': 'own' },
    });
  });

  test('a header is filled from the environment', async () => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}fetch: { headers: { Authorization: "Bearer \${TOKEN}" } }\n`,
    });
    expect((await loadConfig(folder, { TOKEN: 's3cret' })).fetch.headers).toEqual({ Authorization: 'Bearer s3cret' });
  });

  test('files named in the configuration start from its folder', async () => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}mail: { dkim: { domain: example.org, selector: m1, keyFile: keys/dkim.pem }, unsubscribe: { url: "https://example.org/u", keyFile: u.key } }\nfetch: { caFile: ca.pem }\n`,
      'keys/dkim.pem': 'the key',
      'u.key': `${'7f'.repeat(32)}\n`,
      'ca.pem': 'the certificate',
    });
    const { settings, fetch } = await loadConfig(folder, {});
    expect(settings.mail.dkim).toEqual({ domain: 'example.org', selector: 'm1', privateKey: 'the key' });
    expect(settings.mail.unsubscribe).toEqual({ url: 'https://example.org/u', key: '7f'.repeat(32) });
    expect(fetch.caFile).toBe(join(folder, 'ca.pem'));
  });

  test('evidence is kept within the limits that are given', async () => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}evidence: { keep: { age: 400d, count: 50, size: 2GiB } }\n`,
    });
    const limits = { ageMs: 400 * 86_400_000, files: 50, bytes: 2 * 2 ** 30 };
    expect((await loadConfig(folder, {})).settings.evidence?.keep).toEqual(limits);
  });

  test('an empty main file is enough where no contact is asked for', async () => {
    const folder = await folderOf({ 'pubwatch.yaml': '# nothing yet\n' });
    expect((await loadConfig(folder, {}, { contact: 'optional' })).settings.contact).toBe('');
  });

  test('"mailto:" before the contact is no part of the address', async () => {
    const folder = await folderOf({ 'pubwatch.yaml': 'contact: mailto:desk@example.org\n' });
    expect((await loadConfig(folder, {})).settings.contact).toBe('desk@example.org');
  });
});

describe('faults', () => {
  test('all faults of all files are told at once, with file, line, key, and a count at the end', async () => {
    expect(
      await faultsOf({
        'pubwatch.yaml':
          'timezone: Mars/Olympus\nsubscribers:\n  - email: nobody\n    knids: [added]\nfetch:\n  hostDelay: soon\n',
        'sources/one.yaml': 'url: https://example.org/\nschedule: "17 6 * * *"\ntitle: One\nrecipee: 1\n',
        'sources/two.yaml':
          'title: Two\nschedule: "99 99 * * *"\nurls: []\npages: many\nrecipe:\n  item: "li[["\n  fields: { title: b }\n',
      }),
    ).toEqual([
      expect.stringMatching(/^pubwatch\.yaml:1: contact: missing; wanted .* a site's owner must be able to reach you$/),
      'pubwatch.yaml:1: timezone: wanted an IANA time zone such as America/New_York, found "Mars/Olympus"',
      'pubwatch.yaml:3: subscribers[0].email: wanted a mail address such as editor@example.org, found "nobody"',
      'pubwatch.yaml:4: subscribers[0].knids: unknown key; did you mean "kinds"?',
      'pubwatch.yaml:6: fetch.hostDelay: wanted a duration such as 600ms, 5s or 10m, found "soon"',
      'sources/one.yaml:1: recipe: missing; wanted a recipe: a map with item and fields, or with format: feed, sitemap or json',
      'sources/one.yaml:4: recipee: unknown key; did you mean "recipe"?',
      'sources/two.yaml:2: schedule: wanted five cron fields such as "17 6 * * *" (minute, hour, day, month, weekday), found "99 99 * * *"',
      'sources/two.yaml:3: urls: wanted a list of at least one address, found a list',
      'sources/two.yaml:4: pages: wanted a whole number from 1 to 10000, found "many"',
      expect.stringMatching(/^sources\/two\.yaml:6: recipe\.item: "li\[\[": not a CSS selector/),
      '11 faults. Nothing was crawled.',
    ]);
  });

  test('one fault is counted as one', async () => {
    expect((await faultsOf({ 'pubwatch.yaml': `${MAIN}nonsense: 1\n` })).at(-1)).toBe('1 fault. Nothing was crawled.');
  });

  test('the path is told as the user wrote the folder', async () => {
    await expect(loadConfig('./config/', {})).rejects.toThrow(
      /^\.\/config\/pubwatch\.yaml:\d+: contact: empty; wanted/,
    );
  });

  test.each([
    ['contact of blanks', 'contact: "  "\n'],
    ['no contact', 'timezone: UTC\n'],
    ['contact null', 'contact:\n'],
    ['contact of another scheme', 'contact: ftp://example.org\n'],
  ])('%s is told when a crawl needs one', async (_, text) => {
    expect((await faultsOf({ 'pubwatch.yaml': text }))[0]).toMatch(/^pubwatch\.yaml:1: contact: .*reach you/);
  });

  test.each([
    ['contcat: x', 'contcat: unknown key; did you mean "contact"?'],
    ['elsewhere: x', 'elsewhere: unknown key; known: contact, baseUrl, timezone, mail, subscribers, webhooks, fetch'],
    ['timezone: "+02:00"', 'timezone: wanted an IANA time zone'],
    ['baseUrl: file:///srv', 'baseUrl: wanted an http or https address, found "file:///srv"'],
    ['mail: { from: "A <a@example.org>\\r\\nBcc: b@example.org" }', 'mail.from: wanted a sender'],
    [
      'mail: { from: nobody }',
      'mail.from: wanted a sender such as Publication watch <watch@example.org>, found "nobody"',
    ],
    ['mail: [a]', 'mail: wanted a map of keys, found a list'],
    ['subscribers: a@example.org', 'subscribers: wanted a list of subscribers, found "a@example.org"'],
    ['subscribers: [{ sources: [] }]', 'subscribers[0].email: missing; wanted a mail address'],
    ['subscribers: [{ email: "a@example.org\\nx" }]', 'subscribers[0].email: wanted a mail address'],
    [
      'subscribers: [{ email: a@example.org, kinds: [aded] }]',
      'subscribers[0].kinds[0]: wanted added, changed, removed, restored, found "aded"',
    ],
    [
      'subscribers: [{ email: a@example.org, digest: daily 7:00 }]',
      'subscribers[0].digest: wanted immediate, "daily 07:00" or "weekly mon 07:00", found "daily 7:00"',
    ],
    ['subscribers: [{ email: a@example.org, digest: "daily 24:00" }]', 'subscribers[0].digest: wanted immediate'],
    [
      'subscribers: [{ email: a@example.org, incidents: "yes" }]',
      'subscribers[0].incidents: wanted true or false, found "yes"',
    ],
    [
      'subscribers: [{ email: a@example.org, sources: [nonesuch] }]',
      'subscribers[0].sources[0]: "nonesuch": no such source',
    ],
    [
      'subscribers: [{ email: a@example.org }, { email: A@example.org }]',
      'subscribers[1].email: "a@example.org" stands twice',
    ],
    [
      'subscribers: [{ id: x, email: a@example.org }, { id: x, email: b@example.org }]',
      'subscribers[1].id: "x" stands twice',
    ],
    ['fetch: { timeout: 0s }', 'fetch.timeout: wanted a duration'],
    ['fetch: { hostDelay: 5 }', 'fetch.hostDelay: wanted a duration such as 600ms, 5s or 10m, found 5'],
    ['fetch: { hostDelay: 99999h }', 'fetch.hostDelay: wanted a duration'],
    ['fetch: { maxBody: 20 }', 'fetch.maxBody: wanted a size such as 512KiB, 2MB or 20MiB, at most 1GiB, found 20'],
    ['fetch: { maxBody: 0MB }', 'fetch.maxBody: wanted a size'],
    [
      'fetch: { headers: { User-Agent: Mozilla } }',
      'fetch.headers.User-Agent: wanted a header that pubwatch does not set itself',
    ],
    ['fetch: { headers: { "a b": x } }', 'fetch.headers.a b: wanted the name of a request header, found "a b"'],
    ['fetch: { headers: { X-A: "${UNSET_NAME}" } }', 'fetch.headers.X-A: UNSET_NAME is not set in the environment'],
    ['fetch: { headers: { X-A: "a\\r\\nX-B: b" } }', 'fetch.headers.X-A: holds characters that no header may bear'],
    ['fetch: { caFile: nowhere.pem }', 'fetch.caFile: '],
    ['mail: { dkim: { domain: example.org, selector: m1, keyFile: nowhere.pem } }', 'mail.dkim.keyFile: '],
    [
      'mail: { unsubscribe: { url: "http://example.org/u", keyFile: k } }',
      'mail.unsubscribe.url: wanted an https address',
    ],
    ['mail: { unsubscribe: { url: "https://example.org/u", keyFile: nowhere.key } }', 'mail.unsubscribe.keyFile: '],
    ['mail: { bounce: "Desk <desk@example.org>" }', 'mail.bounce: wanted a mail address'],
    ['evidence: { keep: { age: 26h } }', 'evidence.keep.age: wanted a number of days such as 400d, found "26h"'],
    ['evidence: { keep: { age: 0d } }', 'evidence.keep.age: wanted a number of days'],
    ['evidence: { keep: { count: 0 } }', 'evidence.keep.count: wanted a whole number from 1'],
    ['evidence: { keep: { size: 2000TiB } }', 'evidence.keep.size: wanted a size'],
    ['__proto__: { contact: x }', '__proto__: unknown key'],
    ['"\\x5f_proto__": { contact: x }', '__proto__: unknown key'],
    ['contact: again@example.org', 'Map keys must be unique'],
  ])('pubwatch.yaml with %s', async (text, fault) => {
    expect(await faultOfMain(`${text}\n`)).toContain(`pubwatch.yaml:2: ${fault}`);
  });

  test.each([
    ['url: file:///etc/passwd', 'url: wanted an http or https address, found "file:///etc/passwd"'],
    ['url: ftp://example.org/', 'url: wanted an http or https address'],
    ['url: javascript:alert(1)', 'url: wanted an http or https address'],
    ['url: "https://"', 'url: wanted an http or https address'],
    ['url: https://me:secret@example.org/', 'url: "https://me:secret@example.org/": a login does not belong'],
    ['url: 7', 'url: wanted an http or https address, found 7'],
    ['title: No address', 'url: missing; wanted an http or https address'],
  ])('a source with %s', async (text, fault) => {
    expect(await faultOfSource(`${text}\nrecipe: { format: feed }\n`)).toContain(`sources/one.yaml:1: ${fault}`);
  });

  test.each([
    ['urls: [https://example.org/b]', 'urls: url is given too; one of the two is enough'],
    ['schedule: "* * * * * *"', 'schedule: wanted five cron fields'],
    ['schedule: daily', 'schedule: wanted five cron fields'],
    ['documents: true', 'documents: watching linked files is not built yet'],
    ['removals: maybe', 'removals: wanted probe, listing or off, found "maybe"'],
    ['guard: { maxDrop: 30 }', 'guard.maxDrop: wanted a number from 0 to 1, found 30'],
    ['guard: { minItems: -1 }', 'guard.minItems: wanted a whole number from 0 to 1000000, found -1'],
    ['pages: 1.5', 'pages: wanted a whole number from 1 to 10000, found 1.5'],
    ['title: ""', 'title: empty; wanted a title for mails and pages'],
    ['subscribers: []', 'subscribers: unknown key'],
  ])('a source with the further line %s', async (text, fault) => {
    expect(await faultOfSource(`url: https://example.org/\n${text}\nrecipe: { format: feed }\n`)).toContain(
      `sources/one.yaml:2: ${fault}`,
    );
  });

  test.each([
    ['{ format: fed }', 'recipe.format: wanted html, feed, sitemap or json, found "fed"'],
    ['{ format: feed, item: li }', 'recipe.item: unknown key; known: format'],
    [
      'feed',
      'recipe: wanted a recipe: a map with item and fields, or with format: feed, sitemap or json, found "feed"',
    ],
    ['{ item: li }', 'recipe.fields: missing; wanted a map of fields'],
    ['{ item: li, fields: { summary: p } }', 'recipe.fields: at least title or url is needed'],
    ['{ item: li, fields: { title: "b[[" } }', 'recipe.fields.title: "b[[": not a CSS selector'],
    ['{ item: ".", fields: { title: b } }', 'recipe.item: ".": not a CSS selector'],
    ['{ item: "", fields: { title: b } }', 'recipe.item: empty; wanted a CSS selector'],
    ['{ item: li, fields: { title: 3 } }', 'recipe.fields.title: wanted a CSS selector, or a map with select, found 3'],
    ['{ item: li, fields: { title: { attr: href } } }', 'recipe.fields.title.select: missing; wanted a CSS selector'],
    [
      '{ item: li, fields: { title: { select: b, atr: x } } }',
      'recipe.fields.title.atr: unknown key; did you mean "attr"?',
    ],
    [
      '{ item: li, fields: { title: { select: b, type: dat } } }',
      'recipe.fields.title.type: wanted text or date, found "dat"',
    ],
    ['{ item: li, fields: { title: { select: b, pattern: "(a" } } }', 'recipe.fields.title.pattern: "(a": '],
    [
      '{ item: li, fields: { title: { select: b, order: ydm } } }',
      'recipe.fields.title.order: wanted mdy, dmy or ymd, found "ydm"',
    ],
    ['{ item: li, fields: { title: b, constructor: i } }', 'recipe.fields.constructor: wanted a field name'],
    ['{ item: li, fields: { title: b, __proto__: i } }', '__proto__: unknown key'],
    ['{ item: li, fields: { title: b }, next: "a:foo" }', 'recipe.next: "a:foo": not a CSS selector'],
    [
      '{ format: json, items: data, fields: { title: /t } }',
      'recipe.items: wanted a JSON Pointer such as /data/items, found "data"',
    ],
    [
      '{ format: json, items: /data, fields: { title: t } }',
      'recipe.fields.title: wanted a JSON Pointer such as /data/items, found "t"',
    ],
  ])('recipe: %s', async (text, fault) => {
    expect(await faultOfSource(`url: https://example.org/\nrecipe: ${text}\n`)).toContain(
      `sources/one.yaml:2: ${fault}`,
    );
  });

  test('the line of a fault in a list or behind an alias is found', async () => {
    const faults = await faultsOf({
      'pubwatch.yaml': `${MAIN}subscribers:\n  - &first\n    email: nobody\n    id: a\n  - *first\n`,
    });
    expect(faults[0]).toContain('pubwatch.yaml:4: subscribers[0].email');
    expect(faults[1]).toContain('subscribers[1].email');
  });

  test('broken YAML is told once, with its line', async () => {
    const faults = await faultsOf({
      'pubwatch.yaml': MAIN,
      'sources/one.yaml': 'title: A\nurl: http://127.0.0.1/\nrecipe:\n  item: [unclosed\n  fields: }{\n',
    });
    expect(faults).toEqual([expect.stringMatching(/^sources\/one\.yaml:5: /), '1 fault. Nothing was crawled.']);
  });

  test('a bomb of aliases is a fault, not a wait', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    const faults = await faultsOf({ 'pubwatch.yaml': `l0: &l0 [x]\n${levels.join('\n')}\n` });
    expect(faults[0]).toMatch(/^pubwatch\.yaml:1: .*alias/i);
  });

  test('text from a file reaches the terminal without control characters, and cut', async () => {
    const [fault] = await faultsOf({ 'pubwatch.yaml': `${MAIN}timezone: "\\e[31m${'x'.repeat(500)}"\n` });
    expect(fault).not.toMatch(/\p{Cc}/u);
    expect(fault?.length).toBeLessThan(250);
  });

  test.each([
    ['Upper.yaml', 'the file name is the id of the source'],
    ['a b.yaml', 'the file name is the id of the source'],
    ['outbox.yaml', 'a source cannot be called outbox'],
    ['mail.yaml', 'a source cannot be called mail'],
  ])('a source file called %s', async (name, fault) => {
    const [first] = await faultsOf({ 'pubwatch.yaml': MAIN, [`sources/${name}`]: ONE });
    expect(first).toContain(`sources/${name}:1: ${fault}`);
  });

  test('two files of one id are told', async () => {
    const [first] = await faultsOf({ 'pubwatch.yaml': MAIN, 'sources/a.yaml': ONE, 'sources/a.yml': ONE });
    expect(first).toBe('sources/a.yml:1: a.yaml is there too: one source, one file');
  });

  test('a source whose file has faults still counts as there for subscribers', async () => {
    const faults = await faultsOf({
      'pubwatch.yaml': `${MAIN}subscribers: [{ email: a@example.org, sources: [one, oen] }]\n`,
      'sources/one.yaml': `${ONE}pages: no\n`,
    });
    expect(faults[0]).toContain('"oen": no such source; did you mean "one"?');
    expect(faults).toHaveLength(3);
  });
});

describe('what is not there', () => {
  test('a missing folder is named', async () => {
    const folder = await folderOf({});
    await expect(loadConfig(join(folder, 'nowhere'), {})).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      message: `${folder}/nowhere/pubwatch.yaml: not found`,
    });
  });

  test('a folder in place of the file is named', async () => {
    const folder = await folderOf({ 'pubwatch.yaml/x': '' });
    await expect(loadConfig(folder, {})).rejects.toThrow('pubwatch.yaml: a folder, wanted a file');
  });

  test('a file in place of the sources folder is named', async () => {
    const folder = await folderOf({ 'pubwatch.yaml': MAIN, sources: '' });
    await expect(loadConfig(folder, {})).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
  });
});

describe('loadRecipe', () => {
  test('reads a bare recipe in YAML, and the same in JSON with the nulls that preview prints', async () => {
    const folder = await folderOf({
      'r.yaml': "item: li\nfields:\n  title: b\n  url: { select: '.', attr: href }\n  date: time\nnext: a.next\n",
      'r.json': JSON.stringify({
        format: 'html',
        item: 'li',
        fields: {
          title: { select: 'b', attr: null, type: 'text', order: null, pattern: null },
          url: { select: '.', attr: 'href', type: 'text', order: null, pattern: null },
          date: { select: 'time', attr: null, type: 'date', order: null, pattern: null },
        },
        next: 'a.next',
        empty: null,
        alternates: [],
      }),
    });
    const recipe = await loadRecipe(join(folder, 'r.yaml'));
    expect(recipe).toMatchObject({ format: 'html', next: 'a.next', fields: { date: { type: 'date' } } });
    expect(await loadRecipe(join(folder, 'r.json'))).toEqual(recipe);
  });

  test('reads sitemap and JSON recipes', async () => {
    const folder = await folderOf({
      's.yaml': 'format: sitemap\ninclude: [/reports/]\n',
      'j.yaml':
        'format: json\nitems: /hits\nfields:\n  title: /name\n  date: { pointer: /at, type: date }\nnext: /next\n',
    });
    expect(await loadRecipe(join(folder, 's.yaml'))).toEqual({
      format: 'sitemap',
      include: ['/reports/'],
      exclude: [],
    });
    expect(await loadRecipe(join(folder, 'j.yaml'))).toEqual({
      format: 'json',
      items: '/hits',
      fields: {
        title: { pointer: '/name', type: 'text', order: null, pattern: null },
        date: { pointer: '/at', type: 'date', order: null, pattern: null },
      },
      next: '/next',
    });
  });

  test('tells the faults of a recipe file', async () => {
    const folder = await folderOf({ 'r.yaml': 'item: li\nfeilds: {}\n' });
    await expect(loadRecipe(join(folder, 'r.yaml'))).rejects.toThrow(
      /r\.yaml:2: feilds: unknown key; did you mean "fields"\?/,
    );
  });

  test('names a file that is not there', async () => {
    await expect(loadRecipe('nowhere.yaml')).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      message: 'nowhere.yaml: not found',
    });
  });
});

describe('webhooks', () => {
  const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const NEXT = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;

  test('a webhook is a subscriber who is posted to, its address and secrets filled in', async () => {
    const folder = await folderOf({
      'pubwatch.yaml': `${MAIN}webhooks:
  - { id: room, url: "\${ROOM_URL}", format: slack, include: [tide], digest: daily 07:00, allowPrivateAddresses: true }
  - { id: desk, url: "https://desk.example/hook", secretFile: desk.whsec }
  - { id: feed, url: "http://feed.example/hook", secret: "\${FEED_SECRET}" }
`,
      'desk.whsec': `${NEXT}\n${SECRET}\n`,
    });
    const url = 'https://chat.example/services/T0000000/B0000000/kept-from-all-eyes';
    const { settings, secrets } = await loadConfig(folder, { ROOM_URL: url, FEED_SECRET: SECRET });
    expect(settings.subscribers).toMatchObject([
      {
        id: 'webhook:room',
        email: 'webhook:room',
        include: ['tide'],
        cadence: { kind: 'daily', hour: 7, minute: 0 },
        webhook: { url, format: 'slack', secrets: [], allowPrivateAddresses: true },
      },
      { webhook: { format: 'json', secrets: [NEXT, SECRET], allowPrivateAddresses: false } },
      { webhook: { url: 'http://feed.example/hook', secrets: [SECRET] } },
    ]);
    for (const secret of [url, 'kept-from-all-eyes', SECRET, SECRET.slice(6), NEXT]) expect(secrets).toContain(secret);
  });

  test('a receiver may stand where the sites may stand, unless it is said otherwise', async () => {
    const hooks =
      '{ id: one, url: "http://a.example/" }, { id: two, url: "http://b.example/", allowPrivateAddresses: false }';
    const text = `${MAIN}fetch: { allowPrivateAddresses: true }\nwebhooks: [${hooks}]\n`;
    const { settings } = await loadConfig(await folderOf({ 'pubwatch.yaml': text }), {});
    expect(settings.subscribers.map(({ webhook }) => webhook?.allowPrivateAddresses)).toEqual([true, false]);
  });

  test.each([
    ['{ id: Room, url: "https://a.example/" }', 'webhooks[0].id: wanted a name of a-z'],
    ['{ id: room }', 'webhooks[0].url: missing; wanted an http or https address'],
    ['{ id: room, url: "ftp://a.example/" }', 'webhooks[0].url: wanted an http or https address'],
    ['{ id: room, url: "${NOWHERE}" }', 'webhooks[0].url: NOWHERE is not set in the environment'],
    ['{ id: room, url: "${ROOM}" }', 'webhooks[0].url: wanted an http or https address, found something else'],
    ['{ id: room, url: "https://a.example/", format: teams }', 'webhooks[0].format: wanted json, slack'],
    [`{ id: room, url: "https://a.example/", secret: ${SECRET} }`, 'webhooks[0].secret: this file is no place'],
    ['{ id: room, url: "https://a.example/", secret: "${ROOM}" }', 'webhooks[0].secret: wanted whsec_'],
    ['{ id: room, url: "https://a.example/", secretFile: nowhere }', 'webhooks[0].secretFile: '],
    [
      '{ id: room, url: "https://a.example/", secret: "${ROOM}", secretFile: x }',
      'webhooks[0].secretFile: stands beside',
    ],
    [
      '{ id: room, url: "https://a.example/", sources: [nowhere] }',
      'webhooks[0].sources[0]: "nowhere": no such source',
    ],
    [
      '{ id: room, url: "https://a.example/" }, { id: room, url: "https://b.example/" }',
      'webhooks[1].id: "webhook:room" stands twice',
    ],
  ])('%s', async (hooks, fault) => {
    const faults = await faultsOf({ 'pubwatch.yaml': `${MAIN}webhooks: [${hooks}]\n` }, { ROOM: 'not-to-be-shown' });
    expect(faults[0]).toContain(fault);
    expect(faults.join()).not.toMatch(/not-to-be-shown|AQEBAQEB/);
  });
});
