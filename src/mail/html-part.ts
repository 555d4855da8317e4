const PART_START = '\r\nContent-Type: text/html';
const HEAD_END = '\r\n\r\n';
const ENCODING = /\r\nContent-Transfer-Encoding: (base64|quoted-printable|7bit)/i;
const SOFT_BREAK = /=\r\n/g; // a line of quoted-printable that goes on
const ESCAPED = /=([0-9A-F]{2})/g; // =C3

/** The HTML part of a message as our own composer writes it, decoded. null: it has none. */
export function htmlOf(bytes: Uint8Array): Uint8Array | null {
  const text = Buffer.from(bytes).toString('latin1');
  const start = text.indexOf(PART_START);
  const headEnd = start < 0 ? -1 : text.indexOf(HEAD_END, start);
  if (headEnd < 0) return null;
  const boundary = boundaryBefore(text, start);
  const end = text.indexOf(`\r\n${boundary}`, headEnd);
  if (boundary === '' || end < 0) return null;
  const encoding = ENCODING.exec(text.slice(start, headEnd + 2))?.[1]?.toLowerCase() ?? '7bit';
  return decode(text.slice(headEnd + HEAD_END.length, end), encoding);
}

/** The line above a part's headers is its boundary. */
function boundaryBefore(text: string, start: number): string {
  const line = text.slice(text.lastIndexOf('\r\n', start - 1) + 2, start);
  return line.startsWith('--') ? line : '';
}

function decode(body: string, encoding: string): Uint8Array {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const plain = body
    .replace(SOFT_BREAK, '')
    .replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}
