/** The text of config/pubwatch.yaml with this contact, all else as it was; a new file where there was none. */
export function writeContact(text: string | null, contact: string): string {
  const line = `contact: ${JSON.stringify(contact)}`;
  if (text === null) return `${NEW_FILE}\n${line}\n`;
  return CONTACT.test(text) ? text.replace(CONTACT, () => line) : `${line}\n${text}`;
}

const CONTACT = /^contact[ \t]*:.*$/m; // contact: ""
const NEW_FILE =
  "# What concerns the whole installation.\n\n# Where a site's owner reaches you; it goes into the User-Agent of every request.";
