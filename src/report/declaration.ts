import type { ArchivedCapture } from '../model/archive.ts';
import type { Change } from '../model/change.ts';
import type { Changeset } from '../model/commit.ts';
import type { Item } from '../model/item.ts';
import type { LogVerification } from '../model/ports.ts';
import type { LoggedLine } from '../model/run-log.ts';
import { wrapText } from './wrap.ts';

/** One record of a WARC file. */
export interface EvidenceRecord extends ArchivedCapture {
  readonly file: string; // below the snapshots folder
  readonly fileSha256: string;
  readonly sequence: number; // of the commit that keeps it
}

/** All that a declaration tells. */
export interface Declaration {
  readonly change: Change;
  readonly changeset: Changeset;
  readonly before: readonly EvidenceRecord[];
  readonly after: readonly EvidenceRecord[];
  readonly changesFile: string;
  readonly lineBefore: LoggedLine | null; // null: from before there was a log
  readonly lineAfter: LoggedLine | null;
  readonly log: LogVerification;
  readonly version: string; // of the pubwatch that writes this text
}

/** What was recorded of one change, in plain words, for a person to read, complete and sign. It judges nothing. */
export function renderDeclaration(declaration: Declaration): string {
  const { change, changeset, before, after } = declaration;
  return [
    'DECLARATION ABOUT A CHANGE OF A PUBLICATION LIST',
    '',
    say(
      'I, ______________________________ (name, office), keep the records described below. They were made by the program pubwatch, which reads a list of publications at set times, compares what it finds with what it found before, and keeps the responses it received. What follows was written by the program from these records.',
    ),
    '',
    '1. What changed',
    ...tellChange(change, changeset),
    '',
    '2. What was received before',
    ...tellRecords(before, 'No response from before the change belongs to it, or none is kept.'),
    '',
    '3. What was received then',
    ...tellRecords(after, 'No response is kept.'),
    '',
    '4. How it was recorded',
    ...tellLine('before', declaration.lineBefore),
    ...tellLine('then', declaration.lineAfter),
    ...tellFiles(declaration),
    '',
    '5. The clock',
    ...tellClock(declaration),
    '',
    '6. How to check this',
    ...tellChecks(declaration),
    '',
    say(
      'I have read this text. To my knowledge the program ran as described and nobody altered its records. What they are worth as evidence is for others to judge.',
    ),
    '',
    'Place, date: ______________________________',
    '',
    'Signature:   ______________________________',
  ].join('\n');
}

const say = (text: string): string => wrapText(text, '');
const entry = (name: string, value: string | number): string => `   ${name}: ${value}`;

function tellChange(change: Change, { sourceTitle, sourceUrl, coverage, at }: Changeset): string[] {
  const what = {
    added: 'a publication appeared on the list',
    changed: 'the entry of a publication on the list changed',
    removed: 'a publication is no longer on the list',
    restored: 'a publication is on the list again',
  }[change.kind];
  const { pages, items, isComplete, comparedWith } = coverage;
  return [
    entry('what', what),
    entry('list', `${sourceTitle}, ${sourceUrl}`),
    entry('seen', `in the reading that began ${at}`),
    entry('read', `${pages} pages with ${items} items, ${isComplete ? 'the whole list' : 'not the whole list'}`),
    ...(comparedWith === null ? [] : [entry('compared with', `the reading of ${comparedWith}`)]),
    ...(change.before === null ? [] : tellItem('before', change.before)),
    ...(change.after === null ? [] : tellItem('then', change.after)),
    ...tellAbsence(change),
    entry('number of the change', change.id),
  ];
}

function tellItem(when: string, { title, url, date, summary, extra }: Item): string[] {
  const facts = [['title', title], ['address', url], ['date', date], ['summary', summary], ...Object.entries(extra)];
  return facts.flatMap(([name, value]) => (value ? [entry(`${when}, ${name}`, value)] : []));
}

function tellAbsence(change: Change): string[] {
  if (change.kind !== 'removed') return [];
  const { lastSeen, missingSince, crawls, answer } = change.proof;
  return [
    entry('last seen on the list', lastSeen),
    entry(
      'first missing',
      `${missingSince}; ${crawls === 1 ? 'one complete reading' : `${crawls} complete readings`} did not show it`,
    ),
    entry(
      'its own address',
      answer === null ? 'was not asked' : `answered ${answer.status ?? 'nothing'} at ${answer.at}`,
    ),
  ];
}

const MOST_RECORDS = 20; // a removal rests on every page of its list; `show --json` names them all

function tellRecords(records: readonly EvidenceRecord[], none: string): string[] {
  if (records.length === 0) return [wrapText(none, '   ')];
  return [
    ...records.slice(0, MOST_RECORDS).flatMap((record, index) => [...(index === 0 ? [] : ['']), ...tellRecord(record)]),
    ...(records.length > MOST_RECORDS ? ['', `   and ${records.length - MOST_RECORDS} more of the same file`] : []),
  ];
}

function tellRecord({ capture, file, fileSha256, recordId, offset, role }: EvidenceRecord): string[] {
  const { method, url, status, fetchedAt, remoteAddress, tls, hops, headers } = capture;
  return [
    entry('asked', `${method} ${url} (${role === 'page' ? 'a page of the list' : 'the address of the publication'})`),
    ...hops.map((hop) => entry('led on', `${hop.url} answered ${hop.status}, to ${hop.location}`)),
    entry('answered', `${status}, complete at ${fetchedAt}`),
    entry('server', remoteAddress ?? 'not known'),
    ...(tls?.certificateSha256 ? [entry('its certificate, sha256', tls.certificateSha256)] : []),
    ...(tls ? [entry('connection', `${tls.protocol}, ${tls.cipher}`)] : []),
    ...(headers['date'] ? [entry('its own date', headers['date'])] : []),
    entry('kept in', `${file}, record ${recordId}, at byte ${offset}`),
    entry('sha256 of that file', fileSha256),
  ];
}

function tellLine(when: string, line: LoggedLine | null): string[] {
  if (line === null) return [entry(when, 'no line of the log of runs tells of it')];
  const { startedAt, at, version, sha256, commit, requests } = line;
  return [
    entry(when, `line ${line.line} of the log of runs, sha256 ${sha256}`),
    entry(`${when}, run`, `${startedAt} to ${at}, by pubwatch ${version}, ${requests.length} requests to this list`),
    entry(`${when}, record of the changes, sha256`, commit.changesSha256),
  ];
}

function tellFiles({ changesFile, log }: Declaration): string[] {
  return [
    entry('the change is told in', changesFile),
    ...(log.head === null
      ? []
      : [entry('newest line of the log now', `${log.head.line}, sha256 ${log.head.sha256} (${log.head.at})`)]),
    wrapText(
      'Each line of the log holds the sha256 of the line before it, so that the newest one covers all of them and the files they name.',
      '   ',
    ),
  ];
}

function tellClock({ before, after, log, lineAfter }: Declaration): string[] {
  const isDated = log.timestamp !== null && lineAfter !== null && log.timestamp.line >= lineAfter.line;
  return [
    wrapText(
      'Times are in UTC, by the clock of the computer that ran the program. How that clock was set is not known to the program.',
      '   ',
    ),
    ...[...before.slice(0, 1), ...after.slice(0, 1)].flatMap(compareClocks),
    ...(isDated
      ? [
          entry(
            'dated by an authority (RFC 3161)',
            `line ${log.timestamp?.line ?? 0} of the log, in ${log.timestamp?.file ?? ''}`,
          ),
        ]
      : []),
  ];
}

/** A server's Date is of whole seconds, and of when it began to answer. */
function compareClocks({ capture: { url, fetchedAt, headers } }: EvidenceRecord): string[] {
  const told = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(told)) return [];
  const seconds = Math.round((Date.parse(fetchedAt) - told) / 1000);
  const ahead = seconds < 0 ? `${-seconds} s behind` : `${seconds} s ahead of`;
  return [entry('compared', `${ahead} the date that the server of ${url} gave`)];
}

function tellChecks({ change, changeset, log, version }: Declaration): string[] {
  return [
    entry(
      'nothing was altered since',
      `pubwatch verify ${changeset.sourceId}${log.head ? ` --head ${log.head.sha256}` : ''}`,
    ),
    entry('a response as received', `pubwatch show ${change.id} --raw before (or after)`),
    entry('this text', `pubwatch show ${change.id} --declaration, written by pubwatch ${version}`),
    wrapText(
      'Before this text was written, the first of these commands was run and found nothing altered, cut or missing.',
      '   ',
    ),
  ];
}
