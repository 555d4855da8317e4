import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { testWith } from '../support/program.ts';
import { openssl, startTimestampAuthority } from '../support/timestamp-authority.ts';
import { openLibrary, type Titles } from './library.ts';

async function openDated() {
  const authority = await startTimestampAuthority();
  onTestFinished(() => authority.close());
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { birch: 'Birch' }];
  const library = await openLibrary(pages, `evidence: { timestampUrl: "${authority.url}" }`);
  const at = (name: string): string => join(library.house.folder, 'snapshots', name);
  const verify = async (...args: readonly string[]) =>
    JSON.parse((await library.house.run(['verify', '--json', ...args])).stdout);
  const stamps = async () => (await readdir(at('log'))).filter((name) => name.endsWith('.tsr'));
  return { ...library, authority, pages, at, verify, stamps };
}

testWith(
  'openssl',
  'the head of the log is dated once evidence entered it, for OpenSSL to verify offline',
  async () => {
    const { house, crawl, pages, authority, at, verify, stamps } = await openDated();
    await crawl();
    expect(await stamps()).toEqual(['000001.tsr']);
    const { findings, log } = await verify();
    expect(findings).toEqual([]);
    expect(log.timestamp).toEqual({ file: 'log/000001.tsr', line: 1, sha256: log.head.sha256 });
    const file = at('log/000001.tsr');
    openssl('ts', '-verify', '-digest', log.head.sha256, '-in', file, '-CAfile', authority.caFile);
    expect(() =>
      openssl('ts', '-verify', '-digest', '00'.repeat(32), '-in', file, '-CAfile', authority.caFile),
    ).toThrow();
    expect((await house.run(['verify'])).stdout).toContain(`openssl ts -verify -digest ${log.head.sha256} -in ${file}`);

    await crawl(); // nothing new: no evidence, no date
    expect(authority.asked()).toBe(1);
    pages[0] = { ash: 'Ash Trees' };
    await crawl();
    expect(await stamps()).toEqual(['000001.tsr', '000003.tsr']);
    expect((await verify()).findings).toEqual([]);
  },
);

testWith('openssl', 'an authority that fails holds nothing up, and is asked again after the next run', async () => {
  const { house, authority, verify, stamps } = await openDated();
  for (const how of ['busy', 'garbage', 'replay'] as const) {
    authority.behave(how);
    const { code, stdout, stderr } = await house.run(['crawl', '--json', '--verbose']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).sources[0].incident).toBeNull();
    expect(stderr).toContain('log.timestamp-failed');
  }
  expect(await stamps()).toEqual([]);
  authority.behave('well');
  await house.run(['crawl']);
  expect(await stamps()).toEqual(['000004.tsr']);
  expect((await verify()).findings).toEqual([]);
});

testWith('openssl', 'a timestamp that was altered, removed or exchanged is named', async () => {
  const { crawl, pages, at, verify } = await openDated();
  await crawl();
  pages[0] = { ash: 'Ash Trees' };
  await crawl();
  const [first, second] = [await readFile(at('log/000001.tsr')), await readFile(at('log/000002.tsr'))];
  const altered = Uint8Array.from(first);
  altered[altered.length - 9] = (altered[altered.length - 9] ?? 0) ^ 1;
  for (const content of [altered, second, first.subarray(0, 100)]) {
    await writeFile(at('log/000001.tsr'), content);
    expect((await verify()).findings).toMatchObject([{ file: 'log/000001.tsr', problem: 'altered' }]);
  }
  await rm(at('log/000001.tsr'));
  expect((await verify()).findings).toMatchObject([{ file: 'log/000001.tsr', problem: 'missing' }]);
});
