import type { LogHead } from '../model/run-log.ts';
import type { Signer } from '../model/run-log-port.ts';
import { encodeLine, type HeadFile, type LogLine } from './codec-log.ts';

/** What a line tells, before it is bound to the one before it. */
export type LineDraft = Pick<LogLine, 'kind' | 'startedAt' | 'at' | 'sources' | 'pruned' | 'captures'>;

export interface LineOptions {
  readonly end: number; // bytes of the log before the line
  readonly version: string; // of pubwatch
  readonly signer: Signer | null;
}

/** The line that follows this head, without its end, and the head that it makes. */
export function nextLine(
  head: HeadFile | null,
  draft: LineDraft,
  { end, version, signer }: LineOptions,
): { readonly text: string; readonly head: HeadFile } {
  const line = (head?.line ?? 0) + 1;
  const { text, sha256 } = encodeLine({
    line,
    previous: head?.sha256 ?? null,
    previousSignature: head?.signature ?? null,
    timestamp: head?.timestamp ?? null,
    kind: draft.kind,
    startedAt: draft.startedAt,
    at: draft.at,
    version,
    sources: draft.sources,
    pruned: draft.pruned,
    ...(draft.captures === undefined ? {} : { captures: draft.captures }),
  });
  const isCommitted = draft.sources.some(({ commit }) => commit !== null && commit.capturesSha256 !== null);
  return {
    text,
    head: {
      line,
      sha256,
      at: draft.at,
      signature: signer?.sign(sha256) ?? null,
      bytes: end + Buffer.byteLength(text) + 1, // its line end
      timestamp: null,
      isTimestampOwed: (head?.isTimestampOwed ?? false) || isCommitted || draft.kind === 'recovered',
    },
  };
}

/** What others are told of a head. */
export function toLogHead(head: HeadFile | null): LogHead | null {
  return head === null ? null : { line: head.line, sha256: head.sha256, at: head.at, signature: head.signature };
}
