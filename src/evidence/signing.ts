import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { PubwatchError } from '../model/errors.ts';
import type { Signer, Verifier } from '../model/run-log-port.ts';

/**
 * What is signed for a head of the log: these words and its 64 hex digits, so that a signature means nothing elsewhere. For
 * `openssl pkeyutl -verify -rawin`: printf 'pubwatch log head %s' HEAD.
 */
const signedBytes = (headSha256: string): Uint8Array => Buffer.from(`pubwatch log head ${headSha256}`);

/** Signs with an Ed25519 private key in PEM form (`openssl genpkey -algorithm ed25519`). Throws CONFIG_INVALID. */
export function createSigner(privateKeyPem: string): Signer {
  const key = readKey(privateKeyPem, createPrivateKey, 'a private key');
  return { sign: (head) => sign(null, signedBytes(head), key).toString('base64') };
}

/** Verifies with an Ed25519 key in PEM form, of which the public half is used. Throws CONFIG_INVALID. */
export function createVerifier(keyPem: string): Verifier {
  const key = readKey(keyPem, createPublicKey, 'a key');
  return { isSigned: (head, signature) => verify(null, signedBytes(head), key, Buffer.from(signature, 'base64')) };
}

function readKey(pem: string, create: (pem: string) => KeyObject, wanted: string): KeyObject {
  const found = tryCreate(pem, create);
  if (found instanceof Error) {
    throw new PubwatchError('CONFIG_INVALID', `wanted ${wanted} for Ed25519 in PEM form, found none`, {}, found);
  }
  if (found.asymmetricKeyType === 'ed25519') return found;
  const type = found.asymmetricKeyType ?? 'another';
  throw new PubwatchError('CONFIG_INVALID', `wanted ${wanted} for Ed25519, found one for ${type}`);
}

function tryCreate(pem: string, create: (pem: string) => KeyObject): KeyObject | Error {
  try {
    return create(pem);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
