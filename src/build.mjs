// Bundles the program into dist/: `main.js` (starts on any Node, so that an old one can be told apart) and `cli.cjs`, all the rest in
// one file whose rooms are entered when they are needed. CommonJS, as it starts in half the time: forty chunks of ES modules are looked
// up and linked one by one. Run by `npm ci` (prepare) and `npm run build`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  supported: { 'dynamic-import': false }, // require: Node's loader of ES modules takes a tenth of a start
};
const cliStaysOutside = {
  name: 'cli-stays-outside',
  setup: (hooks) => {
    hooks.onResolve({ filter: /\/cli\/cli\.ts$/ }, () => ({ path: './cli.cjs', external: true }));
  },
};

// undici's front door opens every room of it: of those for browsers' interfaces, mocks and caches none is used.
const UNUSED_ROOM = /^\.\/lib\/(?:web|mock|cache|interceptor)\//; // ./lib/web/fetch
// Its parser of HTTP once more, for the few processors without SIMD.
const PLAIN_PARSER = /\/llhttp\/llhttp-wasm\.js$/;
// Rooms of Node that a start would wait for and nobody enters: undici takes two names from http, nothing from http2 as long as that is
// not allowed, and one function of assert; commander starts programs for commands that are files.
const UNUSED_BUILTINS = {
  'node:http': 'module.exports = { maxHeaderSize: 16384, IncomingMessage: class Unused {} };',
  'node:http2': 'module.exports = { constants: {} };',
  'node:child_process': 'module.exports = {};',
  'node:assert':
    'module.exports = (holds, why) => { if (!holds) throw why instanceof Error ? why : new Error(why ?? "assertion failed"); };',
};
const withoutUnused = {
  name: 'without-unused',
  setup: (hooks) => {
    hooks.onResolve({ filter: UNUSED_ROOM }, ({ importer, path }) =>
      importer.endsWith('/undici/index.js') ? { path, namespace: 'unused' } : undefined,
    );
    hooks.onResolve({ filter: /^node:/ }, ({ importer, path }) =>
      Object.hasOwn(UNUSED_BUILTINS, path) && /\/node_modules\/(?:undici|commander)\//.test(importer)
        ? { path, namespace: 'unused-builtin' }
        : undefined,
    );
    hooks.onResolve({ filter: PLAIN_PARSER }, () => ({ path: './llhttp.cjs', external: true }));
    hooks.onLoad({ filter: /./, namespace: 'unused' }, () => ({
      contents: 'module.exports = new Proxy({}, { get: () => class Unused {} });', // some are made on the way in
    }));
    hooks.onLoad({ filter: /./, namespace: 'unused-builtin' }, ({ path }) => ({ contents: UNUSED_BUILTINS[path] }));
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
mkdirSync(`${root}dist`);
writeFileSync(`${root}dist/package.json`, '{ "type": "commonjs" }\n');
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  format: 'cjs',
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
// What few runs need is read from the disk only then: each group of packages that share parts is a file of its own.
const APART = {
  llhttp: ['undici/lib/llhttp/llhttp-wasm.js'],
  pg: ['pg'],
  'pg-boss': ['pg-boss'],
  html: ['cheerio/slim', 'css-select', 'domhandler', 'parse5', 'parse5-htmlparser2-tree-adapter'],
  yaml: ['yaml'],
  mail: ['mail-composer', 'smtp-connection', 'dkim', 'mime-funcs', 'addressparser'].map(
    (part) => `nodemailer/lib/${part}`,
  ),
  web: ['hono', '@hono/node-server'],
  log: ['pino'],
  cron: ['node-cron'],
};
const groupOf = new Map(Object.entries(APART).flatMap(([group, names]) => names.map((name) => [name, group])));
const packagesApart = {
  name: 'packages-apart',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[^.]/, namespace: 'file' }, ({ path, importer }) =>
      groupOf.has(path) && !importer.includes('/node_modules/') ? { path, namespace: 'apart' } : undefined,
    );
    hooks.onResolve({ filter: /./, namespace: 'apart' }, ({ path }) => ({ path, external: true }));
    hooks.onLoad({ filter: /./, namespace: 'apart' }, ({ path }) => ({
      contents: `module.exports = require('./${groupOf.get(path)}.cjs')[${JSON.stringify(path)}];`,
    }));
  },
};
for (const [group, names] of Object.entries(APART))
  await build({
    ...common,
    stdin: {
      contents: names.map((name) => `exports[${JSON.stringify(name)}] = require(${JSON.stringify(name)});`).join('\n'),
      resolveDir: root,
    },
    outfile: `dist/${group}.cjs`,
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
    esbuildDetection: 'true', // undici: without its second, experimental parser
    'import.meta.url': 'pubwatchUrl', // which CommonJS lacks
    'performance.now': 'pubwatchNow', // Node's own opens a room of measuring
  },
  banner: {
    js: `const pubwatchUrl=require('node:url').pathToFileURL(__filename).href,pubwatchNow=()=>Number(process.hrtime.bigint())/1e6;`,
  },
  external: ['playwright-core'], // its parts find each other by path
  minify: true,
  plugins: [withoutUnused, packagesApart, inAscii],
});
