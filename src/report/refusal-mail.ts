import { displayText } from '../lib/text.ts';
import type { Look, MailContent, Refusal, RefusalNotice } from '../model/report.ts';
import { operatorFooter } from './footer.ts';
import { createMoments, type SayMoment } from './moments.ts';
import { type Notice, type NoticeBlock, renderNoticeHtml, renderNoticeText } from './notice.ts';
import { boundSubject } from './subject.ts';
import { sayNumber } from './wording.ts';

/** The mail that says a message was refused for good. It holds nothing of that message: its content may be what was refused. */
export function renderRefusalNotice(notice: RefusalNotice, look: Look): MailContent {
  const say = createMoments(notice.timezone);
  const sourceIds = [...new Set(notice.refusals.flatMap((refusal) => refusal.sourceIds))];
  const [first] = notice.refusals;
  const count = notice.refusals.length;
  const word = notice.refusals.every(({ channel }) => channel === undefined) ? 'mail' : 'message';
  const told: Notice = {
    subject: boundSubject(
      count === 1
        ? `[pubwatch] 1 ${word} refused: ${first.to}: ${first.answer}`
        : `[pubwatch] ${count} ${word}s refused: ${[...new Set(notice.refusals.map(({ to }) => to))].join(', ')}`,
    ),
    heading: `${sayNumber(count, word)} refused for good`,
    blocks: notice.refusals.map((refusal) => blockOf(refusal, say)),
    footer: operatorFooter(look),
  };
  return {
    subject: told.subject,
    text: renderNoticeText(told),
    html: renderNoticeHtml(told),
    attachments: [],
    listId: 'incidents.pubwatch',
    sourceIds,
    kinds: ['incident'],
  };
}

function blockOf(refusal: Refusal, say: SayMoment): NoticeBlock {
  const changes = refusal.changeCount === 0 ? '' : ` of ${sayNumber(refusal.changeCount, 'change')}`;
  return {
    title: `To ${displayText(refusal.to)}`,
    url: null,
    lines: [
      { label: 'Message', text: `${refusal.kind}${changes}, ${refusal.sourceIds.join(', ')}, ${refusal.messageId}` },
      { label: 'Refused', text: `${say(refusal.at)}: ${displayText(refusal.answer)}` },
      {
        label: 'Looks like',
        text: refusal.channel === undefined ? sayMailCause(refusal) : sayPostCause(refusal),
      },
      {
        label: 'Not done',
        text: 'it is not tried again; its bytes are kept in the outbox, the changes in the history.',
      },
    ],
    steps: refusal.sourceIds.slice(0, 5).map((id) => `pubwatch history ${id}`),
  };
}

function sayMailCause({ isContentRefused }: Refusal): string {
  return isContentRefused
    ? 'a content or size filter of the mail server: the message itself was refused, not its reader.'
    : 'an address that does not exist, or a server that takes no mail from this sender.';
}

function sayPostCause({ isEnded, to }: Refusal): string {
  return isEnded === true
    ? `a receiver that is gone for good (410): nothing more is sent to ${to} until it has another url in pubwatch.yaml.`
    : 'a receiver that does not read this message: another format, or a limit of size.';
}
