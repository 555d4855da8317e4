import { loadConfig } from '../config/load.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Source } from '../model/source.ts';
import type { GlobalOptions, Io } from './io.ts';

/** Loads the configuration folder; throws CONFIG_* with all faults at once. */
export function openConfig(
  { config }: Pick<GlobalOptions, 'config'>,
  env: Io['env'],
  needs: { readonly contact: 'required' | 'optional' },
): Promise<Config> {
  return loadConfig(config, env, needs);
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
