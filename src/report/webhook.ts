import type { Heartbeat, IncidentEntry, IncidentNotice, Look, RefusalNotice, Report } from '../model/report.ts';
import type { WebhookFormat } from '../model/subscriber.ts';
import { renderChat } from './chat.ts';
import { changeToJson } from './json.ts';
import { permalink } from './links.ts';
import type { Matter } from './matter.ts';

/** The body of a webhook: JSON in the form that the receiver reads. The same matter and look give the same text. */
export function renderWebhook(matter: Matter, format: WebhookFormat, look: Look): string {
  const body = format === 'json' ? eventOf(matter, look) : renderChat(matter, format, look);
  return JSON.stringify(body);
}

/** An event after Standard Webhooks: `type`, `timestamp`, `data`. Nothing is left out of it, whatever its length. */
function eventOf(matter: Matter, look: Look): object {
  const { told } = matter;
  return { type: TYPES[matter.kind], timestamp: told.madeAt, data: { ...dataOf(matter, look), log: logOf(look) } };
}

const TYPES: Readonly<Record<Matter['kind'], string>> = {
  report: 'publications.changed',
  sample: 'publications.sample',
  incident: 'source.incident',
  recovery: 'source.recovery',
  notice: 'delivery.refused',
  heartbeat: 'watch.alive',
};

function dataOf(matter: Matter, look: Look): object {
  switch (matter.kind) {
    case 'report':
    case 'sample':
      return reportData(matter.told, look);
    case 'incident':
    case 'recovery':
      return incidentData(matter.told);
    case 'notice':
      return refusalData(matter.told);
    case 'heartbeat':
      return heartbeatData(matter.told);
  }
}

/** The head of the log of runs: what `verify --head` takes. */
function logOf({ logHead = null }: Look): object | null {
  if (logHead === null) return null;
  const { line, sha256, signature } = logHead;
  return { line, sha256, signature };
}

function reportData({ isDigest, sections }: Report, { baseUrl }: Look): object {
  return {
    digest: isDigest,
    sources: sections.map(({ sourceId, sourceTitle, sourceUrl, changes, coverages }) => ({
      id: sourceId,
      title: sourceTitle,
      url: sourceUrl,
      checks: coverages.map(({ at, coverage: { pages, items, totalShown, isComplete, comparedWith } }) => ({
        at,
        complete: isComplete,
        pages,
        items,
        totalShown,
        comparedWith,
      })),
      changes: changes.map((change) => ({ ...changeToJson(change), page: permalink(baseUrl, change.id) })),
    })),
  };
}

function incidentData({ isReminder, entries }: IncidentNotice): object {
  return { reminder: isReminder, sources: entries.map(incidentEntry) };
}

function incidentEntry(entry: IncidentEntry): object {
  const { sourceId, sourceTitle, sourceUrl, incident, lastComplete, itemCount, advice, recoveredAt } = entry;
  const { code, message, since, began, failures } = incident;
  return {
    id: sourceId,
    title: sourceTitle,
    url: sourceUrl,
    incident: { code, message, since, began, failures },
    lastComplete,
    items: itemCount,
    advice,
    recoveredAt: recoveredAt ?? null,
  };
}

function refusalData({ refusals }: RefusalNotice): object {
  return {
    refusals: refusals.map(({ to, messageId, kind, sourceIds, changeCount, answer, at }) => ({
      to,
      messageId,
      kind,
      sources: sourceIds,
      changes: changeCount,
      answer,
      at,
    })),
  };
}

function heartbeatData({ since, cadence, mailStuck, entries }: Heartbeat): object {
  return {
    since,
    cadence,
    mailStuck,
    sources: entries.map(({ health, changes }) => ({
      id: health.id,
      title: health.title,
      url: health.url,
      items: health.items,
      lastComplete: health.lastComplete,
      checks: health.checks,
      completeChecks: health.completeChecks,
      incident: health.incident === null ? null : { code: health.incident.code, message: health.incident.message },
      changes: changes.length,
    })),
  };
}
