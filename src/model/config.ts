import type { FetchPolicy, Source } from './source.ts';
import type { Settings } from './subscriber.ts';

/** All that the operator wrote, read and checked, with every default filled in. */
export interface Config {
  readonly settings: Settings;
  readonly fetch: FetchPolicy; // of an address that no source file names (`preview URL`, `add URL`)
  readonly secrets: readonly string[]; // what no output, log or mail may show: header values from the environment, keys
  readonly sources: readonly Source[]; // sorted by id
}
