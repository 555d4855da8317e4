import { unpack } from '../lib/content-coding.ts';
import type { Capture } from '../model/capture.ts';
import { NO_VALIDATORS } from '../model/capture.ts';
import type { Fate, ProbeAnswer, RemovalProof } from '../model/change.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { Ports } from '../model/ports.ts';
import type { MissingMark } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import { keyUrl } from '../parse/url.ts';

const MOST_PROBES = 50; // a crawl; the rest are asked in the next ones
const SILENT_PROBES = 3; // in a row without any answer: the host is down, asking on would only wait
const UNKNOWN_AFTER_CRAWLS = 5;
const UNKNOWN_AFTER_MS = 3 * 86_400_000; // a block that lasts a weekend is no removal
const SLASH_HOPS = 2; // http to https, then a slash: still the same address

/** An item that this complete crawl misses. */
export interface MissingItem {
  readonly item: Item;
  readonly mark: MissingMark; // this crawl counted
}
/** What is known of a missing item after its address was asked. */
export type Finding =
  | { readonly kind: 'told'; readonly fate: Fate; readonly proof: RemovalProof; readonly answers: readonly Capture[] }
  | { readonly kind: 'waits'; readonly mark: MissingMark };

type ConfirmPorts = Pick<Ports, 'fetcher' | 'clock' | 'log' | 'progress'>;

/** Asks each missing item's own address (at most 50 a crawl, those not asked yet first) and says which removals may be told. By key. */
export async function confirmMissing(
  source: Source,
  missing: readonly MissingItem[],
  ports: ConfirmPorts,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Finding>> {
  const findings = new Map<string, Finding>();
  const toAsk: MissingItem[] = [];
  for (const one of missing) {
    const finding = judgeUnasked(source, one);
    if (finding === null) toAsk.push(one);
    else findings.set(one.item.key, finding);
  }
  toAsk.sort((a, b) => Number(a.mark.answer !== null) - Number(b.mark.answer !== null));
  let silent = 0;
  for (const [index, { item, mark }] of toAsk.entries()) {
    if (item.url === null || index >= MOST_PROBES || silent >= SILENT_PROBES) {
      findings.set(item.key, { kind: 'waits', mark }); // an answer of an earlier crawl proves nothing today
      continue;
    }
    const { answer, captures } = await probe(item.url, source, ports, signal);
    silent = isSilent(answer) ? silent + 1 : 0;
    ports.progress.probe(source.id, index + 1, Math.min(toAsk.length, MOST_PROBES));
    const finding = judge({ ...mark, answer }, answer, ports.clock.now());
    findings.set(item.key, finding.kind === 'told' ? { ...finding, answers: captures } : finding);
  }
  return findings;
}

/** What can be said without asking; null: its address has to be asked. */
function judgeUnasked({ removals }: Source, { item, mark }: MissingItem): Finding | null {
  if (removals === 'off') return { kind: 'waits', mark };
  if (removals === 'listing') return told('unasked', mark);
  return item.url === null ? tellSecondTime('unlinked', mark) : null;
}

function isSilent({ status, code }: ProbeAnswer): boolean {
  return status === null && code !== 'FETCH_ROBOTS' && code !== 'FETCH_REFUSED_ADDRESS';
}

/** Says what today's answer proves, and no more. */
function judge(mark: MissingMark, answer: ProbeAnswer, now: Date): Finding {
  if (answer.code === 'FETCH_ROBOTS' || answer.code === 'FETCH_REFUSED_ADDRESS') return tellSecondTime('unasked', mark);
  if (answer.code === null) {
    if (answer.status === 404 || answer.status === 410) return told('gone', mark);
    if (answer.location !== null) return told('moved', mark);
    if (answer.status === 200) return tellSecondTime('delisted', mark); // a cache may serve yesterday's list
  }
  const isLong = now.getTime() - Date.parse(mark.since) >= UNKNOWN_AFTER_MS;
  return mark.crawls >= UNKNOWN_AFTER_CRAWLS && isLong ? told('unknown', mark) : { kind: 'waits', mark };
}

function told(fate: Fate, { lastSeen, since, crawls, answer }: MissingMark): Finding {
  return { kind: 'told', fate, proof: { lastSeen, missingSince: since, crawls, answer }, answers: [] };
}

function tellSecondTime(fate: Fate, mark: MissingMark): Finding {
  return mark.crawls >= 2 ? told(fate, mark) : { kind: 'waits', mark };
}

interface Probed {
  readonly answer: ProbeAnswer; // the one that counts
  readonly captures: readonly Capture[]; // all that came, in order
}

/** HEAD, then GET where HEAD alone proves nothing. A challenge page is no answer. */
async function probe(url: string, source: Source, ports: ConfirmPorts, signal: AbortSignal): Promise<Probed> {
  const head = await ask(url, 'HEAD', source, ports, signal);
  const captures = head.capture === null ? [] : [head.capture];
  if (isEnough(head)) return { answer: head.answer, captures };
  const get = await ask(url, 'GET', source, ports, signal);
  return { answer: get.answer, captures: get.capture === null ? captures : [...captures, get.capture] };
}

function isEnough(head: Asked): boolean {
  const { status, code } = head.answer;
  if (isRedirect(head) || code === 'FETCH_ROBOTS' || code === 'FETCH_REFUSED_ADDRESS') return true;
  if (status === 200 && !isHtml(head.capture)) return true;
  return status === null || status === 429 || status === 503;
}

interface Asked {
  readonly answer: ProbeAnswer;
  readonly capture: Capture | null;
}

async function ask(
  url: string,
  method: 'HEAD' | 'GET',
  source: Source,
  ports: ConfirmPorts,
  signal: AbortSignal,
  hops = 0,
): Promise<Asked> {
  const at = ports.clock.now().toISOString();
  try {
    const request = { url, method, validators: NO_VALIDATORS, redirects: 'report' as const, policy: source.fetch };
    const capture = await ports.fetcher.fetch(request, signal);
    const location = locationOf(capture);
    if (location !== null && keyUrl(location) === keyUrl(url) && location !== url && hops < SLASH_HOPS) {
      return await ask(location, method, source, ports, signal, hops + 1);
    }
    const isBlocked = await isChallenge(capture, source.fetch.maxBodyBytes);
    if (isBlocked) ports.fetcher.refuse(url);
    return { answer: { at, method, status: capture.status, location, code: isBlocked ? 'BLOCKED' : null }, capture };
  } catch (error) {
    if (!(error instanceof PubwatchError) || error.code === 'ABORTED') throw error;
    ports.log.debug('probe.failed', { sourceId: source.id, url, code: error.code });
    return { answer: { at, method, status: null, location: null, code: error.code }, capture: null };
  }
}

/** The parser is loaded here: most crawls miss nothing. */
async function isChallenge(capture: Capture, maxBytes: number): Promise<boolean> {
  const { readPage } = await import('../parse/page.ts');
  const { readVerdict } = await import('../parse/verdict.ts');
  const page = await unpack(capture, maxBytes);
  return readVerdict(page, readPage(page)).kind === 'blocked';
}

function isRedirect({ answer }: Asked): boolean {
  return answer.code === null && answer.location !== null;
}

function isHtml(capture: Capture | null): boolean {
  return capture?.headers['content-type']?.toLowerCase().includes('html') ?? true;
}

/** Where a 3xx leads, absolute; null for any other answer. */
function locationOf(capture: Capture): string | null {
  const { location } = capture.headers;
  if (capture.status < 300 || capture.status > 399 || location === undefined) return null;
  return URL.parse(location, capture.url)?.href ?? null;
}
