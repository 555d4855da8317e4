import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findHostFault, isPublicAddress } from '../../src/fetch/public-address.ts';
import { ADDRESS_CASES } from './address-cases.ts';

test.each(ADDRESS_CASES)('%s: %s may be asked: %s', (_source, host, isPublic) => {
  expect(findHostFault(new URL(`http://${host}/`).hostname) === null).toBe(isPublic);
});

test('the table holds at least 60 different forms', () => {
  expect(new Set(ADDRESS_CASES.map(([, host]) => host)).size).toBeGreaterThanOrEqual(60);
});

test.each(['', 'fe80::1%eth0', 'not an address', '1.2.3', '::ffff:93.184.216.34'])(
  'a socket that leads to "%s" is not trusted',
  (address) => {
    expect(isPublicAddress(address)).toBe(false);
  },
);

test('a fault names the address, so that an operator can act', () => {
  expect(findHostFault('[fd00::1]')).toBe('fd00::1 is no public address');
  expect(findHostFault('printer.local')).toBe('printer.local is a name of the local network');
});

test('every notation of an IPv4 address is judged as the address itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (number) => {
      const dotted = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
      const expected = isPublicAddress(dotted);
      for (const form of [String(number), `0x${number.toString(16)}`, `0${number.toString(8)}`]) {
        const { hostname } = new URL(`http://${form}/`);
        expect(isIP(hostname)).toBe(4);
        expect(findHostFault(hostname) === null, form).toBe(expected);
      }
      expect(isPublicAddress(`::ffff:${dotted}`)).toBe(false);
      expect(isPublicAddress(`64:ff9b::${dotted}`)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('any text for an address is judged without a crash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4Extended()), (text) => {
      expect([true, false]).toContain(isPublicAddress(text));
      expect(['string', 'object']).toContain(typeof findHostFault(text));
    }),
  );
});
