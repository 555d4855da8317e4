// Bundles the program into dist/. `main.js` starts on any Node, so that an old one can be told apart. `cli.cjs` (with `shared-….cjs`) is
// what a run needs that finds nothing new; `rest.cjs` holds all other rooms, and packages that few of those need are files of their own:
// reading a megabyte of program takes longer than checking a source. CommonJS, as it starts in half the time of ES modules.
// Run by `npm ci` (prepare) and `npm run build`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { rehearse } from './rehearse.mjs';
import { withoutCopies } from './without-copies.mjs';

const root = new URL('..', import.meta.url).pathname;
const src = join(root, 'src');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const common = { absWorkingDir: root, bundle: true, platform: 'node', sourcesContent: false, logLevel: 'warning' };
const asCommonJs = {
  format: 'cjs',
  target: 'node22',
  minify: true,
  supported: { 'dynamic-import': false }, // require: Node's loader of ES modules takes a tenth of a start
};

// What a quiet run enters by `import()`; all else is read from the disk when it is needed.
const QUIET = [
  'cli/crawl.ts',
  'evidence/archive.ts',
  'evidence/run-warc.ts',
  'evidence/timestamp.ts',
  'fetch/http-fetcher.ts',
  'mail/smtp.ts',
  'queue/memory-queue.ts',
  'store/file-store.ts',
  'store/unsubscriptions.ts',
];
// Packages that share parts are in one file.
const APART = {
  llhttp: ['undici/lib/llhttp/llhttp-wasm.js'],
  proxy: ['undici'],
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
const BY_PROXY = '/src/fetch/proxied.ts'; // alone has that undici: everyone else's is in the shared file
const groupOf = new Map(Object.entries(APART).flatMap(([group, names]) => names.map((name) => [name, group])));
const packagesApart = {
  name: 'packages-apart',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[^.]/, namespace: 'file' }, ({ path, importer }) =>
      groupOf.has(path) && !importer.includes('/node_modules/') && (path !== 'undici' || importer.endsWith(BY_PROXY))
        ? { path, namespace: 'apart' }
        : undefined,
    );
    hooks.onResolve({ filter: /./, namespace: 'apart' }, ({ path }) => ({ path, external: true }));
    hooks.onLoad({ filter: /./, namespace: 'apart' }, ({ path }) => ({
      contents: `module.exports = require('./${groupOf.get(path)}.cjs')[${JSON.stringify(path)}];`,
    }));
  },
};

// undici's front door opens every room of it: of those for browsers' interfaces, mocks, caches and retries none is used, nor what
// `request` does with forms and over HTTP/2.
const UNUSED_ROOM = /^\.\/lib\/(?:web|mock|cache|interceptor|handler)\/|^\.\/client-h2|^\.\.\/web\//; // ./lib/web/fetch
// What only an undici that goes by a proxy needs besides: that is a package apart.
const PROXY_ROOM =
  /^\.\/lib\/dispatcher\/(?:balanced|round|retry|h2c|proxy|socks|env)|^\.\/api-(?:stream|pipeline|upgrade|connect)\b/; // ./api-connect
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
const withoutUnused = (...rooms) => ({
  name: 'without-unused',
  setup: (hooks) => {
    for (const filter of rooms)
      hooks.onResolve({ filter }, ({ importer, path }) =>
        importer.includes('/node_modules/undici/') ? { path, namespace: 'unused' } : undefined,
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
});

// Rooms of Node that a quiet run does not enter: what the parts of a split program import is read when the part is, unless it is required.
const LATE_BUILTIN = /^node:(?:http|readline\/promises|stream\/consumers|worker_threads|zlib)$/; // node:zlib
const builtinsLate = {
  name: 'builtins-late',
  setup: (hooks) => {
    hooks.onResolve({ filter: LATE_BUILTIN }, ({ path, kind, namespace }) => {
      if (namespace === 'late') return { path, external: true };
      return kind === 'import-statement' ? { path, namespace: 'late' } : undefined;
    });
    hooks.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

// One letter beyond ASCII has the program's text kept in two bytes a letter, and read at a tenth more of a start's time. In strings the
// bundler escapes them by itself, in regular expressions it leaves them.
const NOT_ASCII = /[^\0-\x7f]/g; // é
const readSource = (path) =>
  readFileSync(path, 'utf8').replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

// The bundler makes a file of whatever `import()` names: forty files are looked up one by one. So it gets to see two rooms alone.
const DYNAMIC_IMPORT = /\bimport\('((?!node:)[^']+)'\)/g; // import('./crawl.ts')
const REST = 'pubwatch:rest';
const roomOf = (importer, path) => (path.startsWith('.') ? relative(src, join(dirname(importer), path)) : null);
const inTwoRooms = {
  name: 'in-two-rooms',
  setup: (hooks) => {
    hooks.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path: importer }) => ({
      contents: readSource(importer).replace(DYNAMIC_IMPORT, (_, path) => {
        const room = roomOf(importer, path);
        return room === null || QUIET.includes(room)
          ? `Promise.resolve().then(() => require('${path}'))`
          : `import('${REST}').then(({ rooms }) => rooms['${room}']())`;
      }),
      loader: 'ts',
    }));
    hooks.onResolve({ filter: /^pubwatch:rest$/ }, () => ({ path: REST, namespace: 'rest' }));
    hooks.onLoad({ filter: /./, namespace: 'rest' }, () => ({
      contents: `export const rooms = {${listRooms()
        .map((room) => `'${room}': () => require('./${room}')`)
        .join()}};`,
      resolveDir: src,
    }));
  },
};

/** What is entered by `import()` from anywhere, but for what a quiet run enters. */
function listRooms() {
  const files = readdirSync(src, { recursive: true }).filter((name) => name.endsWith('.ts') && name !== 'main.ts');
  const entered = files.flatMap((name) =>
    [...readFileSync(join(src, name), 'utf8').matchAll(DYNAMIC_IMPORT)].map(([, path]) =>
      roomOf(join(src, name), path),
    ),
  );
  return [...new Set(entered)].filter((room) => room !== null && !QUIET.includes(room)).sort();
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outdir: dist,
  format: 'cjs',
  target: 'es2020',
  supported: asCommonJs.supported,
  sourcemap: 'linked',
  plugins: [
    {
      name: 'cli-stays-outside',
      setup: (hooks) => {
        hooks.onResolve({ filter: /\/cli\/cli\.ts$/ }, () => ({ path: 'cli', namespace: 'outside' }));
        hooks.onLoad({ filter: /./, namespace: 'outside' }, () => ({
          contents: `import { loadProgram } from './cli/load-program.ts';
            export const { runCli } = loadProgram(__dirname + '/cli.cjs');`,
          resolveDir: src,
        }));
      },
    },
  ],
});
const reader = await build({
  ...common,
  ...asCommonJs,
  entryPoints: ['src/reader.ts'],
  outfile: join(dist, 'reader.cjs'),
  sourcemap: 'linked',
  legalComments: 'external',
  write: false,
  plugins: [
    {
      name: 'in-ascii',
      setup: (hooks) => {
        hooks.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
          contents: readSource(path),
          loader: 'ts',
        }));
      },
    },
  ],
});
for (const { path, text } of reader.outputFiles) writeFileSync(path, withoutCopies(text));

// So that it is the same file to Node's own require and to cli/load-program.ts, which compiles it as it lies: around half a megabyte
// of text nothing can be put without copying it.
const inModule = 'exports,require,module,__filename,__dirname';
const head = `(run=>typeof module==="object"?run(${inModule}):run)(function(${inModule}){`;
const foot = '})';

/** Writes a file that cli/load-program.ts may load. */
function writePart(path, text) {
  if (text.search(NOT_ASCII) !== -1)
    throw new Error(`building: ${path} has letters beyond ASCII, which a start would misread`);
  writeFileSync(path, text);
}

for (const [group, names] of Object.entries(APART)) {
  const { outputFiles } = await build({
    ...common,
    ...asCommonJs,
    stdin: {
      contents: names.map((name) => `exports[${JSON.stringify(name)}] = require(${JSON.stringify(name)});`).join('\n'),
      resolveDir: root,
    },
    outfile: join(dist, `${group}.cjs`),
    legalComments: 'external',
    external: ['pg-native'], // pg asks for it where somebody installed it
    plugins: group === 'proxy' ? [withoutUnused(UNUSED_ROOM)] : [],
    banner: { js: head },
    footer: { js: foot },
    write: false,
  });
  for (const { path, text } of outputFiles) writePart(path, text);
}
const { outputFiles } = await build({
  ...common,
  entryPoints: { cli: 'src/cli/cli.ts', rest: REST },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  chunkNames: 'shared-[hash]',
  format: 'esm', // what can be split
  splitting: true,
  target: 'node22',
  minify: true,
  sourcemap: 'inline',
  legalComments: 'external',
  write: false,
  define: {
    PUBWATCH_VERSION: JSON.stringify(version),
    READER_FILE: '"./reader.cjs"',
    esbuildDetection: 'true', // undici: without its second, experimental parser
    'performance.now': 'pubwatchNow', // Node's own opens a room of measuring
  },
  external: ['playwright-core'], // its parts find each other by path
  plugins: [withoutUnused(UNUSED_ROOM, PROXY_ROOM), packagesApart, builtinsLate, inTwoRooms],
});
// What a bundle has beside its text. A database's packages are read by who begins with a database.
const parts = ['rest', ...Object.keys(APART).filter((group) => !/^pg/.test(group))].map(
  (group) => `require("./${group}.cjs")`,
);
const banner = [
  "const pubwatchUrl=require('node:url').pathToFileURL(__filename).href",
  'pubwatchNow=()=>Number(process.hrtime.bigint())/1e6',
  `readAllParts=()=>{${parts.join(';')}};`,
].join();
for (const { path, text } of outputFiles) {
  if (!path.endsWith('.cjs')) {
    writeFileSync(path, text); // licences
    continue;
  }
  const { code, map } = await transform(text, {
    ...asCommonJs,
    sourcefile: basename(path),
    sourcemap: true,
    sourcesContent: false,
    define: { 'import.meta.url': 'pubwatchUrl' }, // which CommonJS lacks
    banner: `${head}${banner}`,
    footer: foot,
  });
  writePart(path, `${withoutCopies(code)}//# sourceMappingURL=${basename(path)}.map\n`);
  writeFileSync(`${path}.map`, map);
}

// What it gains is time alone: where no site can be opened on this machine, or no program started, the build is as good without it.
await rehearse(root).catch((error) =>
  process.stderr.write(`dist/ is built, without code of the engine: a start takes longer. ${error.message}\n`),
);
