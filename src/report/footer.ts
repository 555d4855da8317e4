import type { Look, Report } from '../model/report.ts';
import { ATTACHED, sayNumber } from './wording.ts';

/** Why this mail came, how to stop it, and how to check it: lines that stand under every report. */
export function reportFooter(report: Report, look: Look): readonly string[] {
  const ids = report.sections.map(({ sourceId }) => sourceId);
  const followed =
    ids.length > 5
      ? `${ids.slice(0, 5).join(', ')} and ${sayNumber(ids.length - 5, 'further source')}`
      : ids.join(', ');
  const [only] = ids.length === 1 ? ids : [];
  return [
    `All changes of this mail, complete: ${ATTACHED}.`,
    `Evidence: pubwatch show CHANGE (ids in changes.json). Verify: pubwatch verify${only === undefined ? '' : ` ${only}`}`,
    ...logLines(look),
    `You get this because you follow ${followed}. Unsubscribe: reply to ${replyAddress(look.from)}`,
  ];
}

/** Lines under a mail about pubwatch itself. */
export function operatorFooter(look: Look): readonly string[] {
  return [
    ...logLines(look),
    `You get this because incidents are sent to you. Unsubscribe: reply to ${replyAddress(look.from)}`,
  ];
}

/** What whoever keeps this mail needs to see, later, that nothing before it was rewritten. */
function logLines({ logHead }: Look): readonly string[] {
  if (!logHead) return [];
  const { line, sha256, at, signature } = logHead;
  return [
    `Log of runs, line ${line} of ${at.slice(0, 16)}Z, head ${sha256}`,
    ...(signature === null ? [] : [`Signature of the head (Ed25519): ${signature}`]),
    `Was anything before this mail rewritten since? Ask: pubwatch verify --head ${sha256}`,
  ];
}

/** Lines under a proof of watch. */
export function heartbeatFooter(look: Look): readonly string[] {
  return [`You get this because you asked for a proof of watch. Unsubscribe: reply to ${replyAddress(look.from)}`];
}

const BRACKETED = /<([^<>]+)>\s*$/; // Publication watch <watch@example.org>

/** The bare address of `Name <address>`. */
function replyAddress(from: string): string {
  return (BRACKETED.exec(from)?.[1] ?? from).trim();
}
