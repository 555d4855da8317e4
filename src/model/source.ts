import type { Recipe } from './recipe.ts';

/** One watched place on the web, as the operator wrote it in config/sources/ID.yaml, with every default filled in. */
export interface Source {
  readonly id: string; // slug, stable for ever: it names the snapshot folder
  readonly title: string;
  readonly urls: readonly [string, ...string[]]; // start addresses; several are merged into one list
  readonly schedule: string; // cron, five fields, in `timezone`
  readonly timezone: string; // IANA name
  readonly recipe: Recipe;
  readonly pages: number; // most pages followed from each start address
  readonly guard: GuardLimits;
  readonly removals: 'probe' | 'listing' | 'off';
  readonly window: boolean; // a rolling "latest N" list: what falls off its end is not removed
  readonly documents: boolean;
  readonly fetch: FetchPolicy;
}

export interface GuardLimits {
  readonly minItems: number;
  readonly maxDropRatio: number; // 0..1 of the last good snapshot
}

/** How this source's servers may be asked. */
export interface FetchPolicy {
  readonly hostDelayMs: number; // least time between the starts of two requests to one host
  readonly timeoutMs: number; // whole request, redirects and body included
  readonly maxBodyBytes: number; // decoded
  readonly respectRobots: boolean;
  readonly allowPrivateAddresses: boolean;
  readonly allowDowngrade: boolean; // https may redirect to http
  readonly headers: Readonly<Record<string, string>>; // further request headers, secrets already filled in
  readonly cookies: boolean; // kept in memory for one run
  readonly caFile: string | null; // PEM file of a further certificate authority
  readonly render: boolean; // drawn by the system's Chromium before it is read
}
