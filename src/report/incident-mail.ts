import { displayText } from '../lib/text.ts';
import type { IncidentCode } from '../model/errors.ts';
import type { IncidentEntry, IncidentNotice, Look, MailContent } from '../model/report.ts';
import { operatorFooter } from './footer.ts';
import { createMoments, createShortMoments, type SayMoment, sayDuration } from './moments.ts';
import { type Notice, type NoticeBlock, type NoticeLine, renderNoticeHtml, renderNoticeText } from './notice.ts';
import { boundSubject } from './subject.ts';
import { sayNumber } from './wording.ts';

/** The mail that says a source cannot be seen, still cannot be seen, or can be seen again; several sources share one. */
export function renderIncident(notice: IncidentNotice, look: Look): MailContent {
  const say = createMoments(notice.timezone);
  const [first] = notice.entries;
  const isAlone = notice.entries.length === 1;
  const told: Notice = {
    subject: boundSubject(notice.kind === 'incident' ? incidentSubject(notice) : recoverySubject(notice)),
    heading: headingOf(notice),
    blocks: notice.entries.map((entry) =>
      notice.kind === 'incident' ? incidentBlock(entry, say) : recoveryBlock(entry, notice.madeAt, say),
    ),
    footer: operatorFooter(look),
  };
  return {
    subject: told.subject,
    text: renderNoticeText(told),
    html: renderNoticeHtml(told),
    attachments: [],
    listId: isAlone ? `${first.sourceId}.pubwatch` : 'incidents.pubwatch',
    sourceIds: notice.entries.map(({ sourceId }) => sourceId),
    kinds: [notice.kind],
  };
}

function incidentSubject({ entries, isReminder, timezone }: IncidentNotice): string {
  const still = isReminder ? 'still ' : '';
  const [{ sourceId, incident }] = entries;
  if (entries.length > 1) return `[${entries.length} sources] ${still}cannot be read: ${idsOf(entries)}`;
  return `[${sourceId}] ${still}cannot be read since ${createShortMoments(timezone)(sinceOf(incident, isReminder))}: ${incident.message}`;
}

/** A reminder counts from the first failed check of the whole stretch: how long nothing was seen is what matters by then. */
function sinceOf({ since, began }: IncidentEntry['incident'], isReminder: boolean): string {
  return isReminder ? began : since;
}

function recoverySubject({ entries, madeAt }: IncidentNotice): string {
  const [first] = entries;
  if (entries.length > 1) return `[${entries.length} sources] can be read again: ${idsOf(entries)}`;
  return `[${first.sourceId}] can be read again after ${sayDuration(first.incident.began, first.recoveredAt ?? madeAt)}`;
}

function idsOf(entries: readonly IncidentEntry[]): string {
  return entries.map(({ sourceId }) => sourceId).join(', ');
}

function headingOf({ kind, isReminder, entries }: IncidentNotice): string {
  const who = entries.length === 1 ? displayText(entries[0].sourceTitle) : sayNumber(entries.length, 'source');
  return `${who}: ${kind === 'recovery' ? 'can be read again' : isReminder ? 'still cannot be read' : 'cannot be read'}`;
}

function incidentBlock(entry: IncidentEntry, say: SayMoment): NoticeBlock {
  const { incident } = entry;
  const lines: readonly NoticeLine[] = [
    { label: 'Found', text: `${displayText(incident.message)} (${incident.code})` },
    { label: 'Expected', text: sayExpected(entry, say) },
    { label: 'Since', text: saySince(entry, say) },
    { label: 'Not done', text: sayNotDone(entry) },
    { label: 'Looks like', text: LOOKS_LIKE[incident.code] },
  ];
  const steps = entry.advice.length > 0 ? entry.advice.map(displayText) : defaultSteps(entry);
  return { title: nameOf(entry), url: entry.sourceUrl, lines, steps };
}

function nameOf({ sourceTitle, sourceId }: IncidentEntry): string {
  return `${displayText(sourceTitle)} (${sourceId})`;
}

function sayExpected({ itemCount, lastComplete }: IncidentEntry, say: SayMoment): string {
  if (lastComplete === null) return 'a first complete look at the list; there was none so far.';
  const list =
    itemCount === null ? 'a complete list' : `a list like the last good one of ${sayNumber(itemCount, 'item')}`;
  return `${list}; last complete check ${say(lastComplete)}.`;
}

function saySince({ incident }: IncidentEntry, say: SayMoment): string {
  const checks = `${sayNumber(incident.failures, 'failed check')} in a row`;
  const other = incident.began === incident.since ? '' : ` Nothing could be seen since ${say(incident.began)}.`;
  return `${say(incident.since)}; ${checks}.${other}`;
}

function sayNotDone({ incident, itemCount }: IncidentEntry): string {
  if (incident.code === 'STATE_DAMAGED' || incident.code === 'STATE_NEWER')
    return 'this source was not checked and its files were left as they are; the other sources go on.';
  const kept =
    itemCount === null ? 'no baseline was made' : `the last good list (${sayNumber(itemCount, 'item')}) is kept`;
  return `nothing was compared, nothing is reported as added, changed or removed; ${kept}.`;
}

const LOOKS_LIKE: Readonly<Record<IncidentCode, string>> = {
  FETCH_TIMEOUT: 'an outage or an overloaded server: no full answer came in time.',
  FETCH_NETWORK: 'an outage of the site, or of the network on this side.',
  FETCH_TLS: 'a certificate fault of the site: expired, for another name, or not trusted here.',
  FETCH_STATUS: 'an outage or a moved page: the server answered with an error.',
  FETCH_TOO_LARGE: 'the wrong document, or one that never ends: it is larger than maxBody allows.',
  FETCH_ROBOTS: 'a decision of the site: its robots.txt forbids this page, or could not be read.',
  FETCH_REFUSED_ADDRESS: 'a name that leads to a private address: a moved server, or an attempt to reach inside.',
  FETCH_REDIRECT: 'a moved page: it redirects to another place, or without end.',
  BLOCKED: 'a block: the site answered with a challenge or a refusal meant for robots.',
  LISTING_EMPTY: 'a fault of the site or a redesign: the page came without its list.',
  LISTING_COLLAPSED: 'a fault of the site, a filter left on, or a redesign: much of the list is not there.',
  LISTING_UNREADABLE: 'a redesign: the recipe finds no records on this page.',
  LISTING_INCOMPLETE: 'a partial outage: not every page of the list could be read.',
  LISTING_UNSTABLE: 'a list at work: it kept shifting while it was read.',
  STATE_DAMAGED: 'a disk fault, or a file edited by hand, in the snapshots folder.',
  STATE_NEWER: 'state written by a newer version of pubwatch.',
};

const REBASELINE_CODES: readonly IncidentCode[] = ['LISTING_EMPTY', 'LISTING_COLLAPSED', 'LISTING_UNREADABLE'];

function defaultSteps({ incident, sourceId }: IncidentEntry): readonly string[] {
  if (incident.code === 'STATE_DAMAGED') return [`pubwatch verify ${sourceId}`];
  if (incident.code === 'STATE_NEWER') return ['pubwatch --version'];
  const look = `pubwatch preview ${sourceId}`;
  return REBASELINE_CODES.includes(incident.code) ? [look, `pubwatch crawl --rebaseline ${sourceId}`] : [look];
}

function recoveryBlock(entry: IncidentEntry, madeAt: string, say: SayMoment): NoticeBlock {
  const { incident } = entry;
  const until = entry.recoveredAt ?? madeAt;
  const lines: readonly NoticeLine[] = [
    {
      label: 'Not seen',
      text: `${sayDuration(incident.began, until)}, from ${say(incident.began)} to ${say(until)}; ${sayNumber(incident.failures, 'check')} failed.`,
    },
    { label: 'It was', text: `${displayText(incident.message)} (${incident.code})` },
    { label: 'Missed', text: sayMissed(entry, say) },
  ];
  return { title: nameOf(entry), url: entry.sourceUrl, lines, steps: entry.advice.map(displayText) };
}

function sayMissed({ lastComplete }: IncidentEntry, say: SayMoment): string {
  const since = lastComplete === null ? 'in that time' : `since the last complete check, ${say(lastComplete)},`;
  return `what came and went again ${since} was not seen. What still differs comes as an ordinary report.`;
}
