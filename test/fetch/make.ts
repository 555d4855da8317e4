import { createFetcher, type FetcherParts } from '../../src/fetch/http-fetcher.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { unpackBody } from '../../src/lib/content-coding.ts';
import { NO_VALIDATORS } from '../../src/model/capture.ts';
import { PubwatchError } from '../../src/model/errors.ts';
import type { Fetcher, FetchRequest, HostMemory, HostStore, Logger } from '../../src/model/ports.ts';
import type { FetchPolicy } from '../../src/model/source.ts';
import { createFakeClock } from '../support/clock.ts';

export const START = '2026-03-01T08:00:00.000Z';

/** A policy that lets loopback be asked at once. */
export const policy: FetchPolicy = {
  hostDelayMs: 0,
  timeoutMs: 10_000,
  maxBodyBytes: 1_000_000,
  respectRobots: true,
  allowPrivateAddresses: true,
  allowDowngrade: false,
  headers: {},
  cookies: false,
  caFile: null,
  render: false,
};

/** The body of what an address answers, unpacked as a reader of pages does. */
export async function bodyOf(fetcher: Pick<Fetcher, 'fetch'>, request: FetchRequest): Promise<Uint8Array> {
  return unpackBody(await fetcher.fetch(request, never), request.policy.maxBodyBytes);
}

/** A request for one address, with what the test cares about. */
export function get(
  url: string,
  over: Partial<Omit<FetchRequest, 'policy'>> & { readonly policy?: Partial<FetchPolicy> } = {},
): FetchRequest {
  const { policy: policyOver, ...rest } = over;
  return {
    url,
    method: 'GET',
    validators: NO_VALIDATORS,
    redirects: 'follow',
    ...rest,
    policy: { ...policy, ...policyOver },
  };
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: object | undefined;
}

/** A log that keeps its lines. */
export function createLog(lines: LogLine[] = []): Logger {
  const at = (level: string) => (event: string, fields?: object) => void lines.push({ level, event, fields });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Memory of hosts that lasts as long as the test: two fetchers on it are two processes on one folder. */
export function createHosts(
  known: Readonly<Record<string, HostMemory>> = {},
): HostStore & { readonly all: Map<string, HostMemory> } {
  const all = new Map(Object.entries(known));
  return {
    all,
    read: async (origin) => all.get(origin) ?? null,
    write: async (origin, memory) => void all.set(origin, memory),
  };
}

/** A fetcher on a fake clock whose jitter is none. */
export function makeFetcher(over: Partial<FetcherParts> = {}): Fetcher {
  return createFetcher({
    contact: 'https://example.org/bot',
    version: '1.2.3',
    clock: createFakeClock(START),
    hosts: createHosts(),
    log: createLog(),
    random: () => 0,
    ...over,
  });
}

/** A fetcher on the machine's own clock. */
export function makeRealFetcher(over: Partial<FetcherParts> = {}): Fetcher {
  return makeFetcher({ clock: createSystemClock(), ...over });
}

export const never = new AbortController().signal;

/** The error a promise fails with; anything else is a failed test. */
export async function faultOf(promise: Promise<unknown>): Promise<PubwatchError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PubwatchError) return error;
    throw error;
  }
  throw new Error('expected a failure, but it went well');
}
