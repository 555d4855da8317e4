import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { createRequire, enableCompileCache, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { setFlag, underOwnFlags } from './engine-flags.ts';

const DESK_BYTES = 1 << 20; // more than the largest: memory that nobody touches costs nothing

/** Is handed each file as it was compiled now, and where its code belongs. */
export type Keep = (codeFile: string, script: Script) => void;

/**
 * Loads a file of the bundle, and what it requires, with the code V8 made of it when pubwatch was built: that of all functions which a
 * quiet run calls; in files that it does not read, which a first run calls. Node's own compile cache knows only what ran while a file was
 * being read, and leaves nine hundred functions to be parsed anew at each start. Another engine, or one that was started with other flags,
 * refuses the code; then Node loads the file like any other, with that cache.
 */
export function loadProgram(file: string, keep: Keep | null = null): unknown {
  const nodeRequire = createRequire(file);
  const folder = dirname(file);
  let isQuiet = true; // so far
  const load = (name: string): unknown => {
    if (!name.startsWith('./')) return underOwnFlags(() => nodeRequire(name));
    const part = join(folder, name);
    const known = nodeRequire.cache[part];
    if (known !== undefined) return known.exports;
    if (!isQuiet) setFlag(nodeRequire('node:v8'), OLD_SPACE); // which a quiet run does not open
    const script = underOwnFlags(() => compile(part, keep));
    if (script !== null) return run(part, script);
    enableCompileCache();
    return nodeRequire(part);
  };
  const run = (part: string, script: Script): unknown => {
    const module = new Module(part);
    module.filename = part;
    nodeRequire.cache[part] = module; // as Node's own: who requires it, with code or without, finds it there
    script.runInThisContext()(module.exports, load, module, part, folder);
    module.loaded = true;
    return module.exports;
  };
  try {
    return load(`./${file.slice(folder.length + 1)}`);
  } finally {
    isQuiet = false;
    desk = NO_DESK;
  }
}

/**
 * By itself Node lets what outlived a first look grow to four times what is in use before it looks again: of a list of 100,000 records
 * that is a third of all memory, and no time is saved by it.
 */
export const OLD_SPACE = { set: '--heap-growing-percent=50', own: '--heap-growing-percent=0' };

/** null: there is no code of it, or none for this engine. With `keep` it is compiled as if there were none. */
function compile(part: string, keep: Keep | null): Script | null {
  const codeFile = `${part}.code`;
  if (keep === null && !existsSync(codeFile)) return null;
  const text = read(part)?.toString('latin1');
  if (text === undefined) return null;
  const code = keep === null ? read(codeFile) : null;
  const script = new Script(text, { filename: part, ...(code === null ? {} : { cachedData: code }) });
  keep?.(codeFile, script);
  return script.cachedDataRejected === true ? null : script;
}

const NO_DESK = Buffer.alloc(0);
let desk = NO_DESK; // while the program is loaded

/** Its bytes, until the next file is read: fresh memory for each would cost a start more than reading does. null: it cannot be read. */
function read(file: string): Buffer | null {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size > desk.length) desk = Buffer.allocUnsafeSlow(Math.max(size, DESK_BYTES));
      return desk.subarray(0, readSync(descriptor, desk, 0, size, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}
