import { resolve } from 'node:path';
import type { Webhook } from '../model/subscriber.ts';
import { type Completed, type Surroundings, tryRead } from './complete.ts';
import { type Fault, faultAt } from './faults.ts';
import { fillHeader, secretsIn } from './fetch-schema.ts';
import type { WrittenSettings } from './settings-schema.ts';
import { isWebAddress } from './values.ts';
import type { WrittenWebhook } from './webhook-schema.ts';

/** Fills addresses and secrets of the webhooks, in their order. */
export async function completeWebhooks(
  { webhooks, fetch }: WrittenSettings,
  surroundings: Surroundings,
): Promise<Completed<readonly Webhook[]> & { readonly secrets: readonly string[] }> {
  const completed = await Promise.all(
    (webhooks ?? []).map((written, index) => complete(written, ['webhooks', index], surroundings)),
  );
  return {
    value: completed.map(({ webhook }, index) => ({
      ...webhook,
      allowPrivateAddresses: webhooks?.[index]?.allowPrivateAddresses ?? fetch?.allowPrivateAddresses ?? false,
    })),
    faults: completed.flatMap(({ faults }) => faults),
    secrets: completed.flatMap(({ secrets }) => secrets),
  };
}

interface CompletedWebhook {
  readonly webhook: Omit<Webhook, 'allowPrivateAddresses'>;
  readonly faults: readonly Fault[];
  readonly secrets: readonly string[];
}

async function complete(
  written: WrittenWebhook,
  path: readonly (string | number)[],
  surroundings: Surroundings,
): Promise<CompletedWebhook> {
  const url = readUrl(written.url, surroundings);
  const read = await readSecrets(written, surroundings);
  const faults = [
    ...('fault' in url ? [faultAt([...path, 'url'], url.fault)] : []),
    ...('fault' in read ? [faultAt([...path, read.key], read.fault)] : []),
  ];
  const secrets = 'fault' in read ? [] : read.secrets;
  const address = 'fault' in url ? '' : url.value;
  return {
    webhook: { url: address, format: written.format ?? 'json', secrets },
    faults,
    secrets: [
      ...secrets.flatMap((secret) => [secret, secret.slice(PREFIX.length)]),
      ...secretsIn(written.url, surroundings.env),
      ...keysOf(address),
    ],
  };
}

/** Never shows what the environment holds. */
function readUrl(written: string, { env }: Surroundings): { readonly value: string } | { readonly fault: string } {
  const filled = fillHeader(written, env);
  if ('fault' in filled || isWebAddress(filled.value)) return filled;
  return { fault: 'wanted an http or https address, found something else' };
}

const LEAST_KEY = 16; // characters of a part of an address that is long enough to be a key

/** Whoever knows the address of a chat's webhook can write there: its last parts are a password. */
function keysOf(address: string): string[] {
  const url = URL.parse(address);
  if (url === null) return [];
  return [address, ...url.pathname.split('/'), ...url.searchParams.values(), url.password].filter(
    (part) => part.length >= LEAST_KEY,
  );
}

type ReadSecrets = { readonly secrets: readonly string[] } | { readonly key: string; readonly fault: string };

async function readSecrets({ secret, secretFile }: WrittenWebhook, surroundings: Surroundings): Promise<ReadSecrets> {
  if (secret !== undefined && secretFile !== undefined)
    return { key: 'secretFile', fault: 'stands beside secret; one of the two is enough' };
  if (secret !== undefined) return readVariable(secret, surroundings);
  if (secretFile === undefined) return { secrets: [] };
  const read = await tryRead(resolve(surroundings.folder, secretFile), surroundings.readText);
  return 'fault' in read ? { key: 'secretFile', fault: read.fault } : checkSecrets(read.text, 'secretFile');
}

const VARIABLE_ALONE = /^\$\{[A-Za-z_][A-Za-z0-9_]{0,100}\}$/; // ${HOOK_SECRET}

function readVariable(written: string, { env }: Surroundings): ReadSecrets {
  const key = 'secret';
  if (!VARIABLE_ALONE.test(written.trim()))
    return {
      key,
      fault: 'this file is no place for a secret; name a variable that holds it, ${NAME}, or a secretFile',
    };
  const filled = fillHeader(written, env);
  return 'fault' in filled ? { key, fault: filled.fault } : checkSecrets(filled.value, key);
}

const PREFIX = 'whsec_';
const SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/; // whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
const LEAST_BYTES = 24; // Standard Webhooks: 24 to 64 bytes
const MOST_BYTES = 64;

function checkSecrets(text: string, key: string): ReadSecrets {
  const secrets = text.split('\n').flatMap((line) => line.trim() || []);
  if (secrets.length > 0 && secrets.every(isSecret)) return { secrets };
  return { key, fault: 'wanted whsec_ and 24 to 64 bytes in base64, such as: echo "whsec_$(openssl rand -base64 32)"' };
}

function isSecret(text: string): boolean {
  const { length } = Buffer.from(text.slice(PREFIX.length), 'base64');
  return SECRET.test(text) && length >= LEAST_BYTES && length <= MOST_BYTES;
}
