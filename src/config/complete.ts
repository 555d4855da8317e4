import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chromiumPaths } from '../lib/chromium.ts';
import type { DkimKey, UnsubscribeEndpoint } from '../model/subscriber.ts';
import { reasonOf } from './check-file.ts';
import { type Fault, faultAt, suggest } from './faults.ts';
import { fillHeader, secretsIn, type WrittenFetch } from './fetch-schema.ts';
import type { WrittenSettings } from './settings-schema.ts';
import { subscriberId } from './subscriber-schema.ts';
import { webhookName } from './webhook-schema.ts';

/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What lies outside the file: the folder that its paths start from, and the environment. */
export interface Surroundings {
  readonly folder: string;
  readonly env: Environment;
  readonly readText: (file: string) => Promise<string>;
}

/** A value that took more than its own file to complete, and what was wrong on the way. */
export interface Completed<Value> {
  readonly value: Value;
  readonly faults: readonly Fault[];
}

/** Fills headers from the environment, makes the path of `caFile` absolute, looks for the browser that `render` needs. */
export async function completeFetch(
  written: WrittenFetch | null | undefined,
  { folder, env, readText }: Surroundings,
): Promise<Completed<WrittenFetch | undefined> & { readonly secrets: readonly string[] }> {
  if (!written) return { value: undefined, faults: [], secrets: [] };
  const faults: Fault[] = [];
  const headers = Object.entries(written.headers ?? {}).map(([name, text]) => {
    const filled = fillHeader(text, env);
    if ('fault' in filled) faults.push(faultAt(['fetch', 'headers', name], filled.fault));
    return [name, 'fault' in filled ? '' : filled.value] as const;
  });
  const caFile = written.caFile === undefined ? undefined : resolve(folder, written.caFile);
  const read = caFile === undefined ? null : await tryRead(caFile, readText);
  if (read !== null && 'fault' in read) faults.push(faultAt(['fetch', 'caFile'], read.fault));
  if (written.render === true && !(await isAnyExecutable(chromiumPaths(env)))) {
    faults.push(faultAt(['fetch', 'render'], `no Chromium at ${chromiumPaths(env).join(', ')}; ${HOW_TO_GET_ONE}`));
  }
  const secrets = Object.values(written.headers ?? {}).flatMap((text) => secretsIn(text, env));
  return { value: { ...written, headers: Object.fromEntries(headers), caFile }, faults, secrets };
}

const HOW_TO_GET_ONE = 'install it (Debian: apt-get install chromium) or name it in PUBWATCH_CHROMIUM';

async function isAnyExecutable(paths: readonly string[]): Promise<boolean> {
  const looks = await Promise.allSettled(paths.map((path) => access(path, constants.X_OK)));
  return looks.some(({ status }) => status === 'fulfilled');
}

/** Reads the private key that mails are signed with. */
export async function completeDkim(
  { mail }: WrittenSettings,
  { folder, readText }: Surroundings,
): Promise<Completed<DkimKey | null>> {
  if (!mail?.dkim) return { value: null, faults: [] };
  const { domain, selector, keyFile } = mail.dkim;
  const read = await tryRead(resolve(folder, keyFile), readText);
  if ('fault' in read) return { value: null, faults: [faultAt(['mail', 'dkim', 'keyFile'], read.fault)] };
  return { value: { domain, selector, privateKey: read.text }, faults: [] };
}

const LEAST_KEY_LENGTH = 32; // characters: 128 bits even where they are hex digits

/** Reads the key that signs the links of One-Click unsubscription. */
export async function completeUnsubscribe(
  { mail }: WrittenSettings,
  { folder, readText }: Surroundings,
): Promise<Completed<UnsubscribeEndpoint | null>> {
  if (!mail?.unsubscribe) return { value: null, faults: [] };
  const { url, keyFile } = mail.unsubscribe;
  const read = await tryRead(resolve(folder, keyFile), readText);
  const path = ['mail', 'unsubscribe', 'keyFile'];
  if ('fault' in read) return { value: null, faults: [faultAt(path, read.fault)] };
  const key = read.text.trim();
  if (key.length >= LEAST_KEY_LENGTH) return { value: { url, key }, faults: [] };
  const message = `holds ${key.length} characters; wanted at least ${LEAST_KEY_LENGTH}, such as "openssl rand -hex 32" prints`;
  return { value: null, faults: [faultAt(path, message)] };
}

interface Reader {
  readonly id: string;
  readonly sources: readonly string[];
  readonly path: readonly (string | number)[];
  readonly idKey: string; // what names it
}

/** Subscribers and webhooks that cannot be told apart, and sources they name that are not there. */
export function findReaderFaults(written: WrittenSettings, sourceIds: readonly string[]): readonly Fault[] {
  const seen = new Set<string>();
  return readersOf(written).flatMap(({ id, sources, path, idKey }) => {
    const isTwice = seen.has(id);
    seen.add(id);
    return [
      ...(isTwice ? [faultAt([...path, idKey], `${JSON.stringify(id)} stands twice; give each an id of its own`)] : []),
      ...sources.flatMap((source, at) => {
        if (sourceIds.includes(source)) return [];
        const message = `${JSON.stringify(source)}: no such source${suggest(source, sourceIds)}`;
        return [faultAt([...path, 'sources', at], message)];
      }),
    ];
  });
}

function readersOf({ subscribers, webhooks }: WrittenSettings): readonly Reader[] {
  return [
    ...(subscribers ?? []).map((subscriber, index) => ({
      id: subscriberId(subscriber),
      sources: subscriber.sources ?? [],
      path: ['subscribers', index],
      idKey: subscriber.id === undefined ? 'email' : 'id',
    })),
    ...(webhooks ?? []).map((webhook, index) => ({
      id: webhookName(webhook),
      sources: webhook.sources ?? [],
      path: ['webhooks', index],
      idKey: 'id',
    })),
  ];
}

/** A file's text, or what is wrong with it, in words. */
export async function tryRead(
  file: string,
  readText: Surroundings['readText'],
): Promise<{ readonly text: string } | { readonly fault: string }> {
  try {
    return { text: await readText(file) };
  } catch (error) {
    return { fault: `${JSON.stringify(file)}: ${reasonOf(error)}` };
  }
}
