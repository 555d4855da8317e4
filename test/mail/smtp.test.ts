import { expect, test } from 'vitest';
import { readSmtpUrl } from '../../src/mail/smtp.ts';

const SECRET = 'kiwi/:@%41';
const readFile = (path: string): Promise<string> =>
  path === '/run/password' ? Promise.resolve(`${SECRET}\n`) : Promise.reject(new Error(`ENOENT: ${path}`));
const read = (url: string, file?: string) =>
  readSmtpUrl(
    { PUBWATCH_SMTP_URL: url, ...(file === undefined ? {} : { PUBWATCH_SMTP_PASSWORD_FILE: file }) },
    readFile,
  );

test('no mail server is named by no address', async () => {
  expect(await readSmtpUrl({}, readFile)).toBeNull();
  expect(await read(' ')).toBeNull();
});

test.each([
  ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, encryption: 'required' }],
  ['smtps://mail.example.org', { host: 'mail.example.org', port: 465, encryption: 'implicit' }],
  ['smtps://mail.example.org:2465/', { host: 'mail.example.org', port: 2465, encryption: 'implicit' }],
  ['smtp://mail.example.org?requireTLS=false', { host: 'mail.example.org', port: 587, encryption: 'offered' }],
  ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, encryption: 'offered' }],
  ['smtp://localhost:25?requireTLS=true', { host: 'localhost', port: 25, encryption: 'required' }],
  ['smtp://[::1]:25', { host: '::1', port: 25, encryption: 'offered' }],
  ['smtp://127.example.org', { host: '127.example.org', port: 587, encryption: 'required' }],
])('%s is read', async (url, expected) => {
  expect(await read(url)).toEqual({ ...expected, login: null });
});

test('a password in the address is percent-decoded', async () => {
  const settings = await read(`smtp://watch%40x:${encodeURIComponent(SECRET)}@127.0.0.1:25`);
  expect(settings?.login).toEqual({ user: 'watch@x', password: SECRET });
});

test('a password file is taken to the letter, but for the line end an editor puts there', async () => {
  expect((await read('smtp://watch@127.0.0.1:25', '/run/password'))?.login).toEqual({
    user: 'watch',
    password: SECRET,
  });
  const spaced = await readSmtpUrl(
    { PUBWATCH_SMTP_URL: 'smtp://watch@127.0.0.1', PUBWATCH_SMTP_PASSWORD_FILE: 'x' },
    async () => ' two words \n\n',
  );
  expect(spaced?.login?.password).toBe(' two words \n');
});

test.each([
  ['an address without a scheme', 'mail.example.org:587', undefined, 'must begin with smtp'],
  ['another scheme', 'https://mail.example.org', undefined, 'must begin with smtp'],
  ['no host', 'smtp://', undefined, 'names no host'],
  ['a port that is none', 'smtp://mail.example.org:99999', undefined, 'not an address'],
  ['a path', 'smtp://mail.example.org/inbox', undefined, 'something stands after the host'],
  ['a slash in the password', 'smtp://watch:se/cret@mail.example.org', undefined, 'percent-encoded'],
  ['a bare percent sign', 'smtp://watch:100%zz@mail.example.org', undefined, '%25'],
  ['bytes that are no text', 'smtp://watch:%ff@mail.example.org', undefined, 'UTF-8'],
  ['an unknown option', 'smtp://mail.example.org?requiretls=true', undefined, 'unknown option'],
  ['a wish that is none', 'smtp://mail.example.org?requireTLS=maybe', undefined, 'true or false'],
  ['a user without a password', 'smtp://watch@mail.example.org', undefined, 'no password'],
  ['a password without a user', 'smtp://mail.example.org', '/run/password', 'no user'],
  ['two passwords', 'smtp://watch:secret@mail.example.org', '/run/password', 'keep one'],
  ['a file that is not there', 'smtp://watch@mail.example.org', '/run/other', '/run/other cannot be read'],
])('%s is a fault of the configuration, told without the login', async (_, url, file, words) => {
  const error = await read(url, file).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(words) });
  expect(String(error)).not.toMatch(/secret|kiwi|100%zz|se\/cret/);
});
