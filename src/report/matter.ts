import type { Heartbeat, IncidentNotice, Look, MailContent, RefusalNotice, Report } from '../model/report.ts';
import { renderHeartbeat } from './heartbeat-mail.ts';
import { renderIncident } from './incident-mail.ts';
import { renderRefusalNotice } from './refusal-mail.ts';
import { renderReport } from './report-mail.ts';

/** What a message is about, before any wording: a mail and a webhook say the same of it. */
export type Matter =
  | { readonly kind: 'report' | 'sample'; readonly told: Report }
  | { readonly kind: 'incident' | 'recovery'; readonly told: IncidentNotice }
  | { readonly kind: 'notice'; readonly told: RefusalNotice }
  | { readonly kind: 'heartbeat'; readonly told: Heartbeat };

/** The matter as a mail. */
export function renderMail(matter: Matter, look: Look): MailContent {
  switch (matter.kind) {
    case 'report':
      return renderReport(matter.told, look);
    case 'sample':
      return { ...renderReport(matter.told, look), kinds: ['sample'] };
    case 'incident':
    case 'recovery':
      return renderIncident(matter.told, look);
    case 'notice':
      return renderRefusalNotice(matter.told, look);
    case 'heartbeat':
      return renderHeartbeat(matter.told, look);
  }
}
