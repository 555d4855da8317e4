import { defineConfig } from 'vitest/config';

// Pure rooms: data in, data out. What they promise is held by coverage, see README, "Tests".
const PURE = ['model', 'lib', 'parse', 'snapshot', 'diff', 'report', 'detect'];

// biome-ignore lint/style/noDefaultExport: vitest reads its settings from the default export
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000, // a loaded machine is no fault of a property
    coverage: {
      provider: 'v8',
      include: PURE.map((room) => `src/${room}/**/*.ts`),
      reporter: ['text-summary', 'text'],
      thresholds: { lines: 95 },
    },
  },
});
