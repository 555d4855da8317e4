import { tmpdir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import type { Browser, LaunchOptions } from 'playwright-core';
import { chromiumPaths, isSandboxOff } from '../lib/chromium.ts';
import { PubwatchError } from '../model/errors.ts';
import type { DispatcherOptions } from './dispatchers.ts';

export const START_TIMEOUT_MS = 60_000; // a small machine in the middle of a backup
const MOST_HEAP_MIB = 512; // of scripts, a page
// No name resolves and the one proxy has no address: a request that slipped past the routes would end here.
const NOWHERE = { server: 'http://nowhere.invalid:9', bypass: '<-loopback>' };
const ARGUMENTS = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--dns-prefetch-disable',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  `--js-flags=--max-old-space-size=${MOST_HEAP_MIB}`,
];

/** Starts the system's Chromium with no way to the network. Throws FETCH_NETWORK with what is missing, or why it will not start. */
export async function startChromium(env: DispatcherOptions['env']): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const options: LaunchOptions = {
    chromiumSandbox: !isSandboxOff(env),
    // The environment holds secrets; a browser needs none of them.
    env: { PATH: env['PATH'] ?? '/usr/bin:/bin', HOME: tmpdir(), LANG: 'C.UTF-8' },
    proxy: NOWHERE,
    args: ARGUMENTS,
    timeout: START_TIMEOUT_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
  const paths = chromiumPaths(env);
  for (const executablePath of paths) {
    try {
      return await chromium.launch({ ...options, executablePath });
    } catch (error) {
      if (!isMissing(error)) throw unstartable(executablePath, error);
    }
  }
  throw new PubwatchError(
    'FETCH_NETWORK',
    `fetch.render: no Chromium at ${paths.join(', ')}; install it (Debian: apt-get install chromium) or name it in PUBWATCH_CHROMIUM`,
  );
}

const NOT_THERE = /executable doesn't exist|ENOENT/; // spawn /usr/bin/chromium ENOENT
const AS_ROOT = /no-sandbox|sandbox/i; // Running as root without --no-sandbox is not supported
const REASON = /^.*(?:ERROR|FATAL).*\] (.{1,200})$/m; // [12:34:FATAL:zygote.cc(1)] No usable sandbox!

function isMissing(error: unknown): boolean {
  return error instanceof Error && NOT_THERE.test(error.message);
}

function unstartable(path: string, cause: unknown): PubwatchError {
  const text = stripVTControlCharacters(cause instanceof Error ? cause.message : String(cause));
  const reason = REASON.exec(text)?.[1] ?? text.split('\n', 1)[0] ?? '';
  const hint = AS_ROOT.test(text)
    ? '; run pubwatch as an ordinary user, or set PUBWATCH_CHROMIUM_SANDBOX=off in a container of its own'
    : '';
  return new PubwatchError('FETCH_NETWORK', `${path} could not be started: ${reason}${hint}`, { path }, cause);
}
