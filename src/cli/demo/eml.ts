const PART = /^Content-Type: text\/(plain|html)\b/im; // Content-Type: text/plain; charset=utf-8
const BASE64 = /^Content-Transfer-Encoding: base64\s*$/im;
const SOFT_BREAK = /=\r?\n/g; // =\r\n
const OCTET = /=([0-9A-F]{2})/gi; // =E2
const BOUNDARY = /\r\n--[^\r\n]+/; // \r\n--part-1

/** The text and HTML parts of a mail as pubwatch writes it; enough to show one, no reader of other people's mail. */
export function simpleText(message: string): { text: string; html: string } {
  const found = new Map<string, string>();
  for (const part of message.split(BOUNDARY)) {
    const gap = part.indexOf('\r\n\r\n');
    const head = part.slice(0, gap);
    const kind = PART.exec(head)?.[1]?.toLowerCase();
    if (gap !== -1 && kind !== undefined && !found.has(kind))
      found.set(kind, decode(part.slice(gap + 4), BASE64.test(head)));
  }
  return { text: found.get('plain') ?? '', html: found.get('html') ?? '' };
}

function decode(body: string, isBase64: boolean): string {
  if (isBase64) return Buffer.from(body, 'base64').toString('utf8');
  const octets = body
    .replace(SOFT_BREAK, '')
    .replace(OCTET, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}
