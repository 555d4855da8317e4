import { cutText } from '../lib/text.ts';
import type { Change } from '../model/change.ts';
import { CHANGE_KINDS } from '../model/change.ts';
import type { Config } from '../model/config.ts';
import type { Delivery } from '../model/outbox.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunResult } from '../pipeline/run.ts';
import { tellProposal } from './proposal-text.ts';
import { table } from './table.ts';

const TITLES_SHOWN = 12; // a source; the mail holds them all

/** What a run found, a line a source, then its changes, then what became of the mail. */
export function tellRun(result: RunResult, config: Config, mail: 'dry-run' | 'smtp' | 'files'): string {
  if (config.sources.length === 0) return 'No sources: put one into config/sources/, or let `pubwatch add URL` do it.';
  const blocks = result.outcomes.map((outcome) => {
    const changes = outcome.changes.slice(0, TITLES_SHOWN).map(tellChange);
    const more = outcome.changes.length - changes.length;
    return [
      ...changes,
      ...(more > 0 ? [`  and ${more} more`] : []),
      ...[...outcome.notes, ...tellProposal(outcome.sourceId, outcome.incident?.proposal)].map((note) => `  ${note}`),
    ];
  });
  const rows = table(result.outcomes.map((outcome) => [outcome.sourceId, ...tellOutcome(outcome)]));
  const lines = rows.flatMap((row, index) => [row, ...(blocks[index] ?? [])]);
  const sent = mail === 'dry-run' ? ['Dry run: nothing was written or sent.'] : tellDeliveries(result.deliveries, mail);
  return [...lines, ...(sent.length > 0 ? ['', ...sent] : [])].join('\n');
}

/** One line for each source that failed or was held, and for mail that waits or was refused; the run's own fault last. */
export function tellTroubles(result: RunResult): string[] {
  const sources = result.outcomes
    .filter(({ kind }) => kind === 'held' || kind === 'failed')
    .map((outcome) => `${outcome.sourceId}: ${tellOutcome(outcome).join(' ')}`);
  const mails = result.deliveries
    .filter(({ state }) => state === 'pending' || state === 'failed')
    .map(
      ({ to, channel, state, answer }) =>
        `${channel === undefined ? 'mail' : 'report'} to ${to} ${state === 'failed' ? 'was refused' : 'waits'}${answer === null ? '' : `: ${answer}`}`,
    );
  const faults = [result.configFault, result.fault].flatMap((fault) => (fault === null ? [] : [fault.message]));
  return [...sources, ...mails, ...faults];
}

function tellOutcome({ kind, coverage, changes, incident, notes }: Outcome): string[] {
  if (kind === 'held' || kind === 'failed') {
    return [`${kind}: ${incident?.message ?? ''} (${incident?.code ?? ''}); compared with nothing, baseline kept`];
  }
  if (kind === 'skipped') return [`skipped${notes.length > 0 ? '' : ': not due yet'}`];
  const pages = `${coverage.pages} page${coverage.pages === 1 ? '' : 's'}${coverage.isComplete ? '' : ' (the list kept shifting)'}`;
  const told = kind === 'baseline' ? 'first look: nothing to compare with yet' : countKinds(changes) || 'no change';
  return [pages, `${coverage.items} items`, told];
}

/** "1 added, 2 removed" */
function countKinds(changes: readonly Change[]): string {
  return CHANGE_KINDS.map((kind) => [changes.filter((change) => change.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(', ');
}

/** "  added     Title" */
export function tellChange(change: Change): string {
  const { title, url } = change.after ?? change.before;
  const what =
    change.kind === 'changed'
      ? `changed (${change.fields.join(', ')})`
      : change.kind === 'removed'
        ? `removed (${change.fate})`
        : change.kind;
  return `  ${what}: ${cutText(title || (url ?? ''), 100)}`;
}

/** One line a message: whom it is for, and what became of it. */
export function tellDeliveries(deliveries: readonly Delivery[], mail: 'smtp' | 'files'): string[] {
  const lines = deliveries.map(tellDelivery);
  const isWritten = mail === 'files' && deliveries.some(({ state }) => state === 'written');
  return isWritten ? [...lines, 'No mail server is set (PUBWATCH_SMTP_URL): mails are files.'] : lines;
}

function tellDelivery({ to, channel, state, kind, answer }: Delivery): string {
  const name = channel === undefined ? MAIL_NAMES[kind] : POST_NAMES[kind];
  switch (state) {
    case 'sent':
      return `${name} to ${to} sent.`;
    case 'written':
      return `${name} to ${to} written: ${answer ?? ''}`;
    case 'pending':
      return `${name} to ${to} waits: ${answer ?? 'not tried yet'}`;
    case 'failed':
      return `${name} to ${to} was refused: ${answer ?? ''}`;
  }
}

const MAIL_NAMES: Readonly<Record<Delivery['kind'], string>> = {
  report: 'Mail',
  incident: 'Incident mail',
  recovery: 'Incident mail',
  notice: 'Notice',
  heartbeat: 'Proof of watch',
  sample: 'Notice',
};

const POST_NAMES: Readonly<Record<Delivery['kind'], string>> = {
  ...MAIL_NAMES,
  report: 'Report',
  incident: 'Incident',
  recovery: 'Recovery',
};
