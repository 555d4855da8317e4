import { cutText, displayText } from '../lib/text.ts';
import type { Look, MailContent, Report } from '../model/report.ts';
import { buildAttachments } from './attachments.ts';
import { buildEntries } from './entries.ts';
import { reportFooter } from './footer.ts';
import { createMoments } from './moments.ts';
import { renderReportHtml } from './report-html.ts';
import { renderReportText } from './report-text.ts';
import { reportSubject } from './subject.ts';
import type { ToldReport } from './told.ts';
import { KINDS_AS_TOLD, sayCounts, sayCoverage, sayNumber } from './wording.ts';

/** The mail of a report: subject, text complete by itself, HTML with the same facts, and all changes attached. */
export function renderReport(report: Report, look: Look): MailContent {
  const told = tellReport(report, look);
  const changes = report.sections.flatMap((section) => section.changes);
  return {
    subject: told.subject,
    text: renderReportText(told),
    html: renderReportHtml(told),
    attachments: buildAttachments(report),
    listId: report.isDigest ? 'digest.pubwatch' : `${report.sections[0].sourceId}.pubwatch`,
    sourceIds: report.sections.map(({ sourceId }) => sourceId),
    kinds: KINDS_AS_TOLD.filter((kind) => changes.some((change) => change.kind === kind)),
  };
}

// Past it a link to the record of each change would take the place of the changes themselves; changes.json has their ids. Filters
// also hold it against a mail when its text, which tells all, has three times the words of its HTML, which is cut.
const MOST_RECORD_LINKS = 250;
const LONGEST_TITLE = 200; // characters of a source's title

/** The report in words, which text, HTML and chat share. */
export function tellReport(report: Report, look: Look): ToldReport {
  const say = createMoments(report.timezone);
  const changes = report.sections.flatMap((section) => section.changes);
  return {
    subject: reportSubject(report),
    heading: report.isDigest ? `Digest: ${sayCounts(changes)} in ${sayNumber(report.sections.length, 'source')}` : null,
    sections: report.sections.map((section) => ({
      title: cutText(displayText(section.sourceTitle), LONGEST_TITLE),
      url: displayText(section.sourceUrl),
      counts: sayCounts(section.changes),
      coverage: sayCoverage(section, say),
      groups: buildEntries(
        section,
        report,
        changes.length > MOST_RECORD_LINKS ? { ...look, baseUrl: null } : look,
        say,
      ),
    })),
    footer: reportFooter(report, look),
  };
}
