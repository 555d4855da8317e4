import type { Incident } from '../model/incident.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunResult } from '../pipeline/run.ts';
import { changeToJson } from '../report/json.ts';

/** A run as scripts see it (INTERFACE: crawl --json). */
export function runToJson(result: RunResult, runId: string) {
  return {
    runId,
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
    sources: result.outcomes.map(outcomeToJson),
    deliveries: result.deliveries.map(({ to, messageId, state, kind, answer }) => ({
      to,
      messageId,
      state,
      kind,
      answer,
    })),
    fault: result.fault === null ? null : { code: result.fault.code, message: result.fault.message },
  };
}

function outcomeToJson(outcome: Outcome) {
  const { coverage } = outcome;
  return {
    id: outcome.sourceId,
    outcome: outcome.kind,
    complete: coverage.isComplete,
    pages: coverage.pages,
    items: coverage.items,
    totalShown: coverage.totalShown,
    comparedWith: coverage.comparedWith,
    changes: outcome.changes.map(changeToJson),
    cosmetic: outcome.cosmeticCount,
    missing: outcome.missingCount,
    incident: outcome.incident === null ? null : incidentToJson(outcome.incident),
    recovered: outcome.recovered === null ? null : incidentToJson(outcome.recovered),
    notes: outcome.notes,
  };
}

/** An incident as scripts see it. */
export function incidentToJson({
  code,
  message,
  since,
  failures,
  proposal,
}: Pick<Incident, 'code' | 'message' | 'since' | 'failures' | 'proposal'>) {
  return { code, message, since, failures, proposal: proposal ?? null };
}
