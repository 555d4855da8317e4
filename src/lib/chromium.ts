const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the system's Chromium may lie, likeliest first: the one that PUBWATCH_CHROMIUM names, else the usual places. */
export function chromiumPaths(env: Environment): readonly string[] {
  const named = env['PUBWATCH_CHROMIUM'] ?? '';
  return named === '' ? USUAL_PATHS : [named];
}

/** May Chromium run without its sandbox (PUBWATCH_CHROMIUM_SANDBOX=off)? As root it cannot have one. */
export function isSandboxOff(env: Environment): boolean {
  return env['PUBWATCH_CHROMIUM_SANDBOX'] === 'off';
}
