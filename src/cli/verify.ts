import { PubwatchError } from '../model/errors.ts';
import type { StoredTimestamp, Verification, Witness } from '../model/ports.ts';
import { wireStore, wireVerifier } from '../wire-state.ts';
import type { CommandContext } from './io.ts';

/**
 * `verify`: re-hashes every stored file, walks the log of runs, and names what is altered, cut or missing. `--head` asks whether
 * a head that an old mail tells is still in the log; `--key` checks the signatures.
 */
export async function verify(
  { io, options, out }: CommandContext,
  [sourceId]: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const witness = await readWitness(flags);
  const store = await wireStore({ ...options, env: io.env });
  const verification = await store.verify(sourceId ?? null, witness);
  const { filesChecked, findings, notes, log } = verification;
  const isSound = findings.length === 0;
  if (options.json) out.json({ filesChecked, findings, notes, log });
  else
    out.result(
      [
        ...findings.map(({ file, problem, message }) => `${file}: ${problem}: ${message}`),
        ...notes,
        ...tellLog(verification, options.snapshots),
        ...(witness.heads.length > 0 && isSound ? ['Nothing before that head was rewritten.'] : []),
        `${filesChecked} files checked, ${isSound ? 'all as they were written' : `${findings.length} not as they were written`}`,
      ].join('\n'),
    );
  if (options.quiet && !options.json) for (const { file, problem } of findings) out.diagnostic(`${file}: ${problem}`);
  return isSound ? 0 : 65;
}

async function readWitness({ head, key }: Readonly<Record<string, unknown>>): Promise<Witness> {
  if (typeof head === 'string' && !HEAD.test(head))
    throw new PubwatchError('USAGE', `--head: wanted the 64 hex digits that a mail tells, found "${head}"`);
  return {
    heads: typeof head === 'string' ? [head] : [],
    verifier: typeof key === 'string' ? await wireVerifier(key) : null,
  };
}

const HEAD = /^[0-9a-f]{64}$/i; // a SHA-256

function tellLog({ log }: Verification, folder: string): readonly string[] {
  if (log.head === null) return [];
  const signed = {
    none: 'not signed',
    unchecked: 'signed; --key FILE checks the signatures',
    valid: 'signatures valid',
    invalid: 'signatures not valid',
  }[log.signatures];
  return [
    `log of runs: ${log.lines} lines, head ${log.head.sha256}, ${signed}`,
    ...tellTimestamp(log.timestamp, folder),
  ];
}

/** Who signed it, and whether to believe him, OpenSSL says without a network. */
function tellTimestamp(timestamp: StoredTimestamp | null, folder: string): readonly string[] {
  if (timestamp === null) return [];
  const { file, line, sha256 } = timestamp;
  return [
    `line ${line} was dated by an authority; ask OpenSSL, with the authority's certificate in TSA.pem:`,
    `  openssl ts -verify -digest ${sha256} -in ${folder}/${file} -CAfile TSA.pem`,
  ];
}
