import { env } from 'node:process';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPaths } from '../../src/lib/chromium.ts';

/** Starts the system's Chromium; what it may reach is this machine. */
export function startBrowser(): Promise<Browser> {
  const [executablePath = ''] = chromiumPaths(env);
  return chromium.launch({
    executablePath,
    // A runner of CI is root in a container of its own; elsewhere the sandbox stays on.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--disable-gpu'],
  });
}
