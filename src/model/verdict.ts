/** What a page looks like that shows no listing. */
export type VerdictKind =
  | 'blocked' // a bot challenge or refusal
  | 'login'
  | 'maintenance'
  | 'missing' // "Page not found", whatever the status
  | 'error' // a database error, a JSON error, a stack trace
  | 'script-only' // its contents are drawn by scripts
  | 'truncated' // it ends before it should
  | 'not-html' // a PDF, an archive, a picture
  | 'parked' // the domain is for sale
  | 'empty' // no bytes, or only white space
  | 'page'; // none of these

export interface Verdict {
  readonly kind: VerdictKind;
  readonly message: string; // for people: "looks like a bot challenge of Cloudflare"
}
