/** What a server said about a response's freshness, sent back to it next time (RFC 9110 §8.8). */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}
export const NO_VALIDATORS: Validators = { etag: null, lastModified: null };

/** One redirect that was followed. */
export interface Hop {
  readonly url: string;
  readonly status: number;
  readonly location: string; // absolute
}

/** The connection that an https response came over. */
export interface ConnectionTls {
  readonly protocol: string; // TLSv1.3
  readonly cipher: string; // TLS_AES_256_GCM_SHA384
  readonly certificateSha256: string | null; // hex, of the server's own certificate; null: none was shown
}

/** One HTTP response as received: the evidence behind a snapshot. Any status is a capture; only its absence is an error. */
export interface Capture {
  readonly requestUrl: string; // as asked
  readonly url: string; // final, after redirects
  readonly method: 'GET' | 'HEAD';
  readonly requestHeaders: Readonly<Record<string, string>>; // without secrets
  readonly status: number;
  readonly rawHeaders: readonly (readonly [name: string, value: string])[]; // in order, as received
  readonly headers: Readonly<Record<string, string>>; // lower-case names, repeats joined with ', '
  readonly wireBody: Uint8Array; // de-chunked, still content-encoded: lib/content-coding.ts undoes that
  readonly validators: Validators;
  readonly hops: readonly Hop[];
  readonly remoteAddress: string | null;
  readonly tls?: ConnectionTls | null; // null: no TLS, or a proxy stands between; absent: not noted
  readonly fetchedAt: string; // ISO 8601, UTC: when the response was complete
  readonly elapsedMs: number;
}

/** What a page is read from: a capture whose content codings are undone. */
export interface Unpacked extends Pick<Capture, 'requestUrl' | 'url' | 'status' | 'headers'> {
  readonly body: Uint8Array; // the same bytes as wireBody where nothing was encoded
}

/** A capture as evidence: what it is, and which items it is about. */
export interface Exhibit {
  readonly capture: Capture;
  readonly role: 'page' | 'probe'; // page: of the list · probe: the own address of an item that the list misses
  readonly keys: readonly string[]; // of the items the page lists, or of the one whose address it is
  readonly confirms: PageOrigin | null; // of a 304: the page that it says is unchanged; null: its bytes are not kept
}

/** Which capture holds the bytes that another one confirms. */
export interface BodyOrigin {
  readonly file?: string; // below the snapshots folder; absent: the same file
  readonly sequence?: number; // of the commit whose file it is, in files of commits
  readonly fetchedAt: string; // ISO 8601
}

/** Which evidence holds a page. */
export interface PageOrigin {
  readonly sequence: number; // of the commit
  readonly fetchedAt: string; // ISO 8601
}
