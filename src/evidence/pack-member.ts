/** RFC 1952 §2.3: deflate, no optional fields, no time, Unix. */
export const HEADER = Buffer.from('1f8b0800000000000003', 'hex');
export const TRAILER_BYTES = 8; // CRC-32 and length of the content
const BLOCK_HEAD_BYTES = 5; // of a stored block (RFC 1951 §3.2.4)
const MOST_BLOCK_BYTES = 65_535;

const TINY_BYTES = 8_192; // two blocks of a disk; below it zlib takes several times as long as all else of a record
const SMALL_BYTES = 65_536; // below it another thread takes longer to be told of the work than the work takes
const FITTING = { windowBits: 12, memLevel: 5 }; // a small record: a fifth of the memory, which costs more than the packing

const FEW_BYTES = 262_144; // tiny ones together: more take longer without zlib than it takes to open it

let zlib: typeof import('node:zlib') | null = null;
let bytesWithout = 0;

/**
 * Bytes as one gzip member: as they are where they are tiny or most of them came compressed (`isPacked`). For a few tiny ones zlib is
 * not even opened, which would take longer than all else a quiet run does to keep an answer.
 */
export async function packMember(bytes: Uint8Array, isPacked: boolean): Promise<Uint8Array> {
  if (zlib === null && bytes.length < TINY_BYTES && bytesWithout < FEW_BYTES) {
    bytesWithout += bytes.length;
    return storeMember(bytes, crcOfFew(bytes));
  }
  zlib ??= await import('node:zlib');
  const { crc32, gzip, gzipSync } = zlib;
  if (bytes.length < TINY_BYTES) return storeMember(bytes, crc32(bytes));
  if (isPacked) return storeMember(bytes, crc32(bytes));
  if (bytes.length < SMALL_BYTES) return gzipSync(bytes, FITTING);
  return new Promise((resolve, reject) =>
    gzip(bytes, (error, packed) => (error === null ? resolve(packed) : reject(error))),
  );
}

/** The bytes as they are, in the frame of a gzip member. */
function storeMember(bytes: Uint8Array, crc: number): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / MOST_BLOCK_BYTES));
  const member = Buffer.allocUnsafe(HEADER.length + blocks * BLOCK_HEAD_BYTES + bytes.length + TRAILER_BYTES);
  let end = HEADER.copy(member);
  for (let at = 0, block = 1; block <= blocks; block++, at += MOST_BLOCK_BYTES) {
    const stored = bytes.subarray(at, at + MOST_BLOCK_BYTES);
    end = member.writeUInt8(block === blocks ? 1 : 0, end); // is it the last
    end = member.writeUInt16LE(stored.length, end);
    end = member.writeUInt16LE(~stored.length & 0xffff, end);
    member.set(stored, end);
    end += stored.length;
  }
  end = member.writeUInt32LE(crc, end);
  member.writeUInt32LE(bytes.length >>> 0, end);
  return member;
}

const POLYNOMIAL = 0xedb88320; // of CRC-32, bits in reverse (RFC 1952 §8)
let remainders: Int32Array | undefined; // of each byte

function crcOfFew(bytes: Uint8Array): number {
  remainders ??= Int32Array.from({ length: 256 }, (_, byte) => remainderOf(byte));
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (remainders[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

function remainderOf(byte: number): number {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest;
}
