import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../support/http.ts';
import { startSmtpServer } from '../support/smtp.ts';
import { openHouse, type Ran } from './house.ts';

const PASSWORD = 'mail-passw0rd/57';
const TOKEN = 'header-token-91af';
const CHECK = 'check-3c4d-secret';
const HOOK_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const HOOK_KEY = 'B0/7a61-key-of-a-room';
const HASH = `scrypt$32768$8$3$${'s'.repeat(22)}$${'h'.repeat(43)}`;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

test('no secret is in any output, log, mail or state, not even where a server says it back', async () => {
  let items = ['ash', 'birch'];
  let isDown = false;
  const site = await startHttpServer((request, response) => {
    const list = items.map((name) => `<li><a href="/${name}">${name}</a></li>`).join('');
    if (request.method === 'POST' && request.url?.startsWith('/services')) {
      const said = `no ${request.url} ${HOOK_SECRET} ${request.headers['webhook-signature']}`;
      response.writeHead(500).end(said);
    } else if (isDown)
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`no ${request.headers.authorization}`);
    else
      response
        .writeHead(request.url?.startsWith('/ping') ? 404 : 200, { 'content-type': 'text/html' })
        .end(`<ul>${list}</ul>`);
  });
  onTestFinished(() => site.close());
  const smtp = await startSmtpServer({
    login: { user: 'watch', password: PASSWORD },
    fault: (moment) => (moment === 'DATA' ? { kind: 'say', line: `451 4.7.1 not now, ${PASSWORD} said` } : null),
  });
  onTestFinished(() => smtp.close());
  const house = await openHouse(`${site.origin}/list`, {
    settings: [
      'mail:',
      '  from: watch@example.org',
      '  dkim: { domain: example.org, selector: s1, keyFile: dkim.pem }',
      `page: { user: reader, passwordHash: '${HASH}' }`,
      'subscribers: [{ email: reader@example.org, incidents: true, heartbeat: weekly mon 08:00 }]',
      'webhooks: [{ id: room, url: "${ROOM_URL}", secret: "${ROOM_SECRET}", incidents: true }]',
    ].join('\n'),
    source: `fetch: { headers: { Authorization: 'Bearer \${PUBLISHER_TOKEN}' } }`,
  });
  onTestFinished(() => house.close());
  await writeFile(join(house.folder, 'config/dkim.pem'), privateKey);
  const env = {
    PUBWATCH_SMTP_URL: `smtp://watch:${encodeURIComponent(PASSWORD)}@127.0.0.1:${smtp.port}`,
    PUBWATCH_PING_URL: `${site.origin}/ping/${CHECK}`,
    PUBLISHER_TOKEN: TOKEN,
    ROOM_URL: `${site.origin}/services/${HOOK_KEY}`,
    ROOM_SECRET: HOOK_SECRET,
  };
  const ran: Ran[] = [];
  const loudly = ['--verbose', '--log-format'];
  ran.push(await house.run(['crawl', '--json', ...loudly, 'json'], env));
  items = ['ash', 'birch', 'cedar'];
  ran.push(await house.run(['crawl', '--full', ...loudly, 'text'], env));
  isDown = true;
  ran.push(await house.run(['crawl', ...loudly, 'json'], env));
  for (const command of ['status', 'deliver', 'history', 'verify'])
    ran.push(await house.run([command, '--verbose'], env));
  ran.push(await house.run(['test-mail', 'someone@example.org'], env));
  ran.push(await house.run(['test-mail', 'webhook:room'], env));
  ran.push(await house.run(['preview', 'harbour', '--verbose'], env));
  ran.push(
    await house.run(['crawl'], { ...env, PUBWATCH_SMTP_URL: `smtp://watch:${PASSWORD}@127.0.0.1:${smtp.port}` }),
  );

  // What is looked at is not empty: the site got its token, mail was tried and answered, pings were sent.
  expect(site.requests.some(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
  expect(ran.map(({ stdout, stderr }) => stdout + stderr).join('')).toContain('451 4.7.1 not now, *** said');
  expect(site.paths().some((path) => path.startsWith(`/ping/${CHECK}`))).toBe(true);
  expect(ran.map(({ stdout, stderr }) => stdout + stderr).join('')).toContain('webhook:room waits: 500 no ');
  const state = await house.state();
  expect(state).toContain('reader@example.org');

  const keyLine = privateKey.split('\n')[3] ?? '';
  const secrets = [
    PASSWORD,
    encodeURIComponent(PASSWORD),
    Buffer.from(PASSWORD).toString('base64'),
    TOKEN,
    CHECK,
    HOOK_SECRET,
    HOOK_SECRET.slice(6),
    HOOK_KEY.slice(3),
    keyLine,
    HASH,
  ];
  for (const [index, { stdout, stderr }] of ran.entries()) {
    for (const secret of secrets) expect(stdout + stderr, `run ${index}`).not.toContain(secret);
  }
  for (const secret of secrets) expect(state).not.toContain(secret);
});
