import { randomBytes } from 'node:crypto';
import { PubwatchError } from '../model/errors.ts';
import { type DerValue, decodeDer, encodeDer, TAG } from './der.ts';

// Object identifiers in DER, without tag and length.
const SHA256 = Buffer.from('608648016503040201', 'hex'); // 2.16.840.1.101.3.4.2.1
const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex'); // 1.2.840.113549.1.7.2
const TST_INFO = Buffer.from('2a864886f70d0109100104', 'hex'); // 1.2.840.113549.1.9.16.1.4

const NONCE_BYTES = 8; // 62 bits of chance
const VERSION_1 = Buffer.from([1]);
const TRUE = Buffer.from([0xff]);

/** What is asked of a timestamping authority (RFC 3161): that this hash existed, and an answer made for this question alone. */
export interface TimestampQuestion {
  readonly sha256: string; // hex
  readonly nonce: Uint8Array; // random; its first bit is dropped
}
/** What a timestamp says. Who says it, and whether to believe him, is for `openssl ts -verify` and a person to judge. */
export interface Timestamp {
  readonly sha256: string; // hex: what existed
  readonly nonce: string | null; // hex
  readonly at: string; // GeneralizedTime, as the authority wrote it: 20261124120000Z
}

/** The question whether this hash exists now, with a nonce of its own. */
export function createQuestion(sha256: string): TimestampQuestion {
  return { sha256, nonce: randomBytes(NONCE_BYTES) };
}

/** TimeStampReq in DER; the certificate of the authority is asked for, so that the reply can be verified offline. */
export function encodeQuestion({ sha256, nonce }: TimestampQuestion): Uint8Array {
  const algorithm = encodeDer(TAG.sequence, encodeDer(TAG.oid, SHA256), encodeDer(TAG.null));
  const imprint = encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octets, Buffer.from(sha256, 'hex')));
  return encodeDer(
    TAG.sequence,
    encodeDer(TAG.integer, VERSION_1),
    imprint,
    encodeDer(TAG.integer, Buffer.from(nonceOf(nonce), 'hex')),
    encodeDer(TAG.boolean, TRUE),
  );
}

/** Reads a reply to this question. Throws DATA_INVALID for a refusal, another hash, another nonce, or what is no reply. */
export function readReply(reply: Uint8Array, { sha256, nonce }: TimestampQuestion): Timestamp {
  const timestamp = readTimestamp(reply);
  if (timestamp.sha256 !== sha256) throw invalid(`one of another hash, ${timestamp.sha256}`);
  if (timestamp.nonce !== nonceOf(nonce)) throw invalid('one made for another question: its nonce differs');
  return timestamp;
}

/** A positive INTEGER of the shortest form, in hex, as it comes back. */
function nonceOf(nonce: Uint8Array): string {
  const bytes = Buffer.from(nonce);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** The hash that a kept reply is of, hex; null: it is no timestamp. */
export function imprintOf(reply: Uint8Array): string | null {
  try {
    return readTimestamp(reply).sha256;
  } catch (error) {
    if (error instanceof PubwatchError) return null;
    throw error;
  }
}

/** Reads what a TimeStampResp says, whatever was asked. Throws DATA_INVALID. */
export function readTimestamp(reply: Uint8Array): Timestamp {
  const [response] = decodeDer(reply);
  const [status, token] = inside(response, TAG.sequence);
  const [code] = inside(status, TAG.sequence);
  const granted = code?.content[0];
  if (granted !== 0 && granted !== 1) throw invalid(`a refusal, status ${granted ?? 'unknown'}`);
  const [type, wrapped] = inside(token, TAG.sequence);
  if (!isOid(type, SIGNED_DATA)) throw invalid('no signed token');
  const [signed] = inside(wrapped, TAG.explicit0);
  const [, , content] = inside(signed, TAG.sequence);
  const [contentType, octets] = inside(content, TAG.sequence);
  if (!isOid(contentType, TST_INFO)) throw invalid('a token of something else');
  const [text] = inside(octets, TAG.explicit0);
  const [info] = decodeDer(partOf(text, TAG.octets));
  return readInfo(inside(info, TAG.sequence));
}

/** TSTInfo: version, policy, imprint, serial, time, then what may be absent; of that only the nonce is a plain INTEGER. */
function readInfo([, , imprint, , time, ...rest]: readonly DerValue[]): Timestamp {
  const [algorithm, hash] = inside(imprint, TAG.sequence);
  const [oid] = inside(algorithm, TAG.sequence);
  if (!isOid(oid, SHA256)) throw invalid('a hash other than SHA-256');
  const nonce = rest.find(({ tag }) => tag === TAG.integer);
  return {
    sha256: Buffer.from(partOf(hash, TAG.octets)).toString('hex'),
    nonce: nonce === undefined ? null : Buffer.from(nonce.content).toString('hex'),
    at: Buffer.from(partOf(time, TAG.time)).toString('latin1'),
  };
}

function inside(value: DerValue | undefined, tag: number): readonly DerValue[] {
  return decodeDer(partOf(value, tag));
}

function partOf(value: DerValue | undefined, tag: number): Uint8Array {
  if (value?.tag === tag) return value.content;
  const found = value === undefined ? 'the end' : `tag 0x${value.tag.toString(16)}`;
  throw invalid(`${found} in place of tag 0x${tag.toString(16)}`);
}

function isOid(value: DerValue | undefined, oid: Uint8Array): boolean {
  return value?.tag === TAG.oid && Buffer.from(oid).equals(value.content);
}

function invalid(found: string): PubwatchError {
  return new PubwatchError('DATA_INVALID', `wanted a timestamp of RFC 3161, found ${found}`);
}
