import type { FetchPolicy, Source } from './source.ts';
import type { Settings } from './subscriber.ts';

/** All that the operator wrote, read and checked, with every default filled in. */
export interface Config {
  readonly settings: Settings;
  readonly fetch: FetchPolicy; // of an address that no source file names (`preview URL`, `add URL`)
  readonly sources: readonly Source[]; // sorted by id
}
