const HTML_SPECIAL = /[&<>"']/g; // <
const HTML_REFERENCE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, safe in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(HTML_SPECIAL, (character) => HTML_REFERENCE[character] ?? '');
}

const CSV_FORMULA = /^[=+\-@\t\r]/; // =HYPERLINK(…)
const CSV_QUOTE = /[",\r\n]/; // a, b

/** One CSV cell (RFC 4180) that a spreadsheet does not take for a formula. */
export function csvCell(text: string): string {
  const harmless = CSV_FORMULA.test(text) ? `'${text}` : text;
  return CSV_QUOTE.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
