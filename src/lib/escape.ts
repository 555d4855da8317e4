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

const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu; // \uffff, half of a surrogate pair

/** Text as XML 1.0, safe in element content and in quoted attributes; what no XML document may hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(NOT_XML, '\ufffd'));
}

const CSV_FORMULA = /^[=+\-@\t\r]/; // =HYPERLINK(…)
const CSV_QUOTE = /[",\r\n]/; // a, b

/** One CSV cell (RFC 4180) that a spreadsheet does not take for a formula. */
export function csvCell(text: string): string {
  const harmless = CSV_FORMULA.test(text) ? `'${text}` : text;
  return CSV_QUOTE.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
