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

rmSync(`${root}dist`, { recursive: true, force: true });
await build({ ...common, entryPoints: ['src/main.ts'], outdir: 'dist', target: 'es2020', plugins: [cliStaysOutside] });
await build({
  ...common,
  entryPoints: { cli: 'src/cli/cli.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  target: 'node22',
  splitting: true,
  minify: true,
  banner,
});
