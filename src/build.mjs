// Bundles the program into dist/: `main.js` (starts on any Node, so that an old one can be told apart) and `cli.cjs`, all the rest in
// one file whose rooms are entered when they are needed. CommonJS, as it starts in half the time: forty chunks of ES modules are looked
// up and linked one by one. Run by `npm ci` (prepare) and `npm run build`.
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'external',
  logLevel: 'warning',
};
const cliStaysOutside = {
  name: 'cli-stays-outside',
  setup: (hooks) => {
    hooks.onResolve({ filter: /\/cli\/cli\.ts$/ }, ({ path }) => ({ path, namespace: 'outside' }));
    hooks.onLoad({ filter: /./, namespace: 'outside' }, () => ({
      contents: `import { createRequire } from 'node:module'; export const { runCli } = createRequire(import.meta.url)('./cli.cjs');`,
    }));
  },
};

// undici's front door opens every room of it: of those for browsers' interfaces, mocks and caches none is used.
const UNUSED_ROOM = /^\.\/lib\/(?:web|mock|cache|interceptor)\//; // ./lib/web/fetch
// Rooms of Node that a start would wait for and nobody enters: undici takes two names from http, nothing from http2 as long as that is
// not allowed; commander starts programs for commands that are files.
const UNUSED_BUILTIN = /^node:(?:http2?|child_process)$/; // node:http2
const withoutUnused = {
  name: 'without-unused',
  setup: (hooks) => {
    hooks.onResolve({ filter: UNUSED_ROOM }, ({ importer, path }) =>
      importer.endsWith('/undici/index.js') ? { path, namespace: 'unused' } : undefined,
    );
    hooks.onResolve({ filter: UNUSED_BUILTIN }, ({ importer, path }) =>
      /\/node_modules\/(?:undici|commander)\//.test(importer) ? { path, namespace: 'unused-builtin' } : undefined,
    );
    hooks.onLoad({ filter: /./, namespace: 'unused' }, () => ({
      contents: 'module.exports = new Proxy({}, { get: () => class Unused {} });', // some are made on the way in
    }));
    hooks.onLoad({ filter: /./, namespace: 'unused-builtin' }, () => ({
      contents: 'module.exports = { maxHeaderSize: 16384, IncomingMessage: class Unused {}, constants: {} };',
    }));
  },
};

// One letter beyond ASCII has the program's text kept in two bytes a letter, and read at a tenth more of a start's time. In strings the
// bundler escapes them by itself, in regular expressions it leaves them.
const NOT_ASCII = /[^\0-\x7f]/g; // é
const inAscii = {
  name: 'in-ascii',
  setup: (hooks) => {
    hooks.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const toEscape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      return { contents: readFileSync(path, 'utf8').replace(NOT_ASCII, toEscape), loader: 'ts' };
    });
  },
};

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  format: 'esm',
  target: 'es2020',
  plugins: [cliStaysOutside],
});
await build({
  ...common,
  entryPoints: ['src/reader.ts'],
  outfile: 'dist/reader.cjs',
  format: 'cjs',
  target: 'node22',
  minify: true,
  plugins: [inAscii],
});
// What only a database needs is read from the disk only then: a fifth of all the code.
const databaseApart = {
  name: 'database-apart',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^pg(-boss)?$/ }, ({ path }) => ({ path: `./${path}.cjs`, external: true }));
  },
};
for (const name of ['pg', 'pg-boss'])
  await build({
    ...common,
    entryPoints: [name],
    outfile: `dist/${name}.cjs`,
    format: 'cjs',
    target: 'node22',
    external: ['pg-native'], // pg asks for it where somebody installed it
    minify: true,
    sourcemap: false,
  });
await build({
  ...common,
  entryPoints: ['src/cli/cli.ts'],
  outfile: 'dist/cli.cjs',
  format: 'cjs',
  target: 'node22',
  define: {
    PUBWATCH_VERSION: JSON.stringify(version),
    READER_FILE: '"./reader.cjs"',
    'import.meta.url': 'pubwatchUrl', // which CommonJS lacks
  },
  banner: { js: "const pubwatchUrl=require('node:url').pathToFileURL(__filename).href;" },
  external: ['playwright-core'], // its parts find each other by path
  minify: true,
  plugins: [withoutUnused, databaseApart, inAscii],
});
