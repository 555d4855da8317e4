import { displayText } from '../lib/text.ts';
import type { Heartbeat, HeartbeatEntry, Look, MailContent } from '../model/report.ts';
import { heartbeatFooter } from './footer.ts';
import { createMoments, type SayMoment } from './moments.ts';
import { type Notice, type NoticeLine, renderNoticeHtml, renderNoticeText } from './notice.ts';
import { boundSubject } from './subject.ts';
import { sayCounts, sayNumber } from './wording.ts';

const MOST_LINES = 200; // sources told one by one; those that cannot be seen come first

/** The proof of watch: what was looked at and when, so that silence in between means that nothing changed. */
export function renderHeartbeat(heartbeat: Heartbeat, look: Look): MailContent {
  const say = createMoments(heartbeat.timezone);
  const { entries } = heartbeat;
  const unseen = entries.filter(isUnseen);
  const inOrder = [...unseen, ...entries.filter((entry) => !isUnseen(entry))];
  const told: Notice = {
    subject: boundSubject(subjectOf(heartbeat, unseen)),
    heading: 'Proof of watch',
    blocks: [
      { title: headingOf(entries.length, unseen.length), url: null, lines: summaryLines(heartbeat, say), steps: [] },
      {
        title: 'Each source',
        url: null,
        lines: [...inOrder.slice(0, MOST_LINES).map((entry) => sourceLine(entry, say)), ...moreLines(entries.length)],
        steps: unseen.length > 0 ? ['pubwatch status'] : [],
      },
    ],
    footer: heartbeatFooter(look),
  };
  return {
    subject: told.subject,
    text: renderNoticeText(told),
    html: renderNoticeHtml(told),
    attachments: [],
    listId: 'heartbeat.pubwatch',
    sourceIds: entries.map(({ health }) => health.id),
    kinds: ['heartbeat'],
  };
}

function isUnseen({ health }: HeartbeatEntry): boolean {
  return health.incident !== null || health.lastComplete === null;
}

function subjectOf({ entries, cadence }: Heartbeat, unseen: readonly HeartbeatEntry[]): string {
  const period = cadence === 'daily' ? 'since yesterday' : 'this week';
  const changes = sayCounts(entries.flatMap((entry) => entry.changes)) || 'nothing changed';
  if (unseen.length === 0) return `[pubwatch] ${sayNumber(entries.length, 'source')} watched, ${changes} ${period}`;
  const names = unseen.map(({ health }) => health.id).join(', ');
  return `[pubwatch] ${unseen.length} of ${sayNumber(entries.length, 'source')} cannot be seen: ${names}`;
}

function headingOf(count: number, unseen: number): string {
  if (count === 0) return 'No source is configured: nothing is watched';
  if (unseen === 0) return `All ${sayNumber(count, 'source')} could be seen`;
  return `${unseen} of ${sayNumber(count, 'source')} cannot be seen`;
}

function summaryLines({ entries, since, cadence, mailStuck }: Heartbeat, say: SayMoment): NoticeLine[] {
  const oldest = entries.flatMap(({ health }) => health.lastComplete ?? []).sort()[0];
  const changes = sayCounts(entries.flatMap((entry) => entry.changes)) || 'nothing changed';
  return [
    { label: 'Changes', text: `${changes} since ${say(since)}; each was reported by its own mail.` },
    ...(oldest === undefined ? [] : [{ label: 'Oldest complete check', text: `${say(oldest)}.` }]),
    ...(mailStuck > 0 ? [{ label: 'Mail', text: `${sayNumber(mailStuck, 'mail')} tried in vain so far.` }] : []),
    {
      label: 'Silence',
      text: `this mail comes ${cadence}. While it comes, no report means that nothing changed; where it stays away, nobody is watching.`,
    },
  ];
}

function sourceLine({ health, changes }: HeartbeatEntry, say: SayMoment): NoticeLine {
  const seen = health.lastComplete === null ? 'never seen completely' : `seen ${say(health.lastComplete)}`;
  const checks = `${health.completeChecks} of ${sayNumber(health.checks, 'check')} complete`;
  const { incident } = health;
  const state =
    incident === null
      ? sayCounts(changes) || 'no change'
      : `cannot be read (${incident.code}): ${displayText(incident.message)}`;
  return { label: health.id, text: `${sayNumber(health.items, 'item')}; ${seen}; ${checks}; ${state}.` };
}

function moreLines(count: number): NoticeLine[] {
  return count > MOST_LINES ? [{ label: 'And', text: `${count - MOST_LINES} more: pubwatch status.` }] : [];
}
