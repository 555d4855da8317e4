import { expect, test } from 'vitest';
import { readPage } from '../../src/parse/page.ts';
import { isCutOff, readVerdict } from '../../src/parse/verdict.ts';
import { answer, pageOf } from './make.ts';

const verdict = (body: string | Uint8Array, over: Parameters<typeof answer>[1] = {}) => {
  const capture = answer(body, over);
  return readVerdict(capture, readPage(capture));
};
const doc = (title: string, body: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;
const PROSE = '<p>The office publishes reports on its work every month, and lists them here for the public.</p>'.repeat(
  40,
);

test.each([
  [
    'Cloudflare by its header',
    doc('Just a moment...', ''),
    { status: 403, headers: { 'cf-mitigated': 'challenge' } },
    'Cloudflare',
  ],
  ['Cloudflare by its script', doc('One moment', '<script>window._cf_chl_opt={}</script>'), {}, 'Cloudflare'],
  [
    'AWS WAF by its header, without a body',
    '',
    { status: 202, headers: { 'x-amzn-waf-action': 'challenge' } },
    'AWS WAF',
  ],
  ['AWS WAF by its script', doc('', '<script>window.gokuProps={}</script>'), { status: 405 }, 'AWS WAF'],
  [
    'Akamai by its server and a short refusal',
    '<h1>Access Denied</h1>',
    { status: 403, headers: { server: 'AkamaiGHost' } },
    'Akamai',
  ],
  [
    'Akamai by its reference',
    doc('Access Denied', 'You do not have permission to access this. Reference&#32;&#35;18&#46;1'),
    { status: 403 },
    'Akamai',
  ],
  ['Akamai with status 200', doc('', '<meta http-equiv=refresh content="5; URL=/?bm-verify=AA">'), {}, 'Akamai'],
  ['Akamai proof of work', doc('Wait', '<div id="sec-if-cpt-container"></div>'), {}, 'Akamai'],
  [
    'Incapsula',
    doc('', '<iframe src="/_Incapsula_Resource?x=1">Incapsula incident ID: 7</iframe>'),
    {},
    'Imperva Incapsula',
  ],
  ['DataDome by its server', doc('x', ''), { status: 403, headers: { server: 'DataDome' } }, 'DataDome'],
  ['DataDome by its frame', doc('x', '<script src="https://geo.captcha-delivery.com/x.js"></script>'), {}, 'DataDome'],
  ['PerimeterX', doc('Wait', '<div id="px-captcha"></div>'), {}, 'PerimeterX'],
  ['Sucuri', doc('Sucuri WebSite Firewall - Access Denied', ''), { status: 403 }, 'Sucuri'],
  ['F5', doc('Request Rejected', 'The requested URL was rejected. Please consult with your administrator.'), {}, 'F5'],
  ['a refusal without a name', doc('Access Denied', 'Contact us.'), {}, 'a bot defence'],
  ['a request to prove that one is human', doc('x', 'Please verify you are human'), { status: 429 }, 'a bot defence'],
])('a challenge: %s', (_, body, over, who) => {
  expect(verdict(body, over)).toEqual({ kind: 'blocked', message: `looks like a challenge or refusal by ${who}` });
});

test.each([
  [
    'a list that mentions captchas and carries such scripts',
    doc('Reports', `${PROSE}<script src="/_Incapsula_Resource?a=1"></script><p>Verify you are human: a study</p>`),
  ],
  ['a document about refusals', doc('Access denied: asylum at the border', PROSE)],
  [
    'a short page with a reCAPTCHA script',
    doc(
      'Contact',
      '<p>Write to us.</p><script src="https://www.google.com/recaptcha/api.js"></script><p>'.concat(
        'Our desk answers every letter within a week. '.repeat(6),
      ),
    ),
  ],
  ['an article about maintenance', doc('Maintenance of bridges', `${PROSE}<p>The bridge is under maintenance.</p>`)],
  ['a shop with a log-in corner', doc('Shop', `${PROSE}<form><input type=password></form>`)],
  ['an ordinary page behind Akamai', doc('Reports', PROSE)],
])('no challenge: %s', (_, body) => {
  expect(verdict(body, { headers: { server: 'AkamaiGHost' } }).kind).toBe('page');
});

test.each([
  ['no bytes', '', 'empty'],
  ['white space', ' \n ', 'empty'],
  ['a PDF', '%PDF-1.7 x', 'not-html'],
  ['random bytes', '\u0000\u0001\u0002\u0003\u0004', 'not-html'],
  ['an error in JSON', '{"status":"fail","error":"backend unavailable"}', 'error'],
  [
    'a maintenance notice',
    doc('Back soon', '<h1>We’ll be back soon</h1><p>The library is currently under maintenance.</p>'),
    'maintenance',
  ],
  ['a German maintenance notice', doc('Hinweis', 'Wegen Wartungsarbeiten geschlossen'), 'maintenance'],
  ['a soft 404', doc('Page not found', `<h1>Page not found</h1>${PROSE}`), 'missing'],
  [
    'a soft 404 in the heading only',
    doc('Library', `<h1>The page you requested could not be found</h1>${PROSE}`),
    'missing',
  ],
  ['a Spanish soft 404', doc('Página no encontrada', ''), 'missing'],
  ['a database error', doc('Error', 'PDOException: SQLSTATE[HY000] Connection refused'), 'error'],
  ['a parked domain', doc('library.example is for sale', 'This domain may be for sale'), 'parked'],
  ['a log-in form', doc('Log in', '<form><input name=u><input TYPE="Password"></form>'), 'login'],
  [
    'a page that waits for its scripts',
    doc('Library', '<div id="root">Loading…</div><script src="/app.js"></script>'),
    'script-only',
  ],
  ['half a page', `<html><body><main><table><tr><td>${PROSE}`, 'truncated'],
  ['an ordinary page', doc('Library', PROSE), 'page'],
  ['markup too deep to look at', '<div>'.repeat(20_000), 'page'],
])('%s is told for what it is', (_, body, kind) => {
  expect(verdict(body).kind).toBe(kind);
});

test('a redirect to a log-in address is told, with the address', () => {
  const url = 'https://library.example/user/login?to=/';
  expect(verdict(doc('Welcome', PROSE), { url })).toEqual({
    kind: 'login',
    message: `looks like a log-in page, at ${url}`,
  });
});

test('a page elsewhere is told with its title and address', () => {
  const url = 'https://library.example/';
  expect(verdict(doc('Front &amp; page', PROSE), { url }).message).toBe(
    'is an HTML page “Front & page”, at https://library.example/',
  );
});

test.each([404, 410])("a CDN's own short %i answers the question: it is no refusal", (status) => {
  expect(verdict('', { status, headers: { server: 'AkamaiGHost' } }).kind).not.toBe('blocked');
  expect(verdict('<h1>Not Found</h1>', { status, headers: { server: 'AkamaiGHost' } }).kind).toBe('missing');
  expect(verdict('', { status, headers: { 'cf-mitigated': 'challenge' } }).kind).toBe('blocked');
});

test('status 404 makes a missing page, whatever it says', () => {
  expect(verdict(doc('Oops', PROSE), { status: 404 }).kind).toBe('missing');
});

test.each([
  ['a whole page', doc('x', '<ul><li>a</ul>'), false],
  ['a page without its last tags', '<html><body><ul><li>a</ul>', false],
  ['a fragment', '<li>a<li>b', false],
  ['a page cut within a list', '<html><body><ul><li>a', true],
])('%s is cut off: %s', (_, text, isCut) => {
  expect(isCutOff(pageOf(text))).toBe(isCut);
});
