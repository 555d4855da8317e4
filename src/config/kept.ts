import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../lib/bytes.ts';
import type { Config } from '../model/config.ts';
import type { Environment } from './complete.ts';
import type { ConfigTexts } from './load.ts';
import type { ContactRule } from './settings-schema.ts';

/** One text kept between runs, for this user alone; null: there is none. Neither call throws: it is only a matter of speed. */
export interface ConfigMemory {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}
export interface KeptConfigOptions {
  readonly contact: ContactRule;
  readonly version: string; // of the program: another one may read the same files otherwise
  readonly memory: ConfigMemory;
}

/**
 * Reads the configuration as `loadConfig` does, throwing what it throws. Where the files are byte for byte those of the last good
 * reading, what came of them then is taken: on a quiet morning the schemas would cost more than the crawl. Nothing is kept that rests
 * on more than these files, and so no secret.
 */
export async function loadKeptConfig(
  folder: string,
  env: Environment,
  { contact, version, memory }: KeptConfigOptions,
): Promise<Config> {
  const texts = readTexts(folder);
  const inputs =
    texts === null
      ? null
      : sha256(JSON.stringify([version, contact, resolve(folder), texts.settings, ...texts.sources]));
  const kept = inputs === null ? null : unseal(await memory.read(), inputs);
  if (kept !== null) return kept;
  const { loadConfig } = await import('./load.ts');
  let isPlain = true;
  const looking = noting(env, () => (isPlain = false));
  const readText = async (file: string): Promise<string> => {
    isPlain = false;
    const { readFile } = await import('node:fs/promises');
    return await readFile(file, 'utf8');
  };
  const config = await loadConfig(folder, looking, { contact, texts, readText });
  if (inputs !== null && isPlain) await memory.write(seal(config, inputs));
  return config;
}

/**
 * What the files hold that a configuration is read from; null: some cannot be read, which `loadConfig` will say better. Read on this
 * thread: handing a thousand small files to others takes several times as long.
 */
function readTexts(folder: string): ConfigTexts | null {
  try {
    const sources = join(folder, 'sources');
    const names = readdirSync(sources).sort();
    return {
      settings: readFileSync(join(folder, 'pubwatch.yaml'), 'utf8'),
      sources: new Map(names.map((name) => [name, readFileSync(join(sources, name), 'utf8')])),
    };
  } catch {
    return null;
  }
}

/** The environment, with word of each look at it. */
function noting(env: Environment, onLook: () => void): Environment {
  return new Proxy(env, {
    get: (variables, name) => {
      onLook();
      return typeof name === 'string' ? variables[name] : undefined;
    },
  });
}

function seal(config: Config, inputs: string): string {
  const body = JSON.stringify(config);
  return `${inputs}\n${sha256(body)}\n${body}`;
}

function unseal(text: string | null, inputs: string): Config | null {
  const [written, hash, body] = text?.split('\n') ?? [];
  if (written !== inputs || body === undefined || sha256(body) !== hash) return null;
  const config: Config = JSON.parse(body);
  return config;
}
