import { displayText } from '../lib/text.ts';
import type { Capture } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Verdict, VerdictKind } from '../model/verdict.ts';
import { findChallenger } from './challenge.ts';
import { describeDocument, isBinary } from './document-kind.ts';
import type { Page } from './page.ts';
import { createFind, textOf } from './tree.ts';

type Answer = Pick<Capture, 'status' | 'headers' | 'url' | 'requestUrl'>;

/**
 * What a page looks like on which no listing was found: a challenge, a log-in form, an error… It explains; it proves nothing, and a
 * page on which records are found is not asked. Reads any bytes without throwing.
 */
export function readVerdict(capture: Answer, page: Page): Verdict {
  const sight = see(page);
  const challenger = findChallenger({ capture, markup: page.text, shown: sight.shown, headline: sight.headline });
  if (challenger !== null) return { kind: 'blocked', message: `looks like a challenge or refusal by ${challenger}` };
  if (page.text.trim() === '') return { kind: 'empty', message: 'the page is empty' };
  if (isBinary(page)) return { kind: 'not-html', message: `is ${describeDocument(page)}, not a page` };
  if (JSON_ERROR.test(page.text)) return { kind: 'error', message: 'looks like an error message in JSON' };
  const said = saidBy(sight);
  if (said !== null) return said;
  if (isLogin(sight, capture)) return { kind: 'login', message: `looks like a log-in page${elsewhere(capture)}` };
  if (isCutOff(page)) return { kind: 'truncated', message: 'looks cut off: it ends before its elements do' };
  if (isScriptOnly(sight, page.text))
    return { kind: 'script-only', message: 'shows next to no text without its scripts' };
  if (capture.status === 404 || capture.status === 410)
    return { kind: 'missing', message: `is a page for status ${capture.status}` };
  return { kind: 'page', message: `is ${describeDocument(page)}${elsewhere(capture)}` };
}

/**
 * Does a page end before its elements do: no end of the document, and more elements opened than closed? What it lists may be true,
 * what it does not list proves nothing.
 */
export function isCutOff({ text }: Pick<Page, 'text'>): boolean {
  if (END.test(text.slice(-USUAL_TAIL)) || END.test(text)) return false;
  const opened = text.match(OPENING)?.length ?? 0;
  const closed = text.match(CLOSING)?.length ?? 0;
  return opened - closed >= FEWEST_OPEN;
}

const OPENING = /<(?:body|main|table|ul|section|article)[\s>]/gi; // <table class="list">
const CLOSING = /<\/(?:body|main|table|ul|section|article)\s*>/gi; // </table>
const END = /<\/(?:html|body)\s*>/i; // </html>
const USUAL_TAIL = 1_000; // characters; the end tag of nearly every page stands in them, and the whole need not be looked through
const FEWEST_OPEN = 2; // end tags of body and one more element are missing: HTML allows to leave out the first only

/** What there is to see of a page. */
interface Sight {
  readonly shown: string; // display text
  readonly headline: string; // its title, or its first heading where it has none
  readonly heading: string;
  readonly hasPassword: boolean;
}

const NOTHING_SEEN: Sight = { shown: '', headline: '', heading: '', hasPassword: false };

function see(page: Page): Sight {
  try {
    const document = page.document();
    const find = createFind();
    const textOfFirst = (selector: string): string => {
      const [first] = find(selector, document);
      return first === undefined ? '' : displayText(textOf(first));
    };
    const title = textOfFirst('title');
    const heading = textOfFirst('h1');
    return {
      shown: displayText(textOf(document)),
      headline: title === '' ? heading : title,
      heading,
      hasPassword: find('input[type=password i]', document).length > 0,
    };
  } catch (error) {
    if (error instanceof PubwatchError) return { ...NOTHING_SEEN, shown: page.text.slice(0, SOME_TEXT) }; // too deep to look at
    throw error;
  }
}
const SOME_TEXT = 10_000; // characters: enough not to pass for a page without text

const JSON_ERROR = /^\s*\{[^{}]{0,500}"(?:errors?|exception|fault|message|detail|status_?code)"\s*:/i; // {"error":"backend unavailable"

interface Saying {
  readonly kind: VerdictKind;
  readonly message: string;
  readonly words: RegExp;
}

// What such pages say of themselves, in title, first heading, or anywhere on a short page.
const SAYINGS: readonly Saying[] = [
  {
    kind: 'maintenance',
    message: 'looks like a maintenance notice',
    // under maintenance
    words:
      /(?:under|undergoing|scheduled|planned|down for) maintenance|(?:site|service|page) (?:is )?(?:temporarily|currently) (?:unavailable|offline|down)|be (?:right )?back (?:soon|shortly|later)|wartungsarbeiten|(?:en|por) mantenimiento|en maintenance|in manutenzione|em manutenção|onderhoud|на техническом обслуживании|технические работы/i,
  },
  {
    kind: 'missing',
    message: 'looks like a page that was not found',
    // Page not found
    words:
      /(?:page|file|document|content)(?: you(?:'|’)?(?:re| are| have)? [\w ]{1,30})? (?:was |is |could |can )?(?:not (?:be )?found|cannot be found|no longer (?:available|exists))|^(?:error )?404\b|404 (?:error|not found)|^not found$|seite (?:wurde )?nicht gefunden|página no encontrada|page (?:non trouvée|introuvable)|pagina non trovata|página não encontrada|pagina niet gevonden|страница не найдена/i,
  },
  {
    kind: 'parked',
    message: 'looks like a parked domain',
    // This domain may be for sale
    words:
      /domain(?: name)? (?:may be|is|could be) (?:for sale|parked|available)|buy this domain|is for sale$|domain (?:has )?expired|parked (?:free|domain)/i,
  },
  {
    kind: 'error',
    message: 'looks like an error of the site',
    // The website encountered an unexpected error
    words:
      /SQLSTATE\[|PDOException|ODBC.{0,40}(?:error|driver)|ORA-\d{5}|(?:unexpected|internal|application|server|database|runtime|fatal|service) error|error establishing a database connection|service unavailable|bad gateway|gateway time-?out|traceback \(most recent call last\)|stack trace:|something went wrong/i,
  },
];
const SHORT_PAGE = 1_500; // characters; such notices are short, articles about maintenance are not

function saidBy({ shown, headline, heading }: Sight): Verdict | null {
  const places = shown.length <= SHORT_PAGE ? [headline, heading, shown] : [headline, heading].filter(isBrief);
  for (const place of places) {
    const saying = SAYINGS.find(({ words }) => words.test(place));
    if (saying !== undefined) return { kind: saying.kind, message: saying.message };
  }
  return null;
}

const BRIEF = 80; // characters; a longer title is that of a document

function isBrief(text: string): boolean {
  return text.length <= BRIEF;
}

const LOGIN_ADDRESS = /\/(?:user\/)?(?:log-?in|sign-?in|signon|sso|auth|cas)(?:[/?#.]|$)/i; // /user/login
const LOGIN_WORDS = /\b(?:log|sign) ?(?:in|on)\b|anmelden|iniciar sesión|connexion|accedi|вход/i; // Log in
const LOGIN_LENGTH = 3_000; // characters; an ordinary page with a log-in corner has more

function isLogin({ shown, headline, heading, hasPassword }: Sight, { url, requestUrl }: Answer): boolean {
  const wasSent = url !== requestUrl && LOGIN_ADDRESS.test(url) && !LOGIN_ADDRESS.test(requestUrl);
  const saysSo = LOGIN_WORDS.test(headline) || LOGIN_WORDS.test(heading);
  return wasSent || (hasPassword && (saysSo || shown.length < SHORT_PAGE) && shown.length < LOGIN_LENGTH);
}

function elsewhere({ url, requestUrl }: Answer): string {
  return url === requestUrl ? '' : `, at ${url}`;
}

const SCRIPT = /<script\b/i; // <script src="/app.js">
const FEW_WORDS = 200; // characters of a page that waits for its scripts: "Loading…", "Please enable JavaScript"

function isScriptOnly({ shown }: Sight, text: string): boolean {
  return shown.length < FEW_WORDS && SCRIPT.test(text);
}
