import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls'; // itself loaded by who connects over https
import { buildConnector } from 'undici';
import type { ConnectionTls } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import { findHostFault, isPublicAddress } from './public-address.ts';

const CONNECT_TIMEOUT_MS = 15_000; // four tries of a TCP handshake; who has not answered by then is down
const FAMILY_TIMEOUT_MS = 2_000; // per address of a name; Node's 250 ms give up on far servers

export interface ConnectorOptions {
  readonly isGuarded: boolean; // only public addresses
  readonly ca: readonly string[] | null; // PEM; null: those of Node, NODE_EXTRA_CA_CERTS included
  readonly connected: (origin: string, connection: Connection) => void;
  readonly resolve?: Resolve; // the machine's own where not given
}
/** Where a connection leads, and how it is secured. */
export interface Connection {
  readonly remoteAddress: string | null;
  readonly tls: ConnectionTls | null; // null: plain http
}
type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Opens connections for undici. A guarded one refuses private addresses three times: as literal, after each look-up of a name, and on
 * the open socket before a byte is sent, so that a name that changes its address in between gains nothing.
 */
export function createConnector({
  isGuarded,
  ca,
  connected,
  resolve = lookup,
}: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false, // one request, one answer, as the evidence stores it
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamilyAttemptTimeout: FAMILY_TIMEOUT_MS,
    ...(ca === null ? {} : { ca: [...ca] }),
    ...(isGuarded ? { lookup: guardLookup(resolve) } : {}),
  });
  return (options, callback) => {
    const fault = isGuarded ? findHostFault(options.hostname) : null;
    if (fault !== null) return callback(refusal(fault), null);
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      const remoteAddress = socket.remoteAddress ?? null;
      if (isGuarded && (remoteAddress === null || !isPublicAddress(remoteAddress))) {
        socket.destroy();
        return callback(
          refusal(`${options.hostname} leads to ${remoteAddress ?? 'an unknown address'}, no public one`),
          null,
        );
      }
      connected(`${options.protocol}//${options.host ?? options.hostname}`, { remoteAddress, tls: readTls(socket) });
      callback(null, socket);
    });
  };
}

/** null also where the socket is closed already: Node then knows nothing of it, whatever its types say. */
function readTls(socket: Socket): ConnectionTls | null {
  const protocol = isTls(socket) ? socket.getProtocol() : null;
  if (!isTls(socket) || !protocol) return null;
  const fingerprint = socket.getPeerCertificate()?.fingerprint256;
  return {
    protocol,
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    certificateSha256: fingerprint ? fingerprint.replaceAll(':', '').toLowerCase() : null,
  };
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket;
}

/** The error for an address that may not be asked. */
export function refusal(fault: string): PubwatchError {
  return new PubwatchError(
    'FETCH_REFUSED_ADDRESS',
    `${fault}; only public ones are asked (fetch.allowPrivateAddresses)`,
  );
}

/** One private address among several is enough: the server's owner could have it chosen. */
function guardLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const wrong = addresses.find(({ address }) => !isPublicAddress(address));
      if (wrong !== undefined) {
        return callback(refusal(`${hostname} resolves to ${wrong.address}, no public address`), '', 0);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}
