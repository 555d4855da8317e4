import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMembers } from '../../src/evidence/gzip-members.ts';
import { packMember } from '../../src/evidence/pack-member.ts';

const SIZES = fc.oneof(fc.nat(12_000), fc.constantFrom(0, 8_191, 8_192, 65_535, 65_536, 131_071));

test('a gzip member holds its bytes, packed or as they are, as zlib and we read it', async () => {
  const some = fc.uint8Array({ minLength: 1, maxLength: 64 });
  await fc.assert(
    fc.asyncProperty(SIZES, some, fc.boolean(), async (size, pattern, isPacked) => {
      const bytes = Buffer.alloc(size, pattern);
      const member = await packMember(bytes, isPacked);
      expect(gunzipSync(member).equals(bytes)).toBe(true);
      expect(readMembers(member)).toEqual([{ offset: 0, content: bytes }]);
    }),
  );
});
