import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { type ConfigMemory, loadKeptConfig } from '../config/kept.ts';
import { sha256 } from '../lib/bytes.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Source } from '../model/source.ts';
import { VERSION } from '../version.ts';
import type { GlobalOptions, Io } from './io.ts';
import { namesIn } from './names-in.ts';

/** Loads the configuration folder; throws CONFIG_* with all faults at once. */
export function openConfig(
  { config }: Pick<GlobalOptions, 'config'>,
  env: Io['env'],
  { contact }: { readonly contact: 'required' | 'optional' },
): Promise<Config> {
  return loadKeptConfig(config, env, { contact, version: VERSION, memory: memoryOf(config, env) });
}

/** A file of the user's cache folder; none where the user has no such folder. */
function memoryOf(folder: string, env: Io['env']): ConfigMemory {
  const caches = env['CACHE_DIRECTORY'] ?? env['XDG_CACHE_HOME'] ?? (env['HOME'] ? join(env['HOME'], '.cache') : null);
  if (!caches) return { read: async () => null, write: async () => {} };
  const file = join(caches, 'pubwatch', `config-${sha256(resolve(folder)).slice(0, 16)}`);
  return {
    read: async () => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return null;
      }
    },
    write: async (text) => {
      const draft = `${file}.${sha256(text).slice(0, 16)}`;
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(draft, text, { mode: 0o600 });
        renameSync(draft, file);
      } catch {
        // A full or read-only cache folder costs the next run some milliseconds, and no more.
      }
    },
  };
}

/** The configuration, or null where there is no such folder or file: what is stored can be looked at without it. */
export async function openConfigIfThere(
  options: Pick<GlobalOptions, 'config'>,
  env: Io['env'],
): Promise<Config | null> {
  try {
    return await openConfig(options, env, { contact: 'optional' });
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'CONFIG_MISSING') return null;
    throw error;
  }
}

/**
 * How many sources were never seen, by the names of files: known before the configuration is read, which of a thousand files takes as long
 * as threads to begin. 0 where the state is in a database.
 */
export function guessNew(
  { config, snapshots }: Pick<GlobalOptions, 'config' | 'snapshots'>,
  { PUBWATCH_DATABASE_URL: url = '' }: Io['env'],
): number {
  if (url.trim() !== '') return 0;
  const seen = new Set(namesIn(snapshots));
  return namesIn(join(config, 'sources')).filter((name) => !seen.has(parse(name).name)).length;
}

/** The sources named, or all. Throws USAGE for a name that is none. */
export function pickSources(config: Config, names: readonly string[]): readonly Source[] {
  const unknown = names.filter((name) => !config.sources.some((source) => source.id === name));
  if (unknown.length > 0) {
    const known = config.sources.map((source) => source.id).join(', ') || 'none';
    throw new PubwatchError('USAGE', `no source ${unknown.map((name) => `"${name}"`).join(', ')}; there is: ${known}`);
  }
  return names.length === 0 ? config.sources : config.sources.filter((source) => names.includes(source.id));
}
