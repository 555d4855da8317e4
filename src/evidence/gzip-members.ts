import { crc32, inflateRawSync } from 'node:zlib';
import { PubwatchError } from '../model/errors.ts';
import { HEADER, TRAILER_BYTES } from './pack-member.ts';

/** One gzip member of a file: where it begins and what it holds. */
export interface Member {
  readonly offset: number;
  readonly content: Uint8Array;
}

const MAX_MEMBER_BYTES = 1 << 30; // holds off a forged file

/** Cuts a file into its gzip members (RFC 1952). Throws DATA_INVALID where one is cut or garbled. */
export function readMembers(bytes: Uint8Array): readonly Member[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members: Member[] = [];
  let offset = 0;
  while (offset < file.length) {
    const { content, end } = readMember(file, offset);
    members.push({ offset, content });
    offset = end;
  }
  return members;
}

function readMember(file: Buffer, offset: number): { readonly content: Uint8Array; readonly end: number } {
  const isOurs = file.readUIntBE(offset, Math.min(4, file.length - offset)) === 0x1f8b0800; // gzip, deflate, no flags
  if (!isOurs) throw invalid(offset, 'no gzip member');
  const { content, consumed } = inflate(file, offset + HEADER.length);
  const trailer = offset + HEADER.length + consumed;
  const isWhole = file.length >= trailer + TRAILER_BYTES;
  if (!isWhole) throw invalid(offset, 'a gzip member that is cut');
  const isSound = file.readUInt32LE(trailer) === crc32(content) && file.readUInt32LE(trailer + 4) === content.length;
  if (!isSound) throw invalid(offset, 'a gzip member whose checksum differs');
  return { content, end: trailer + TRAILER_BYTES };
}

function inflate(file: Buffer, start: number): { readonly content: Uint8Array; readonly consumed: number } {
  try {
    // `info` tells how many bytes the stream took, which is where the trailer begins.
    const told: unknown = inflateRawSync(file.subarray(start), { maxOutputLength: MAX_MEMBER_BYTES, info: true });
    if (isTold(told)) return { content: told.buffer, consumed: told.engine.bytesWritten };
    throw new TypeError('zlib told no length');
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw invalid(start, 'a gzip member that does not inflate', error);
    throw error;
  }
}

interface Told {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

function isTold(value: unknown): value is Told {
  if (typeof value !== 'object' || value === null || !('buffer' in value) || !('engine' in value)) return false;
  const { buffer, engine } = value;
  return buffer instanceof Uint8Array && typeof engine === 'object' && engine !== null && 'bytesWritten' in engine;
}

function invalid(offset: number, found: string, cause?: unknown): PubwatchError {
  const message = `wanted a gzip member at byte ${offset}, found ${found}`;
  return new PubwatchError('DATA_INVALID', message, { offset }, cause);
}
