import type { Capture } from '../model/capture.ts';

/** What a challenge is told by: the headers, the markup, and how much text a reader sees on it. */
export interface ChallengeSigns {
  readonly capture: Pick<Capture, 'status' | 'headers'>;
  readonly markup: string;
  readonly shown: string; // display text of the page
  readonly headline: string; // its title and first heading
}

/**
 * Whose challenge or refusal a page is, for people ("Cloudflare"); null for a page that is none. Scripts of these services stand
 * on ordinary pages too, and lists may speak of captchas: such signs count only on a page with next to nothing to read.
 */
export function findChallenger(signs: ChallengeSigns): string | null {
  const isRefused = signs.capture.status >= 400 && !ANSWERS.has(signs.capture.status);
  return byHeaders(signs, isRefused) ?? (signs.shown.length > MOST_SHOWN ? null : byWords(signs, isRefused));
}

function byHeaders({ capture: { headers }, markup }: ChallengeSigns, isRefused: boolean): string | null {
  for (const { who, header, value } of HEADER_SIGNS) if (value.test(headers[header] ?? '')) return who;
  if (!isRefused) return null;
  const server = headers['server'] ?? '';
  if (DATADOME.test(server)) return 'DataDome';
  return AKAMAI.test(server) && markup.length < AKAMAI_LENGTH ? 'Akamai' : null;
}

function byWords({ markup, shown, headline }: ChallengeSigns, isRefused: boolean): string | null {
  const start = markup.slice(0, MARKUP_LENGTH);
  const service = MARKUP_SIGNS.find(({ sign }) => sign.test(start));
  if (service !== undefined) return service.who;
  const saysSo =
    REFUSAL_HEADLINE.test(headline) || (isRefused && REFUSAL_TEXT.test(shown)) || REFUSAL_TEXT.test(headline);
  return saysSo ? UNNAMED : null;
}

const ANSWERS: ReadonlySet<number> = new Set([404, 410]); // short and bare from a CDN too: there is no such page, which is an answer
const UNNAMED = 'a bot defence';
const MOST_SHOWN = 1_200; // characters; challenge pages have some hundreds at most
const MARKUP_LENGTH = 300_000; // of the page; the scripts of some challenges are long
const AKAMAI_LENGTH = 1_024; // characters; its refusals have some 300
const AKAMAI = /^AkamaiGHost/i; // AkamaiGHost
const DATADOME = /^DataDome/i; // DataDome

const HEADER_SIGNS = [
  { who: 'Cloudflare', header: 'cf-mitigated', value: /challenge|block/i }, // challenge
  { who: 'AWS WAF', header: 'x-amzn-waf-action', value: /challenge|captcha|block/i }, // captcha
];

const MARKUP_SIGNS = [
  { who: 'Akamai', sign: /sec-if-cpt-container|sec-cpt-if|bm-verify|\/_sec\/(?:cp_challenge|verify)/ }, // ?bm-verify=AAQ
  { who: 'Akamai', sign: /(?:access denied|permission to access).{0,2000}?Reference(?:&#32;|\s)+(?:&#35;|#)\d/is }, // Reference #18.2f
  {
    who: 'Cloudflare',
    sign: /_cf_chl_opt|cf-browser-verification|cf-im-under-attack|chl_page|__cf_chl_|cf-error-details/,
  }, // _cf_chl_opt={
  { who: 'Imperva Incapsula', sign: /_Incapsula_Resource|Incapsula incident ID/ }, // /_Incapsula_Resource?SWUDNSAI=31
  { who: 'AWS WAF', sign: /AwsWafCaptcha|AwsWafIntegration|gokuProps|awsWafCookieDomainList/ }, // window.gokuProps
  { who: 'DataDome', sign: /captcha-delivery\.com/ }, // https://geo.captcha-delivery.com/captcha/
  { who: 'PerimeterX', sign: /px-captcha|_pxBlockedUrl|captcha\.px-cdn\.net/ }, // <div id="px-captcha">
  { who: 'Sucuri', sign: /Sucuri WebSite Firewall|sucuri_cloudproxy_js/i }, // Sucuri WebSite Firewall - Access Denied
  { who: 'F5', sign: /The requested URL was rejected\. Please consult with your administrator/i }, // Your support ID is: 123
];

// Title or first heading of a refusal, whole: a report "Access denied: asylum at the border" is none.
const REFUSAL_HEADLINE =
  /^(?:(?:error )?403(?: -)? forbidden|forbidden|access (?:to this page has been )?denied|attention required!?.*|just a moment\.*|pardon our interruption.*|(?:human|bot|security|browser) (?:verification|check|challenge)|challenge validation|are you (?:a )?(?:human|robot)\??|robot check|you have been blocked|request (?:blocked|rejected)|unusual traffic.*|too many requests)$/i; // Access Denied
const REFUSAL_TEXT =
  /verify(?:ing)? (?:that )?you(?:'|’)?(?: a)?re (?:not a robot|(?:a )?human)|checking (?:if the site connection is secure|your browser)|unusual traffic from your|enable javascript and cookies to continue|you have been blocked|access to this page has been denied|automated (?:access|requests)/i; // Verify you are human
