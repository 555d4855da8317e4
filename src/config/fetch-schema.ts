import * as z from 'zod';
import type { FetchPolicy } from '../model/source.ts';
import { duration, size, strictMap, textOf, toggle } from './values.ts';

const HEADER_NAME = /^[!#$%&'*+.^_`|~A-Za-z0-9-]{1,64}$/; // X-Api-Key (RFC 9110 §5.1)
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8000}$/; // Bearer ${TOKEN}
// Who we are, what we accept and how far we got is the fetcher's to say: a good guest does not pose as another.
const OWN_HEADERS = new Set(
  `accept-encoding connection content-length cookie expect from host if-match if-modified-since if-none-match if-range
  if-unmodified-since keep-alive proxy-authorization proxy-connection range te trailer transfer-encoding upgrade user-agent`.split(
    /\s+/,
  ),
);

/** `fetch:` of either file; in a source file it overrides the main one key by key. */
export const fetchSchema = strictMap({
  hostDelay: duration(0).optional().describe('Least time between the starts of two requests to one host. Default 5s.'),
  timeout: duration(1).optional().describe('For a whole request. Default 90s.'),
  maxBody: size.optional().describe('Largest page, decoded. Default 20MiB.'),
  respectRobots: toggle.optional().describe('Keep to robots.txt (RFC 9309). Default true.'),
  allowPrivateAddresses: toggle.optional().describe('Loopback and private hosts may be fetched. Default false.'),
  allowDowngrade: toggle.optional().describe('A redirect may lead from https to http. Default false.'),
  headers: z
    .record(
      z
        .string()
        .regex(HEADER_NAME, { error: 'the name of a request header' })
        .refine((name) => !OWN_HEADERS.has(name.toLowerCase()), {
          error: 'a header that pubwatch does not set itself',
        }),
      z.string({ error: 'text' }),
      { error: 'a map of request headers' },
    )
    .optional()
    .describe('Further request headers; a name in ${} is filled from the environment, where secrets belong.'),
  cookies: toggle.optional().describe('Keep cookies in memory for one run. Default false.'),
  caFile: textOf('the path of a PEM file')
    .optional()
    .describe('A further certificate authority; path from this folder.'),
  render: toggle
    .optional()
    .describe("Let the system's Chromium run the page's scripts before it is read. Default false."),
}).describe('How servers are asked.');

export type WrittenFetch = z.output<typeof fetchSchema>;

const DEFAULT_POLICY: FetchPolicy = {
  hostDelayMs: 5_000, // dhs.gov asks for restraint; robots.txt may raise it
  timeoutMs: 90_000,
  maxBodyBytes: 20 * 2 ** 20,
  respectRobots: true,
  allowPrivateAddresses: false,
  allowDowngrade: false,
  headers: {},
  cookies: false,
  caFile: null,
  render: false,
};

/** The policy of one source: what its own file says, else the main file, else the default. Later layers win. */
export function buildPolicy(...layers: readonly (WrittenFetch | undefined)[]): FetchPolicy {
  return layers.reduce<FetchPolicy>(
    (below, layer = {}) => ({
      hostDelayMs: layer.hostDelay ?? below.hostDelayMs,
      timeoutMs: layer.timeout ?? below.timeoutMs,
      maxBodyBytes: layer.maxBody ?? below.maxBodyBytes,
      respectRobots: layer.respectRobots ?? below.respectRobots,
      allowPrivateAddresses: layer.allowPrivateAddresses ?? below.allowPrivateAddresses,
      allowDowngrade: layer.allowDowngrade ?? below.allowDowngrade,
      headers: { ...below.headers, ...layer.headers },
      cookies: layer.cookies ?? below.cookies,
      caFile: layer.caFile ?? below.caFile,
      render: layer.render ?? below.render,
    }),
    DEFAULT_POLICY,
  );
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]{0,100})\}/g; // ${API_TOKEN}

/** The values that `${NAME}` stands for in a header: what no output may show. */
export function secretsIn(written: string, env: Readonly<Record<string, string | undefined>>): string[] {
  return [...written.matchAll(VARIABLE)].flatMap(([, name = '']) => env[name] ?? []);
}

/** A header's value with `${NAME}` filled in, or what is wrong with it. Never shows a secret. */
export function fillHeader(
  written: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly value: string } | { readonly fault: string } {
  const missing = [...written.matchAll(VARIABLE)].map(([, name = '']) => name).filter((name) => !env[name]);
  if (missing.length > 0) return { fault: `${missing.join(', ')} is not set in the environment` };
  const value = written.replace(VARIABLE, (_, name: string) => env[name] ?? '').trim();
  return HEADER_VALUE.test(value) ? { value } : { fault: 'holds characters that no header may bear' };
}
