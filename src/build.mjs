// Bundles the program into dist/: `main.js` (starts on any Node, so that an old one can be told apart) and `cli.js`
// with its lazy chunks. Run by `npm ci` (prepare) and `npm run build`.
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'external',
  define: { PUBWATCH_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};
// undici and others are CommonJS and ask for `require`, which an ES module lacks.
const banner = {
  js: "import{createRequire as pubwatchRequire}from'node:module';const require=pubwatchRequire(import.meta.url);",
};
const cliStaysOutside = {
  name: 'cli-stays-outside',
  setup: (hooks) => hooks.onResolve({ filter: /\/cli\/cli\.ts$/ }, () => ({ path: './cli.js', external: true })),
};

// undici's front door opens every room of it: of those for browsers' interfaces, mocks and caches none is used.
const UNUSED_ROOM = /^\.\/lib\/(?:web|mock|cache|interceptor)\//; // ./lib/web/fetch
const undiciWithoutUnused = {
  name: 'undici-without-unused',
  setup: (hooks) => {
    hooks.onResolve({ filter: UNUSED_ROOM }, ({ importer, path }) =>
      importer.endsWith('/undici/index.js') ? { path, namespace: 'unused' } : undefined,
    );
    hooks.onLoad({ filter: /./, namespace: 'unused' }, () => ({
      contents: 'module.exports = new Proxy({}, { get: () => class Unused {} });', // some are made on the way in
    }));
  },
};

rmSync(`${root}dist`, { recursive: true, force: true });
await build({ ...common, entryPoints: ['src/main.ts'], outdir: 'dist', target: 'es2020', plugins: [cliStaysOutside] });
await build({
  ...common,
  entryPoints: { cli: 'src/cli/cli.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  target: 'node22',
  splitting: true,
  external: ['playwright-core'], // its parts find each other by path; loaded only where a page is drawn
  minify: true,
  banner,
  plugins: [undiciWithoutUnused],
});
