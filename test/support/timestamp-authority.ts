import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttpServer } from './http.ts';

/** A timestamping authority on loopback: OpenSSL makes its replies, with a key of its own. */
export interface TimestampAuthority {
  readonly url: string;
  readonly caFile: string; // the certificate to verify with
  readonly asked: () => number;
  /** What it does from now on; replay: gives the last reply again, whatever is asked. */
  behave(how: 'well' | 'busy' | 'silent' | 'garbage' | 'replay'): void;
  close(): Promise<void>;
}

const CONFIG = `
[req]
distinguished_name = name
prompt = no
[name]
CN = An authority for tests
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamping]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
extendedKeyUsage = critical, timeStamping
[tsa]
serial = SERIAL
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`;

export async function startTimestampAuthority(): Promise<TimestampAuthority> {
  const folder = mkdtempSync(join(tmpdir(), 'pubwatch-tsa-'));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('tsa.cnf'), CONFIG.replace('SERIAL', at('serial')));
  writeFileSync(at('serial'), '01\n');
  const certify = (name: string, extensions: string, ...issuer: readonly string[]): void => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at(`${name}.key`)];
    const form = ['-config', at('tsa.cnf'), '-extensions', extensions, '-subj', `/CN=${name} for tests`, '-days', '30'];
    openssl('req', '-x509', ...key, ...form, ...issuer, '-out', at(`${name}.pem`));
  };
  certify('root', 'root');
  certify('tsa', 'stamping', '-CA', at('root.pem'), '-CAkey', at('root.key'));
  let how: Parameters<TimestampAuthority['behave']>[0] = 'well';
  let last: Uint8Array = new Uint8Array();
  const reply = (question: Uint8Array): Uint8Array => {
    if (how === 'replay') return last;
    if (how === 'garbage') return Buffer.from('<html>no such page</html>');
    writeFileSync(at('question'), question);
    const by = ['-inkey', at('tsa.key'), '-signer', at('tsa.pem'), '-config', at('tsa.cnf'), '-section', 'tsa'];
    openssl('ts', '-reply', '-queryfile', at('question'), '-out', at('reply'), ...by);
    last = readFileSync(at('reply'));
    return last;
  };
  const server = await startHttpServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      if (how === 'silent') return;
      const type = request.headers['content-type'] === 'application/timestamp-query';
      if (how === 'busy' || !type) response.writeHead(503).end();
      else response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply(Buffer.concat(chunks)));
    });
  });
  return {
    url: `${server.origin}/tsa`,
    caFile: at('root.pem'),
    asked: () => server.requests.length,
    behave: (next) => {
      how = next;
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs OpenSSL; its words on stdout. Throws where it ends with a fault. */
export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
