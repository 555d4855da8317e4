const LEAST_LENGTH = 4; // characters: a shorter secret would blank out ordinary words, and is none

/** A function that puts *** in the place of each of these secrets: as they are, percent-encoded, in base64. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const longestFirst = formsOf(secrets).sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

/** A function that tells whether one of these secrets is in some bytes, in any of those forms. */
export function createSecretFinder(secrets: readonly string[]): (bytes: Uint8Array) => boolean {
  const forms = formsOf(secrets).map((form) => Buffer.from(form));
  return (bytes) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return forms.some((form) => buffer.includes(form));
  };
}

function formsOf(secrets: readonly string[]): string[] {
  const forms = secrets
    .filter((secret) => secret.length >= LEAST_LENGTH)
    .flatMap((secret) => [secret, encodeForm(secret), Buffer.from(secret).toString('base64')]);
  return [...new Set(forms)];
}

/** Percent-encoded; text with half a surrogate pair cannot be. */
function encodeForm(secret: string): string {
  return encodeURIComponent(secret.toWellFormed());
}

const DEEPEST = 8; // levels of a log's fields

/** The same value with each text in it redacted, however deep. */
export function redactDeep(value: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((each) => redactDeep(each, redact, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, redactDeep(each, redact, depth + 1)]));
}
